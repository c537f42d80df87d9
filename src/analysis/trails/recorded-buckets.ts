import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation } from '../../model/derived.ts';
import {
  type AccountTrails,
  accountTrails,
  accountType,
  isLogging,
  records,
  recordsRegion,
  trailWith,
} from './account-trails.ts';
import { objectEvents, type Recorded } from './recorded-events.ts';

const bucketType = 'AWS::S3::Bucket';

/** What records each account, and the names of its buckets. */
interface BucketTrails {
  readonly trails: AccountTrails;
  /** By account. */
  readonly buckets: Map<string, { readonly name: string; readonly arn: string; readonly region: string }[]>;
}

const bucketTrails: Relation<BucketTrails> = {
  name: 'bucket-trails',
  gathers: [...accountTrails.gathers, { type: bucketType, facts: [] }],
  start: () => ({ trails: accountTrails.start(), buckets: new Map() }),
  add: ({ trails, buckets }, resource) => {
    if (resource.type !== bucketType) return accountTrails.add(trails, resource);
    const { account, name, arn, region } = resource;
    const known = buckets.get(account);
    if (known === undefined) buckets.set(account, [{ name, arn, region }]);
    else known.push({ name, arn, region });
  },
  // A bucket that is not listed is not among those that are recorded.
  addGap: ({ trails }, gap) => {
    if (gap.type !== bucketType) accountTrails.addGap(trails, gap);
  },
};

const something = ({ reads, writes }: Recorded): boolean => reads === 'all' || writes === 'all';

/** Buckets whose objects some trail watches. */
export const recordedBuckets: DerivedFact = defineDerived({
  type: accountType,
  path: 'logging.s3Buckets',
  schema: Type.Array(Type.String(), {
    description:
      'Names, sorted, of the buckets of the account of whose objects a trail logs every read or every write.',
  }),
  reads: [],
  relation: bucketTrails,
  derive: ({ account }, { trails, buckets }) => {
    const recorded: string[] = [];
    for (const { name, arn, region } of buckets.get(account) ?? []) {
      const conditions = [isLogging, recordsRegion(region), records(objectEvents(arn), something)];
      const trail = trailWith(trails, account, conditions);
      if (typeof trail === 'string') recorded.push(name);
      else if (trail !== null) return trail;
    }
    return recorded.sort();
  },
});
