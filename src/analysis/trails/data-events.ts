import { Type } from 'typebox';
import { Nullable } from '../../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../../model/derived.ts';
import type { Resource } from '../../model/resource.ts';
import { accountTrails, isLogging, records, recordsRegion, storeWith, trailWith } from './account-trails.ts';
import { itemEvents, objectEvents, type Question, type Recorded } from './recorded-events.ts';

/** Who records what is done with the data in a resource: its account's trails, its organization's, and event data stores. */
const recorder = (
  type: string,
  path: string,
  what: string,
  question: (resource: Resource) => Question,
  isEnough: (recorded: Recorded) => boolean,
): DerivedFact =>
  defineDerived({
    type,
    path,
    schema: Nullable(Type.String(), {
      description:
        `ARN of a trail or event data store that records ${what}; null where there is none. Event data stores of the organization are ` +
        'known where the snapshot holds them.',
    }),
    reads: [],
    relation: accountTrails,
    derive: (resource, index) => {
      const { account, region } = resource;
      const conditions = [isLogging, recordsRegion(region), records(question(resource), isEnough)];
      const trail = trailWith(index, account, conditions);
      if (typeof trail === 'string') return trail;
      const store = storeWith(index, resource, question(resource), isEnough);
      if (typeof store === 'string') return store;
      return trail instanceof Underivable ? trail : store;
    },
  });

const reads = (recorded: Recorded): boolean => recorded.reads === 'all';
const writes = (recorded: Recorded): boolean => recorded.writes === 'all';

const bucketType = 'AWS::S3::Bucket';
const tableType = 'AWS::DynamoDB::Table';
const objects = ({ arn }: Resource): Question => objectEvents(arn);
const items = ({ arn }: Resource): Question => itemEvents(arn);

/** Who records what is read from a bucket. */
export const bucketReadsRecorder: DerivedFact = recorder(
  bucketType,
  'logging.readsRecorder',
  'every read of the objects',
  objects,
  reads,
);

/** Who records what is written into a bucket. */
export const bucketWritesRecorder: DerivedFact = recorder(
  bucketType,
  'logging.writesRecorder',
  'every write of the objects',
  objects,
  writes,
);

/** Who records what is read from a table. */
export const tableReadsRecorder: DerivedFact = recorder(
  tableType,
  'logging.readsRecorder',
  'every read of the items, those of the stream included',
  items,
  reads,
);

/** Who records what is written into a table. */
export const tableWritesRecorder: DerivedFact = recorder(
  tableType,
  'logging.writesRecorder',
  'every write of the items',
  items,
  writes,
);
