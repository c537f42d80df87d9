import { Type } from 'typebox';
import { Nullable, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Unknown } from '../model/resource.ts';
import { unknownBecause } from './derive.ts';

const bucketType = 'AWS::S3::Bucket';

/** The account of each bucket of the snapshot, and why there may be more. */
interface BucketOwners {
  readonly owners: Map<string, string>;
  gap: Unknown | null;
}

const bucketOwners: Relation<BucketOwners> = {
  name: 'bucket-owners',
  gathers: [{ type: bucketType, facts: [] }],
  start: () => ({ owners: new Map(), gap: null }),
  add: ({ owners }, { arn, account }) => {
    owners.set(arn, account);
  },
  addGap: (index, { operation, code, message }) => {
    index.gap ??= { operation, code, message };
  },
};

interface Rule {
  readonly id: string | null;
  readonly enabled: boolean;
  readonly destinationBucket: string;
  readonly destinationAccount: string | null;
}

/** Whose buckets a bucket copies its objects into. */
export const replicationTargets: DerivedFact = defineDerived({
  type: bucketType,
  path: 'recovery.replicationTargets',
  schema: Type.Array(
    Shape({
      rule: Nullable(Type.String({ description: 'Its id.' })),
      bucket: Type.String({ description: 'ARN.' }),
      account: Nullable(Type.String(), {
        description:
          'Who owns the bucket, as the snapshot holds it or else as the rule names it; null where neither says.',
      }),
    }),
    { description: 'The destinations of enabled replication rules.' },
  ),
  reads: ['recovery.replication'],
  relation: bucketOwners,
  derive: (bucket, { owners, gap }) => {
    const rules = bucket.facts['recovery.replication'] as readonly Rule[] | undefined;
    if (rules === undefined) return unknownBecause(bucket, 'recovery.replication');
    const targets = rules
      .filter(({ enabled }) => enabled)
      .map(({ id, destinationBucket, destinationAccount }) => ({
        rule: id,
        bucket: destinationBucket,
        account: owners.get(destinationBucket) ?? destinationAccount,
      }));
    // With buckets that could not be listed, the owner could be anybody, this account too.
    return gap !== null && targets.some(({ account }) => account === null) ? new Underivable(gap) : targets;
  },
});
