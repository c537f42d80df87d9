import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../src/cli/failure.ts';
import { UsageError } from '../../src/errors.ts';
import { makeFolder, run } from './run.ts';
import { smallEstate, writeRaw, writeSnapshot } from './small.ts';

const folder = makeFolder();

describe('what is thrown', () => {
  it('as something the user can act on is one line with the exit code of its class', () => {
    expect(explainFailure(new UsageError('`a\nb` is not known'))).toEqual({
      text: 'datawarden: `a\\u000ab` is not known\n',
      exitCode: 2,
    });
  });

  it('as a bug of ours keeps its stack, and no character that a terminal obeys', () => {
    const { text, exitCode } = explainFailure(new TypeError('\u001b[31mbroken'));
    expect(exitCode).toBe(70);
    expect(text).toMatch(/^datawarden: this is a bug of datawarden, not a mistake of yours; please report it/);
    expect(text).toMatch(/\nTypeError: \\u001b\[31mbroken\n {4}at .*failure\.test\.ts/);
  });

  it('may be anything', () => {
    expect(explainFailure('text').text).toMatch(/\ntext\n$/);
    expect(explainFailure(undefined).exitCode).toBe(70);
  });
});

// What Node itself gives is broken before the program starts, as a bug would.
describe('a bug of ours', () => {
  const broken = (code: string) => ({
    NODE_OPTIONS: `--require ${writeRaw(folder, `broken-${code.length}.cjs`, code)}`,
  });

  // Once the report's file is open.
  const later = (what: string): string => `
    const fs = require('node:fs');
    const { createWriteStream } = fs;
    fs.createWriteStream = (...args) => {
      setImmediate(() => ${what});
      return createWriteStream(...args);
    };
    const error = new TypeError('broken on purpose');`;

  it.each([
    ['while it works', "require('node:crypto').createHash = () => { throw new TypeError('broken on purpose'); };"],
    ['outside of any command', later('{ throw error; }')],
    ['in a promise that nobody waits for', later('void Promise.reject(error)')],
  ])('%s prints its stack, exits with 70 and leaves no file behind', async (_, code) => {
    const path = await writeSnapshot(join(folder, 'small.ndjson'), smallEstate());
    const args = ['evaluate', path, '--output', 'json=out.json', '--output', 'table'];
    const env = broken(code);
    const before = readdirSync(folder);
    const ran = await run(args, { cwd: folder, env });
    expect(ran.code).toBe(70);
    expect(ran.stderr).toMatch(
      /^datawarden: this is a bug of datawarden, [^\n]+\nTypeError: broken on purpose\n {4}at /,
    );
    expect(readdirSync(folder)).toEqual(before);
  });
});
