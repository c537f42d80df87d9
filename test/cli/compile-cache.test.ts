import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, run } from './run.ts';
import { smallEstate, writeSnapshot } from './small.ts';

const folder = makeFolder();
let made = 0;
const newFolder = (): string => join(folder, `cache-${made++}`);

const evaluate = async (cache: string, env: NodeJS.ProcessEnv = {}) => {
  const path = await writeSnapshot(join(folder, 'small.ndjson'), smallEstate());
  const { code, stdout, stderr } = await run(['evaluate', path, '--output', 'json'], {
    env: { NODE_COMPILE_CACHE: cache, ...env },
  });
  return { code, stdout, stderr };
};

const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

const without = evaluate('', { NODE_DISABLE_COMPILE_CACHE: '1' });

describe('compiled code', () => {
  it('is kept for the next start, which gives the same', async () => {
    const cache = newFolder();
    expect(await evaluate(cache)).toEqual(await without);
    const files = filesBelow(cache);
    expect(files.length).toBeGreaterThan(2);
    const times = files.map((file) => statSync(file).mtimeMs);
    expect(await evaluate(cache)).toEqual(await without);
    expect(filesBelow(cache)).toEqual(files);
    expect(files.map((file) => statSync(file).mtimeMs)).toEqual(times);
  });

  it('is not kept where NODE_DISABLE_COMPILE_CACHE says so', async () => {
    const cache = newFolder();
    mkdirSync(cache);
    expect(await evaluate(cache, { NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual(await without);
    expect(filesBelow(cache)).toEqual([]);
  });

  it('is not kept where there is no place for it, and nothing is said of it', async () => {
    const cache = newFolder();
    writeFileSync(cache, 'a file');
    expect(await evaluate(cache)).toEqual(await without);
  });
});

// From Node 22.1 on these are Node's own concern.
describe.skipIf('enableCompileCache' in nodeModule)('compiled code that we keep ourselves', () => {
  it('is made anew where it was damaged or cut short', async () => {
    const cache = newFolder();
    await evaluate(cache);
    const whole = new Map(filesBelow(cache).map((file) => [file, readFileSync(file)]));
    for (const [file, content] of whole) {
      const damaged = Buffer.from(content);
      for (let at = damaged.length >> 1; at < (damaged.length >> 1) + 64; at++) damaged[at] = ~(damaged[at] ?? 0);
      writeFileSync(file, damaged);
    }
    expect(await evaluate(cache)).toEqual(await without);
    for (const file of whole.keys()) writeFileSync(file, 'abc');
    expect(await evaluate(cache)).toEqual(await without);
    // Mended: as long as before, give or take what V8 has compiled by the time the run ends.
    for (const [file, content] of whole) expect(statSync(file).size).toBeGreaterThan(content.length / 2);
  });

  it('is not read from a folder that others may write to: V8 would run what they put there', async () => {
    const cache = newFolder();
    await evaluate(cache);
    const [file = ''] = filesBelow(cache);
    chmodSync(join(file, '..'), 0o777);
    writeFileSync(file, 'left alone');
    expect(await evaluate(cache)).toEqual(await without);
    expect(readFileSync(file, 'utf8')).toBe('left alone');
  });

  it('lies in a folder that nobody else can read', async () => {
    const cache = newFolder();
    await evaluate(cache);
    for (const file of filesBelow(cache)) {
      expect(statSync(file).mode & 0o077).toBe(0);
      expect(statSync(join(file, '..')).mode & 0o077).toBe(0);
    }
  });
});
