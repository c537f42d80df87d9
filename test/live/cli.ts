import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Credentials } from './accounts.ts';

// The built command, run as a user runs it.

/** The built command. */
export const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** How a run of the command ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Credentials as environment variables. */
export const signIn = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials): NodeJS.ProcessEnv => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
});

/** A run of the command that is under way. */
export interface Running {
  readonly ended: Promise<Ran>;
  /** What was written to standard error so far. */
  stderr(): string;
  /** Sends a signal to the command. */
  kill(signal: NodeJS.Signals): void;
}

/** Where a run takes place: an environment besides the path, and a folder. */
export interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/**
 * Starts `datawarden` with an environment that has nothing of ours but the path: no credentials, no configuration, no instance role.
 * @throws Error when there is no build
 */
export const startCli = (args: readonly string[], { env = {}, cwd }: Surroundings = {}): Running => {
  if (!existsSync(program)) throw new Error(`there is no \`${program}\`: run \`npm run build\` first`);
  const clean = { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...clean, ...env } });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
  return { ended, stderr: () => Buffer.concat(stderr).toString(), kill: (signal) => void child.kill(signal) };
};

/**
 * Runs `datawarden` until it ends, as {@link startCli} starts it.
 * @throws Error when there is no build
 */
export const runCli = async (args: readonly string[], surroundings?: Surroundings): Promise<Ran> =>
  startCli(args, surroundings).ended;
