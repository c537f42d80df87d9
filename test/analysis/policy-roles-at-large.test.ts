import { describe, expect, it } from 'vitest';
import {
  managedPolicyOpenPassRole,
  managedPolicyOpenRoleAssumption,
} from '../../src/analysis/policy-roles-at-large.ts';
import { allow, deny, documentOf, policyWith, statementsOf } from './identity-policy.ts';

const arn = (name: string, account = '111122223333'): string => `arn:aws:iam::${account}:role/${name}`;

describe.each([
  ['pass', managedPolicyOpenPassRole, 'iam:PassRole', 'iam:*'],
  ['assume', managedPolicyOpenRoleAssumption, 'sts:AssumeRole', 'sts:*'],
] as const)('whether a policy lets its holder %s any role', (_, fact, action, service) => {
  const of = (...statements: readonly object[]) => statementsOf(fact, documentOf(...statements));

  it.each<[string, object]>([
    ['on *', allow(action)],
    ['by the service', allow(service)],
    ['on all roles of the account', allow(action, arn('*'))],
    ['on all roles of another account', allow(action, arn('*', '444455556666'))],
    ['on all roles of all accounts', allow(action, arn('*', '*'))],
    ['on all but one', { Effect: 'Allow', Action: action, NotResource: arn('admin') }],
    ['with a condition', allow(action, '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
    ['among other resources', allow(action, [arn('labels'), '*'])],
  ])('it does %s', (_name, statement) => {
    expect(of(statement)).toEqual([0]);
  });

  it.each<[string, readonly object[]]>([
    ['on one role', [allow(action, arn('labels'))]],
    ['on one name in every account', [allow(action, arn('labels', '*'))]],
    ['on a path', [allow(action, arn('data/*'))]],
    ['on a prefix of names', [allow(action, arn('data-*'))]],
    ['by other actions', [allow(['iam:GetRole', 'sts:GetCallerIdentity'])]],
    ['when it is denied', [allow(action), deny(action)]],
  ])('it does not %s', (_name, statements) => {
    expect(of(...statements)).toEqual([]);
  });

  it('is unknown where the document or a statement that decides is', () => {
    const unclear = { Action: action, Resource: '*', Conditions: {} };
    expect(statementsOf(fact, undefined)).toBe('unknown');
    expect(of({ Effect: 'Allow', ...unclear })).toBe('unknown');
    expect(of(allow(action), { Effect: 'Deny', ...unclear })).toBe('unknown');
  });

  it('shows the patterns that do it alone', () => {
    const policy = policyWith(documentOf(allow(['s3:GetObject', service])));
    expect(fact.derive(policy, null)).toMatchObject([{ actions: [service] }]);
  });
});
