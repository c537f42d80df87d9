import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeSnapshots } from '../../src/snapshot/merge.ts';
import { mergeSorted } from '../../src/snapshot/merge-sorted.ts';
import { openSnapshot } from '../../src/snapshot/read.ts';
import { byArn, checks, keyOf, ndjson, readAll, tableOf, useDirectory } from './estate.ts';

const { path, messageOf } = useDirectory();

const open = async (name: string, resources: Parameters<typeof ndjson>[0]) => {
  await writeFile(path(name), ndjson(resources));
  return openSnapshot(path(name), { checks });
};

test('snapshots are merged in the order of their ARNs, each line with its own place', async () => {
  const first = [tableOf('a'), tableOf('d'), keyOf('k')];
  const second = [tableOf('b'), tableOf('c'), tableOf('e')];
  const merged = mergeSnapshots([
    await open('1.ndjson', first),
    await open('2.ndjson', second),
    await open('3.ndjson', []),
  ]);
  const lines = await readAll(merged);
  expect(lines.map(({ resource }) => resource)).toEqual(byArn([...first, ...second]));
  expect(lines.map(({ file, line }) => `${file.slice(-8)}:${line}`)).toEqual([
    '1.ndjson:2',
    '2.ndjson:2',
    '2.ndjson:3',
    '1.ndjson:3',
    '2.ndjson:4',
    '1.ndjson:4',
  ]);
  expect(await readAll(merged, { types: new Set(['AWS::KMS::Key']) })).toEqual([lines[5]]);
});

test('a resource that two snapshots hold is refused with both places', async () => {
  const merged = mergeSnapshots([
    await open('1.ndjson', [tableOf('a'), tableOf('b')]),
    await open('2.ndjson', [tableOf('b')]),
  ]);
  expect(await messageOf(readAll(merged))).toMatchInlineSnapshot(
    `"SnapshotError: 2.ndjson:2: \`arn:aws:dynamodb:eu-west-1:111122223333:table/b\` stands at 1.ndjson:3 already: keep one of the two"`,
  );
});

async function* inBatches<Item>(items: readonly Item[], size: number): AsyncGenerator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

test('merging is sorting: stable, and of any batches', async () => {
  const source = fc
    .array(fc.nat(20))
    .map((numbers) => numbers.sort((a, b) => a - b).map((n) => String.fromCharCode(65 + n)));
  await fc.assert(
    fc.asyncProperty(fc.array(source, { maxLength: 6 }), fc.integer({ min: 1, max: 4 }), async (sources, size) => {
      const tagged = sources.map((keys, index) => keys.map((key) => ({ key, index })));
      const merged: unknown[] = [];
      const all = tagged.map((items) => inBatches(items, size));
      for await (const batch of mergeSorted(all, ({ key }) => key)) merged.push(...batch);
      expect(merged).toEqual(tagged.flat().sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
    }),
  );
});

test('every source is closed when a reader stops early or a source fails', async () => {
  const closed: string[] = [];
  async function* source(name: string, fails = false) {
    try {
      for (let n = 0; ; n++) {
        if (fails && n === 3) throw new Error('broken');
        yield [`${String(n).padStart(9, '0')}${name}`];
      }
    } finally {
      closed.push(name);
    }
  }
  for await (const _ of mergeSorted([source('a'), source('b')], (item) => item)) break;
  expect(closed.sort()).toEqual(['a', 'b']);
  const drain = async () => {
    for await (const _ of mergeSorted([source('c'), source('d', true)], (item) => item));
  };
  await expect(drain()).rejects.toThrow('broken');
  expect(closed.sort()).toEqual(['a', 'b', 'c', 'd']);
});
