import { describe, expect, it } from 'vitest';
import { bucketOldTls } from '../../src/analysis/old-tls.ts';
import { bucketMissingStatements } from '../../src/analysis/required-statements.ts';
import { uploadEncryption } from '../../src/analysis/upload-encryption.ts';
import { type DerivedFact, Underivable } from '../../src/model/derived.ts';
import { own, refusal, resource, stranger } from './resources.ts';

const arn = 'arn:aws:s3:::features';
const document = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
const deny = (Condition: object, more: object = {}) => ({
  ...{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/*`], Condition },
  ...more,
});
const ask = (fact: DerivedFact, facts: object, params?: Readonly<Record<string, unknown>>): unknown => {
  const answer: unknown = fact.derive(resource('AWS::S3::Bucket', arn, { ...facts }), null, params);
  return answer instanceof Underivable ? 'unknown' : answer;
};

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html#example-object-tls-version
describe('old versions of TLS', () => {
  const tls = (policy: unknown, minimum = '1.2') => ask(bucketOldTls, { 'access.policyDocument': policy }, { minimum });
  const below = (version: string) => deny({ NumericLessThan: { 's3:TlsVersion': version } });
  const refused = { bucket: 'refused', objects: 'refused' };
  const open = { bucket: 'open', objects: 'open' };

  it('are refused by a statement that denies all below the minimum', () => {
    expect(tls(document(below('1.2')))).toEqual(refused);
    expect(tls(document(below('1.3')))).toEqual(refused);
    expect(tls(document(below('1.2')), '1.3')).toEqual(open);
    expect(tls(document(below('1.1')))).toEqual(open);
    expect(tls(null)).toEqual(open);
  });

  it('are refused by several statements together, and by other words for the same', () => {
    const only = (version: string) => deny({ NumericEquals: { 's3:TlsVersion': version } });
    expect(tls(document(only('1.0'), only('1.1')))).toEqual(refused);
    expect(tls(document(only('1.0')))).toEqual(open);
    expect(tls(document(deny({ NumericLessThanEquals: { 's3:TlsVersion': '1.1' } })))).toEqual(refused);
    expect(tls(document(deny({ NumericLessThanIfExists: { 'S3:tlsversion': ['1.2'] } })))).toEqual(refused);
    // A request without TLS is none with an old version.
    expect(tls(document(deny({ Bool: { 'aws:SecureTransport': 'false' } })))).toEqual(open);
  });

  it('stay open through another condition, another principal or part of the objects', () => {
    const condition = { NumericLessThan: { 's3:TlsVersion': '1.2' } };
    expect(tls(document(deny({ ...condition, IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })))).toEqual(open);
    expect(tls(document(deny({ ...condition, NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })))).toEqual(open);
    expect(tls(document(deny(condition, { Principal: { AWS: stranger } })))).toEqual(open);
    expect(tls(document(deny(condition, { Resource: `${arn}/*` })))).toEqual({ bucket: 'open', objects: 'refused' });
    expect(tls(document(deny(condition, { Action: 's3:GetObject' })))).toEqual(open);
  });

  it('are unknown where the policy is, or cannot be understood, and for a version that there is not', () => {
    expect(tls(refusal)).toBe('unknown');
    expect(tls(document(deny({ NumericLess: { 's3:TlsVersion': '1.2' } })))).toBe('unknown');
    expect(tls(null, '2')).toBe('unknown');
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
describe('what uploads may ask for', () => {
  const key = `arn:aws:kms:eu-central-1:${own}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const header = 's3:x-amz-server-side-encryption';
  const keyHeader = 's3:x-amz-server-side-encryption-aws-kms-key-id';
  const uploads = (policy: unknown, encryption: unknown = { algorithm: 'aws:kms', key }) =>
    ask(uploadEncryption, { 'access.policyDocument': policy, 'encryption.atRest': encryption });
  const put = (Condition: object) => deny(Condition, { Action: 's3:PutObject', Resource: `${arn}/*` });
  const present = { Null: { [header]: 'false' } };
  const otherAlgorithm = put({ StringNotEqualsIfExists: { [header]: 'aws:kms' }, ...present });
  const otherKey = (...keys: string[]) => put({ StringNotEqualsIfExists: { [keyHeader]: keys }, ...present });

  it('is nothing weaker than the default where the algorithm and the key are held to', () => {
    expect(uploads(document(otherAlgorithm, otherKey(key)))).toEqual({ weaker: 'refused', default: 'open' });
    expect(uploads(document(otherAlgorithm))).toEqual({ weaker: 'open', default: 'open' });
    expect(uploads(document(otherKey(key)))).toEqual({ weaker: 'refused', default: 'open' });
    expect(uploads(null)).toEqual({ weaker: 'open', default: 'open' });
  });

  it('is another key where the policy lets in more than one', () => {
    const second = key.replace('1234abcd', '99999999');
    expect(uploads(document(otherAlgorithm, otherKey(key, second)))).toMatchObject({ weaker: 'open' });
    const anyOfAccount = { StringNotLikeIfExists: { [keyHeader]: `arn:aws:kms:*:${own}:key/*` }, ...present };
    expect(uploads(document(otherAlgorithm, put(anyOfAccount)))).toMatchObject({ weaker: 'open' });
  });

  it('is nothing weaker where the default is SSE-S3, and SSE-S3 where it is aws/s3', () => {
    expect(uploads(null, { algorithm: 'AES256', key: null })).toEqual({ weaker: 'refused', default: 'open' });
    expect(uploads(null, null)).toEqual({ weaker: 'refused', default: 'open' });
    const managed = { algorithm: 'aws:kms', key: null };
    expect(uploads(null, managed)).toEqual({ weaker: 'open', default: 'open' });
    expect(uploads(document(otherAlgorithm), managed)).toEqual({ weaker: 'refused', default: 'open' });
  });

  it('includes the default, which a statement on a header that must be there refuses', () => {
    const absent = put({ Null: { [header]: 'true' } });
    expect(uploads(document(absent), null)).toEqual({ weaker: 'refused', default: 'refused' });
    // An operator that denies holds where the key is absent.
    expect(uploads(document(put({ StringNotEquals: { [header]: 'aws:kms' } })), null)).toMatchObject({
      default: 'refused',
    });
    expect(uploads(document(deny({ Bool: { 'aws:SecureTransport': 'false' } })), null)).toMatchObject({
      default: 'open',
    });
  });

  it('is unknown where the policy or the encryption is', () => {
    expect(uploads(refusal)).toBe('unknown');
    expect(uploads(null, refusal)).toBe('unknown');
  });
});

describe('statements that are required', () => {
  const required = JSON.stringify({
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:PutObject', 's3:GetObject'],
    Resource: ['arn:{partition}:s3:::{bucket}', 'arn:{partition}:s3:::{bucket}/*'],
    Condition: { StringNotEquals: { 'aws:PrincipalAccount': ['{account}'] } },
  });
  const missing = (policy: unknown, ...statements: string[]) =>
    ask(bucketMissingStatements, { 'access.policyDocument': policy }, { statements });
  const there = {
    Condition: { StringNotEquals: { 'AWS:principalaccount': own } },
    Resource: [`${arn}/*`, arn],
    Action: ['s3:getobject', 's3:PutObject'],
    Principal: { AWS: '*' },
    Effect: 'Deny',
    Sid: 'Perimeter',
  };

  it('are there in other words, in another order, or by their id', () => {
    expect(missing(document(there), required)).toEqual([]);
    expect(missing(document(there), 'Perimeter')).toEqual([]);
    expect(missing({ Version: '2012-10-17', Statement: there }, required)).toEqual([]);
    const root = { ...there, Principal: { AWS: [`arn:aws:iam::${stranger}:root`] } };
    const account = JSON.stringify({ ...JSON.parse(required), Principal: { AWS: stranger } });
    expect(missing(document(root), account)).toEqual([]);
  });

  it.each([
    ['effect', { Effect: 'Allow' }],
    ['principal', { Principal: { AWS: own } }],
    ['actions', { Action: 's3:GetObject' }],
    ['resources', { Resource: `${arn}/*` }],
    ['condition', { Condition: { StringNotEquals: { 'aws:PrincipalAccount': stranger } } }],
    ['operator', { Condition: { StringNotEqualsIfExists: { 'aws:PrincipalAccount': own } } }],
  ])('are missing where the %s differs', (_, change) => {
    expect(missing(document({ ...there, ...change }), required)).toEqual([required]);
  });

  it('are missing where there is no policy, and unknown where it was not read', () => {
    expect(missing(null, required, 'Perimeter')).toEqual([required, 'Perimeter']);
    expect(missing(refusal, required)).toBe('unknown');
    expect(missing(null, '{ "Effect"')).toBe('unknown');
  });
});
