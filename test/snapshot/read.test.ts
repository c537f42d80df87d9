import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { SnapshotError } from '../../src/errors.ts';
import type { Resource } from '../../src/model/resource.ts';
import { openSnapshot } from '../../src/snapshot/read.ts';
import { SnapshotWriter } from '../../src/snapshot/write.ts';
import { checks, header, keyOf, ndjson, readAll, table, tableOf, useDirectory } from './estate.ts';

const { path, messageOf } = useDirectory();

/** What reading a file of this content says. */
const failure = async (content: string | Buffer, name = 'a.ndjson'): Promise<string> => {
  await writeFile(path(name), content);
  return messageOf(read(name));
};

const read = async (name: string, types?: ReadonlySet<string>) =>
  readAll(await openSnapshot(path(name), { checks }), types === undefined ? {} : { types });

const good = [tableOf('a'), tableOf('b'), keyOf('k')];

/** A snapshot with this in place of the second of three lines. */
const withLine = (line: unknown): string => ndjson([good[0], line, good[2]]);

const withFacts = (facts: Readonly<Record<string, unknown>>): string =>
  withLine({ ...tableOf('b'), facts: { ...tableOf('b').facts, ...facts } });

test('blank lines and carriage returns are no mistakes', async () => {
  await writeFile(path('a.ndjson'), `${ndjson(good).replaceAll('\n', '\r\n')}\r\n\n`);
  expect((await read('a.ndjson')).map(({ line }) => line)).toEqual([2, 3, 4]);
});

test('a last line without a line feed is read', async () => {
  await writeFile(path('a.ndjson'), ndjson(good).trimEnd());
  expect(await read('a.ndjson')).toHaveLength(3);
});

test('gzip is known by its content, whatever the name', async () => {
  await writeFile(path('a.ndjson'), gzipSync(ndjson(good)));
  await writeFile(path('b.ndjson.gz'), ndjson(good));
  expect((await read('a.ndjson')).map(({ resource }) => resource)).toEqual(good);
  expect((await read('b.ndjson.gz')).map(({ resource }) => resource)).toEqual(good);
});

test('a snapshot can be read again and again, from several places at once', async () => {
  await writeFile(path('a.ndjson'), ndjson(good));
  const snapshot = await openSnapshot(path('a.ndjson'), { checks });
  const [first, second] = await Promise.all([readAll(snapshot), readAll(snapshot)]);
  expect(first).toEqual(second);
  expect(first).toHaveLength(3);
});

test('a pass over some types neither parses nor checks lines of others', async () => {
  const broken = JSON.stringify(tableOf('b')).slice(0, -20);
  await writeFile(
    path('a.ndjson'),
    `${JSON.stringify(header(3))}\n${JSON.stringify(good[0])}\n${broken}\n${JSON.stringify(good[2])}\n`,
  );
  const keys = await read('a.ndjson', new Set(['AWS::KMS::Key']));
  expect(keys.map(({ resource, line }) => ({ resource, line }))).toEqual([{ resource: good[2], line: 4 }]);
  expect(await messageOf(read('a.ndjson'))).toContain('a.ndjson:3:');
});

test.each<[string, (resource: Resource) => string]>([
  ['with spaces', (resource) => JSON.stringify(resource).replaceAll('":', '" : ')],
  ['with its type escaped', (resource) => JSON.stringify(resource).replace('AWS::KMS', 'AWS::K\\u004dS')],
  ['with its ARN escaped', (resource) => JSON.stringify(resource).replace('"arn:aws', '"\\u0061rn:aws')],
  ['with the type last', ({ type, ...rest }) => JSON.stringify({ ...rest, type })],
  ['with the type first', ({ type, ...rest }) => JSON.stringify({ type, ...rest })],
])('a pass over some types does not miss a line %s', async (_, written) => {
  const lines = [JSON.stringify(header(3)), JSON.stringify(good[0]), JSON.stringify(good[1]), written(keyOf('k'))];
  await writeFile(path('a.ndjson'), lines.join('\n'));
  expect((await read('a.ndjson', new Set(['AWS::KMS::Key']))).map(({ resource }) => resource)).toEqual([keyOf('k')]);
  expect(await read('a.ndjson')).toHaveLength(3);
});

