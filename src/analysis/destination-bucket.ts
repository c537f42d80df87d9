import { Type } from 'typebox';
import { Nullable } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import { isPublicAcl } from './access/acl.ts';
import { bucketSurface } from './access/trust/granted-actions.ts';
import { serviceGrants } from './access/trust/service-customers.ts';
import { publicByAcl, publicByStoredPolicy } from './bucket-public.ts';
import { bucketOf, type DestinationBuckets, destinationBuckets, factOfBucket } from './destination-buckets.ts';
import { openToStrangers, strangersLetIn } from './open-to-strangers.ts';
import { strangersAmong } from './organization-members.ts';

const trailType = 'AWS::CloudTrail::Trail';
const channelType = 'AWS::Config::DeliveryChannel';

/** The facts of a bucket that {@link judgePublic} reads. */
export const publicFacts: readonly string[] = [
  ...['access.policyDocument', 'access.policyStatus', 'access.publicAccessBlock', 'access.acl'],
  'access.objectOwnership',
];

/** Whether a bucket is public, by its policy or its ACL. */
export const judgePublic = (bucket: Resource, { blocks }: DestinationBuckets): boolean | Underivable => {
  const ways = [publicByStoredPolicy(bucket, blocks), publicByAcl(bucket, blocks, isPublicAcl)];
  if (ways.includes('yes')) return true;
  return ways.find((way) => way instanceof Underivable) ?? false;
};

/** Whether everybody gets at what is delivered. */
const bucketIsPublic = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'destination.bucketIsPublic',
    schema: Type.Boolean({
      description:
        'The bucket is public by its policy or its ACL, with Object Ownership and Block Public Access taken into account.',
    }),
    reads: ['destination.bucket'],
    relation: destinationBuckets(type, publicFacts, { blocks: true }),
    derive: (resource, index) => {
      const bucket = bucketOf(index, resource);
      return bucket instanceof Underivable ? bucket : judgePublic(bucket, index);
    },
  });

/** Whether the log files of a trail are public. */
export const trailBucketIsPublic: DerivedFact = bucketIsPublic(trailType);
/** Whether what AWS Config delivers is public. */
export const channelBucketIsPublic: DerivedFact = bucketIsPublic(channelType);

/** Where requests for the log files are logged. */
export const trailBucketLogsTo: DerivedFact = defineDerived({
  type: trailType,
  path: 'destination.bucketLogsTo',
  schema: Nullable(Type.String(), {
    description: 'Name of the bucket that receives its server access logs; null without.',
  }),
  reads: ['destination.bucket'],
  relation: destinationBuckets(trailType, ['logging.accessLogs']),
  derive: (trail, index) => {
    const logs = factOfBucket<{ readonly targetBucket: string } | null>(index, trail, 'logging.accessLogs');
    return logs instanceof Underivable ? logs : (logs?.targetBucket ?? null);
  },
});

/** Whether log files are deleted with a second factor only. */
export const trailBucketMfaDelete: DerivedFact = defineDerived({
  type: trailType,
  path: 'destination.bucketMfaDelete',
  schema: Type.Boolean({ description: 'Deleting a version of an object in the bucket asks for a second factor.' }),
  reads: ['destination.bucket'],
  relation: destinationBuckets(trailType, ['recovery.versioning']),
  derive: (trail, index) => {
    const versioning = factOfBucket<{ readonly mfaDelete: boolean }>(index, trail, 'recovery.versioning');
    return versioning instanceof Underivable ? versioning : versioning.mfaDelete;
  },
});

/** How long log files cannot be deleted at all: a lock in GOVERNANCE mode is lifted by whoever may bypass it. */
export const trailBucketLockDays: DerivedFact = defineDerived({
  type: trailType,
  path: 'destination.bucketLockDays',
  schema: Type.Integer({
    description:
      'For how many days the default retention of Object Lock keeps objects of the bucket in COMPLIANCE mode; 0 where it does not.',
  }),
  reads: ['destination.bucket'],
  relation: destinationBuckets(trailType, ['recovery.objectLock']),
  derive: (trail, index) => {
    const lock = factOfBucket<{ readonly mode: string | null; readonly retentionDays: number | null } | null>(
      index,
      trail,
      'recovery.objectLock',
    );
    if (lock instanceof Underivable) return lock;
    return lock?.mode === 'COMPLIANCE' ? (lock.retentionDays ?? 0) : 0;
  },
});

/** What the policy of the bucket gives to the service that delivers, on behalf of others too. */
const bucketOpenTo = (type: string, service: string): DerivedFact =>
  defineDerived({
    type,
    path: 'destination.bucketOpenTo',
    schema: openToStrangers(
      `Allow statements of the bucket for ${service} by which it may act there on behalf of others.`,
    ),
    reads: ['destination.bucket'],
    relation: destinationBuckets(type, ['access.policyDocument'], { members: true }),
    derive: (resource, index) => {
      const bucket = bucketOf(index, resource);
      if (bucket instanceof Underivable) return bucket;
      const owned = { arn: bucket.arn, account: bucket.account, surface: bucketSurface };
      const own = [resource.account, bucket.account];
      return strangersLetIn(bucket, (document) => serviceGrants(document, service, owned), index.members, own);
    },
  });

/** For whom else CloudTrail may write into the bucket of a trail. */
export const trailBucketOpenTo: DerivedFact = bucketOpenTo(trailType, 'cloudtrail.amazonaws.com');
/** For whom else AWS Config may write into the bucket of a delivery channel. */
export const channelBucketOpenTo: DerivedFact = bucketOpenTo(channelType, 'config.amazonaws.com');

/** Whose the bucket is, where it is a stranger's. */
export const channelBucketStrangers: DerivedFact = defineDerived({
  type: channelType,
  path: 'destination.bucketStrangers',
  schema: Type.Array(Type.String(), {
    description: 'The account that owns the bucket, if that is neither this account nor of its organization.',
  }),
  reads: ['destination.bucket'],
  relation: destinationBuckets(channelType, [], { members: true }),
  derive: (channel, index) => {
    const bucket = bucketOf(index, channel);
    return bucket instanceof Underivable ? bucket : strangersAmong(index.members, [channel.account], [bucket.account]);
  },
});
