import { describe, expect, it } from 'vitest';
import { identityEstate } from '../../src/analysis/identity-estate.ts';
import { inlinePolicyDelegation, managedPolicyDelegation } from '../../src/analysis/policy-delegation.ts';
import { type DerivedFact, Underivable } from '../../src/model/derived.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';
import { allow, denied, document, group, policy, resource, role, user } from './access/estate/estate-of.ts';

const account = '111122223333';
const boundary = `arn:aws:iam::${account}:policy/team-boundary`;
const self = `arn:aws:iam::${account}:policy/delegate`;

const deny = (
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  more: object = {},
): object => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});
const within = (value: string | readonly string[], operator = 'StringEquals'): object => ({
  Condition: { [operator]: { 'iam:PermissionsBoundary': value } },
});
const making = ['iam:CreateRole', 'iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary'];

interface Delegation {
  readonly grants: readonly string[];
  readonly gaps: readonly {
    readonly kind: string;
    readonly action: string;
    readonly boundary: string | null;
    readonly holder: string;
  }[];
}

const derive = (
  fact: DerivedFact,
  asked: Resource,
  others: readonly Resource[] = [],
  gaps: readonly Gap[] = [],
): Delegation | string => {
  const index = identityEstate.start();
  for (const one of [asked, ...others]) identityEstate.add(index, one);
  for (const gap of gaps) identityEstate.addGap(index, gap);
  const value: unknown = fact.derive(asked, index);
  return value instanceof Underivable ? value.because.message : (value as Delegation);
};

/** A managed policy of these statements, attached to these. */
const delegate = (statements: readonly object[], ...attachedTo: readonly string[]): Resource => {
  const made = policy('delegate', document(...statements));
  return { ...made, facts: { ...made.facts, attachedTo } };
};

const ada = `arn:aws:iam::${account}:user/ada`;
const holder = (facts: object = {}): readonly Resource[] => user('ada', { attached: [self], ...facts });

/** What the policy lets ada delegate, as `kind action`. */
const gapsOf = (statements: readonly object[], facts: object = {}, others: readonly Resource[] = []): unknown => {
  const found = derive(managedPolicyDelegation, delegate(statements, ada), [...holder(facts), ...others]);
  return typeof found === 'string' ? found : found.gaps.map(({ kind, action }) => `${kind} ${action}`);
};

