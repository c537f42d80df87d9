import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketBeyondReference } from '../../src/analysis/beyond-reference.ts';
import { Underivable } from '../../src/model/derived.ts';
import { denied, document, home, other, resource } from './access/estate/estate-of.ts';

const allow = (Principal: unknown, more: object = {}): object => ({
  ...{ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::features/*' },
  ...more,
});
const partner = { AWS: `arn:aws:iam::${other}:root` };
const reads = document(allow(partner, { Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' }));

/** What a policy allows beyond a reference, in a few words. */
const beyond = (policy: unknown, reference: unknown = reads): unknown => {
  const bucket = resource('AWS::S3::Bucket', 'arn:aws:s3:::features', { 'access.policyDocument': policy }, home);
  const text = typeof reference === 'string' ? reference : JSON.stringify(reference);
  const value: unknown = bucketBeyondReference.derive(bucket, null, { reference: text });
  if (value instanceof Underivable) return value.because.message;
  if (value === null) return null;
  const { principal, action, resource: on } = value as Readonly<Record<'principal' | 'action' | 'resource', string>>;
  return `${action} on ${on} by ${principal}`;
};

// https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy-not-more-permissive.html
describe('a bucket policy allows more than the reference', () => {
  it.each<[string, unknown]>([
    ['which allows the same', document(allow(partner))],
    [
      'which allows more',
      document(allow({ AWS: `arn:aws:iam::${other}:role/training` }, { Resource: 'arn:aws:s3:::features/raw/*' })),
    ],
    ['which has no condition', document(allow(partner, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }))],
    ['and only denies', document(allow('*', { Effect: 'Deny', Action: 's3:*' }))],
    [
      'and allows the rest to its own account',
      document(allow({ AWS: `arn:aws:iam::${home}:role/etl` }, { Action: 's3:*' })),
    ],
    ['and speaks of another bucket', document(allow('*', { Resource: 'arn:aws:s3:::labels/*' }))],
    [
      'and denies what is more',
      document(
        allow(partner, { Action: 's3:*' }),
        allow('*', { Effect: 'Deny', Action: undefined, NotAction: ['s3:GetObject', 's3:ListBucket'], Resource: '*' }),
      ),
    ],
  ])('not if it says less than the reference, %s', (_, policy) => expect(beyond(policy)).toBeNull());

  it.each<[string, unknown, string | RegExp]>([
    [
      'another action',
      document(allow(partner, { Action: 's3:PutObject' })),
      /^s3:PutObject on arn:aws:s3:::features\/.* by arn:aws:iam::444455556666:root$/,
    ],
    ['another account', document(allow({ AWS: '777788889999' })), /by arn:aws:iam::777788889999:root$/],
    ['everybody', document(allow('*')), /^s3:GetObject .* by /],
    ['a service', document(allow({ Service: 'cloudtrail.amazonaws.com' })), /by cloudtrail\.amazonaws\.com$/],
  ])('if it allows %s', (_, policy, expected) => expect(beyond(policy)).toMatch(expected));

  it('if the reference asks for a condition that it does not', () => {
    const condition = { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } } };
    expect(beyond(document(allow(partner)), document(allow(partner, condition)))).toMatch(/^s3:GetObject/);
    expect(beyond(document(allow(partner, condition)), document(allow(partner, condition)))).toBeNull();
  });

  it('not if there is no policy', () => expect(beyond(null)).toBeNull());

  it('is unknown where the policy or the reference cannot be read', () => {
    expect(beyond(denied)).toContain('no');
    expect(beyond(document({ Effect: 'Allow', Principal: 1 }))).toContain('is not certain');
    expect(beyond({ Statement: 7 })).toContain('cannot be understood');
    expect(beyond(document(allow(partner)), '{')).toContain('`reference` is not JSON');
    expect(beyond(document(allow(partner)), '{"Statement": 7}')).toContain('`reference` cannot be understood');
  });

  it('never if the policy is the reference itself', () => {
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      Principal: fc.constantFrom<unknown>('*', partner, { AWS: home }, { Service: 'logging.s3.amazonaws.com' }),
      Action: fc.constantFrom('s3:*', 's3:Get*', 's3:PutObject'),
      Resource: fc.constantFrom('arn:aws:s3:::features', 'arn:aws:s3:::features/*', '*'),
      Condition: fc.constantFrom<object>(
        {},
        { Bool: { 'aws:SecureTransport': 'false' } },
        { StringLike: { 'aws:PrincipalArn': '*role/x*' } },
      ),
    });
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 4 }), (all) => {
        expect(beyond(document(...all), document(...all))).toBeNull();
      }),
      { numRuns: 100 },
    );
  });
});
