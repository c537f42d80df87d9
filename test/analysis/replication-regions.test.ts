import { describe, expect, it } from 'vitest';
import { Derivation } from '../../src/analysis/derive.ts';
import { replicationRegions } from '../../src/analysis/replication-regions.ts';
import type { Resource, Unknown } from '../../src/model/resource.ts';

const refusal: Unknown = { operation: 's3:GetBucketLocation', code: 'AccessDenied', message: 'not authorized' };

const bucket = (
  name: string,
  region: string,
  facts: Resource['facts'] = {},
  unknown: Resource['unknown'] = {},
): Resource => ({
  key: '',
  arn: `arn:aws:s3:::${name}`,
  type: 'AWS::S3::Bucket',
  name,
  partition: 'aws',
  account: '111122223333',
  region,
  source: 'live',
  collectedAt: '2026-11-23T06:40:30Z',
  facts,
  unknown,
});

const to = (name: string, enabled = true) => ({ enabled, destinationBucket: `arn:aws:s3:::${name}` });

/** What is derived of a bucket in eu-central-1 with these rules, beside one in the same Region and one in another. */
const derive = (rules: readonly object[] | undefined, others: readonly Resource[] = []) => {
  const source =
    rules === undefined
      ? bucket('features', 'eu-central-1', {}, { 'recovery.replication': refusal })
      : bucket('features', 'eu-central-1', { 'recovery.replication': rules });
  const derivation = new Derivation([replicationRegions]);
  for (const one of [source, bucket('near', 'eu-central-1'), bucket('far', 'eu-west-1'), ...others])
    derivation.gather(one);
  const { facts, unknown } = derivation.apply(source);
  return facts['recovery.replicatesToAnotherRegion'] ?? unknown['recovery.replicatesToAnotherRegion'];
};

const lost = bucket('lost', 'unknown', {}, { 'recovery.versioning': refusal });

describe('whether a bucket is replicated to another Region', () => {
  it('is no without a rule', () => expect(derive([])).toBe(false));
  it('is yes with an enabled rule into another Region', () => expect(derive([to('far')])).toBe(true));
  it('is no when that rule is disabled', () => expect(derive([to('far', false)])).toBe(false));
  it('is no when the only destination is in the same Region', () => expect(derive([to('near')])).toBe(false));

  it('is unknown when a destination is not in the snapshot', () =>
    expect(derive([to('near'), to('partners')])).toMatchObject({ code: 'NotInSnapshot', operation: '' }));

  it('is unknown, for the same reason, when the Region of the destination is', () =>
    expect(derive([to('lost')], [lost])).toEqual(refusal));

  it('does not ask where a disabled rule leads', () => expect(derive([to('partners', false)])).toBe(false));

  it('is yes when another enabled rule decides, whichever comes first', () => {
    expect(derive([to('partners'), to('far')])).toBe(true);
    expect(derive([to('far'), to('lost')], [lost])).toBe(true);
  });

  it('is unknown when the rules are', () => expect(derive(undefined)).toEqual(refusal));
});
