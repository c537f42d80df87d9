import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeFolder, run } from './run.ts';
import { bucket, headerOf, linesOf, smallEstate, writeRaw, writeSnapshot } from './small.ts';

const folder = makeFolder();
const lines = linesOf(smallEstate());
const [header = '', first = '', second = '', third = '', fourth = ''] = lines;
const text = (...parts: readonly string[]): string => parts.map((part) => `${part}\n`).join('');
const whole = text(...lines);
/** The snapshot with another first resource. */
const withFirst = (changed: string): string => text(header, changed, second, third, fourth);

/** Evaluates a snapshot that is wrong into two files and a table. Returns the one sentence that was said. */
const refusalOf = async (path: string): Promise<string> => {
  const outputs = ['--output', 'table', '--output', 'sarif=out.sarif', '--output', 'json=out.json'];
  const before = readdirSync(folder);
  const { code, stdout, stderr } = await run(['evaluate', path, ...outputs], { cwd: folder });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^datawarden: [^\n]+\n$/);
  expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  expect(stderr.length).toBeLessThan(600);
  expect(stdout).not.toContain('0 fail');
  expect(readdirSync(folder)).toEqual(before);
  return stderr.slice('datawarden: '.length, -1);
};

describe('a snapshot that is wrong is one sentence, exit code 2 and no report', () => {
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  it.each<[string, string | Uint8Array, string | RegExp]>([
    ['an empty file', '', 'it: the file is empty: expected a snapshot'],
    ['blank lines', '\n\n \n', /^it:3:\d+: not JSON/],
    [
      'a last line that was cut',
      whole.slice(0, -100),
      /^it:5:\d+: not JSON: expected .*: the file is cut short; collect it again$/,
    ],
    [
      'lines that are missing',
      text(header, first, second),
      'it:1 (resources): cut short: the header says 4 resources and only 2 follow; collect it again',
    ],
    [
      'lines that are too many',
      text(header.replace('"resources":4', '"resources":3'), first, second, third, fourth),
      /^it:1 \(resources\): the header says 3 resources and 4 follow/,
    ],
    [
      'gzip data that was cut',
      gzipSync(whole).subarray(0, 200),
      'it: cut short: the gzip data ends too early; collect it again',
    ],
    [
      'gzip data that was damaged',
      Buffer.concat([gzipSync(whole).subarray(0, 40), Buffer.alloc(300, 7)]),
      /^it: damaged gzip data: /,
    ],
    [
      'a line of 40 MiB',
      Buffer.concat([Buffer.from(text(header)), Buffer.alloc(40 * 1024 * 1024, 0x61)]),
      'it:2: the line is longer than 32 MiB: no resource is',
    ],
    [
      'a gzipped line of 200 MiB',
      gzipSync(Buffer.concat([Buffer.from(text(header)), Buffer.alloc(200 * 1024 * 1024, 0x61)])),
      'it:2: the line is longer than 32 MiB: no resource is',
    ],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from(text(header)), Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x0a])]),
      'it:2: not UTF-8: a snapshot is UTF-8 text',
    ],
    ['UTF-16', Buffer.from(`\ufeff${whole}`, 'utf16le'), 'it:1: not UTF-8: a snapshot is UTF-8 text'],
    ['binary junk', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 197) % 256)), /^it:1: not UTF-8/],
    ['control characters', '\u0000\u0001\u001b[2J\u0007', /^it:1:1: not JSON/],
    ['JSON that is no snapshot', '{"findings":[]}\n', /^it:1: not a datawarden snapshot: /],
    ['a list', '[]\n', /^it:1: not a datawarden snapshot: /],
    [
      'a newer version',
      text(header.replace('"version":1', '"version":2'), first),
      /^it:1: written by a newer version of datawarden, in format 2 where this one reads up to 1: upgrade datawarden$/,
    ],
    [
      'a version that is none',
      text(header.replace('"version":1', '"version":0'), first),
      /^it:1 \(version\): expected at least 1, found `0`$/,
    ],
    [
      'an ARN that stands twice',
      text(header, first, second, third, third),
      /^it:5: `arn:aws:s3:::features` stands at it:4 already: keep one of the two$/,
    ],
    [
      'lines out of order',
      text(header, first, third, second, fourth),
      /^it:4: `arn:aws:dynamodb:.*` should stand before `arn:aws:s3:::features` at line 3: .*`datawarden convert`/,
    ],
    [
      'a fact that is not known',
      withFirst(first.replace('"status":"ACTIVE"', '"sttus":"ACTIVE"')),
      /^it:2 \(facts\): .*did you mean `status`\?$/,
    ],
    [
      'a fact of the wrong kind',
      withFirst(first.replace('"status":"ACTIVE"', '"status":7')),
      /^it:2 \(facts\/status\): expected a string, found `7`$/,
    ],
    [
      'a fact called __proto__',
      withFirst(first.replace('"status":"ACTIVE"', '"status":"ACTIVE","__proto__":{"polluted":true}')),
      /^it:2 \(facts\): `AWS::DynamoDB::Table` has no fact `__proto__`/,
    ],
    [
      'an unknown called __proto__',
      withFirst(first.replace('"unknown":{', '"unknown":{"__proto__":{"operation":"","code":"x","message":""},')),
      /^it:2 \(unknown\).*`__proto__`/,
    ],
    [
      'an envelope with __proto__',
      withFirst(first.replace('{"key"', '{"__proto__":{},"key"')),
      /^it:2: unexpected property `__proto__`$/,
    ],
    [
      'a key of another ARN',
      withFirst(first.replace(/"key":"[0-9a-f]{4}/, '"key":"0000')),
      /^it:2 \(key\): expected the SHA-256 of the ARN/,
    ],
    [
      'a type of no build',
      withFirst(first.replaceAll('AWS::DynamoDB::Table', 'AWS::DynamoDB::Tabel')),
      /^it:2 \(type\): unknown resource type `AWS::DynamoDB::Tabel`; did you mean `AWS::DynamoDB::Table`\?$/,
    ],
    ['10,000 levels of nesting', text(header, deep), /^it:2: /],
    [
      '10,000 levels of nesting in a document',
      text(
        headerOf(1) && JSON.stringify(headerOf(1)),
        linesOf([bucket('x', 'never')])[1]
          ?.replace('"facts":{', `"facts":{"access.policyDocument":${deep},`)
          .replace(/"access.policyDocument":\{"operation[^}]*\},/, '') ?? '',
      ),
      /^it:2.*nested deeper than 10[02] levels$/,
    ],
    ['10,000 opening brackets', text(header, '['.repeat(10_000)), /^it:2:\d+: not JSON/],
  ])('%s', async (name, content, message) => {
    const file = `${name.replace(/\W+/g, '-')}.ndjson`;
    const said = (await refusalOf(writeRaw(folder, file, content) && file)).replaceAll(file, 'it');
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it('a folder without a header', async () => {
    mkdirSync(join(folder, 'empty'));
    expect(await refusalOf('empty')).toMatch(/^empty: not a snapshot: the directory has no `/);
  });

  it('a folder from which a file was removed', async () => {
    await writeSnapshot(join(folder, 'files'), smallEstate());
    const { rmSync } = await import('node:fs');
    const some = readdirSync(join(folder, 'files'), { recursive: true, encoding: 'utf8' }).find((name) =>
      /labels/.test(name),
    );
    rmSync(join(folder, 'files', some as string));
    expect(await refusalOf('files')).toMatch(/the header says 4 resources and the directory has 3/);
  });

  it('a device', async () => {
    expect(await refusalOf('/dev/null')).toBe('/dev/null: neither a file nor a directory');
  });

  it('a path below a file', async () => {
    writeRaw(folder, 'plain', 'x');
    expect(await refusalOf('plain/x.ndjson')).toBe('plain/x.ndjson: cannot read: not a directory');
  });

  it('nothing of ours leaks into the prototype of all objects', async () => {
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('convert', () => {
  it('writes a snapshot in each form, and back to the same bytes', async () => {
    const original = await writeSnapshot(join(folder, 'original.ndjson'), smallEstate());
    for (const [from, to] of [
      ['original.ndjson', 'converted'],
      ['converted', 'converted.ndjson.gz'],
      ['converted.ndjson.gz', 'converted.ndjson'],
    ] as const) {
      expect(await run(['convert', from, to], { cwd: folder })).toEqual({
        code: 0,
        stdout: '',
        stderr: `wrote \`${to}\`\n`,
      });
    }
    expect(readFileSync(join(folder, 'converted.ndjson'), 'utf8')).toBe(readFileSync(original, 'utf8'));
  });

  it('puts lines in order', async () => {
    writeRaw(folder, 'unordered.ndjson', text(header, fourth, third, second, first));
    const { code } = await run(['convert', 'unordered.ndjson', 'ordered.ndjson'], { cwd: folder });
    expect(code).toBe(0);
    expect(
      readFileSync(join(folder, 'ordered.ndjson'), 'utf8')
        .split('\n')
        .map((line) => line.slice(0, 80)),
    ).toEqual(whole.split('\n').map((line) => line.slice(0, 80)));
  });

  it.each([
    [['unordered.ndjson', 'x.txt'], /^cannot tell what to write to `x.txt`: a snapshot's name ends in/],
    [['unordered.ndjson', 'nowhere/x.ndjson'], /^cannot write `nowhere\/x.ndjson`: no such file or directory$/],
    [['nothing.ndjson', 'x.ndjson'], /^nothing.ndjson: cannot read: no such file or directory$/],
    [['broken.ndjson', 'x.ndjson'], /^broken.ndjson:1 \(resources\): cut short/],
    [['unordered.ndjson', '.'], /^will not replace `\.`: it is not empty and not a snapshot; name another directory$/],
  ])('%j is refused in one sentence, and leaves nothing behind', async (args, message) => {
    writeRaw(folder, 'broken.ndjson', text(header, first));
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await run(['convert', ...args], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^datawarden: [^\n]+\n$/);
    expect(stderr.slice('datawarden: '.length, -1)).toMatch(message);
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(join(folder, 'x.ndjson'))).toBe(false);
  });
});
