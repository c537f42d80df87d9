import { Type } from 'typebox';
import { Nullable } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';
import { judgePublic, publicFacts } from './destination-bucket.ts';
import { bucketOf, destinationBuckets } from './destination-buckets.ts';
import { strangersAmong } from './organization-members.ts';

// The bucket that keeps what Macie discovers: https://docs.aws.amazon.com/macie/latest/user/discovery-results-repository-s3.html

const type = 'AWS::Macie::Session';
const destination = 'destination.bucket';

/** Whether everybody gets at the results. */
export const resultsBucketIsPublic: DerivedFact = defineDerived({
  type,
  path: 'destination.bucketIsPublic',
  schema: Nullable(Type.Boolean(), {
    description:
      'The bucket is public by its policy or its ACL, with Object Ownership and Block Public Access taken into account; null without one.',
  }),
  reads: [destination],
  relation: destinationBuckets(type, publicFacts, { blocks: true }),
  derive: (session, index) => {
    const name = session.facts[destination];
    if (name === undefined) return unknownBecause(session, destination);
    if (name === null) return null;
    const bucket = bucketOf(index, session);
    return bucket instanceof Underivable ? bucket : judgePublic(bucket, index);
  },
});

/** Whose the bucket is, where it is a stranger's. */
export const resultsBucketStrangers: DerivedFact = defineDerived({
  type,
  path: 'destination.bucketStrangers',
  schema: Type.Array(Type.String(), {
    description:
      'The account that owns the bucket, if that is neither this account nor of its organization; empty without a bucket.',
  }),
  reads: [destination],
  relation: destinationBuckets(type, [], { members: true }),
  derive: (session, index) => {
    const name = session.facts[destination];
    if (name === undefined) return unknownBecause(session, destination);
    if (name === null) return [];
    const bucket = bucketOf(index, session);
    return bucket instanceof Underivable ? bucket : strangersAmong(index.members, [session.account], [bucket.account]);
  },
});
