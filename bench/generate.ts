// Writes a large snapshot: node scripts/run.mjs bench/generate.ts 1000000 /tmp/estate.ndjson
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { finished } from 'node:stream/promises';
import { shippedPolicyFiles } from '../scripts/policy-sources.ts';
import type { Policy } from '../src/model/policy.ts';
import {
  type Resource,
  type SnapshotHeader,
  snapshotFormat,
  snapshotVersion,
  type Unknown,
} from '../src/model/resource.ts';
import { models } from '../src/resources/models.generated.ts';
import { types } from '../src/snapshot/checks.generated.js';
import { resourceKey } from '../src/snapshot/key.ts';
import { headerInOrder, inOrder } from '../src/snapshot/serialise.ts';

// What is made up is only how many there are of each type. What they look like comes from `fixtures/resources`: each resource is one of
// those, and every now and then one of its facts is another's or that of a policy's example, or cannot be read. So a new type is in the
// benchmark by itself, and so are the edge cases of a new policy.

/** How many of a type there are beside others; five of what is not named here. */
const shares: Readonly<Record<string, number>> = {
  'AWS::EC2::Snapshot': 300,
  'AWS::EC2::Volume': 150,
  'AWS::S3::Bucket': 120,
  'AWS::IAM::Role': 120,
  'AWS::EC2::SecurityGroup': 60,
  'AWS::DynamoDB::Table': 50,
  'AWS::IAM::Policy': 50,
  'AWS::IAM::ManagedPolicy': 40,
  'AWS::KMS::Key': 40,
  'AWS::IAM::User': 30,
  'AWS::IAM::AccessKey': 30,
  'AWS::Redshift::Cluster': 10,
};

/** Settings: one in each account, or in each account and Region. */
const settings: Readonly<Record<string, 'account' | 'region'>> = {
  'AWS::EC2::EBSEncryptionByDefault': 'region',
  'AWS::EC2::SnapshotBlockPublicAccess': 'region',
  'AWS::AccessAnalyzer::RegionalCoverage': 'region',
  'AWS::IAM::Account': 'account',
  'AWS::IAM::AccountPasswordPolicy': 'account',
  'AWS::S3::AccountPublicAccessBlock': 'account',
};

const regions = ['eu-central-1', 'eu-west-1', 'us-east-1'] as const;
const collectedAt = '2026-11-23T06:40:30Z';
const resourcesPerAccount = 5000;
/** One in so many facts is another resource's or an example's, and one in so many unknown. */
const borrowedOneIn = 5;
const unknownOneIn = 500;

const denied: Unknown = {
  operation: 'service:GetConfiguration',
  code: 'AccessDenied',
  message: 'User: arn:aws:sts::111122223333:assumed-role/scanner/bench is not authorized to perform this operation',
};

type Template = Pick<Resource, 'arn' | 'name' | 'region' | 'facts' | 'unknown'>;

/** What the resources of a type look like. */
interface Kind {
  readonly type: string;
  readonly templates: readonly [Template, ...Template[]];
  /** The values that each fact may have, by path. */
  readonly values: ReadonlyMap<string, readonly unknown[]>;
}

/** Resources of one kind, account and Region, in the order of their ARNs. */
interface Stream {
  readonly kind: Kind;
  readonly account: string;
  readonly region: string;
  readonly count: number;
}

/** Gives a number below the limit. */
type Dice = (below: number) => number;

/** A small generator of pseudo-random numbers (mulberry32): the same seed gives the same estate. */
const makeDice = (seed: number): Dice => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

const readKinds = (): Kind[] => {
  const policies = shippedPolicyFiles().map(({ policy }) => policy);
  return models.map(({ type }) => {
    const file = `fixtures/resources/${type.split('::').slice(1).join('/').toLowerCase()}/live.json`;
    const { resources } = JSON.parse(readFileSync(file, 'utf8')) as { readonly resources: readonly Template[] };
    const [first, ...others] = resources;
    if (first === undefined) throw new Error(`${file} has no resources`);
    return { type, templates: [first, ...others], values: valuesOf(type, resources, policies) };
  });
};

