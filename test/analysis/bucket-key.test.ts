import { describe, expect, it } from 'vitest';
import { bucketKeyManager, bucketKeyState, directoryBucketKeyManager } from '../../src/analysis/bucket-key.ts';
import { Derivation } from '../../src/analysis/derive.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';

const place = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const refusal = { operation: 'kms:ListKeys', code: 'AccessDeniedException', message: 'not authorized' };
const id = '0d1c8fc9-ef8c-4a45-9a9c-4b6a4ba8e1a1';
const keyArn = `arn:aws:kms:eu-central-1:111122223333:key/${id}`;

const resource = (
  type: string,
  arn: string,
  facts: Resource['facts'],
  unknown: Resource['unknown'] = {},
): Resource => ({
  key: '',
  arn,
  type,
  name: arn,
  ...place,
  source: 'live',
  collectedAt: '2026-11-23T06:40:30Z',
  facts,
  unknown,
});
const key = (facts: Resource['facts'] = {}, unknown: Resource['unknown'] = {}) =>
  resource(
    'AWS::KMS::Key',
    keyArn,
    { manager: 'CUSTOMER', state: 'Enabled', importedMaterial: null, aliases: ['alias/lake'], ...facts },
    unknown,
  );

const derive = (atRest: object | null, others: readonly Resource[] = [], gaps: readonly Gap[] = []) => {
  const derivation = new Derivation([bucketKeyManager, bucketKeyState]);
  for (const gap of gaps) derivation.gatherGap(gap);
  for (const other of others) derivation.gather(other);
  const bucket = resource('AWS::S3::Bucket', 'arn:aws:s3:::features', { 'encryption.atRest': atRest });
  const { facts, unknown } = derivation.apply(bucket);
  const one = (fact: string) => (facts[fact] === undefined ? unknown[fact] : facts[fact]);
  return { manager: one('encryption.keyManager'), state: one('encryption.keyState') };
};
const kms = (named: string | null, algorithm = 'aws:kms') => ({ enabled: true, algorithm, key: named });
const enabled = { state: 'Enabled', expiresAt: null };

describe('the KMS key of a bucket', () => {
  it('is none with SSE-S3, or where no encryption is reported', () => {
    expect(derive({ enabled: true, algorithm: 'AES256', key: null })).toEqual({ manager: null, state: null });
    expect(derive(null)).toEqual({ manager: null, state: null });
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#aws-managed-customer-managed-keys
  it.each([null, 'alias/aws/s3', 'arn:aws:kms:eu-central-1:111122223333:alias/aws/s3'])(
    'is the AWS managed one when %s is named, which nobody can disable',
    (named) => expect(derive(kms(named))).toEqual({ manager: 'AWS', state: enabled }),
  );

  it.each([keyArn, id, 'alias/lake', 'arn:aws:kms:eu-central-1:111122223333:alias/lake'])(
    'is found by what the bucket names: %s',
    (named) => {
      expect(derive(kms(named), [key()])).toEqual({ manager: 'CUSTOMER', state: enabled });
      expect(derive(kms(named, 'aws:kms:dsse'), [key({ state: 'Disabled' })]).state).toEqual({
        state: 'Disabled',
        expiresAt: null,
      });
    },
  );

  it('tells when imported material expires', () => {
    const importedMaterial = { expires: true, expiresAt: '2027-01-01T00:00:00Z' };
    expect(derive(kms(keyArn), [key({ importedMaterial })]).state).toEqual({
      state: 'Enabled',
      expiresAt: '2027-01-01T00:00:00Z',
    });
  });

  it("is the customer's when it is of another account, which alone knows its state", () => {
    const { manager, state } = derive(kms(`arn:aws:kms:eu-central-1:444455556666:key/${id}`), [key()]);
    expect(manager).toBe('CUSTOMER');
    expect(state).toMatchObject({ code: 'NotInSnapshot' });
  });

  it('is not known while the key is not', () => {
    expect(derive(kms(keyArn))).toMatchObject({ manager: { code: 'NotInSnapshot' }, state: { code: 'NotInSnapshot' } });
    const gap = { type: 'AWS::KMS::Key', ...place, ...refusal };
    expect(derive(kms(keyArn), [], [gap])).toEqual({ manager: refusal, state: refusal });
    const unread = resource('AWS::KMS::Key', keyArn, {}, { manager: refusal, state: refusal });
    expect(derive(kms(keyArn), [unread])).toEqual({ manager: refusal, state: refusal });
    const half = resource('AWS::KMS::Key', keyArn, { state: 'Enabled' }, { importedMaterial: refusal });
    expect(derive(kms(keyArn), [half]).state).toEqual(refusal);
  });

  it('is told of directory buckets too', () => {
    const bucket = resource('AWS::S3Express::DirectoryBucket', 'arn', { 'encryption.atRest': kms('alias/lake') });
    expect(new Derivation([directoryBucketKeyManager]).apply(bucket).facts['encryption.keyManager']).toBe('CUSTOMER');
  });
});