test('a type that stands twice on a line is refused', async () => {
  const twice = JSON.stringify(keyOf('k')).replace('"type":', '"type":"AWS::DynamoDB::Table","type":');
  const lines = [JSON.stringify(header(1)), twice];
  expect(await failure(lines.join('\n'))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:2: \`type\` stands twice: \`AWS::DynamoDB::Table\`, \`AWS::KMS::Key\`"`,
  );
});

test('what cannot be opened is named', async () => {
  expect(await messageOf(read('none.ndjson'))).toMatchInlineSnapshot(
    `"SnapshotError: none.ndjson: cannot read: no such file or directory"`,
  );
  await mkdir(path('empty'));
  expect(await messageOf(read('empty'))).toMatchInlineSnapshot(
    `"SnapshotError: empty: not a snapshot: the directory has no \`header.json\`"`,
  );
  await writeFile(path('file'), '');
  expect(await messageOf(read('file/a.ndjson'))).toMatchInlineSnapshot(
    `"SnapshotError: file/a.ndjson: cannot read: not a directory"`,
  );
  expect(await messageOf(openSnapshot('/dev/null', { checks }))).toMatchInlineSnapshot(
    `"SnapshotError: /dev/null: neither a file nor a directory"`,
  );
});

test.skipIf(process.getuid?.() === 0)('a file that may not be read is named', async () => {
  await writeFile(path('a.ndjson'), ndjson(good));
  await chmod(path('a.ndjson'), 0);
  expect(await messageOf(read('a.ndjson'))).toBe('SnapshotError: a.ndjson: cannot read: permission denied');
});

test('a file that is no snapshot is refused', async () => {
  expect(await failure('')).toMatchInlineSnapshot(`"SnapshotError: a.ndjson: the file is empty: expected a snapshot"`);
  expect(await failure('\n\n')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson: the file is empty: expected a snapshot"`,
  );
  expect(await failure('{"a":1}\n')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1: not a datawarden snapshot: expected a header with \`"format":"datawarden-snapshot"\` first"`,
  );
  expect(await failure('[]\n')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1: not a datawarden snapshot: expected a header with \`"format":"datawarden-snapshot"\` first"`,
  );
  expect(await failure('null\n')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1: not a datawarden snapshot: expected a header with \`"format":"datawarden-snapshot"\` first"`,
  );
  expect(await failure('resource,verdict\n')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1:1: not JSON: expected a value, found \`r\`"`,
  );
  expect(await failure(JSON.stringify(tableOf('a')))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1: not a datawarden snapshot: expected a header with \`"format":"datawarden-snapshot"\` first"`,
  );
  expect(await failure(Buffer.from('PK\x03\x04\xff\xfe', 'latin1'))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1: not UTF-8: a snapshot is UTF-8 text"`,
  );
});

test('a header with a mistake is refused', async () => {
  const of = (changes: object) => failure(`${JSON.stringify({ ...header(0), ...changes })}\n`);
  expect(await of({ version: 2 })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1: written by a newer version of datawarden, in format 2 where this one reads up to 1: upgrade datawarden"`,
  );
  expect(await of({ version: 0 })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1 (version): expected at least 1, found \`0\`"`,
  );
  expect(await of({ version: '1' })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1 (version): expected a whole number, found \`"1"\`"`,
  );
  expect(await of({ gaps: undefined })).toMatchInlineSnapshot(`"SnapshotError: a.ndjson:1: lacks \`gaps\`"`);
  expect(await of({ more: 1 })).toMatchInlineSnapshot(`"SnapshotError: a.ndjson:1: unexpected property \`more\`"`);
  expect(await of({ collectedAt: 'yesterday' })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1 (collectedAt): expected a time in UTC such as \`2026-11-23T06:40:30Z\`, found \`"yesterday"\`"`,
  );
  const skipped = { account: '111122223333', region: 'eu-west-1', reason: 'forgotten' };
  expect(await of({ skippedRegions: [skipped] })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1 (skippedRegions/0/reason): expected one of \`"not-opted-in"\`, \`"not-requested"\`, found \`"forgotten"\`"`,
  );
});

