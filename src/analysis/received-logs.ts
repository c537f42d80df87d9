import { Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import { globalRegion, type Place, type Resource, type Unknown } from '../model/resource.ts';
import { reasonFor, unknownBecause } from './derive.ts';

const bucketType = 'AWS::S3::Bucket';
const kinds = ['cloudtrail', 'config', 'access-logs', 'redshift'] as const;
type Kind = (typeof kinds)[number];

/** What somebody delivers logs to. */
interface Target {
  readonly bucket: string;
  /** What the keys begin with. */
  readonly prefix: string;
}

/** A type of resource that delivers logs into buckets, and the fact that says where. */
interface Source {
  readonly kind: Kind;
  readonly type: string;
  readonly facts: readonly string[];
  /** Whether it delivers within its own Region only. */
  readonly withinRegion: boolean;
  /** Null where it delivers nothing; `undefined` where a fact is not known. */
  readonly target: (facts: Resource['facts']) => Target | null | undefined;
}

/** CloudTrail and AWS Config put `AWSLogs/` after the prefix that they are given, and a slash between. */
const below = (facts: Resource['facts']): Target | undefined => {
  const bucket = facts['destination.bucket'] as string | undefined;
  const prefix = facts['destination.prefix'] as string | null | undefined;
  if (bucket === undefined || prefix === undefined) return undefined;
  return { bucket, prefix: prefix === null ? 'AWSLogs/' : `${prefix}/AWSLogs/` };
};

const sources: readonly Source[] = [
  {
    kind: 'cloudtrail',
    type: 'AWS::CloudTrail::Trail',
    facts: ['destination.bucket', 'destination.prefix'],
    withinRegion: false,
    target: below,
  },
  {
    kind: 'config',
    type: 'AWS::Config::DeliveryChannel',
    facts: ['destination.bucket', 'destination.prefix'],
    withinRegion: false,
    target: below,
  },
  {
    kind: 'access-logs',
    type: bucketType,
    facts: ['logging.accessLogs'],
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
    withinRegion: true,
    target: (facts) => {
      const logs = facts['logging.accessLogs'] as { targetBucket: string; targetPrefix: string } | null | undefined;
      return logs == null ? logs : { bucket: logs.targetBucket, prefix: logs.targetPrefix };
    },
  },
  {
    kind: 'redshift',
    type: 'AWS::Redshift::Cluster',
    facts: ['logging.auditLogs'],
    // https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html
    withinRegion: true,
    target: (facts) => {
      const logs = facts['logging.auditLogs'] as { bucket: string | null; prefix: string | null } | null | undefined;
      if (logs == null) return logs;
      return logs.bucket === null ? null : { bucket: logs.bucket, prefix: logs.prefix ?? '' };
    },
  },
];

/** Which logs each bucket receives. */
interface ReceivedLogs {
  /** By the bucket's ARN and the kind: what the keys begin with. */
  readonly prefixes: Map<string, Map<Kind, Set<string>>>;
  /** By account, or account and Region: why more may be delivered. */
  readonly incomplete: Map<string, Unknown>;
}

/** Whose buckets something may deliver to that is not known. A listing of buckets is of all Regions. */
const reachOf = ({ withinRegion }: Source, { account, region }: Place): string =>
  withinRegion && region !== globalRegion ? `${account} ${region}` : account;

const receivedLogs: Relation<ReceivedLogs> = {
  name: 'received-logs',
  gathers: sources.map(({ type, facts }) => ({ type, facts })),
  start: () => ({ prefixes: new Map(), incomplete: new Map() }),
  add: ({ prefixes, incomplete }, resource) => {
    const source = sources.find(({ type }) => type === resource.type);
    if (source === undefined) return;
    const target = source.target(resource.facts);
    if (target === undefined) {
      const missing = source.facts.find((fact) => resource.facts[fact] === undefined) ?? '';
      incomplete.set(reachOf(source, resource), reasonFor(resource, missing));
    } else if (target !== null) {
      const arn = `arn:${resource.partition}:s3:::${target.bucket}`;
      const byKind = prefixes.get(arn) ?? new Map<Kind, Set<string>>();
      prefixes.set(arn, byKind.set(source.kind, (byKind.get(source.kind) ?? new Set()).add(target.prefix)));
    }
  },
  addGap: ({ incomplete }, gap) => {
    const { operation, code, message } = gap;
    const source = sources.find(({ type }) => type === gap.type);
    if (source !== undefined) incomplete.set(reachOf(source, gap), { operation, code, message });
  },
};

/** What of a lifecycle rule says when objects expire. */
interface Rule {
  readonly enabled: boolean;
  readonly filter: { readonly prefix: string; readonly tags: readonly unknown[] };
  readonly expires: boolean;
  readonly expirationDays: number | null;
}

/**
 * After how many days something below a prefix expires; null if never. Logs have no tags. A date counts from the day when it comes: from
 * then on every object expires at once. https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
const expiry = (rules: readonly Rule[], prefix: string): number | null => {
  const days = rules
    .filter(({ enabled, expires, filter }) => enabled && expires && filter.tags.length === 0)
    .filter(({ filter }) => filter.prefix.startsWith(prefix) || prefix.startsWith(filter.prefix))
    .map(({ expirationDays }) => expirationDays ?? 0);
  return days.length === 0 ? null : Math.min(...days);
};

/** How long a bucket keeps the logs that are delivered to it. */
export const bucketReceivedLogs: DerivedFact = defineDerived({
  type: bucketType,
  path: 'logging.received',
  schema: Type.Array(
    Shape({
      kind: OneOf(kinds),
      prefix: Type.String({ description: 'What the keys of those begin with that expire first.' }),
      expiresAfterDays: Nullable(Type.Integer(), {
        description: 'After how many days enabled lifecycle rules delete the first of them; null for never.',
      }),
    }),
    {
      description:
        'The kinds of logs that trails, AWS Config, other buckets and Redshift clusters of the snapshot deliver into the bucket.',
    },
  ),
  reads: ['lifecycle.rules'],
  relation: receivedLogs,
  derive: (bucket, { prefixes, incomplete }) => {
    const because = incomplete.get(bucket.account) ?? incomplete.get(`${bucket.account} ${bucket.region}`);
    if (because !== undefined) return new Underivable(because);
    const received = prefixes.get(bucket.arn);
    if (received === undefined) return [];
    const rules = bucket.facts['lifecycle.rules'] as readonly Rule[] | undefined;
    if (rules === undefined) return unknownBecause(bucket, 'lifecycle.rules');
    return kinds.flatMap((kind) => {
      const all = [...(received.get(kind) ?? [])].sort();
      const [first] = all
        .map((prefix) => ({ kind, prefix, expiresAfterDays: expiry(rules, prefix) }))
        .sort((a, b) => (a.expiresAfterDays ?? Number.MAX_VALUE) - (b.expiresAfterDays ?? Number.MAX_VALUE));
      return first === undefined ? [] : [first];
    });
  },
});
