import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Unknown } from '../model/resource.ts';
import { notInSnapshot, unknownBecause } from './derive.ts';

const bucketType = 'AWS::S3::Bucket';

/** The Region of each bucket by ARN, or why it is not known. */
type BucketRegions = Map<string, string | Unknown>;

const bucketRegions: Relation<BucketRegions> = {
  name: 'bucket-regions',
  gathers: [{ type: bucketType, facts: [] }],
  start: () => new Map(),
  add: (regions, { arn, region, unknown }) => {
    if (region !== 'unknown') {
      regions.set(arn, region);
      return;
    }
    // Where the Region could not be read, nothing else could be: every fact says why.
    const [because] = Object.values(unknown);
    if (because !== undefined) regions.set(arn, because);
  },
  // What could not be listed is not in the index, and what is not in the index is unknown.
  addGap: () => {},
};

/** Whether an enabled replication rule copies into another Region. */
export const replicationRegions: DerivedFact = defineDerived({
  type: bucketType,
  path: 'recovery.replicatesToAnotherRegion',
  schema: Type.Boolean({
    description: 'Whether an enabled replication rule has a destination bucket in another Region.',
  }),
  reads: ['recovery.replication'],
  relation: bucketRegions,
  derive: (bucket, regions) => {
    const rules = bucket.facts['recovery.replication'] as
      | readonly { readonly enabled: boolean; readonly destinationBucket: string }[]
      | undefined;
    if (rules === undefined) return unknownBecause(bucket, 'recovery.replication');
    let undecided: Underivable | null = null;
    for (const { enabled, destinationBucket } of rules) {
      if (!enabled) continue;
      const region = regions.get(destinationBucket);
      if (region === undefined) undecided ??= notInSnapshot(`the destination bucket \`${destinationBucket}\``);
      else if (typeof region !== 'string') undecided ??= new Underivable(region);
      else if (region !== bucket.region) return true;
    }
    return undecided ?? false;
  },
});