/** The values of a type's facts: those of the fixtures, and those that policies' examples state in full. */
const valuesOf = (type: string, templates: readonly Template[], policies: readonly Policy[]): Kind['values'] => {
  const check = types.get(type);
  if (check === undefined) throw new Error(`${type} has no check: run \`npm run gen\``);
  const values = new Map<string, unknown[]>(check.names.map((path) => [path, []]));
  const examples = policies
    .filter(({ resources }) => resources.includes(type))
    .flatMap((policy) => Object.values(policy.examples).flat());
  for (const { facts } of [...templates, ...examples]) {
    for (const [path, value] of Object.entries(facts)) {
      // Examples state derived facts too, and of others only what the policy reads: neither can stand in a snapshot.
      if (check.count({ [path]: value }) === 1) values.get(path)?.push(value);
    }
  }
  return values;
};

/** The streams of an estate of `total` resources, in the order of their ARNs. */
const plan = (total: number): Stream[] => {
  const kinds = readKinds();
  const accounts = Array.from({ length: Math.max(2, Math.ceil(total / resourcesPerAccount)) }, (_, index) =>
    String(111_122_223_333 + index),
  );
  const streams: Stream[] = [];
  let left = total;
  const add = (kind: Kind, places: readonly string[], each: number): void => {
    for (const account of accounts) {
      for (const region of places) {
        const count = Math.min(each, left);
        left -= count;
        if (count > 0) streams.push({ kind, account, region, count });
      }
    }
  };
  for (const kind of kinds) {
    const per = settings[kind.type];
    if (per !== undefined) add(kind, per === 'account' ? ['global'] : regions, 1);
  }
  const many = kinds.filter(({ type }) => settings[type] === undefined);
  const shareOf = ({ type }: Kind): number => shares[type] ?? 5;
  const unit = left / many.reduce((sum, kind) => sum + shareOf(kind), 0);
  for (const kind of many) {
    const places = kind.templates[0].region === 'global' ? ['global'] : regions;
    add(kind, places, Math.max(1, Math.floor((unit * shareOf(kind)) / accounts.length / places.length)));
  }
  // What rounding down left over.
  const last = streams.at(-1);
  if (last !== undefined) streams[streams.length - 1] = { ...last, count: last.count + left };
  return streams
    .map((stream) => ({ stream, first: place(stream, 0).arn }))
    .sort((a, b) => (a.first < b.first ? -1 : 1))
    .map(({ stream }) => stream);
};

/** The name and ARN of a stream's resource: those of its first template, elsewhere and numbered. */
const place = ({ kind, account, region }: Stream, index: number): { readonly name: string; readonly arn: string } => {
  const { name: like, arn } = kind.templates[0];
  const [prefix, partition, service, inRegion, inAccount, ...rest] = arn.split(':');
  const path = rest.join(':');
  const where = [prefix, partition, service, inRegion && region, inAccount && account];
  if (settings[kind.type] !== undefined) return { name: like, arn: [...where, path].join(':') };
  const name = numbered(inAccount === '' ? `${like}-${account}-${region}` : like, index);
  const at = path.lastIndexOf(like);
  const named = at === -1 ? `${path}${name}` : `${path.slice(0, at)}${name}${path.slice(at + like.length)}`;
  return { name, arn: [...where, named].join(':') };
};

/** `vol-0123456789abcdef0` counts in its last digits, `features` gets a number. */
const numbered = (name: string, index: number): string => {
  const [, digits] = /([0-9a-f]{9,})$/.exec(name) ?? [];
  if (digits === undefined) return `${name}-${String(index).padStart(7, '0')}`;
  return name.slice(0, -digits.length) + index.toString(16).padStart(digits.length, '0');
};

/** Finds the stream of a type that a resource refers to. */
type Find = (type: string) => Stream | undefined;

