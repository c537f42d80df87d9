import { describe, expect, it } from 'vitest';
import { bucketRefusesCustomerKeys } from '../../src/analysis/customer-keys.ts';
import { bucketPolicyLockout } from '../../src/analysis/policy-lockout.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';

const arn = 'arn:aws:s3:::lake';
const refusal = { operation: 's3:GetBucketPolicy', code: 'AccessDenied', message: 'no' };
const deny = (more: object) => ({ Effect: 'Deny', Principal: '*', Resource: [arn, `${arn}/*`], ...more });
const bucket = (statements: readonly object[], facts: object = { 'encryption.blockedTypes': [] }, unknown = {}) =>
  ({
    arn,
    facts: { 'access.policyDocument': { Version: '2012-10-17', Statement: statements }, ...facts },
    unknown,
  }) as unknown as Resource;

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
describe('whether a policy locks out everybody but the root user', () => {
  const locked = (...statements: readonly object[]) => bucketPolicyLockout.derive(bucket(statements), null);

  it.each([
    ['s3:*', { Action: 's3:*' }],
    ['wildcards', { Action: 's3:*BucketPolicy' }],
    ['NotAction', { NotAction: 's3:GetObject' }],
    ['NotResource', { Action: 's3:*', Resource: undefined, NotResource: 'arn:aws:s3:::other' }],
    ['the principal AWS *', { Action: 's3:*', Principal: { AWS: '*' } }],
  ])('is so with %s', (_, more) => expect(locked(JSON.parse(JSON.stringify(deny(more))))).toBe(true));

  it('is so when one statement takes each of the two ways', () => {
    expect(locked(deny({ Action: 's3:PutBucketPolicy' }), deny({ Action: 's3:DeleteBucketPolicy' }))).toBe(true);
    expect(locked(deny({ Action: 's3:PutBucketPolicy' }))).toBe(false);
    expect(locked(deny({ Action: 's3:DeleteBucketPolicy' }))).toBe(false);
  });

  it('is not so under a condition, for objects, for some principals, or without a policy', () => {
    expect(locked(deny({ Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }))).toBe(false);
    expect(locked(deny({ Action: 's3:*', Resource: `${arn}/*` }))).toBe(false);
    expect(locked(deny({ Action: 's3:*', Principal: { AWS: 'arn:aws:iam::111122223333:role/x' } }))).toBe(false);
    expect(locked()).toBe(false);
  });

  it('is unknown where the policy is, or a statement means nothing certain', () => {
    const unread = { arn, facts: {}, unknown: { 'access.policyDocument': refusal } } as unknown as Resource;
    expect(bucketPolicyLockout.derive(unread, null)).toEqual(new Underivable(refusal));
    expect(locked(deny({ Action: 's3:*', Principle: '*' }))).toBeInstanceOf(Underivable);
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
describe('whether uploads with keys of the customer are refused', () => {
  const key = 's3:x-amz-server-side-encryption-customer-algorithm';
  const upload = (Condition: object, more: object = {}) => deny({ Action: 's3:PutObject', Condition, ...more });
  const derive = (resource: Resource) => bucketRefusesCustomerKeys.derive(resource, null);

  it('is so where the bucket blocks them, whatever its policy', () =>
    expect(derive(bucket([], { 'encryption.blockedTypes': ['SSE-C'], 'access.policyDocument': undefined }))).toBe(
      true,
    ));

  it('is so where the policy denies every upload that names an algorithm', () => {
    expect(derive(bucket([upload({ Null: { [key]: 'false' } })]))).toBe(true);
    expect(derive(bucket([upload({ StringLike: { [key]: '*' } })]))).toBe(true);
    expect(derive(bucket([upload({ Null: { [key]: 'false' } })], {}, { 'encryption.blockedTypes': refusal }))).toBe(
      true,
    );
  });

  it('is not so for other conditions, or some objects only', () => {
    expect(derive(bucket([]))).toBe(false);
    expect(derive(bucket([upload({ Null: { [key]: 'true' } })]))).toBe(false);
    expect(derive(bucket([upload({ Null: { [key]: 'false' } }, { Resource: `${arn}/raw/*` })]))).toBe(false);
    expect(derive(bucket([upload({ Null: { [key]: 'false' }, Bool: { 'aws:SecureTransport': 'true' } })]))).toBe(false);
  });

  it('is unknown while one of the two is not known and the other does not settle it', () => {
    expect(derive(bucket([], {}, { 'encryption.blockedTypes': refusal }))).toEqual(new Underivable(refusal));
    const unread = { 'encryption.blockedTypes': [], 'access.policyDocument': undefined };
    expect(derive(bucket([], unread, { 'access.policyDocument': refusal }))).toEqual(new Underivable(refusal));
  });
});
