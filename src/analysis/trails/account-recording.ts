import { Type } from 'typebox';
import { Nullable } from '../../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../../model/derived.ts';
import {
  type AccountTrails,
  accountTrails,
  accountType,
  type Condition,
  isLogging,
  isMultiRegion,
  matchingTrails,
  records,
  recordsRegion,
  trailWith,
} from './account-trails.ts';
import { allObjectEvents, managementEvents, type Recorded } from './recorded-events.ts';

const both = ({ reads, writes }: Recorded): boolean => reads === 'all' && writes === 'all';
const reads = (recorded: Recorded): boolean => recorded.reads === 'all';
const writes = (recorded: Recorded): boolean => recorded.writes === 'all';
const anything = (recorded: Recorded): boolean => recorded.reads === 'all' || recorded.writes === 'all';

/** A trail of the account that does something for the whole of it. */
const trailThat = (path: string, does: string, conditions: (partition: string) => readonly Condition[]): DerivedFact =>
  defineDerived({
    type: accountType,
    path,
    schema: Nullable(Type.String(), {
      description: `ARN of a trail, the account's own or its organization's, that ${does}; null where there is none.`,
    }),
    reads: [],
    relation: accountTrails,
    derive: ({ account, partition }, index) => trailWith(index, account, [isLogging, ...conditions(partition)]),
  });

/** Anything that records. */
export const loggingTrail: DerivedFact = trailThat('logging.trail', 'is logging', () => []);

/** What records every call that manages something. */
export const completeTrail: DerivedFact = trailThat(
  'logging.completeTrail',
  'logs every management event, reads and writes, of all Regions and services',
  () => [isMultiRegion, records(managementEvents(), both)],
);

/** What records as AWS advises. https://docs.aws.amazon.com/config/latest/developerguide/cloudtrail-security-trail-enabled.html */
export const securityTrail: DerivedFact = trailThat(
  'logging.securityTrail',
  'logs every management event of all Regions and global services, with validated log files and a KMS key',
  () => [
    isMultiRegion,
    records(managementEvents(), both),
    (trail) => trail.read<boolean>('includesGlobalServices'),
    (trail) => trail.read<boolean>('logFileValidation'),
    (trail) => {
      // The trail of one's own, and the organization's as a member sees it.
      const encryption = trail.read<{ readonly key: string | null }>('encryption.atRest');
      if (!(encryption instanceof Underivable)) return encryption.key !== null;
      const key = trail.read<string | null>('encryption.key');
      return key instanceof Underivable ? key : key !== null;
    },
  ],
);

/** What records reads of all objects. */
export const objectReadsTrail: DerivedFact = trailThat(
  'logging.s3ReadsTrail',
  'logs every read of objects in every bucket, of all Regions',
  (partition) => [isMultiRegion, records(allObjectEvents(partition), reads)],
);

/** What records writes of all objects. */
export const objectWritesTrail: DerivedFact = trailThat(
  'logging.s3WritesTrail',
  'logs every write of objects in every bucket, of all Regions',
  (partition) => [isMultiRegion, records(allObjectEvents(partition), writes)],
);

/** What records something of all objects. */
export const objectEventsTrail: DerivedFact = trailThat(
  'logging.s3Trail',
  'logs every read, or every write, of objects in every bucket',
  (partition) => [records(allObjectEvents(partition), anything)],
);

/** What notices unusual activity. */
export const insightsTrail: DerivedFact = trailThat('logging.insightsTrail', 'has CloudTrail Insights on', () => [
  (trail) => {
    const insights = trail.read<readonly string[]>('insights');
    return insights instanceof Underivable ? insights : insights.length > 0;
  },
]);

/** What records calls of models. */
export const bedrockTrail: DerivedFact = trailThat(
  'logging.bedrockTrail',
  'logs every call of Amazon Bedrock that is a management event, reads included',
  () => [isMultiRegion, records(managementEvents('bedrock.amazonaws.com'), both)],
);

const mainRegions: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/**
 * Which trails log the events of global services: those of all Regions, and in the main Region those that ask for it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
 */
export const globalEventTrails: DerivedFact = defineDerived({
  type: accountType,
  path: 'logging.globalEventTrails',
  schema: Type.Array(Type.String(), {
    description:
      "ARNs, sorted, of the trails, the account's own or its organization's, that log management events of global services.",
  }),
  reads: [],
  relation: accountTrails,
  derive: ({ account, partition }, index: AccountTrails) => {
    const { found, more } = matchingTrails(index, account, [
      isLogging,
      (trail) => trail.read<boolean>('includesGlobalServices'),
      recordsRegion(mainRegions[partition] ?? ''),
      records(managementEvents(), (recorded) => recorded.reads !== 'none' || recorded.writes !== 'none'),
    ]);
    // Two are certain whatever else there is.
    return more !== null && found.length < 2 ? more : found.map(({ arn }) => arn).sort();
  },
});
