import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { Type } from 'typebox';
import { afterAll, beforeEach } from 'vitest';
import { generateChecks } from '../../scripts/gen-checks.ts';
import { generateValidators } from '../../scripts/gen-validators.ts';
import { defineModel, Known, Nullable, OneOf, Opaque, Shape, StringMap, Timestamp } from '../../src/model/define.ts';
import type { Resource, SnapshotHeader } from '../../src/model/resource.ts';
import { resourceKey } from '../../src/snapshot/key.ts';
import type { Batches, Line, Selection } from '../../src/snapshot/snapshot.ts';
import type { Checks, Explanations } from '../../src/snapshot/validate.ts';

/** A type with a fact of each kind. */
export const table = defineModel('AWS::DynamoDB::Table', 'A table.', {
  'access.policyDocument': Nullable(Opaque<Readonly<Record<string, unknown>>>()),
  billing: OneOf(['provisioned', 'on-demand']),
  indexes: Type.Array(Shape({ name: Type.String(), autoscaled: Nullable(Type.Boolean()) })),
  'recovery.pointInTime': Shape({ enabled: Type.Boolean(), retentionDays: Nullable(Type.Integer({ minimum: 0 })) }),
  status: Known(['ACTIVE']),
  tags: StringMap(),
});

/** A small second type. */
const key = defineModel('AWS::KMS::Key', 'A key.', {
  createdAt: Timestamp(),
  enabled: Type.Boolean(),
});

export const models = [table, key];

/** Writes the text to a file for the time of the tests and loads it as a module. */
const load = async <Module>(code: string): Promise<Module> => {
  const directory = await mkdtemp(join(tmpdir(), 'checks-'));
  const file = join(directory, 'checks.mjs');
  await writeFile(file, code);
  const loaded = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Module;
  await rm(directory, { recursive: true });
  return loaded;
};

const explanations = await load<Explanations>(generateValidators(models));
const quick = await load<Checks>(generateChecks(models));
export const checks: Checks = { ...quick, explain: () => Promise.resolve(explanations) };

export const header = (resources: number): SnapshotHeader => ({
  format: 'datawarden-snapshot',
  version: 1,
  tool: { name: 'datawarden', version: '0.1.0' },
  collectedAt: '2026-11-23T06:40:30Z',
  accounts: [{ account: '111122223333', partition: 'aws', regions: ['eu-west-1'] }],
  skippedRegions: [{ account: '111122223333', region: 'ap-east-1', reason: 'not-opted-in' }],
  gaps: [],
  interrupted: false,
  resources,
});

const refused = { operation: 'dynamodb:Describe', code: 'AccessDenied', message: 'no' };

/** A valid table of that name. */
export const tableOf = (name: string, overrides: Partial<Resource> = {}): Resource => {
  const arn = `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}`;
  return {
    key: resourceKey(overrides.arn ?? arn),
    arn,
    type: table.type,
    name,
    partition: 'aws',
    account: '111122223333',
    region: 'eu-west-1',
    source: 'live',
    collectedAt: '2026-11-23T06:40:30Z',
    facts: {
      'access.policyDocument': null,
      billing: 'on-demand',
      indexes: [],
      'recovery.pointInTime': { enabled: true, retentionDays: 35 },
      tags: { team: 'features' },
    },
    unknown: { status: refused },
    ...overrides,
  };
};

/** A valid key of that id. */
export const keyOf = (id: string): Resource => {
  const arn = `arn:aws:kms:eu-west-1:111122223333:key/${id}`;
  return {
    ...tableOf(id, { arn }),
    type: key.type,
    facts: { createdAt: '2026-01-02T03:04:05Z', enabled: true },
    unknown: {},
  };
};

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
const json = fc.jsonValue({ maxDepth: 4 }).map((value) => ({ Statement: value }));

const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'access.policyDocument': fc.option(json),
  billing: fc.constantFrom('provisioned', 'on-demand'),
  indexes: fc.array(fc.record({ name: text, autoscaled: fc.option(fc.boolean()) }, { noNullPrototype: true })),
  'recovery.pointInTime': fc.record(
    { enabled: fc.boolean(), retentionDays: fc.option(fc.nat()) },
    { noNullPrototype: true },
  ),
  status: text,
  tags: fc.dictionary(text, text, { noNullPrototype: true }),
};

const unknown = fc.record({ operation: text, code: text, message: text }, { noNullPrototype: true });

/** Any table: whatever its name, each fact known or unknown. */
const anyTable: fc.Arbitrary<Resource> = fc
  .tuple(
    text,
    fc.stringMatching(/^[a-z0-9]{1,12}$/),
    fc.tuple(
      ...Object.entries(values).map(([path, value]) =>
        fc.oneof(
          value.map((known) => ({ path, known })),
          unknown.map((why) => ({ path, why })),
        ),
      ),
    ),
  )
  .map(([name, id, facts]) => ({
    ...tableOf(id),
    name,
    facts: Object.fromEntries(facts.flatMap((fact) => ('known' in fact ? [[fact.path, fact.known]] : []))),
    unknown: Object.fromEntries(facts.flatMap((fact) => ('why' in fact ? [[fact.path, fact.why]] : []))),
  }))
  // As JSON keeps it: it knows no -0, for one.
  .map((resource) => JSON.parse(JSON.stringify(resource)) as Resource);

/** Any small estate, in any order, without duplicates. */
export const anyEstate = fc.uniqueArray(anyTable, { selector: ({ arn }) => arn, maxLength: 12 });

/** The resources ordered by ARN. */
export const byArn = (resources: readonly Resource[]): Resource[] =>
  [...resources].sort((a, b) => (a.arn < b.arn ? -1 : 1));

/** An NDJSON snapshot of these lines, in this order. */
export const ndjson = (resources: readonly unknown[], count = resources.length): string =>
  [header(count), ...resources].map((value) => `${JSON.stringify(value)}\n`).join('');

export const readAll = async (snapshot: Batches, selection?: Selection): Promise<Line[]> => {
  const lines: Line[] = [];
  for await (const batch of snapshot.batches(selection)) lines.push(...batch);
  return lines;
};

/** A directory of each test's own: its path, and the message of a failure with that path left out. */
export const useDirectory = () => {
  const made: string[] = [];
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'snapshot-'));
    made.push(directory);
  });
  afterAll(() => Promise.all(made.map((path) => rm(path, { recursive: true, force: true }))));
  return {
    path: (...names: string[]) => join(directory, ...names),
    messageOf: async (work: Promise<unknown>): Promise<string> => {
      const error = await work.then(
        () => 'nothing failed',
        (reason: unknown) => reason,
      );
      return `${error}`.replaceAll(`${directory}/`, '').replaceAll(directory, '.');
    },
  };
};
