import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

// The prefix is reserved in either case: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
const isOwn = (key: string): boolean => !key.toLowerCase().startsWith('aws:');

const ownTags = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'ownTagKeys',
    schema: Type.Array(Type.String(), {
      description: 'Keys of the tags but those that AWS makes, which begin with `aws:`; sorted.',
    }),
    reads: ['tags'],
    relation: null,
    derive: (resource) => {
      const tags = resource.facts['tags'] as Readonly<Record<string, string>> | undefined;
      return tags === undefined ? unknownBecause(resource, 'tags') : Object.keys(tags).filter(isOwn).sort();
    },
  });

/** The tags that somebody gave a bucket. */
export const bucketOwnTags: DerivedFact = ownTags('AWS::S3::Bucket');
/** The tags that somebody gave a cluster. */
export const clusterOwnTags: DerivedFact = ownTags('AWS::Redshift::Cluster');
/** The tags that somebody gave a snapshot of a cluster. */
export const clusterSnapshotOwnTags: DerivedFact = ownTags('AWS::Redshift::ClusterSnapshot');
/** The tags that somebody gave a subnet group. */
export const clusterSubnetGroupOwnTags: DerivedFact = ownTags('AWS::Redshift::ClusterSubnetGroup');
/** The tags that somebody gave a parameter group. */
export const clusterParameterGroupOwnTags: DerivedFact = ownTags('AWS::Redshift::ClusterParameterGroup');
/** The tags that somebody gave an event subscription. */
export const eventSubscriptionOwnTags: DerivedFact = ownTags('AWS::Redshift::EventSubscription');
/** The tags that somebody gave a key. */
export const keyOwnTags: DerivedFact = ownTags('AWS::KMS::Key');
