import { constants } from 'node:fs';
import { access, chmod, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { OutputError } from '../../src/errors.ts';
import { convertSnapshot } from '../../src/snapshot/convert.ts';
import { openSnapshot } from '../../src/snapshot/read.ts';
import { SnapshotWriter } from '../../src/snapshot/write.ts';
import { checks, header, keyOf, ndjson, readAll, tableOf, useDirectory } from './estate.ts';

const { path, messageOf } = useDirectory();

const left = (): Promise<string[]> => readdir(path());

const spilling = async (name: string): Promise<SnapshotWriter> => {
  const writer = await SnapshotWriter.open(path(name), { memory: 1000 });
  for (const id of 'edcba') await writer.add(tableOf(id));
  return writer;
};

const names = async (name: string): Promise<string[]> =>
  (await readAll(await openSnapshot(path(name), { checks }))).map(({ resource }) => resource.name);

test.each(['a.ndjson', 'a.ndjson.gz', 'a'])(
  'what does not fit in memory is spilled, and %s is all that stays',
  async (name) => {
    const writer = await spilling(name);
    expect(writer.spills).toBeGreaterThan(1);
    expect(await left()).toHaveLength(1);
    await writer.close(header(0));
    expect(await left()).toEqual([name]);
    expect(await names(name)).toEqual([...'abcde']);
  },
);

test('nothing is at the destination before the end, and nothing at all after an abort', async () => {
  await writeFile(path('old.ndjson'), ndjson([tableOf('old')]));
  for (const name of ['old.ndjson', 'new.ndjson', 'new']) {
    const writer = await spilling(name);
    expect(await names('old.ndjson')).toEqual(['old']);
    await writer.abort();
    expect(await left()).toEqual(['old.ndjson']);
  }
});

test('an existing snapshot is replaced', async () => {
  for (const name of ['a.ndjson', 'a']) {
    for (const [id, kept] of [
      ['x', ['x']],
      ['y', ['y']],
    ] as const) {
      const writer = await SnapshotWriter.open(path(name));
      await writer.add(tableOf(id));
      await writer.close(header(0));
      expect(await names(name)).toEqual(kept);
    }
  }
  expect(await left()).toEqual(['a', 'a.ndjson']);
});

test('an empty directory becomes a snapshot', async () => {
  await mkdir(path('a.snapshot'));
  await (await SnapshotWriter.open(path('a.snapshot'))).close(header(0));
  expect(await readdir(path('a.snapshot'))).toEqual(['header.json']);
});

test('a link to a snapshot stays a link', async () => {
  await writeFile(path('real.ndjson'), 'old');
  await symlink('real.ndjson', path('link.ndjson'));
  await (await spilling('link.ndjson')).close(header(0));
  expect(await readlink(path('link.ndjson'))).toBe('real.ndjson');
  expect(await names('real.ndjson')).toEqual([...'abcde']);
});

test('a directory that holds anything else than a snapshot is left alone', async () => {
  const open = (name: string) => messageOf(SnapshotWriter.open(path(name)));
  await mkdir(path('work'));
  await writeFile(path('work/thesis.txt'), '');
  expect(await open('work')).toMatchInlineSnapshot(
    `"OutputError: will not replace \`work\`: it is not empty and not a snapshot; name another directory"`,
  );
  await writeFile(path('work/header.json'), '{"format":"another"}');
  expect(await open('work')).toMatchInlineSnapshot(
    `"OutputError: will not replace \`work\`: it is not empty and not a snapshot; name another directory"`,
  );

  await (await spilling('estate')).close(header(0));
  await mkdir(path('estate/.git'));
  expect(await open('estate')).toMatchInlineSnapshot(
    `"OutputError: will not replace \`estate\`: \`.git\` in it is not part of a snapshot and would be lost; move it, or name another directory"`,
  );
  await rm(path('estate/.git'), { recursive: true });
  await writeFile(path('estate/111122223333/eu-west-1/dynamodb-table/notes.md'), '');
  expect(await open('estate')).toMatchInlineSnapshot(
    `"OutputError: will not replace \`estate\`: \`111122223333/eu-west-1/dynamodb-table/notes.md\` in it is not part of a snapshot and would be lost; move it, or name another directory"`,
  );
  expect(await left()).toEqual(['estate', 'work']);
});

test('something put into a directory while it is being replaced is not lost', async () => {
  await (await spilling('estate')).close(header(0));
  const writer = await spilling('estate');
  await writeFile(path('estate/README.md'), 'keep me');
  expect(await messageOf(writer.close(header(0)))).toContain('`README.md` in it is not part of a snapshot');
  expect(await readFile(path('estate/README.md'), 'utf8')).toBe('keep me');
  expect(await left()).toEqual(['estate']);
});

test('a destination that cannot be written is refused before anything is collected', async () => {
  const open = (name: string) => messageOf(SnapshotWriter.open(path(name)));
  expect(await open('missing/a.ndjson')).toMatchInlineSnapshot(
    `"OutputError: cannot write \`missing/a.ndjson\`: no such file or directory"`,
  );
  expect(await open('a.json')).toMatchInlineSnapshot(
    `"OutputError: cannot tell what to write to \`a.json\`: a snapshot's name ends in \`.ndjson\` or \`.ndjson.gz\`, or in \`/\` for a directory"`,
  );
  await writeFile(path('file'), '');
  expect(await open('file')).toMatchInlineSnapshot(
    `"OutputError: cannot write \`file\`: it exists and is not a directory"`,
  );
  expect(await open('file/a.ndjson')).toMatchInlineSnapshot(
    `"OutputError: cannot write \`file/a.ndjson\`: not a directory"`,
  );
  await symlink('/dev/null', path('null.ndjson'));
  expect(await open('null.ndjson')).toMatchInlineSnapshot(
    `"OutputError: cannot write \`null.ndjson\`: it exists and is not a regular file"`,
  );
  await access('/dev/null', constants.W_OK);
  await expect(SnapshotWriter.open(path('a.json'))).rejects.toBeInstanceOf(OutputError);
  expect(await left()).toEqual(['file', 'null.ndjson']);
});

test.skipIf(process.getuid?.() === 0)('a directory that may not be written is named', async () => {
  await mkdir(path('locked'));
  await chmod(path('locked'), 0o500);
  expect(await messageOf(SnapshotWriter.open(path('locked/a.ndjson')))).toBe(
    'OutputError: cannot write `locked/a.ndjson`: permission denied',
  );
});

test('two different resources with one ARN are a mistake of whoever collected them', async () => {
  const { arn, key } = tableOf('a');
  const writer = await SnapshotWriter.open(path('a.ndjson'));
  await writer.add(tableOf('a'));
  await writer.add({ ...keyOf('b'), arn, key });
  expect(await messageOf(writer.close(header(0)))).toMatchInlineSnapshot(
    `"Error: AWS::DynamoDB::Table and AWS::KMS::Key were both collected as \`arn:aws:dynamodb:eu-west-1:111122223333:table/a\`, with different facts"`,
  );
  expect(await left()).toEqual([]);
});

test.each([undefined, 1])('the same resource twice is one, with %s characters of memory', async (memory) => {
  const writer = await SnapshotWriter.open(path('a.ndjson'), memory === undefined ? {} : { memory });
  for (const id of ['b', 'a', 'b', 'a']) await writer.add(tableOf(id));
  await writer.close(header(0));
  expect(await readFile(path('a.ndjson'), 'utf8')).toBe(ndjson([tableOf('a'), tableOf('b')]));
});

test('a resource too long to be read again is not written', async () => {
  const writer = await SnapshotWriter.open(path('a.ndjson'));
  const added = writer.add(tableOf('a', { name: 'é'.repeat(17 * 1024 * 1024) }));
  expect(await messageOf(added)).toMatchInlineSnapshot(
    `"OutputError: \`arn:aws:dynamodb:eu-west-1:111122223333:table/a\` takes more than the 32 MiB that a line may have"`,
  );
  expect(await left()).toEqual([]);
});

test('a writer that was closed takes no more', async () => {
  const writer = await spilling('a.ndjson');
  await writer.close(header(0));
  await expect(writer.add(tableOf('z'))).rejects.toThrow('closed');
  await expect(writer.close(header(0))).rejects.toThrow('closed');
  await writer.abort();
  expect(await names('a.ndjson')).toHaveLength(5);
});

// What a full disk does, at each place that writes.
const full = vi.hoisted(() => ({ on: '' }));
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  const failing = (name: string) => {
    if (full.on !== name) return;
    const message = `ENOSPC: no space left on device, ${name}`;
    throw Object.assign(new Error(message), { code: 'ENOSPC', syscall: name });
  };
  const renamed = vi.fn(async (from: string, to: string) => {
    if (from.endsWith('content')) failing('rename');
    return fs.rename(from, to);
  });
  const written = vi.fn(async (...args: Parameters<typeof fs.writeFile>) => {
    if (String(args[0]).includes('content')) failing('write');
    return fs.writeFile(...args);
  });
  const opened = vi.fn(async (...args: Parameters<typeof fs.open>) => {
    if (String(args[0]).includes('run-')) failing('open');
    return fs.open(...args);
  });
  return { ...fs, rename: renamed, writeFile: written, open: opened };
});
afterEach(() => {
  full.on = '';
});

