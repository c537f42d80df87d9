import { describe, expect, it } from 'vitest';
import { reachData } from '../../../../src/analysis/access/estate/data-reach.ts';
import { whatCan } from '../../../../src/analysis/access/estate/what-can.ts';
import {
  accountBlock,
  allow,
  bucket,
  delegating,
  denied,
  document,
  estateOf,
  home,
  key,
  other,
  resource,
  role,
  roleArn,
} from './estate-of.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html: who reads an object needs kms:Decrypt on its key.

const keyArn = `arn:aws:kms:eu-central-1:${home}:key/data`;
const objects = 'arn:aws:s3:::features/*';
const encrypted = (value: object | null = null, facts: object = {}) =>
  bucket('features', value, { 'encryption.atRest': { enabled: true, algorithm: 'aws:kms', key: keyArn }, ...facts });
const reads = document(allow('s3:GetObject', objects));
const decrypts = document(allow('kms:Decrypt', keyArn));

const read = (resources: Parameters<typeof estateOf>[0], principal = roleArn('etl')) => {
  const estate = estateOf([...resources, accountBlock()]);
  const store = estate.resources.find('arn:aws:s3:::features');
  if (store === null) throw new Error('there is no bucket');
  const answer = reachData(estate, principal, store, 'read');
  return { truth: answer?.truth, reason: answer?.reason };
};

describe('data behind a KMS key', () => {
  it('is read by who may read the bucket and decrypt with the key', () =>
    expect(read([role('etl', { inline: { reads, decrypts } }), encrypted(), key('data', delegating())]).truth).toBe(
      'yes',
    ));

  it('is not read by who may read the bucket alone', () =>
    expect(read([role('etl', { inline: { reads } }), encrypted(), key('data', delegating())])).toEqual({
      truth: 'no',
      reason: 'the key of the data: no policy allows it',
    }));

  it('is not read through a key whose policy leaves IAM out', () =>
    expect(read([role('etl', { inline: { reads, decrypts } }), encrypted(), key('data')]).truth).toBe('no'));

  // https://docs.aws.amazon.com/kms/latest/developerguide/create-grant-overview.html: what a constraint asks for is not collected.
  it.each([
    [[], 'yes'],
    [['encryption-context-subset'], 'unknown'],
    [['encryption-context-equals'], 'unknown'],
    [['source-arn'], 'unknown'],
  ])('is read by who has a grant on the key, with the constraints %j: %s', (constraints, expected) => {
    const grant = { id: '1', grantee: roleArn('etl'), operations: ['Decrypt'], constraints };
    const granted = (...statements: readonly object[]) =>
      resource('AWS::KMS::Key', keyArn, { 'access.policyDocument': document(...statements), 'access.grants': [grant] });
    expect(read([role('etl', { inline: { reads } }), encrypted(), granted()]).truth).toBe(expected);
    // What allows it anyway needs no grant.
    expect(read([role('etl', { inline: { reads, decrypts } }), encrypted(), granted(delegating())]).truth).toBe('yes');
  });

  it('is read only through the service that the policy of the key names', () => {
    const via = (service: string): object =>
      document(allow('kms:Decrypt', keyArn, { Condition: { StringEquals: { 'kms:ViaService': service } } }));
    const withVia = (service: string) =>
      read([role('etl', { inline: { reads, via: via(service) } }), encrypted(), key('data', delegating())]).truth;
    expect(withVia('s3.eu-central-1.amazonaws.com')).toBe('yes');
    expect(withVia('dynamodb.eu-central-1.amazonaws.com')).toBe('no');
    expect(withVia('s3.us-east-1.amazonaws.com')).toBe('no');
  });

  it('is unknown where the key is not in the snapshot, or the encryption of the bucket could not be read', () => {
    const etl = role('etl', { inline: { reads, decrypts } });
    expect(read([etl, encrypted()]).truth).toBe('unknown');
    expect(read([etl, encrypted(null, { 'encryption.atRest': denied }), key('data', delegating())]).truth).toBe(
      'unknown',
    );
  });

  it('needs no key where S3 encrypts with its own', () =>
    expect(read([role('etl', { inline: { reads } }), bucket('features')]).truth).toBe('yes'));
});

describe('outsiders', () => {
  const open = document({ Effect: 'Allow', Principal: { AWS: other }, Action: 's3:GetObject', Resource: objects });
  const outsider = roleArn('reader', other);

  it('do not read a bucket that is open to them through a key that is not', () => {
    expect(read([encrypted(open), key('data', delegating())], outsider).truth).toBe('no');
    expect(read([encrypted(open), key('data', delegating(), delegating(other))], outsider).truth).toBe('yes');
  });

  it('do not read what is encrypted with a key of AWS, which serves its own account', () => {
    const managed = { 'encryption.atRest': { enabled: true, algorithm: 'aws:kms', key: null } };
    expect(read([encrypted(open, managed)], outsider).truth).toBe('no');
    expect(read([role('etl', { inline: { reads } }), encrypted(null, managed)]).truth).toBe('yes');
  });
});

it('what a principal can is every data store that it reads, writes, deletes or re-permissions', () => {
  const estate = estateOf([
    role('etl', { inline: { reads, share: document(allow('s3:PutBucketPolicy', 'arn:aws:s3:::labels')) } }),
    ...[bucket('features'), bucket('labels'), bucket('logs'), accountBlock()],
  ]);
  const identity = estate.identities.find(roleArn('etl'));
  if (identity === null) throw new Error('there is no role');
  const { administrator, stores, asked } = whatCan(estate, identity);
  expect({ administrator, asked }).toEqual({ administrator: 'no', asked: 3 });
  expect(
    stores.map(({ arn, reach }) => [
      arn,
      ...Object.entries(reach).flatMap(([verb, one]) => (one?.truth === 'yes' ? [verb] : [])),
    ]),
  ).toEqual([
    ['arn:aws:s3:::features', 'read'],
    ['arn:aws:s3:::labels', 'permit'],
  ]);
});
