import { expect, it } from 'vitest';
import { managedPolicyFullServices } from '../../src/analysis/policy-full-services.ts';
import { Underivable } from '../../src/model/derived.ts';
import { allow, deny, documentOf, policyWith } from './identity-policy.ts';

/** The services that a document grants whole; `unknown` where that cannot be told. */
const of = (...statements: readonly object[]): unknown => {
  const value: unknown = managedPolicyFullServices.derive(policyWith(documentOf(...statements)), null);
  if (value instanceof Underivable) return 'unknown';
  return [...new Set((value as readonly { readonly service: string }[]).map(({ service }) => service))];
};

const own = '111122223333';
const oneKey = `arn:aws:kms:eu-central-1:${own}:key/11111111-2222-3333-4444-555555555555`;
const but = (...NotAction: readonly string[]): object => ({ Effect: 'Allow', NotAction, Resource: '*' });

it.each<[string, readonly string[], readonly object[]]>([
  ['by its name', ['kms'], [allow('kms:*')]],
  ['in any case', ['iam'], [allow('IAM:*')]],
  ['by everything', ['cloudtrail', 'iam', 'kms'], [allow('*')]],
  ['by everything but another', ['cloudtrail', 'kms'], [but('iam:*')]],
  ['by the ARNs of all keys', ['kms'], [allow('kms:*', 'arn:aws:kms:*:*:key/*')]],
  ['by all keys of the account', ['kms'], [allow('kms:*', `arn:aws:kms:*:${own}:key/*`)]],
  ['by the ARNs of all of IAM', ['iam'], [allow('iam:*', 'arn:aws:iam::*:*')]],
  ['in two statements', ['kms'], [allow(['kms:C*']), but('kms:C*', 'iam:*', 'cloudtrail:*')]],
  [
    'under a condition',
    ['cloudtrail'],
    [allow('cloudtrail:*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
  ],
  ['that a Deny of one key leaves', ['kms'], [allow('kms:*'), deny('kms:*', oneKey)]],
])('a policy grants a whole service %s', (_, services, statements) => {
  expect(of(...statements)).toEqual(services);
});

it.each<[string, readonly object[]]>([
  ['by some of it', [allow(['kms:Decrypt', 'kms:Encrypt', 'iam:Get*', 'cloudtrail:LookupEvents'])]],
  ['on one key', [allow('kms:*', oneKey)]],
  ['on roles alone', [allow('iam:*', `arn:aws:iam::${own}:role/*`)]],
  ['less one action that it denies', [allow('kms:*'), deny('kms:ScheduleKeyDeletion')]],
  ['of another name', [allow(['kmsx:*', 's3:*'])]],
])('a policy does not grant a whole service %s', (_, statements) => {
  expect(of(...statements)).toEqual([]);
});

it('is unknown where the document or a statement that decides is', () => {
  const unclear = { Action: 'kms:*', Resource: '*', Conditions: {} };
  expect(managedPolicyFullServices.derive(policyWith(undefined), null)).toBeInstanceOf(Underivable);
  expect(of({ Effect: 'Allow', ...unclear })).toBe('unknown');
  expect(of(allow('kms:*'), { Effect: 'Deny', ...unclear })).toBe('unknown');
});
