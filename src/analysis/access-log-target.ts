import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Resource, Unknown } from '../model/resource.ts';
import { reasonFor } from './derive.ts';

/** The buckets of each account and Region that receive access logs, and why the list may not be whole. */
interface LogTargets {
  readonly targets: Set<string>;
  /** By account: a bucket whose logging is not known could log anywhere in its account. */
  readonly incomplete: Map<string, Unknown>;
}

const bucketType = 'AWS::S3::Bucket';

/** Source and target bucket are always of one account: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html */
const logTargets: Relation<LogTargets> = {
  name: 'access-log-targets',
  gathers: [{ type: bucketType, facts: ['logging.accessLogs'] }],
  start: () => ({ targets: new Set(), incomplete: new Map() }),
  add: ({ targets, incomplete }, bucket: Resource) => {
    const logs = bucket.facts['logging.accessLogs'] as { readonly targetBucket: string } | null | undefined;
    if (logs === undefined) incomplete.set(bucket.account, reasonFor(bucket, 'logging.accessLogs'));
    else if (logs !== null) targets.add(`${bucket.account} ${logs.targetBucket}`);
  },
  addGap: ({ incomplete }, { account, operation, code, message }) => {
    incomplete.set(account, { operation, code, message });
  },
};

/** Whether a bucket of the account delivers its server access logs into this one. */
export const accessLogTarget: DerivedFact = defineDerived({
  type: bucketType,
  path: 'logging.isAccessLogTarget',
  schema: Type.Boolean({ description: 'Whether another bucket of the account delivers its server access logs here.' }),
  reads: [],
  relation: logTargets,
  derive: ({ account, name }, { targets, incomplete }) => {
    if (targets.has(`${account} ${name}`)) return true;
    const because = incomplete.get(account);
    return because === undefined ? false : new Underivable(because);
  },
});
