import { describe, expect, it } from 'vitest';
import { accessLogTarget } from '../../src/analysis/access-log-target.ts';
import { Derivation } from '../../src/analysis/derive.ts';
import type { Resource, Unknown } from '../../src/model/resource.ts';

const refusal: Unknown = { operation: 's3:GetBucketLogging', code: 'AccessDenied', message: 'not authorized' };

const bucket = (name: string, account: string, accessLogs: string | null | Unknown): Resource => ({
  key: '',
  arn: `arn:aws:s3:::${name}`,
  type: 'AWS::S3::Bucket',
  name,
  partition: 'aws',
  account,
  region: 'eu-central-1',
  source: 'live',
  collectedAt: '2026-11-23T06:40:30Z',
  facts:
    accessLogs === null || typeof accessLogs === 'string'
      ? { 'logging.accessLogs': accessLogs === null ? null : { targetBucket: accessLogs, targetPrefix: '' } }
      : {},
  unknown: typeof accessLogs === 'object' && accessLogs !== null ? { 'logging.accessLogs': accessLogs } : {},
});

const derive = (buckets: readonly Resource[], of: string, gapIn?: string) => {
  const derivation = new Derivation([accessLogTarget]);
  for (const one of buckets) derivation.gather(one);
  if (gapIn !== undefined) {
    const place = { partition: 'aws', account: gapIn, region: 'global' };
    derivation.gatherGap({ type: 'AWS::S3::Bucket', ...place, ...refusal, operation: 's3:ListBuckets' });
  }
  const { facts, unknown } = derivation.apply(buckets.find(({ name }) => name === of) as Resource);
  return facts['logging.isAccessLogTarget'] ?? unknown['logging.isAccessLogTarget'];
};

const [own, other] = ['111122223333', '444455556666'];

describe('whether a bucket is a target of access logs', () => {
  it('is yes when a bucket of the account delivers its logs there', () =>
    expect(derive([bucket('features', own, 'audit'), bucket('audit', own, null)], 'audit')).toBe(true));

  it('is yes for a bucket that logs into itself', () =>
    expect(derive([bucket('audit', own, 'audit')], 'audit')).toBe(true));

  it('is no when every bucket of the account is known and none logs there', () =>
    expect(derive([bucket('features', own, 'elsewhere'), bucket('audit', own, null)], 'audit')).toBe(false));

  it('does not depend on buckets of other accounts, which cannot log there', () => {
    const buckets = [bucket('audit', own, null), bucket('features', other, 'audit'), bucket('labels', other, refusal)];
    expect(derive(buckets, 'audit', other)).toBe(false);
  });

  it('is unknown, for the same reason, when the logging of a bucket of the account is', () =>
    expect(derive([bucket('features', own, refusal), bucket('audit', own, null)], 'audit')).toEqual(refusal));

  it('is yes all the same when a known bucket already logs there', () => {
    const buckets = [bucket('labels', own, refusal), bucket('features', own, 'audit'), bucket('audit', own, null)];
    expect(derive(buckets, 'audit')).toBe(true);
  });

  it('is unknown when the buckets of the account could not all be listed', () =>
    expect(derive([bucket('audit', own, null)], 'audit', own)).toMatchObject({ operation: 's3:ListBuckets' }));
});
