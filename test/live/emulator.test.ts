import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { assumeRole } from './accounts.ts';
import { EmulatorMissing, preparePython, requireEmulator, startEmulator } from './emulator.ts';

const { available } = await requireEmulator();

const identify = async (endpoint: string, account: string): Promise<string | undefined> => {
  const credentials = await assumeRole(endpoint, `arn:aws:iam::${account}:role/anything`);
  const client = new STSClient({ endpoint, region: 'us-east-1', credentials });
  const { Account } = await client.send(new GetCallerIdentityCommand({}));
  client.destroy();
  return Account;
};

describe.skipIf(!available)('the emulator', () => {
  test('answers for the account of the role that was assumed', async () => {
    const emulator = await startEmulator();
    try {
      expect(await identify(emulator.endpoint, '111122223333')).toBe('111122223333');
      expect(await identify(emulator.endpoint, '444455556666')).toBe('444455556666');
    } finally {
      await emulator.stop();
    }
  }, 120_000);

  test('runs several times at once, and is gone when it was stopped', async () => {
    const [one, two] = await Promise.all([startEmulator(), startEmulator()]);
    expect(one.endpoint).not.toBe(two.endpoint);
    await one.stop();
    await expect(fetch(`${one.endpoint}/moto-api/`)).rejects.toThrow();
    expect((await fetch(`${two.endpoint}/moto-api/`)).ok).toBe(true);
    await two.stop();
    await two.stop();
    expect(() => process.kill(two.pid, 0)).toThrow('ESRCH');
  }, 120_000);
});

describe('its Python environment', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'datawarden-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Stands for the making of an environment, which takes half a minute and the network. */
  const make = vi.fn(async (environment: string) => {
    await setTimeout(300);
    await mkdir(join(environment, 'bin'), { recursive: true });
    await writeFile(join(environment, 'bin', 'python'), '');
  });

  test('is made once when several ask for it, and nothing else is left behind', async () => {
    make.mockClear();
    const pythons = await Promise.all([1, 2, 3].map(() => preparePython(folder, make)));
    expect(new Set(pythons).size).toBe(1);
    expect(await preparePython(folder, make)).toBe(pythons[0]);
    expect(make).toHaveBeenCalledTimes(1);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^moto-[0-9a-f]{16}$/)]);
  });

  test('is made although somebody died while making it', async () => {
    const failing = () => Promise.reject(new EmulatorMissing('install-failed', 'no network'));
    await expect(preparePython(folder, failing)).rejects.toThrow('no network');
    expect(await readdir(folder)).toEqual([]);
    const [name = ''] = (await preparePython(folder, make)).split('/').slice(-3);
    await rm(join(folder, name), { recursive: true });
    const { pid } = spawnSync('true');
    await writeFile(join(folder, `${name}.lock`), String(pid));
    expect(await preparePython(folder, make)).toContain(name);
    expect(await readdir(folder)).toEqual([name]);
  });
});

describe('a machine without Python', () => {
  const missing = new EmulatorMissing('no-python', 'no Python here');
  const prepare = () => Promise.reject(missing);

  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  test('is said loudly and skips the suite', async () => {
    vi.stubEnv('CI', '');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const report = vi.fn();
    expect(await requireEmulator(prepare, report)).toEqual({ available: false, missing });
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/SKIPPED: no Python here/));
    expect(report).toHaveBeenCalledWith(expect.stringContaining('no Python here'), null);
  });

  test('fails the pipeline', async () => {
    vi.stubEnv('CI', 'true');
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const report = vi.fn();
    await requireEmulator(prepare, report);
    expect(report).toHaveBeenCalledWith(expect.any(String), missing);
  });

  test('is recognised by running what is on the path', async () => {
    vi.stubEnv('PATH', '/nonexistent');
    const folder = await mkdtemp(join(tmpdir(), 'datawarden-'));
    try {
      await expect(preparePython(folder)).rejects.toMatchObject({ reason: 'no-python' });
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