test.each(['a.ndjson', 'a'])('when %s cannot be put in place, the old one stays and nothing else', async (name) => {
  await (await spilling(name)).close(header(0));
  const writer = await SnapshotWriter.open(path(name));
  full.on = 'rename';
  expect(await messageOf(writer.close(header(0)))).toBe(
    `OutputError: cannot write \`${name}\`: no space left on device`,
  );
  expect(await left()).toEqual([name]);
  expect(await names(name)).toEqual([...'abcde']);
});

test('when a spill or a file cannot be written, nothing is left', async () => {
  full.on = 'open';
  expect(await messageOf(spilling('a.ndjson'))).toBe('OutputError: cannot write `a.ndjson`: no space left on device');
  expect(await left()).toEqual([]);
  full.on = 'write';
  const writer = await SnapshotWriter.open(path('a'));
  await writer.add(tableOf('a'));
  expect(await messageOf(writer.close(header(0)))).toBe('OutputError: cannot write `a`: no space left on device');
  expect(await left()).toEqual([]);
});

test('a snapshot out of order is put in order, even in its own place', async () => {
  await writeFile(path('a.ndjson'), ndjson([tableOf('c'), keyOf('k'), tableOf('a')]));
  await convertSnapshot(path('a.ndjson'), path('a.ndjson'), { checks, memory: 500 });
  expect(await readFile(path('a.ndjson'), 'utf8')).toBe(ndjson([tableOf('a'), tableOf('c'), keyOf('k')]));
});

test('a snapshot with a duplicate, or a mistake, is not converted', async () => {
  const convert = () => messageOf(convertSnapshot(path('a.ndjson'), path('b'), { checks }));
  await writeFile(path('a.ndjson'), ndjson([tableOf('c'), tableOf('a'), tableOf('c')]));
  expect(await convert()).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:4: \`arn:aws:dynamodb:eu-west-1:111122223333:table/c\` stands at a.ndjson:2 already: keep one of the two"`,
  );
  await writeFile(path('a.ndjson'), ndjson([tableOf('c')], 2));
  expect(await convert()).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1 (resources): cut short: the header says 2 resources and only 1 follow; collect it again"`,
  );
  expect(await left()).toEqual(['a.ndjson']);
});
