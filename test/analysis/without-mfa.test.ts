import { describe, expect, it } from 'vitest';
import { identityEstate } from '../../src/analysis/identity-estate.ts';
import { groupWithoutMfa } from '../../src/analysis/without-mfa.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';
import { allow, deny, documentOf, policyWith, refusal } from './identity-policy.ts';

const iam = 'arn:aws:iam::111122223333:';
const own = `arn:aws:iam::*:user/\${aws:username}`;

const group = (...names: readonly string[]): Resource => ({
  ...policyWith({}),
  ...{ type: 'AWS::IAM::Group', arn: `${iam}group/analysts`, name: 'analysts' },
  facts: { attachedPolicies: names.map((name) => `${iam}policy/${name}`), inlinePolicies: [] },
});

const managed = (name: string, document: object | undefined): Resource => ({
  ...policyWith(document),
  arn: `${iam}policy/${name}`,
  name,
});

/** What the members of a group with these statements, one policy each, may do without a second factor. */
const of = (...statements: readonly object[]): unknown => {
  const policies = statements.map((statement, index) => managed(`p${index}`, documentOf(statement)));
  const resource = group(...policies.map(({ name }) => name));
  const index = identityEstate.start();
  for (const one of [resource, ...policies]) identityEstate.add(index, one);
  return groupWithoutMfa.derive(resource, index);
};

const mfa = (value: string, operator = 'BoolIfExists') => ({
  Condition: { [operator]: { 'aws:MultiFactorAuthPresent': value } },
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html */
const selfService = [
  ...['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:GetUser', 'iam:GetMFADevice', 'iam:ListMFADevices'],
  ...['iam:ListVirtualMFADevices', 'iam:ResyncMFADevice', 'sts:GetSessionToken'],
];
const denyRest = (condition: object, ...more: readonly string[]): object => ({
  ...{ Effect: 'Deny', NotAction: [...selfService, ...more], Resource: '*' },
  ...condition,
});
const manageOwn = allow(['iam:*MFADevice*', 'iam:GetUser', 'iam:ChangePassword', 'iam:*AccessKey*'], own);
const readFeatures = allow('s3:GetObject', 'arn:aws:s3:::features/*');

describe('what a group lets its members do without a second factor', () => {
  it.each<[string, readonly object[]]>([
    ["AWS's example denies the rest", [manageOwn, readFeatures, denyRest(mfa('false'))]],
    ['of everything', [allow('*'), denyRest(mfa('false'))]],
    ['the rest is denied on all resources, action by action', [readFeatures, deny('s3:*', '*', mfa('false'))]],
    ['the Allow asks for it', [allow('*', '*', mfa('true', 'Bool'))]],
    [
      'the Allow asks for its age',
      [allow('*', '*', { Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } } })],
    ],
    ['it grants nothing', []],
    ['it only denies', [deny('iam:*')]],
    ['it grants just what registers a device', [allow(selfService, '*')]],
  ])('is nothing where %s', (_, statements) => {
    expect(of(...statements)).toEqual([]);
  });

  const both = [{ credentials: 'access-key' }, { credentials: 'session' }];
  it.each<[string, readonly object[], readonly object[]]>([
    ['nothing asks for it', [readFeatures], both],
    // Keys of a user do not carry the key at all:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
    ['the Deny passes over keys', [readFeatures, denyRest(mfa('false', 'Bool'))], [{ credentials: 'access-key' }]],
    ['the Allow lets keys in', [allow('s3:*', '*', mfa('true'))], [{ credentials: 'access-key' }]],
    [
      'it only has to be possible',
      [allow('s3:*', '*', { Condition: { Null: { 'aws:MultiFactorAuthPresent': 'false' } } })],
      [{ credentials: 'session' }],
    ],
    ['the Deny leaves something out', [allow('*'), denyRest(mfa('false'), 's3:GetObject')], both],
    ['the Deny holds for some resources', [allow('s3:*'), deny('s3:*', 'arn:aws:s3:::features/*', mfa('false'))], both],
    [
      'the Deny asks for something else too',
      [
        readFeatures,
        denyRest({
          Condition: { ...mfa('false').Condition, NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
        }),
      ],
      both,
    ],
    ['a device may be taken away', [allow('*'), denyRest(mfa('false'), 'iam:DeactivateMFADevice')], both],
  ])('is something where %s', (_, statements, expected) => {
    expect(of(...statements)).toMatchObject(expected);
  });

  it('names an action as AWS writes it', () => {
    expect(of(readFeatures)).toEqual([
      { credentials: 'access-key', action: 's3:GetObject' },
      { credentials: 'session', action: 's3:GetObject' },
    ]);
  });

  it('tells a change of the password, which AWS does not recommend, from anything else', () => {
    const denied = denyRest(mfa('false'), 'iam:ChangePassword');
    expect(of(manageOwn, denied)).toMatchObject([{ action: 'iam:ChangePassword' }, { action: 'iam:ChangePassword' }]);
    expect(of(readFeatures, manageOwn, deny('s3:Put*', '*', mfa('false')))).toMatchObject([
      { action: expect.not.stringMatching('ChangePassword') },
      { action: expect.not.stringMatching('ChangePassword') },
    ]);
  });

  it('is unknown where a policy could not be read, unless the others decide', () => {
    const derive = (...statements: readonly object[]): unknown => {
      const index = identityEstate.start();
      const resource = group('hidden', 'known');
      const hidden = { ...managed('hidden', undefined), unknown: { document: refusal } };
      for (const one of [resource, hidden, managed('known', documentOf(...statements))]) identityEstate.add(index, one);
      return groupWithoutMfa.derive(resource, index);
    };
    const answer = derive(readFeatures);
    expect(answer).toBeInstanceOf(Underivable);
    expect((answer as Underivable).because.message).toContain('AccessDenied');
    expect(derive()).toBeInstanceOf(Underivable);
    expect(derive(deny('*', '*', mfa('false')))).toEqual([]);
  });
});