test('a snapshot that was cut short is noticed', async () => {
  const whole = ndjson(good);
  expect(await failure(ndjson(good.slice(0, 2), 3))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1 (resources): cut short: the header says 3 resources and only 2 follow; collect it again"`,
  );
  expect(await failure(whole.slice(0, -40))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:4:309: not JSON: expected \`"\`, found the end: the file is cut short; collect it again"`,
  );
  expect(await failure(whole.slice(0, 100))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1:101: not JSON: expected \`"\`, found the end: the file is cut short; collect it again"`,
  );
  expect(await failure(gzipSync(whole).subarray(0, -12))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson: cut short: the gzip data ends too early; collect it again"`,
  );
  expect(await failure(Buffer.concat([gzipSync(whole).subarray(0, 30), Buffer.alloc(60, 7)]))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson: cut short: the gzip data ends too early; collect it again"`,
  );
  expect(await failure(ndjson(good, 2))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1 (resources): the header says 2 resources and 3 follow: the file was put together by hand, or twice; collect it again"`,
  );
});

test('text that is not UTF-8 is refused, with its line', async () => {
  const [before = '', after = ''] = withLine({ ...tableOf('b'), name: '#' }).split('#');
  expect(
    await failure(Buffer.concat([Buffer.from(before), Buffer.from([0xe9]), Buffer.from(after)])),
  ).toMatchInlineSnapshot(`"SnapshotError: a.ndjson:3: not UTF-8: a snapshot is UTF-8 text"`);
});

test('text that is not JSON is refused, with line and column', async () => {
  const broken = (text: string) => failure(ndjson(['#']).replace('"#"', text));
  expect(await broken('{"key":tru}')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:2:8: not JSON: expected a value, found \`t\`"`,
  );
  expect(await broken('{"key":1,}')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:2:10: not JSON: expected a property name, found \`}\`"`,
  );
  expect(await broken('{"key" 1}')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:2:8: not JSON: expected \`:\`, found \`1\`"`,
  );
  expect(await broken('{"key":"\\x"}')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:2:9: not JSON: expected an escape that JSON knows, found \`\\\`"`,
  );
  expect(await broken('{"key":"a\tb"}')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:2:10: not JSON: expected no control character in a string, found \`\\u{9}\`"`,
  );
  expect(await broken('{"key":[1,2')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:2:12: not JSON: expected \`,\` or \`]\`, found the end"`,
  );
  expect(await broken('{}{}')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:2:3: not JSON: expected the end, found \`{\`"`,
  );
  expect(await broken('\u001b[31m')).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:2:1: not JSON: expected a value, found \`\\u{1b}\`"`,
  );
});

test('a line that is longer than any resource is refused', async () => {
  const long = 'x'.repeat(33 * 1024 * 1024);
  expect(await failure(withLine({ ...tableOf('b'), name: long }))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3: the line is longer than 32 MiB: no resource is"`,
  );
  expect(await failure(gzipSync(withLine({ ...tableOf('b'), name: long })))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3: the line is longer than 32 MiB: no resource is"`,
  );
});

test('lines out of order, or twice, are refused with both places', async () => {
  expect(await failure(ndjson([tableOf('b'), tableOf('a')]))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3: \`arn:aws:dynamodb:eu-west-1:111122223333:table/a\` should stand before \`arn:aws:dynamodb:eu-west-1:111122223333:table/b\` at line 2: lines are ordered by ARN; \`datawarden convert\` rewrites the snapshot in order"`,
  );
  expect(await failure(ndjson([tableOf('a'), tableOf('a')]))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3: \`arn:aws:dynamodb:eu-west-1:111122223333:table/a\` stands at a.ndjson:2 already: keep one of the two"`,
  );
  // Code units, not the alphabet: capitals come first.
  await writeFile(path('a.ndjson'), ndjson([tableOf('B'), tableOf('a')]));
  expect(await read('a.ndjson')).toHaveLength(2);
});

