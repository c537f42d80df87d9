import { type Relation, Underivable } from '../model/derived.ts';
import type { Resource, Unknown } from '../model/resource.ts';
import { accountBlocks, type BlockLevel } from './account-public-access-block.ts';
import { notInSnapshot, unknownBecause } from './derive.ts';
import { type OrganizationMembers, organizationMembers } from './organization-members.ts';

const bucketType = 'AWS::S3::Bucket';

/** Where a type says what bucket its resources deliver to. */
export interface Destination {
  readonly type: string;
  readonly fact: string;
  /** The name of the bucket in the value of the fact; null where they deliver to none. */
  readonly bucketIn: (value: unknown) => string | null;
}

/** A trail, a delivery channel: the fact is the name of the bucket. */
const byName = (type: string): Destination => ({
  type,
  fact: 'destination.bucket',
  bucketIn: (value) => (typeof value === 'string' ? value : null),
});

/** The buckets that resources of a type deliver to. */
export interface DestinationBuckets {
  readonly destination: Destination;
  /** Their ARNs. */
  readonly wanted: Set<string>;
  readonly buckets: Map<string, Resource>;
  readonly blocks: Map<string, BlockLevel>;
  readonly members: OrganizationMembers;
  /** By account: why its buckets could not be listed. */
  readonly gaps: Map<string, Unknown>;
}

const arnOf = ({ partition }: Resource, bucket: string): string => `arn:${partition}:s3:::${bucket}`;

/**
 * The buckets that resources of a type deliver to, with those facts of theirs, and beside them Block Public Access of accounts and the
 * members of organizations. A snapshot is in the order of ARNs, in which trails and
 * delivery channels come before buckets, as do clusters: only those that somebody names are kept, and one that came too soon would count as not there.
 */
export const destinationBuckets = (
  of: string | Destination,
  facts: readonly string[],
  beside: { readonly blocks?: boolean; readonly members?: boolean } = {},
): Relation<DestinationBuckets> => {
  const destination = typeof of === 'string' ? byName(of) : of;
  return {
    name: `destination-buckets ${destination.type} ${facts.join()} ${Object.keys(beside).join()}`,
    gathers: [
      { type: destination.type, facts: [destination.fact] },
      { type: bucketType, facts },
      ...(beside.blocks ? accountBlocks.gathers : []),
      ...(beside.members ? organizationMembers.gathers : []),
    ],
    start: () => ({
      destination,
      wanted: new Set(),
      buckets: new Map(),
      blocks: accountBlocks.start() as Map<string, BlockLevel>,
      members: organizationMembers.start(),
      gaps: new Map(),
    }),
    add: (index, resource) => {
      if (resource.type === destination.type) {
        const value = resource.facts[destination.fact];
        const name = value === undefined ? null : destination.bucketIn(value);
        if (name !== null) index.wanted.add(arnOf(resource, name));
      } else if (resource.type === bucketType) {
        if (index.wanted.has(resource.arn)) index.buckets.set(resource.arn, resource);
      } else if (accountBlocks.gathers.some((gathered) => gathered.type === resource.type)) {
        accountBlocks.add(index.blocks, resource);
      } else organizationMembers.add(index.members, resource);
    },
    addGap: (index, gap) => {
      if (gap.type === bucketType) {
        const { operation, code, message } = gap;
        index.gaps.set(gap.account, { operation, code, message });
      } else if (accountBlocks.gathers.some(({ type: gathered }) => gathered === gap.type)) {
        accountBlocks.addGap(index.blocks, gap);
      } else if (gap.type !== destination.type) organizationMembers.addGap(index.members, gap);
    },
  };
};

/** A fact of the bucket that a resource delivers to. */
export const factOfBucket = <Value>(
  index: DestinationBuckets,
  resource: Resource,
  fact: string,
): Value | Underivable => {
  const bucket = bucketOf(index, resource);
  if (bucket instanceof Underivable) return bucket;
  const value = bucket.facts[fact];
  return value === undefined ? unknownBecause(bucket, fact) : (value as Value);
};

/** The bucket that a resource delivers to, which is one that does. One that the snapshot does not hold may belong to anybody, or be gone. */
export const bucketOf = (
  { destination, buckets, gaps }: DestinationBuckets,
  resource: Resource,
): Resource | Underivable => {
  const value = resource.facts[destination.fact];
  if (value === undefined) return unknownBecause(resource, destination.fact);
  const name = destination.bucketIn(value) ?? '';
  const found = buckets.get(arnOf(resource, name));
  if (found !== undefined) return found;
  const gap = gaps.get(resource.account);
  return gap === undefined ? notInSnapshot(`the bucket ${name}`) : new Underivable(gap);
};
