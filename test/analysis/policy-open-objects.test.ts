import { expect, it } from 'vitest';
import { managedPolicyOpenObjects } from '../../src/analysis/policy-open-objects.ts';
import { allow, deny, documentOf, policyWith, statementsOf } from './identity-policy.ts';

const of = (...statements: readonly object[]) => statementsOf(managedPolicyOpenObjects, documentOf(...statements));

it.each<[string, object]>([
  ['by all of S3', allow('s3:*')],
  ['by a prefix', allow('s3:Get*')],
  ['in all buckets', allow('s3:PutObject', 'arn:aws:s3:::*')],
  ['in all buckets, written as objects', allow('s3:GetObject', 'arn:aws:s3:::*/*')],
  ['by everything but something else', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
])('a policy reads or writes every object %s', (_, statement) => {
  expect(of(statement)).toEqual([0]);
});

it('says which of both a policy does', () => {
  const actionsOf = (...statements: readonly object[]) =>
    managedPolicyOpenObjects.derive(policyWith(documentOf(...statements)), null);
  expect(actionsOf(allow('s3:*'), deny('s3:PutObject'))).toMatchObject([{ actions: ['s3:GetObject'] }]);
  expect(actionsOf(allow('s3:*'))).toMatchObject([{ actions: ['s3:GetObject', 's3:PutObject'] }]);
});

it('a policy of one bucket, of a prefix of names or of other actions does neither', () => {
  expect(of(allow('s3:*', 'arn:aws:s3:::features/*'))).toEqual([]);
  expect(of(allow('s3:*', 'arn:aws:s3:::features-*'))).toEqual([]);
  expect(of(allow(['s3:ListBucket', 's3:ListAllMyBuckets']))).toEqual([]);
  expect(of(allow('s3:*'), deny('s3:*'))).toEqual([]);
});

it('what cannot be read or understood is unknown', () => {
  const unclear = { Action: 's3:*', Resource: '*', Conditions: {} };
  expect(statementsOf(managedPolicyOpenObjects, undefined)).toBe('unknown');
  expect(of({ Effect: 'Allow', ...unclear })).toBe('unknown');
  expect(of(allow('s3:*'), { Effect: 'Deny', ...unclear })).toBe('unknown');
});
