import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Running, runCli, startCli } from './cli.ts';
import { requireEmulator } from './emulator.ts';
import { prod, regions } from './estate/site.ts';
import type { OpenEstate } from './filled.ts';
import { openEstate } from './filled.ts';
import { replay } from './replay.ts';
import { readLines } from './reports.ts';

// Ctrl-C in the middle of a slow collection.

const { available } = await requireEmulator();

describe.skipIf(!available)('a collection that is interrupted', () => {
  let estate: OpenEstate;
  let folder: string;

  beforeAll(async () => {
    estate = await openEstate(replay());
  }, 300_000);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'datawarden-interrupt-'));
    mkdirSync(join(folder, 'work'));
    mkdirSync(join(folder, 'tmp'));
  });

  afterEach(() => {
    estate.proxy.restore();
    rmSync(folder, { recursive: true, force: true });
  });

  afterAll(() => estate?.proxy.stop());

  const env = (): NodeJS.ProcessEnv => ({
    ...estate.as(prod),
    TMPDIR: join(folder, 'tmp'),
    // What Node or we keep there between starts is not of the collection.
    NODE_DISABLE_COMPILE_CACHE: '1',
  });
  const cwd = (): string => join(folder, 'work');
  const where = ['--regions', regions.join(',')];

  /** Starts the command and waits until it is in the middle of things. */
  const start = async (...args: string[]): Promise<Running> => {
    estate.proxy.latency(250);
    const running = startCli([...args, ...where], { env: env(), cwd: cwd() });
    await vi.waitFor(() => expect(estate.proxy.calls.length).toBeGreaterThan(100), { timeout: 30_000, interval: 10 });
    return running;
  };

  test('keeps what was collected, says what was not, and can be evaluated', async () => {
    const running = await start('collect', '--all-facts', '--to', 'snapshot.ndjson');
    running.kill('SIGINT');
    const ran = await running.ended;
    expect(ran).toMatchObject({ code: 130, stdout: '' });
    expect(ran.stderr).toContain('stopping: what was collected is kept; once more ends at once\n');
    expect(ran.stderr).toContain('interrupted: what was collected is in `snapshot.ndjson`\n');
    expect(readdirSync(cwd())).toEqual(['snapshot.ndjson']);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);

    const { header, resources } = readLines(join(cwd(), 'snapshot.ndjson'));
    expect(header.interrupted).toBe(true);
    const unknown = resources.flatMap((resource) => Object.values(resource.unknown));
    const codes = [...header.gaps, ...unknown].map(({ code }) => code);
    expect(codes).toContain('Interrupted');
    expect(codes.filter((code) => code !== 'Interrupted' && code !== 'MissingInAnswer')).toEqual([]);
    expect(resources.flatMap(({ facts }) => Object.keys(facts)).length).toBeGreaterThan(0);

    const evaluated = await runCli(['evaluate', 'snapshot.ndjson', '--fail-on', 'never', '--fail-on-unknown'], {
      cwd: cwd(),
    });
    expect(evaluated.code, evaluated.stderr).toBe(3);
    expect(evaluated.stdout).toContain('Interrupted');
  }, 60_000);

  test('is reported all the same by scan, which keeps the snapshot that it would have thrown away', async () => {
    const running = await start('scan', '--output', 'json=findings.json');
    running.kill('SIGINT');
    const ran = await running.ended;
    expect(ran.code, ran.stderr).toBe(130);
    expect(ran.stderr).toContain('datawarden-interrupted.ndjson');
    expect(readdirSync(cwd()).sort()).toEqual(['datawarden-interrupted.ndjson', 'findings.json']);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    expect(readLines(join(cwd(), 'datawarden-interrupted.ndjson')).header.interrupted).toBe(true);
  }, 60_000);

  test('ends at once when it is interrupted again, and leaves nothing half written', async () => {
    const running = await start('collect', '--all-facts', '--to', 'snapshot.ndjson');
    running.kill('SIGINT');
    await vi.waitFor(() => expect(running.stderr()).toContain('stopping'), { timeout: 10_000, interval: 1 });
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    // The first one may have been through by then: then the snapshot is whole.
    for (const name of readdirSync(cwd())) {
      expect(name).toBe('snapshot.ndjson');
      expect(readLines(join(cwd(), name)).header.interrupted).toBe(true);
    }
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  }, 60_000);
});