test('a resource whose envelope is wrong is refused', async () => {
  const of = (changes: object) => failure(withLine({ ...tableOf('b'), ...changes }));
  expect(await of({ account: '12345' })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (account): expected an account of twelve digits, found \`"12345"\`"`,
  );
  expect(await of({ key: 'ABC' })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (key): expected the SHA-256 of the ARN, \`85422fa9e938b740f2f0f462a92df2016b144f826e0ed9f4f2397bdbd4bdd419\`, found \`ABC\`"`,
  );
  expect(await of({ key: tableOf('a').key })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (key): expected the SHA-256 of the ARN, \`85422fa9e938b740f2f0f462a92df2016b144f826e0ed9f4f2397bdbd4bdd419\`, found \`cbc0ce7a76974c6a83265cb0d43a58dc378451af98e9d942f162d8575fa7f238\`"`,
  );
  expect(await of({ arn: 'features' })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (arn): expected an ARN such as \`arn:aws:s3:::features\`, found \`"features"\`"`,
  );
  expect(await of({ type: 'AWS::DynamoDB::Tabel' })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (type): unknown resource type \`AWS::DynamoDB::Tabel\`; did you mean \`AWS::DynamoDB::Table\`?"`,
  );
  expect(await of({ type: '__proto__' })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (type): expected a resource type such as \`AWS::S3::Bucket\`, found \`"__proto__"\`"`,
  );
  expect(await of({ type: 7 })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (type): expected a string, found \`7\`"`,
  );
  expect(await of({ region: undefined })).toMatchInlineSnapshot(`"SnapshotError: a.ndjson:3: lacks \`region\`"`);
  expect(await of({ facts: [] })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts): expected an object, found a list"`,
  );
  expect(await of({ note: 'hello' })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3: unexpected property \`note\`"`,
  );
  expect(await failure(withLine(null))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3: expected an object, found \`null\`"`,
  );
  expect(await failure(withLine('text'))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3: expected an object, found \`"text"\`"`,
  );
});

test('a fact that does not follow its schema is refused, with its path', async () => {
  expect(
    await failure(withFacts({ 'recovery.pointInTime': { enabled: 'yes', retentionDays: 1 } })),
  ).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts/recovery.pointInTime/enabled): expected true or false, found \`"yes"\`"`,
  );
  expect(await failure(withFacts({ 'recovery.pointInTime': { enabled: true } }))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts/recovery.pointInTime): lacks \`retentionDays\`"`,
  );
  expect(
    await failure(withFacts({ 'recovery.pointInTime': { enabled: true, retentionDays: -1 } })),
  ).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts/recovery.pointInTime/retentionDays): expected at least 0, found \`-1\`"`,
  );
  expect(
    await failure(withFacts({ 'recovery.pointInTime': { enabled: true, retentionDays: 1.5 } })),
  ).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts/recovery.pointInTime/retentionDays): expected a whole number or null, found \`1.5\`"`,
  );
  expect(
    await failure(withFacts({ 'recovery.pointInTime': { enabled: true, retentionDays: 1, x: 0 } })),
  ).toMatchInlineSnapshot(`"SnapshotError: a.ndjson:3 (facts/recovery.pointInTime): unexpected property \`x\`"`);
  expect(await failure(withFacts({ billing: 'free' }))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts/billing): expected one of \`"provisioned"\`, \`"on-demand"\`, found \`"free"\`"`,
  );
  expect(await failure(withFacts({ tags: { 'a/b~c': 1 } }))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts/tags/a/b~c): expected a string, found \`1\`"`,
  );
  expect(await failure(withFacts({ tags: null }))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts/tags): expected an object, found \`null\`"`,
  );
  const time = { ...keyOf('k'), facts: { createdAt: '2026-01-02', enabled: true } };
  expect(await failure(ndjson([time]))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:2 (facts/createdAt): expected a time in UTC such as \`2026-11-23T06:40:30Z\`, found \`"2026-01-02"\`"`,
  );
});

test('no fact may be both known and unknown, and none be there that the type does not have', async () => {
  const { facts, unknown } = tableOf('b');
  const of = (changes: Partial<Resource>) => failure(withLine({ ...tableOf('b'), ...changes }));
  const { tags } = facts;
  expect(
    await of({ unknown: { ...unknown, tags: Object.values(unknown)[0] } as Resource['unknown'] }),
  ).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (unknown/tags): in \`facts\` as well: a fact is known or unknown"`,
  );
  expect(await of({ facts: { ...facts, 'recovery.pointInTme': tags } })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts): \`AWS::DynamoDB::Table\` has no fact \`recovery.pointInTme\`; did you mean \`recovery.pointInTime\`?"`,
  );
  expect(
    await of({ unknown: { ...unknown, taggs: Object.values(unknown)[0] } as Resource['unknown'] }),
  ).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (unknown): \`AWS::DynamoDB::Table\` has no fact \`taggs\`; did you mean \`tags\`?"`,
  );
  expect(await of({ unknown: { status: 'denied' } as unknown as Resource['unknown'] })).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (unknown/status): expected an object, found \`"denied"\`"`,
  );
});

