import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFolder, program, run, runCommand } from './run.ts';
import { bucket, decided, headerOf, resourceOf, smallEstate, writeSnapshot } from './small.ts';

const folder = makeFolder();
await writeSnapshot(join(folder, 'small.ndjson'), smallEstate());
const input = ['evaluate', 'small.ndjson', '--policy', decided, '--fail-on', 'never'];
const evaluate = (...args: string[]) => run([...input, ...args], { cwd: folder });

describe('an output that cannot be written is one sentence, exit code 2, and no other output is left', () => {
  const cases: [string, string, string, () => void][] = [
    ['a folder that is not there', 'nowhere/a.json', 'there is no folder `nowhere`', () => undefined],
    ['a folder in its place', 'taken.json', 'it is a folder', () => mkdirSync(join(folder, 'taken.json'))],
    ['a path below a file', 'small.ndjson/a.json', 'not a directory', () => undefined],
    ['a name that is too long', `${'x'.repeat(250)}.json`, 'name too long', () => undefined],
    ['a disk that is full', '/dev/full', 'no space left on device', () => undefined],
    ['a file system that takes no files', '/proc/a.json', 'no such file or directory', () => undefined],
  ];
  it.each(cases)('%s', async (_, path, reason, prepare) => {
    prepare();
    const before = readdirSync(folder);
    const { code, stderr } = await evaluate('--output', 'sarif=first.sarif', '--output', `json=${path}`);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `datawarden: cannot write \`${path}\`: ${reason}\n` });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('the snapshot itself', async () => {
    const before = readFileSync(join(folder, 'small.ndjson'));
    const { code, stderr } = await evaluate('--output', 'json=./small.ndjson');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'datawarden: `--output` would write over the snapshot `./small.ndjson`: name another file\n',
    });
    expect(readFileSync(join(folder, 'small.ndjson'))).toEqual(before);
  });

  it('standard output on a disk that is full', async () => {
    const script = `exec '${process.execPath}' '${program}' policies list > /dev/full`;
    const { code, stderr } = await runCommand('/bin/sh', ['-c', script], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^datawarden: cannot write to standard output: [^\n]*ENOSPC[^\n]*\n$/);
  });

  it('an older report stays as it was where the evaluation fails', async () => {
    writeFileSync(join(folder, 'older.json'), 'older');
    const { code } = await run(['evaluate', 'nothing.ndjson', '--output', 'json=older.json'], { cwd: folder });
    expect(code).toBe(2);
    expect(readFileSync(join(folder, 'older.json'), 'utf8')).toBe('older');
  });
});

it('a pipe is written and not replaced', async () => {
  const pipe = join(folder, 'pipe');
  await runCommand('mkfifo', [pipe], { cwd: folder });
  const [{ code }, reader] = await Promise.all([
    evaluate('--output', 'json=pipe'),
    runCommand('cat', [pipe], { cwd: folder }),
  ]);
  expect(code).toBe(0);
  expect(reader.stdout).toBe((await evaluate('--output', 'json')).stdout);
  expect(lstatSync(pipe).isFIFO()).toBe(true);
});

describe('a reader of standard output that goes away', () => {
  const pipe = (args: readonly string[]) => {
    const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
    // The status of the command and not of `head`.
    return runCommand('/bin/bash', ['-c', `${command} | head -1 > /dev/null; echo "\${PIPESTATUS[0]}"`], {
      cwd: folder,
    });
  };

  it('ends the program quietly', async () => {
    expect(await pipe(['policies', 'list'])).toMatchObject({ stdout: '0\n', stderr: '' });
    expect(await pipe(['policies', 'show', 'dynamodb-pitr-enabled'])).toMatchObject({ stdout: '0\n', stderr: '' });
  });

  it('does not keep the files from being written, nor the exit code from being right', async () => {
    const buckets = Array.from({ length: 2000 }, (_, index) => bucket(`labels-${index}`, 'never'));
    await writeSnapshot(join(folder, 'many.ndjson'), buckets);
    const args = ['evaluate', 'many.ndjson', '--policy', decided, '--output', 'table', '--output', 'ndjson=many.out'];
    const { stdout, stderr } = await pipe(args);
    expect(stdout).toBe('1\n');
    expect(stderr).toBe('exit 1: 2000 findings of severity low or worse (--fail-on)\n');
    const written = readFileSync(join(folder, 'many.out'), 'utf8').split('\n');
    expect(written.filter((line) => line.includes('"verdict":"fail"'))).toHaveLength(2000);
  });
});

describe('Ctrl-C during the evaluation of a large snapshot', () => {
  const resources = 150_000;
  beforeAll(async () => {
    const file = createWriteStream(join(folder, 'large.ndjson'));
    file.write(`${JSON.stringify(headerOf(resources))}\n`);
    const sample = resourceOf('AWS::EC2::RouteTable', 'arn:aws:ec2:eu-central-1:111122223333:route-table/rtb-');
    const { resourceKey } = await import('../../src/snapshot/key.ts');
    for (let index = 0; index < resources; index++) {
      const arn = `${sample.arn}${String(index).padStart(8, '0')}`;
      const line = JSON.stringify({ ...sample, arn, key: resourceKey(arn) });
      if (!file.write(`${line}\n`)) await once(file, 'drain');
    }
    await new Promise<void>((done) => file.end(done));
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('(%s) leaves no file behind and exits with 130', async (signal) => {
    const before = readdirSync(folder);
    const args = ['evaluate', 'large.ndjson', '--output', 'json=large.json', '--output', 'sarif=large.sarif'];
    const { code, stderr } = await run(args, {
      cwd: folder,
      onStart: async (child) => {
        while (!readdirSync(folder).some((name) => name.endsWith('.tmp')) && child.exitCode === null) await sleep(10);
        child.kill(signal);
      },
    });
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('during a conversion leaves no folder behind', async () => {
    const before = readdirSync(folder);
    const { code } = await run(['convert', 'large.ndjson', 'converted'], {
      cwd: folder,
      onStart: async (child) => {
        while (!readdirSync(folder).some((name) => name.startsWith('.converted')) && child.exitCode === null)
          await sleep(10);
        child.kill('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(readdirSync(folder)).toEqual(before);
  });
});

it('standard error that nobody reads changes nothing', async () => {
  const child = spawn(process.execPath, [program, ...input, '--fail-on-unknown', '--output', 'json=quiet.json'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.destroy();
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(3);
  expect(existsSync(join(folder, 'quiet.json'))).toBe(true);
});
