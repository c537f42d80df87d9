// Writes a large snapshot: node scripts/run.mjs bench/generate.ts 1000000 /tmp/estate.ndjson

import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { finished } from 'node:stream/promises';
import {
  type Resource,
  type SnapshotHeader,
  snapshotFormat,
  snapshotVersion,
  type Unknown,
} from '../src/model/resource.ts';
import { models } from '../src/resources/models.generated.ts';
import { resourceKey } from '../src/snapshot/key.ts';
import { headerInOrder, inOrder } from '../src/snapshot/serialise.ts';

// What is made up is only how many there are of each type. What they look like comes from `fixtures/resources`: each resource is one of
// those, and every now and then one of its facts is another's, or cannot be read. So a new type is in the benchmark by itself.

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
/** One in so many facts is another resource's, and one in so many unknown. */
const borrowedOneIn = 5;
const unknownOneIn = 100;

const denied: Unknown = {
  operation: 'service:GetConfiguration',
  code: 'AccessDenied',
  message: 'User: arn:aws:sts::111122223333:assumed-role/scanner/bench is not authorized to perform this operation',
};

type Template = Pick<Resource, 'arn' | 'name' | 'region' | 'facts' | 'unknown'>;

/** What facts refer to other resources by: each then means one of the same account and Region that is there. */
const references: Readonly<Record<string, readonly [type: string, by: 'arn' | 'name']>> = {
  'sg-': ['AWS::EC2::SecurityGroup', 'name'],
  'pl-': ['AWS::EC2::PrefixList', 'name'],
  'arn:aws:kms:': ['AWS::KMS::Key', 'arn'],
  'arn:aws:s3:::': ['AWS::S3::Bucket', 'arn'],
};
const reference = /"(sg-|pl-|arn:aws:kms:|arn:aws:s3:::)[^"*/]*(?:\/[^"*/]+)?"/g;

/** Resources of one type, account and Region, in the order of their ARNs. */
interface Stream {
  readonly type: string;
  readonly templates: readonly Template[];
  readonly account: string;
  readonly region: string;
  readonly count: number;
}

/** A small generator of pseudo-random numbers (mulberry32): the same seed gives the same estate. */
const random = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

/** The resources that `live.json` says each type's answers become. */
const readTemplates = (): Map<string, readonly Template[]> => {
  const found = new Map<string, readonly Template[]>();
  for (const { type } of models) {
    const file = `fixtures/resources/${type.split('::').slice(1).join('/').toLowerCase()}/live.json`;
    if (!existsSync(file)) continue;
    const { resources } = JSON.parse(readFileSync(file, 'utf8')) as { readonly resources: readonly Template[] };
    found.set(type, resources);
  }
  return found;
};

/** The streams of an estate of `total` resources. */
const plan = (total: number, templates: ReadonlyMap<string, readonly Template[]>): Stream[] => {
  const accounts = Array.from({ length: Math.max(2, Math.ceil(total / resourcesPerAccount)) }, (_, index) =>
    String(111_122_223_333 + index),
  );
  const streams: Stream[] = [];
  let left = total;
  const add = (type: string, account: string, region: string, count: number): void => {
    const made = Math.min(count, left);
    left -= made;
    if (made > 0) streams.push({ type, templates: templates.get(type) ?? [], account, region, count: made });
  };
  for (const [type, per] of Object.entries(settings)) {
    if (!templates.has(type)) continue;
    for (const account of accounts) {
      for (const region of per === 'account' ? ['global'] : regions) add(type, account, region, 1);
    }
  }
  const many = [...templates.keys()].filter((type) => settings[type] === undefined).sort();
  const all = many.reduce((sum, type) => sum + (shares[type] ?? 5), 0);
  const rest = left;
  for (const type of many) {
    const places = templates.get(type)?.[0]?.region === 'global' ? ['global'] : regions;
    const each = Math.max(1, Math.floor((rest * (shares[type] ?? 5)) / all / accounts.length / places.length));
    for (const account of accounts) for (const region of places) add(type, account, region, each);
  }
  // What rounding down left over.
  const last = streams.findLastIndex(({ type }) => type === 'AWS::EC2::Snapshot');
  const largest = streams[last] ?? streams.at(-1);
  if (largest === undefined) throw new Error('no fixtures to make an estate of');
  streams[streams.indexOf(largest)] = { ...largest, count: largest.count + left };
  return streams.sort((a, b) => (place(a, 0).arn < place(b, 0).arn ? -1 : 1));
};

/** The name and ARN of a stream's resource: those of its first template, elsewhere and numbered. */
const place = ({ templates, account, region, type }: Stream, index: number): { name: string; arn: string } => {
  const [template] = templates;
  if (template === undefined) throw new Error(`${type} has no fixture`);
  const [arn, partition, service, inRegion, inAccount, ...rest] = template.arn.split(':');
  const path = rest.join(':');
  const own = inAccount === '' ? `-${account}-${region}` : '';
  const name = settings[type] === undefined ? numbered(`${template.name}${own}`, index) : template.name;
  const at = path.lastIndexOf(template.name);
  const named = at === -1 ? `${path}${name}` : `${path.slice(0, at)}${name}${path.slice(at + template.name.length)}`;
  const parts = [arn, partition, service, inRegion && region, inAccount && account, settings[type] ? path : named];
  return { name, arn: parts.join(':') };
};

/** `vol-0123456789abcdef0` counts in its last digits, `features` gets a number. */
const numbered = (name: string, index: number): string => {
  const [, digits] = /([0-9a-f]{9,})$/.exec(name) ?? [];
  if (digits === undefined) return `${name}-${String(index).padStart(7, '0')}`;
  return name.slice(0, -digits.length) + index.toString(16).padStart(digits.length, '0');
};

/** The text of facts that refer to other resources, by the facts; `null` for those that do not. */
const referring = new Map<unknown, string | null>();

/** The value with its references pointing at resources of the place. */
const rewire = (value: unknown, to: (type: string) => Stream | undefined, index: number): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  let text = referring.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    if (text.search(reference) === -1) text = null;
    referring.set(value, text);
  }
  if (text === null) return value;
  const rewired = text.replace(reference, (all, prefix: string) => {
    const [type = '', by = 'arn'] = references[prefix] ?? [];
    const stream = to(type);
    return stream === undefined ? all : JSON.stringify(place(stream, index % stream.count)[by]);
  });
  return JSON.parse(rewired);
};

