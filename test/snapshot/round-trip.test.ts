import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Resource } from '../../src/model/resource.ts';
import { convertSnapshot } from '../../src/snapshot/convert.ts';
import { openSnapshot } from '../../src/snapshot/read.ts';
import { SnapshotWriter } from '../../src/snapshot/write.ts';
import { anyEstate, byArn, checks, header, keyOf, readAll, tableOf, useDirectory } from './estate.ts';

const { path } = useDirectory();

// Many small files on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const write = async (file: string, resources: readonly Resource[], memory?: number): Promise<void> => {
  const writer = await SnapshotWriter.open(file, memory === undefined ? {} : { memory });
  await Promise.all(resources.map((resource) => writer.add(resource)));
  await writer.close(header(0));
};

const readBack = async (file: string): Promise<Resource[]> =>
  (await readAll(await openSnapshot(file, { checks }))).map(({ resource }) => resource);

/** A digest of a directory's files and their names. */
const digest = async (directory: string): Promise<string> => {
  const hash = createHash('sha256');
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const file of entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort()) {
    hash.update(file.slice(directory.length)).update(await readFile(file));
  }
  return hash.digest('hex');
};

const kinds = ['estate.ndjson', 'estate.ndjson.gz', 'estate/'];

test.each(kinds)('what is written to %s is read back, ordered by ARN', async (name) => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(anyEstate, async (resources) => {
      await mkdir(path(String(++run)));
      await write(path(String(run), name), resources);
      expect(await readBack(path(String(run), name))).toEqual(byArn(resources));
    }),
    { numRuns: 30 },
  );
});

test('the order in which resources come, and how often they are spilled, changes no byte', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyEstate,
      fc.infiniteStream(fc.nat()),
      fc.integer({ min: 1, max: 4000 }),
      async (resources, ranks, memory) => {
        const shuffled = resources
          .map((resource) => ({ resource, rank: ranks.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ resource }) => resource);
        for (const name of ['a.ndjson', 'a.ndjson.gz']) {
          await write(path(name), resources);
          const first = await readFile(path(name));
          await write(path(name), shuffled, memory);
          expect(await readFile(path(name))).toEqual(first);
        }
        await write(path('a'), resources);
        const first = await digest(path('a'));
        await write(path('a'), shuffled, memory);
        expect(await digest(path('a'))).toBe(first);
      },
    ),
    { numRuns: 15 },
  );
});

test('a snapshot converted from kind to kind comes back to the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(anyEstate, async (resources) => {
      await write(path('1.ndjson'), resources);
      await convertSnapshot(path('1.ndjson'), path('2.ndjson.gz'), { checks });
      await convertSnapshot(path('2.ndjson.gz'), path('3'), { checks, memory: 500 });
      await convertSnapshot(path('3'), path('4.ndjson'), { checks });
      const text = await readFile(path('1.ndjson'), 'utf8');
      expect(gunzipSync(await readFile(path('2.ndjson.gz'))).toString()).toBe(text);
      expect(await readFile(path('4.ndjson'), 'utf8')).toBe(text);
    }),
    { numRuns: 15 },
  );
});

test('lines, and the facts on them, keep the order of the format', async () => {
  const { facts, unknown, key, ...rest } = tableOf('features');
  const reversed = Object.fromEntries(Object.entries(facts).reverse());
  await write(path('a.ndjson'), [{ unknown, facts: reversed, ...rest, key }]);
  const lines = (await readFile(path('a.ndjson'), 'utf8')).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^\{"format":"datawarden-snapshot","version":1,"tool":/);
  expect(lines[1]).toBe(JSON.stringify(tableOf('features')));
});

