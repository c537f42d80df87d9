import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ensureBuilt, root } from '../setup/build.ts';

// The built command, started as a user starts it.

await ensureBuilt();

/** The built command. */
export const program = join(root, 'dist', 'cli.js');

/** How a run of the command ended. */
export interface Ran {
  /** The exit code; `null` where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to start it. */
export interface RunOptions {
  readonly cwd?: string;
  /** Beside an environment that has nothing of ours but the path. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told when the command has been started. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** No credentials, no configuration, no instance role: whatever the developer has. */
const cleanEnvironment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
});

/** Runs `datawarden` with standard input closed. */
export const run = (args: readonly string[], { cwd, env = {}, onStart }: RunOptions = {}): Promise<Ran> =>
  runCommand(process.execPath, [program, ...args], { cwd: cwd ?? root, env, ...(onStart ? { onStart } : {}) });

/** Runs any command in the same clean environment. */
export const runCommand = (
  command: string,
  args: readonly string[],
  { cwd, env = {}, onStart }: RunOptions,
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
    onStart?.(child);
  });

/** A folder for the time of a test file. */
export const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'datawarden-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
