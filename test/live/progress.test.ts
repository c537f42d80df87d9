import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { program, runCli } from './cli.ts';
import { requireEmulator } from './emulator.ts';
import { home, prod } from './estate/site.ts';
import type { OpenEstate } from './filled.ts';
import { openEstate } from './filled.ts';
import { replay } from './replay.ts';

// What a run without a terminal says on standard error.

const { available } = await requireEmulator();

const total = /^read \d+ resources, \d+ facts, \d+ calls, \d+\.\d s$/;

describe.skipIf(!available)('standard error of a collection', () => {
  let estate: OpenEstate;
  let cwd: string;

  beforeAll(async () => {
    estate = await openEstate(replay());
    cwd = mkdtempSync(join(tmpdir(), 'datawarden-progress-'));
  }, 300_000);

  afterEach(() => estate.proxy.restore());

  afterAll(async () => {
    rmSync(cwd, { recursive: true, force: true });
    await estate?.proxy.stop();
  });

  const collect = async (...args: string[]): Promise<string[]> => {
    const to = ['--to', 'snapshot.ndjson', '--regions', home];
    const ran = await runCli(['collect', ...to, ...args], { cwd, env: estate.as(prod) });
    expect(ran).toMatchObject({ code: 0, stdout: '' });
    return ran.stderr.split('\n');
  };

  test('names the account and the Regions, those left out and why, and what was read', async () => {
    const lines = await collect('--service', 'kms');
    expect(lines).toEqual([
      `account ${prod}: reading ${home}`,
      expect.stringMatching(/^left out \(not enabled for the account\): ap-east-1, /),
      expect.stringMatching(/^left out \(not in --regions\): af-south-1, .*us-east-1/),
      expect.stringMatching(total),
      'wrote `snapshot.ndjson`',
      '',
    ]);
  });

  test('has a plain line every few seconds', async () => {
    estate.proxy.latency(1500);
    const lines = await collect('--service', 'kms');
    const reading = lines.filter((line) => line.startsWith('reading: '));
    expect(reading.length).toBeGreaterThan(0);
    expect(reading[0]).toMatch(/^reading: \d+ resources, \d+ facts, \d+ calls, \d+\.\d s$/);
    expect(lines.join('\n')).not.toContain('\u001b');
  }, 60_000);

  test('has no progress with --quiet', async () =>
    expect(await collect('--service', 'kms', '--quiet')).toEqual(['wrote `snapshot.ndjson`', '']));

  test('has every call with --verbose, and what was read of each service and Region', async () => {
    const lines = await collect('--service', 'kms', '--verbose');
    const asked = estate.proxy.calls.map(({ operation, region }) => `${operation} ${region}`).sort();
    expect(lines.filter((line) => /^[\w-]+:\w+ [\w-]+$/.test(line)).sort()).toEqual(asked);
    expect(asked).toContain(`kms:ListKeys ${home}`);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}KMS +eu-central-1 +\d+ resources +\d+ facts +\d+\.\d s$/));
  });

  // `script` runs a command with a terminal of its own. BSD's takes other arguments.
  const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;
  if (!hasScript) console.warn('SKIPPED: progress on a terminal is not tested, for want of `script` of util-linux');

  test.skipIf(!hasScript)(
    'is redrawn in place on a terminal, and ends as plain lines',
    async () => {
      estate.proxy.latency(300);
      const record = join(cwd, 'terminal.txt');
      const policy = 'kms-cmk-backing-key-rotation-enabled';
      const args = ['collect', '--to', 'terminal.ndjson', '--regions', home, '--policy', policy];
      const line = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
      const { code } = await runInTerminal(line, record, { ...estate.as(prod), PATH: process.env.PATH, TERM: 'xterm' });
      const shown = readFileSync(record, 'utf8');
      expect(code).toBe(0);
      // A row for the service, drawn over and over: up as many lines as were drawn, and erased.
      expect(shown).toMatch(/ {2}KMS +eu-central-1 +\d+ resources +\d+ facts +\d+\.\d s\r\n\d+ resources, .* calls, /);
      expect(shown.split('\u001b[2F\u001b[J').length).toBeGreaterThan(3);
      // After the last of them nothing moves any more: what was read in all stays.
      const [ending = ''] = shown.split('\u001b[J').slice(-1);
      const lines = ending
        .replace(/\n?Script done on [^\n]*\n$/, '')
        .split('\r\n')
        .filter(Boolean);
      expect(lines).toEqual([
        expect.stringMatching(/^ {2}KMS +eu-central-1 +\d+ resources +\d+ facts +\d+\.\d s$/),
        expect.stringMatching(total),
        'wrote `terminal.ndjson`',
      ]);
    },
    60_000,
  );

  /** Runs a command with a terminal of its own, and records what it shows. */
  const runInTerminal = (line: string, record: string, env: NodeJS.ProcessEnv): Promise<{ code: number | null }> =>
    new Promise((resolve, reject) => {
      const terminal = spawn('script', ['--quiet', '--flush', '--return', '--command', line, record], {
        ...{ cwd, env },
        stdio: 'ignore',
      });
      terminal.on('error', reject);
      terminal.on('close', (code) => resolve({ code }));
    });
});