test('the header is the same however its lists were collected', async () => {
  const gap = { ...header(0), gaps: ['ec2:DescribeVolumes', 'ec2:DescribeSnapshots'].map(gapOf) };
  for (const [name, gaps] of [
    ['a.ndjson', gap.gaps],
    ['b.ndjson', [...gap.gaps].reverse()],
  ] as const) {
    const writer = await SnapshotWriter.open(path(name));
    await writer.close({ ...gap, gaps });
  }
  expect(await readFile(path('a.ndjson'), 'utf8')).toBe(await readFile(path('b.ndjson'), 'utf8'));
});

const gapOf = (operation: string) => ({
  type: 'AWS::EC2::Volume',
  partition: 'aws',
  account: '111122223333',
  region: 'eu-west-1',
  operation,
  code: 'AccessDenied',
  message: 'no',
});

test('a directory has a file for each resource, named for it and safe everywhere', async () => {
  const names = [
    '../../etc/passwd',
    'Features',
    'features',
    'CON',
    '.hidden',
    'a\u0000b\nc',
    '',
    'x'.repeat(300),
    'café ☕',
  ];
  await write(path('estate'), [...names.map((name, index) => ({ ...tableOf(`t${index}`), name })), keyOf('k')]);
  const files = await readdir(path('estate'), { recursive: true });
  expect(files.filter((file) => file.endsWith('.json')).sort()).toMatchInlineSnapshot(`
    [
      "111122223333/eu-west-1/dynamodb-table/CON-c55c28e7.json",
      "111122223333/eu-west-1/dynamodb-table/Features-4c0d6647.json",
      "111122223333/eu-west-1/dynamodb-table/a-b-c-f17f3e46.json",
      "111122223333/eu-west-1/dynamodb-table/caf-6c4bbe0b.json",
      "111122223333/eu-west-1/dynamodb-table/etc-passwd-75453e5e.json",
      "111122223333/eu-west-1/dynamodb-table/features-93fc9e6e.json",
      "111122223333/eu-west-1/dynamodb-table/hidden-b882064c.json",
      "111122223333/eu-west-1/dynamodb-table/unnamed-21e979e5.json",
      "111122223333/eu-west-1/dynamodb-table/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-233d5363.json",
      "111122223333/eu-west-1/kms-key/k-5a273f43.json",
      "header.json",
    ]
  `);
  expect(await readFile(path('estate', 'header.json'), 'utf8')).toMatch(/^\{\n {2}"format": "datawarden-snapshot",\n/);
  expect((await readBack(path('estate'))).map(({ name }) => name)).toEqual([...names, 'k']);
});

test('files whose names and keys begin alike are both kept', async () => {
  const twins = [tableOf('a'), tableOf('b')].map((resource) => ({ ...resource, name: 'same', key: '0'.repeat(64) }));
  await write(path('estate'), twins);
  const files = await readdir(path('estate/111122223333/eu-west-1/dynamodb-table'));
  expect(files.sort()).toEqual(['same-00000000.json', `same-${'0'.repeat(64)}.json`]);
  await cp(path('estate'), path('copy'), { recursive: true });
  await write(path('estate'), [tableOf('a')]);
  expect(await readBack(path('estate'))).toEqual([tableOf('a')]);
});

test('a line says where it stands, and in a directory where each fact does', async () => {
  await write(path('a.ndjson'), [tableOf('b'), tableOf('a')]);
  const lines = await readAll(await openSnapshot(path('a.ndjson'), { checks }));
  expect(lines.map(({ file, line, lineOf }) => ({ file, line, lineOf }))).toEqual([
    { file: path('a.ndjson'), line: 2, lineOf: undefined },
    { file: path('a.ndjson'), line: 3, lineOf: undefined },
  ]);
  await write(path('dir'), [tableOf('a')]);
  const [only] = await readAll(await openSnapshot(path('dir'), { checks }));
  const text = (await readFile(only?.file ?? '', 'utf8')).split('\n');
  expect(only?.line).toBe(1);
  for (const fact of ['billing', 'tags', 'status', 'recovery.pointInTime']) {
    expect(text[(only?.lineOf?.(fact) ?? 0) - 1]).toContain(`"${fact}": `);
  }
});
