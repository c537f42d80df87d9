import { describe, expect, it } from 'vitest';
import { groupBeyondRoles, userBeyondRoles } from '../../src/analysis/beyond-roles.ts';
import { identityEstate } from '../../src/analysis/identity-estate.ts';
import { type DerivedFact, Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';
import { allow, denied, document, group, policy, resource, user } from './access/estate/estate-of.ts';

const role = 'arn:aws:iam::111122223333:role/analyst';

/** The fact of the first resource, among all. */
const derive = (fact: DerivedFact, ...resources: readonly Resource[]): unknown => {
  const index = identityEstate.start();
  for (const one of resources) identityEstate.add(index, one);
  const value: unknown = fact.derive(resources[0] as Resource, index);
  return value instanceof Underivable ? value.because.message : value;
};

const of = (...statements: readonly object[]): unknown =>
  derive(userBeyondRoles, ...user('ada', { inline: { own: document(...statements) } }));

const deny = (Action: string | readonly string[], Resource = '*'): object => ({
  ...allow(Action, Resource),
  Effect: 'Deny',
});

describe('what somebody may do besides assuming roles', () => {
  it.each<[string, readonly object[]]>([
    ['who may do nothing', []],
    ['who may assume a role', [allow('sts:AssumeRole', role)]],
    [
      'who may assume any role, and name and tag the session',
      [allow(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'])],
    ],
    ['who is denied the rest', [allow('sts:*'), { Effect: 'Deny', NotAction: 'sts:AssumeRole', Resource: '*' }]],
    ['whose other rights are denied', [allow(['sts:AssumeRole', 's3:GetObject']), deny('s3:*')]],
  ])('is nothing for one %s', (_, statements) => expect(of(...statements)).toEqual([]));

  const one = (statement: number, action: string, selfService = false): object => ({
    ...{ policy: 'inline policy own', statement, action, selfService },
  });
  it.each<[string, readonly object[], readonly object[]]>([
    ['one action', [allow('sts:AssumeRole', role), allow('s3:GetObject')], [one(1, 's3:GetObject')]],
    ['one action beside the role', [allow(['sts:AssumeRole', 'dynamodb:GetItem'])], [one(0, 'dynamodb:GetItem')]],
    ['its own MFA devices', [allow(['iam:EnableMFADevice', 'sts:AssumeRole'])], [one(0, 'iam:EnableMFADevice', true)]],
    [
      'under a condition',
      [allow('s3:GetObject', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
      [one(0, 's3:GetObject')],
    ],
    ['what a Deny leaves of it', [allow('s3:*Object'), deny('s3:GetObject')], [{ statement: 0, selfService: false }]],
    [
      'all but something',
      [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
      [{ statement: 0, selfService: false }],
    ],
  ])('is %s', (_, statements, expected) => expect(of(...statements)).toMatchObject(expected));

  it('tells MFA devices of their own from something else in the same statement, however long it is', () => {
    const reads = Array.from({ length: 30 }, (_, index) => `s3:Get${index}`);
    expect(of(allow(['iam:EnableMFADevice', ...reads]))).toMatchObject([{ statement: 0, selfService: false }]);
    expect(of(allow([...reads, 'iam:EnableMFADevice']))).toMatchObject([{ statement: 0, selfService: false }]);
  });

  it('comes from groups too, and is limited by the permissions boundary', () => {
    const analysts = group('analysts', { inline: { read: document(allow('s3:GetObject')) } });
    const member = user('ada', { groups: ['analysts'] });
    expect(derive(userBeyondRoles, ...member, ...analysts)).toMatchObject([
      { policy: 'inline policy read of group analysts' },
    ]);
    expect(derive(groupBeyondRoles, ...analysts)).toMatchObject([
      { policy: 'inline policy read', action: 's3:GetObject' },
    ]);
    const boundary = 'arn:aws:iam::111122223333:policy/roles';
    const bounded = user('ada', { groups: ['analysts'], boundary });
    expect(
      derive(userBeyondRoles, ...bounded, ...analysts, policy('roles', document(allow('sts:AssumeRole')))),
    ).toEqual([]);
  });

  it('is unknown where a policy could not be read, unless what is known settles it', () => {
    const attached = ['arn:aws:iam::111122223333:policy/lost'];
    const lost = resource('AWS::IAM::ManagedPolicy', attached[0] as string, { document: denied });
    expect(derive(userBeyondRoles, ...user('ada', { attached }), lost)).toContain('AccessDenied');
    expect(derive(groupBeyondRoles, ...group('analysts', { attached }), lost)).toContain('AccessDenied');
    const inline = { no: document({ Effect: 'Deny', NotAction: 'sts:AssumeRole', Resource: '*' }) };
    expect(derive(userBeyondRoles, ...user('ada', { attached, inline }), lost)).toEqual([]);
  });
});