test('what a line neither knows nor names as unknown was not collected: its snapshot is older than the fact', async () => {
  const { facts, unknown } = tableOf('b');
  const { tags: _tags, ...others } = facts;
  const older = { operation: '', code: 'NotCollected', message: expect.stringContaining('older than this fact') };
  await writeFile(path('a.ndjson'), withLine({ ...tableOf('b'), facts: others }));
  const [, line] = await read('a.ndjson');
  expect(line?.resource).toEqual({ ...tableOf('b'), facts: others, unknown: { ...unknown, tags: older } });
  await writeFile(path('a.ndjson'), withLine({ ...tableOf('b'), facts: {}, unknown: {} }));
  const [, bare] = await read('a.ndjson');
  expect(Object.keys(bare?.resource.unknown ?? {})).toEqual(Object.keys(table.facts));
});

test('what a message quotes is short, on one line, and has no control characters', async () => {
  const message = await failure(withFacts({ billing: `\u001b[2J\n\u202e\`${'x'.repeat(1000)}` }));
  expect(message).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts/billing): expected one of \`"provisioned"\`, \`"on-demand"\`, found \`"\\u{1b}[2J\\u{a}\\u{202e}'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"\`"`,
  );
});

test('JSON nested beyond reason is refused', async () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const line = (depth: number) => failure(withFacts({ 'access.policyDocument': '#' }).replace('"#"', nested(depth)));
  expect(await line(100)).toBe('nothing failed');
  expect(await line(101)).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts/access.policyDocument): nested deeper than 100 levels"`,
  );
  expect(await line(10_000)).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts/access.policyDocument): nested deeper than 100 levels"`,
  );
  expect(await line(1_000_000)).toMatchInlineSnapshot(`"SnapshotError: a.ndjson:3: nested deeper than 102 levels"`);
  expect(await failure(withFacts({ tags: '#' }).replace('"#"', nested(10_000)))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts/tags/a): expected a string, found an object"`,
  );
  expect(await failure('['.repeat(10_000))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:1:10001: not JSON: expected a value or \`]\`, found the end: the file is cut short; collect it again"`,
  );
});