describe('the boundary of those whom somebody makes', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
  it.each<[string, readonly object[]]>([
    ['is asked for with its ARN', [allow(making, '*', within(boundary))]],
    ['is one of a few', [allow(making, '*', within([boundary, `${boundary}-2`]))]],
    ['is compared as an ARN', [allow(making, '*', within(boundary, 'ArnEquals'))]],
    [
      'is named with the account as a variable',
      [allow(making, '*', within(`arn:aws:iam::\${aws:PrincipalAccount}:policy/team-boundary`))],
    ],
    [
      'is asked for by a Deny',
      [
        allow('iam:*Role*'),
        deny(making, '*', within(boundary, 'StringNotEquals')),
        deny('iam:DeleteRolePermissionsBoundary'),
      ],
    ],
    [
      "AWS's example",
      [
        allow(
          [
            'iam:AttachUserPolicy',
            'iam:CreateUser',
            'iam:DeleteUserPolicy',
            'iam:DetachUserPolicy',
            'iam:PutUserPermissionsBoundary',
            'iam:PutUserPolicy',
          ],
          '*',
          within(boundary),
        ),
        allow([
          'cloudwatch:*',
          'iam:CreatePolicy',
          'iam:DeletePolicy',
          'iam:GetUser',
          'iam:*Group*',
          'iam:SetDefaultPolicyVersion',
        ]),
        deny(
          ['iam:CreatePolicyVersion', 'iam:DeletePolicy', 'iam:DeletePolicyVersion', 'iam:SetDefaultPolicyVersion'],
          [boundary, self],
        ),
        deny('iam:DeleteUserPermissionsBoundary'),
      ],
    ],
  ])('holds where it %s', (_, statements) => expect(gapsOf(statements)).toEqual([]));

  it.each<[string, readonly object[], readonly string[]]>([
    ['nothing asks for it', [allow('iam:CreateRole')], ['no-boundary iam:CreateRole']],
    [
      'nothing asks for it, for users',
      [allow(['iam:CreateUser', 'iam:PutUserPolicy'])],
      ['no-boundary iam:CreateUser', 'no-boundary iam:PutUserPolicy'],
    ],
    [
      'one action is left out',
      [allow('iam:CreateRole', '*', within(boundary)), allow('iam:AttachRolePolicy')],
      ['no-boundary iam:AttachRolePolicy'],
    ],
    [
      'it is asked for only where there is one',
      [allow('iam:CreateRole', '*', within(boundary, 'StringEqualsIfExists'))],
      ['no-boundary iam:CreateRole'],
    ],
    ['any will do', [allow('iam:CreateRole', '*', within('*', 'StringLike'))], ['any-boundary iam:CreateRole']],
    [
      'its name is a pattern',
      [allow('iam:CreateRole', '*', within(`arn:aws:iam::${account}:policy/*-boundary`, 'ArnLike'))],
      ['any-boundary iam:CreateRole'],
    ],
    [
      'it only has to be another',
      [
        allow('iam:CreateRole', '*', {
          Condition: {
            StringNotEquals: { 'iam:PermissionsBoundary': boundary },
            Null: { 'iam:PermissionsBoundary': 'false' },
          },
        }),
      ],
      ['any-boundary iam:CreateRole'],
    ],
    [
      'roles have a path',
      [allow('iam:CreateRole', `arn:aws:iam::${account}:role/team/*`)],
      ['no-boundary iam:CreateRole'],
    ],
    [
      'it can be taken away',
      [allow(making, '*', within(boundary)), allow('iam:Delete*')],
      ['removes-boundary iam:DeleteRolePermissionsBoundary'],
    ],
    [
      'it can be edited',
      [allow(making, '*', within(boundary)), allow('iam:CreatePolicyVersion', `arn:aws:iam::${account}:policy/team-*`)],
      ['edits-boundary iam:CreatePolicyVersion'],
    ],
  ])('can be avoided where %s', (_, statements, expected) => expect(gapsOf(statements)).toEqual(expected));

  it('shows one that is accepted, and for whom', () => {
    const statements = [allow('iam:CreateRole', '*', within(`arn:aws:iam::${account}:policy/*-boundary`, 'ArnLike'))];
    const found = derive(managedPolicyDelegation, delegate(statements, ada), holder());
    expect(found).toMatchObject({
      grants: ['iam:CreateRole'],
      gaps: [{ boundary: expect.stringMatching(/policy\/.*-boundary$/), holder: ada }],
    });
  });

  it('may be asked for by any policy of the holder, or by its own boundary', () => {
    const others = [policy('no', document(deny(making, '*', within(boundary, 'StringNotEquals'))))];
    expect(gapsOf([allow(making)], { attached: [self, `arn:aws:iam::${account}:policy/no`] }, others)).toEqual([]);
    const limit = policy('limit', document(allow('iam:CreateRole', '*', within(boundary)), allow('s3:*')));
    expect(gapsOf([allow('iam:*')], { boundary: `arn:aws:iam::${account}:policy/limit` }, [limit])).toEqual([]);
    // What takes the boundary away may come from another policy, too.
    const takes = [policy('takes', document(allow('iam:DeleteRolePermissionsBoundary')))];
    expect(
      gapsOf(
        [allow(making, '*', within(boundary))],
        { attached: [self, `arn:aws:iam::${account}:policy/takes`] },
        takes,
      ),
    ).toEqual(['removes-boundary iam:DeleteRolePermissionsBoundary']);
  });

  it('is nothing to ask about of administrators, and of policies that make nobody', () => {
    const nothing = { grants: [], gaps: [] };
    expect(derive(managedPolicyDelegation, delegate([allow('*')], ada), holder())).toEqual(nothing);
    const admin = policy('admin', document(allow('*')));
    expect(
      derive(managedPolicyDelegation, delegate([allow('iam:CreateRole')], ada), [
        ...holder({ attached: [self, admin.arn] }),
        admin,
      ]),
    ).toEqual(nothing);
    expect(
      derive(managedPolicyDelegation, delegate([allow(['s3:*', 'iam:Get*', 'iam:PassRole'])], ada), holder()),
    ).toEqual(nothing);
    expect(derive(managedPolicyDelegation, delegate([allow('iam:*'), deny('iam:*')], ada), holder())).toEqual(nothing);
  });

  it('is asked of the policy alone where nobody has it, and of the members of a group', () => {
    const statements = [allow('iam:CreateRole')];
    expect(derive(managedPolicyDelegation, delegate(statements))).toMatchObject({ gaps: [{ kind: 'no-boundary' }] });
    expect(derive(managedPolicyDelegation, delegate([allow('*')]))).toEqual({ grants: [], gaps: [] });
    const leads = `arn:aws:iam::${account}:group/leads`;
    const team = group('leads', { attached: [self] });
    expect(derive(managedPolicyDelegation, delegate(statements, leads), team)).toMatchObject({
      gaps: [{ kind: 'no-boundary' }],
    });
    const member = user('ada', { groups: ['leads'], boundary: `arn:aws:iam::${account}:policy/limit` });
    const limit = policy('limit', document(allow('s3:*')));
    expect(derive(managedPolicyDelegation, delegate(statements, leads), [...team, ...member, limit])).toEqual({
      grants: [],
      gaps: [],
    });
  });

  it('is asked of the owner of an inline policy', () => {
    const [owner, inline] = role('pipeline', { inline: { make: document(allow('iam:CreateRole')) } });
    if (owner === undefined || inline === undefined) throw new Error('no role');
    expect(derive(inlinePolicyDelegation, inline, [owner])).toMatchObject({
      gaps: [{ action: 'iam:CreateRole', holder: owner.arn }],
    });
  });

  it('is unknown where a document, or who has it, is', () => {
    const lost = resource('AWS::IAM::ManagedPolicy', `arn:aws:iam::${account}:policy/lost`, { document: denied });
    const statements = [allow('iam:CreateRole')];
    const also = { attached: [self, lost.arn] };
    // It may deny it, or make ada an administrator.
    expect(gapsOf(statements, also, [lost])).toEqual(expect.any(String));
    expect(derive(managedPolicyDelegation, delegate(statements, ada))).toContain('not in the snapshot');
    const unattached = { ...delegate(statements), facts: { document: document(...statements) } };
    expect(derive(managedPolicyDelegation, unattached)).toContain('attachedTo');
    const gap = { type: 'AWS::IAM::User', account, region: 'us-east-1', partition: 'aws', ...denied } as Gap;
    const leads = `arn:aws:iam::${account}:group/leads`;
    expect(
      derive(managedPolicyDelegation, delegate(statements, leads), group('leads', { attached: [self] }), [gap]),
    ).toBe('no');
    expect(
      derive(managedPolicyDelegation, delegate([{ ...allow('iam:CreateRole'), Conditions: {} }], ada), holder()),
    ).toContain('cannot be understood');
  });
});