/** How facts refer to other resources, and the ARN or name that then stands there instead: of one that is there. */
const references: readonly (readonly [pattern: RegExp, type: string, by: 'arn' | 'name'])[] = [
  [/(?<=")sg-[0-9a-z]+(?=")/g, 'AWS::EC2::SecurityGroup', 'name'],
  [/(?<=")pl-[0-9a-z]+(?=")/g, 'AWS::EC2::PrefixList', 'name'],
  [/(?<=")arn:aws:kms:[^"*/]+:key\/[^"*/]+(?=")/g, 'AWS::KMS::Key', 'arn'],
  [/(?<="destinationBucket":")[^"]+(?=")/g, 'AWS::S3::Bucket', 'arn'],
  [/(?<="targetBucket":")[^"]+(?=")/g, 'AWS::S3::Bucket', 'name'],
];

/** The facts that refer to others, as text; `null` for those that do not. */
const referring = new Map<unknown, string | null>();

/** The value with its references pointing at resources of the account. */
const rewire = (value: unknown, find: Find, index: number): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  let text = referring.get(value);
  if (text === undefined) {
    const written = JSON.stringify(value);
    text = references.some(([pattern]) => written.search(pattern) !== -1) ? written : null;
    referring.set(value, text);
  }
  if (text === null) return value;
  for (const [pattern, type, by] of references) {
    const stream = find(type);
    // Many refer to few: to the first hundred.
    if (stream) text = text.replace(pattern, () => place(stream, index % Math.min(stream.count, 100))[by]);
  }
  return JSON.parse(text);
};

function* resourcesOf(stream: Stream, dice: Dice, find: (index: number) => Find): Generator<Resource> {
  const { kind, account, region, count } = stream;
  for (let index = 0; index < count; index++) {
    const { name, arn } = place(stream, index);
    const template = kind.templates[dice(kind.templates.length)] ?? kind.templates[0];
    const facts: Record<string, unknown> = {};
    const unknown: Record<string, Unknown> = {};
    for (const [path, values] of kind.values) {
      const isBorrowed = dice(borrowedOneIn) === 0 && values.length > 0;
      if (dice(unknownOneIn) === 0 || (!isBorrowed && !Object.hasOwn(template.facts, path))) {
        unknown[path] = template.unknown[path] ?? denied;
      } else {
        facts[path] = rewire(isBorrowed ? values[dice(values.length)] : template.facts[path], find(index), index);
      }
    }
    const where = { partition: 'aws', account, region, source: 'live', collectedAt };
    yield inOrder({ key: resourceKey(arn), arn, type: kind.type, name, ...where, facts, unknown });
  }
}

/**
 * Writes a snapshot of `total` resources, the same for the same number.
 * @throws Error where fixtures' ARNs are such that types would interleave: the order of the format would be broken.
 */
export const generate = async (total: number, file: string): Promise<void> => {
  const streams = plan(total);
  const byPlace = new Map(streams.map((stream) => [`${stream.kind.type} ${stream.account} ${stream.region}`, stream]));
  const accounts = [...new Set(streams.map(({ account }) => account))];
  const header: SnapshotHeader = {
    format: snapshotFormat,
    version: snapshotVersion,
    tool: { name: 'datawarden-bench', version: '0.0.0' },
    collectedAt,
    accounts: accounts.map((account) => ({ account, partition: 'aws', regions })),
    skippedRegions: [],
    gaps: [],
    interrupted: false,
    resources: total,
  };
  const out = createWriteStream(file, { highWaterMark: 4 * 1024 * 1024 });
  let block = `${JSON.stringify(headerInOrder(header))}\n`;
  let previous = '';
  const dice = makeDice(total);
  for (const stream of streams) {
    const find =
      (index: number): Find =>
      (type) => {
        // A bucket may refer to one of another Region; nothing else may.
        const region = type === 'AWS::S3::Bucket' ? regions[index % regions.length] : stream.region;
        return byPlace.get(`${type} ${stream.account} ${region}`);
      };
    for (const resource of resourcesOf(stream, dice, find)) {
      if (resource.arn <= previous) throw new Error(`${resource.arn} does not stand after ${previous}`);
      previous = resource.arn;
      block += `${JSON.stringify(resource)}\n`;
      if (block.length < 1024 * 1024) continue;
      if (!out.write(block)) await once(out, 'drain');
      block = '';
    }
  }
  out.end(block);
  await finished(out);
};

const [count = '', file] = process.argv.slice(2);
if (basename(process.argv[1] ?? '') === 'generate.ts') {
  if (!/^\d+$/.test(count) || file === undefined) throw new Error('usage: generate.ts RESOURCES FILE.ndjson');
  await generate(Number(count), file);
}