test('names that JavaScript treats as special pollute nothing and are no facts', async () => {
  const line = JSON.stringify(tableOf('b'));
  const own = (text: string) => failure(ndjson([tableOf('a'), '#', keyOf('k')]).replace('"#"', text));
  expect(await own(line.replace('"facts":{', '"facts":{"__proto__":{"polluted":true},'))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts): \`AWS::DynamoDB::Table\` has no fact \`__proto__\`"`,
  );
  expect(
    await own(line.replace('"unknown":{', '"unknown":{"__proto__":{"operation":"","code":"","message":""},')),
  ).toMatchInlineSnapshot(`"SnapshotError: a.ndjson:3 (unknown): \`AWS::DynamoDB::Table\` has no fact \`__proto__\`"`);
  expect(await own(line.replace('{"key"', '{"__proto__":{},"key"'))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3: unexpected property \`__proto__\`"`,
  );
  expect(await own(line.replace('"facts":{', '"facts":{"constructor":{"prototype":{}},'))).toMatchInlineSnapshot(
    `"SnapshotError: a.ndjson:3 (facts): \`AWS::DynamoDB::Table\` has no fact \`constructor\`"`,
  );
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('a tag may be called __proto__: it is kept, and pollutes nothing', async () => {
  const tagged = JSON.parse(JSON.stringify(tableOf('a')).replace('{"team"', '{"__proto__":"x","team"')) as Resource;
  const writer = await SnapshotWriter.open(path('a'));
  await writer.add(tagged);
  await writer.close(header(0));
  const [line] = await read('a');
  expect(JSON.stringify(line?.resource)).toBe(JSON.stringify(tagged));
  expect(Object.getPrototypeOf(line?.resource.facts.tags)).toBe(Object.prototype);
});

test('a directory with a mistake says so, with file and line', async () => {
  const write = async (resources: readonly Resource[]) => {
    const writer = await SnapshotWriter.open(path('estate'));
    for (const resource of resources) await writer.add(resource);
    await writer.close(header(0));
    return (await read('estate')).map(({ file }) => file);
  };
  const [a = '', b = ''] = await write([tableOf('a'), tableOf('b')]);
  const pretty = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const said = async (file: string, content: string) => {
    await writeFile(file, content);
    return messageOf(read('estate'));
  };
  expect(await said(b, pretty(tableOf('a')))).toMatchInlineSnapshot(
    `"SnapshotError: estate/111122223333/eu-west-1/dynamodb-table/b-85422fa9.json:1: \`arn:aws:dynamodb:eu-west-1:111122223333:table/a\` stands at estate/111122223333/eu-west-1/dynamodb-table/a-cbc0ce7a.json:1 already: keep one of the two"`,
  );
  expect(
    await said(b, pretty({ ...tableOf('b'), facts: { ...tableOf('b').facts, billing: 1 } })),
  ).toMatchInlineSnapshot(
    `"SnapshotError: estate/111122223333/eu-west-1/dynamodb-table/b-85422fa9.json:13 (facts/billing): expected a string, found \`1\`"`,
  );
  expect(await said(b, pretty({ ...tableOf('b'), account: '1' }))).toMatchInlineSnapshot(
    `"SnapshotError: estate/111122223333/eu-west-1/dynamodb-table/b-85422fa9.json:7 (account): expected an account of twelve digits, found \`"1"\`"`,
  );
  expect(await said(b, '{\n  "key": "a",\n}\n')).toMatchInlineSnapshot(
    `"SnapshotError: estate/111122223333/eu-west-1/dynamodb-table/b-85422fa9.json:3:1: not JSON: expected a property name, found \`}\`"`,
  );
  expect(await said(b, '{}')).toMatchInlineSnapshot(
    `"SnapshotError: estate/111122223333/eu-west-1/dynamodb-table/b-85422fa9.json:1: lacks \`key\`"`,
  );
  expect(await said(b, 'null')).toMatchInlineSnapshot(
    `"SnapshotError: estate/111122223333/eu-west-1/dynamodb-table/b-85422fa9.json:1: expected an object, found \`null\`"`,
  );
  expect(await said(b, '')).toMatchInlineSnapshot(
    `"SnapshotError: estate/111122223333/eu-west-1/dynamodb-table/b-85422fa9.json:1:1: not JSON: expected a value, found the end"`,
  );
  await rm(b);
  expect(await messageOf(read('estate'))).toMatchInlineSnapshot(
    `"SnapshotError: estate/header.json (resources): the header says 2 resources and the directory has 1: files were removed or added; collect it again, or correct \`resources\`"`,
  );
  await symlink(a, b);
  expect(await messageOf(read('estate'))).toMatchInlineSnapshot(
    `"SnapshotError: estate/111122223333/eu-west-1/dynamodb-table/b-85422fa9.json:1: \`arn:aws:dynamodb:eu-west-1:111122223333:table/a\` stands at estate/111122223333/eu-west-1/dynamodb-table/a-cbc0ce7a.json:1 already: keep one of the two"`,
  );
  await rm(b);
  expect(await said(path('estate/header.json'), pretty({ ...header(1), version: 3 }))).toMatchInlineSnapshot(
    `"SnapshotError: estate/header.json:1: written by a newer version of datawarden, in format 3 where this one reads up to 1: upgrade datawarden"`,
  );
});

test('every error about a snapshot is one that the user can act on', async () => {
  await writeFile(path('a.ndjson'), withFacts({ billing: 1 }));
  await expect(read('a.ndjson')).rejects.toBeInstanceOf(SnapshotError);
  await expect(read('a.ndjson')).rejects.toMatchObject({
    exitCode: 2,
    position: { file: path('a.ndjson'), line: 3, path: 'facts/billing' },
  });
});

test('a long snapshot is read without keeping it', async () => {
  const count = 300_000;
  const lines = function* () {
    yield `${JSON.stringify(header(count))}\n`;
    for (let id = 0; id < count; id++) yield `${JSON.stringify(tableOf(String(id).padStart(6, '0')))}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(path('long.ndjson')));
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const heap = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  let read = 0;
  let most = 0;
  for await (const batch of (await openSnapshot(path('long.ndjson'), { checks })).batches()) {
    if (Math.floor(read / 50_000) < Math.floor((read + batch.length) / 50_000)) most = Math.max(most, heap() - before);
    read += batch.length;
  }
  expect(read).toBe(count);
  // One batch and its garbage; all resources would take more than ten times as much.
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(30 * 1024 * 1024);
}, 120_000);
