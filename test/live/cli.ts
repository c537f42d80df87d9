import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Credentials } from './accounts.ts';

// The built command, run as a user runs it.

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

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

/**
 * Runs `datawarden` with an environment that has nothing of ours but the path: no credentials, no configuration, no instance role.
 * @throws Error when there is no build
 */
export const runCli = (
  args: readonly string[],
  { env = {}, cwd }: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Ran> => {
  if (!existsSync(program)) throw new Error(`there is no \`${program}\`: run \`npm run build\` first`);
  const clean = { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...clean, ...env } });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
};