function* resourcesOf(
  stream: Stream,
  below: (limit: number) => number,
  to: (type: string) => Stream | undefined,
): Generator<Resource> {
  const { type, templates, account, region, count } = stream;
  const paths = [
    ...new Set(templates.flatMap(({ facts, unknown }) => [...Object.keys(facts), ...Object.keys(unknown)])),
  ];
  for (let index = 0; index < count; index++) {
    const { name, arn } = place(stream, index);
    const template = templates[below(templates.length)] as Template;
    const facts: Record<string, unknown> = {};
    const unknown: Record<string, Unknown> = {};
    for (const path of paths) {
      const from = below(borrowedOneIn) === 0 ? (templates[below(templates.length)] as Template) : template;
      if (below(unknownOneIn) === 0) unknown[path] = denied;
      else if (Object.hasOwn(from.facts, path)) facts[path] = rewire(from.facts[path], to, index);
      else unknown[path] = from.unknown[path] ?? denied;
    }
    const where = { partition: 'aws', account, region, source: 'live', collectedAt };
    yield inOrder({ key: resourceKey(arn), arn, type, name, ...where, facts, unknown });
  }
}

/**
 * Writes a snapshot of `total` resources, the same for the same number.
 * @throws Error where fixtures' ARNs are such that types would interleave: the order of the format would be broken.
 */
export const generate = async (total: number, file: string): Promise<void> => {
  const streams = plan(total, readTemplates());
  const header: SnapshotHeader = {
    format: snapshotFormat,
    version: snapshotVersion,
    tool: { name: 'datawarden-bench', version: '0.0.0' },
    collectedAt,
    accounts: [...new Set(streams.map(({ account }) => account))].map((account) => ({
      account,
      partition: 'aws',
      regions,
    })),
    skippedRegions: [],
    gaps: [],
    interrupted: false,
    resources: total,
  };
  const out = createWriteStream(file, { highWaterMark: 4 * 1024 * 1024 });
  let block = `${JSON.stringify(headerInOrder(header))}\n`;
  let previous = '';
  const below = random(total);
  const byPlace = new Map(streams.map((stream) => [`${stream.type} ${stream.account} ${stream.region}`, stream]));
  for (const stream of streams) {
    const to = (type: string): Stream | undefined => byPlace.get(`${type} ${stream.account} ${stream.region}`);
    for (const resource of resourcesOf(stream, below, to)) {
      if (resource.arn <= previous)
        throw new Error(`${resource.arn} (${stream.type}) does not stand after ${previous}`);
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
