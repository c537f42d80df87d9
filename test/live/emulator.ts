import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';

// moto, the AWS emulator, in a Python environment of its own that is made on first use and kept under node_modules/.cache.

/** The project's folder: also where this file was bundled into a script that runs from `node_modules/.cache`. */
const findRoot = (folder: string): string =>
  existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));

const root = findRoot(dirname(fileURLToPath(import.meta.url)));
const requirementsFile = join(root, 'test', 'live', 'requirements.txt');
const cacheFolder = join(root, 'node_modules', '.cache', 'datawarden');
const pythons = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3'];

/** Why there is no emulator on this machine. */
export class EmulatorMissing extends Error {
  /** `no-python`: none of 3.10 or newer, or one without `venv`. `install-failed`: pip could not install the requirements. */
  readonly reason: 'no-python' | 'install-failed';

  constructor(reason: EmulatorMissing['reason'], message: string) {
    super(message);
    this.name = 'EmulatorMissing';
    this.reason = reason;
  }
}

/** A moto server that is running. */
export interface Emulator {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly pid: number;
  /** Forgets every resource of every account. */
  reset(): Promise<void>;
  /**
   * With `true` every request from now on is authenticated and authorized as moto understands IAM (identity policies of the
   * caller's user or role, no resource policies, no conditions); with `false` none is, which is how a server starts.
   * `authorization.ts` says which actions moto spells wrongly.
   */
  authorize(on: boolean): Promise<void>;
  /** Ends the server and waits until it has ended. */
  stop(): Promise<void>;
}

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

const run = (command: string, args: readonly string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    // A command that does not exist is an ordinary answer here: the next one is tried.
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });

/**
 * The first Python of 3.10 or newer that can make virtual environments. Each name is run and not only looked up: version
 * managers put names on the path that fail when run, and Debian ships Python without `venv`.
 */
const findPython = async (): Promise<string> => {
  const probe = 'import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 10) else 3)';
  const tried: string[] = [];
  for (const python of pythons) {
    const { code, output } = await run(python, ['-c', probe]);
    if (code === 0) return python;
    tried.push(`${python}: ${code === 3 ? 'older than 3.10' : (output.trim().split('\n').at(-1) ?? 'failed')}`);
  }
  throw new EmulatorMissing('no-python', `the live suite needs Python 3.10 or newer with venv. ${tried.join('; ')}`);
};

const interpreter = (environment: string): string => join(environment, 'bin', 'python');

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Makes an environment aside and moves it into place whole: one that exists under its name is complete. */
const makeEnvironment = async (environment: string): Promise<void> => {
  const python = await findPython();
  const building = `${environment}.${process.pid}`;
  await rm(building, { recursive: true, force: true });
  try {
    const made = await run(python, ['-m', 'venv', building]);
    if (made.code !== 0) throw new EmulatorMissing('no-python', `\`${python} -m venv\` failed: ${made.output.trim()}`);
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps'];
    const installed = await run(interpreter(building), [...pip, '--requirement', requirementsFile]);
    if (installed.code !== 0) {
      throw new EmulatorMissing('install-failed', `pip could not install moto: ${installed.output.trim()}`);
    }
    await rename(building, environment).catch((error: NodeJS.ErrnoException) => {
      // Another process was faster: its environment is as good as ours.
      if (!existsSync(interpreter(environment))) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
};

/** How long a lock without a living owner's number in it is respected: its owner may just be writing it. */
const emptyLockMs = 5000;

/**
 * Takes the lock or, when its owner has died, clears it. Two processes that clear at the same moment may both go on to build;
 * that costs time only, since environments are moved into place whole.
 */
const tryLock = async (lock: string): Promise<boolean> => {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  try {
    const owner = Number(await readFile(lock, 'utf8'));
    const age = Date.now() - (await stat(lock)).mtimeMs;
    if (owner > 0 ? !isAlive(owner) : age > emptyLockMs) await rm(lock, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // The owner has just finished.
  }
  return false;
};

/**
 * The Python of the environment that has moto, made first if need be. Safe to call from several processes at once: one builds
 * and the others wait.
 * @throws EmulatorMissing when there is no Python or pip fails
 */
export const preparePython = async (folder = cacheFolder, make = makeEnvironment): Promise<string> => {
  const hash = createHash('sha256')
    .update(await readFile(requirementsFile))
    .digest('hex')
    .slice(0, 16);
  const environment = join(folder, `moto-${hash}`);
  const lock = `${environment}.lock`;
  await mkdir(folder, { recursive: true });
  while (!existsSync(interpreter(environment))) {
    if (!(await tryLock(lock))) {
      await sleep(200);
      continue;
    }
    try {
      if (!existsSync(interpreter(environment))) await make(environment);
    } finally {
      await rm(lock, { force: true });
    }
  }
  return interpreter(environment);
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/**
 * AWS's own policies that are there to attach. moto has them all, but parses all for each account and partition, which takes five
 * seconds an account, and lists them wherever local policies are listed.
 */
const managedPolicies = [
  'AdministratorAccess',
  'AmazonS3ReadOnlyAccess',
  'AWSCloudShellFullAccess',
  'AWSSupportAccess',
  'PowerUserAccess',
  'ReadOnlyAccess',
  'SecurityAudit',
];

// The server ends when its standard input does, so that none is left behind if the test process is killed.
const serve = `
import json, os, sys, threading
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
from moto.iam import aws_managed_policies as managed
policies = json.loads(managed.aws_managed_policies_data)
managed.aws_managed_policies_data = json.dumps({name: policies[name] for name in ${JSON.stringify(managedPolicies)}})
from moto.server import main
main(sys.argv[1:])
`;

/** Our own environment without what would change moto's answers or send it to somebody's real account. */
const serverEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS_|MOTO_|INITIAL_NO_AUTH)/.test(name))),
  // Without them there is no AWSSupportAccess to attach and no AdministratorAccess to look up.
  MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
  // The sample images bring some hundred snapshots of Amazon's, which moto lists even for `--owner-ids self`.
  MOTO_EC2_LOAD_DEFAULT_AMIS: 'false',
  PYTHONUNBUFFERED: '1',
});

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** How long a server may take to answer first: moto loads in seconds, but the machine may be busy. */
const startMs = 60_000;

const launch = async (python: string): Promise<{ child: ChildProcess; endpoint: string } | string> => {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(python, ['-c', serve, '-H', '127.0.0.1', '-p', String(port)], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: serverEnvironment(),
  });
  let log = '';
  // moto logs every request there: it must be read, or the pipe fills and the server stands still.
  child.stderr?.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  const deadline = Date.now() + startMs;
  while (!ended(child) && Date.now() < deadline) {
    const answers = await fetch(`${endpoint}/moto-api/`).then(
      () => true,
      () => false,
    );
    // Somebody else may have taken the port and answer in its place: then our own server has ended or soon will.
    if (answers && !ended(child)) return { child, endpoint };
    await sleep(50);
  }
  child.kill('SIGKILL');
  return log;
};

/**
 * Starts a moto server on a free port of 127.0.0.1 and waits until it answers. Several may run at once.
 * @throws EmulatorMissing when there is no Python or pip fails
 */
export const startEmulator = async (): Promise<Emulator> => {
  const python = await preparePython();
  let log = '';
  // A port that was free a moment ago may be taken by now.
  for (let attempt = 0; attempt < 3; attempt++) {
    const started = await launch(python);
    if (typeof started !== 'string') return control(started.child, started.endpoint);
    log = started;
  }
  throw new Error(`moto did not start: ${log}`);
};

const post = async (endpoint: string, path: string, body: string): Promise<void> => {
  const answer = await fetch(`${endpoint}/moto-api/${path}`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`moto answered ${answer.status} to ${path}`);
  await answer.text();
};

/** Switches a server's authorization, as {@link Emulator.authorize} does. */
export const switchAuthorization = (endpoint: string, on: boolean): Promise<void> =>
  post(endpoint, 'reset-auth', on ? '0' : 'inf');

const control = (child: ChildProcess, endpoint: string): Emulator => {
  const { pid } = child;
  if (pid === undefined) throw new Error('moto has no process id');
  return {
    endpoint,
    pid,
    reset: () => post(endpoint, 'reset', ''),
    authorize: (on) => switchAuthorization(endpoint, on),
    stop: async () => {
      if (ended(child)) return;
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      process.kill(pid, 'SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(insist);
    },
  };
};

/** Whether the machine can run the emulator. */
export type Availability =
  | { readonly available: true }
  | { readonly available: false; readonly missing: EmulatorMissing };

/**
 * Prepares the emulator for a test file, to be used as `describe.skipIf(!(await requireEmulator()).available)`. Where it cannot
 * be had, says so on the console and in the test report; with `CI=true` the report has a failing test, so that a pipeline never
 * passes without its live suite.
 */
export const requireEmulator = async (
  prepare: () => Promise<unknown> = preparePython,
  report: (name: string, missing: EmulatorMissing | null) => void = reportMissing,
): Promise<Availability> => {
  try {
    await prepare();
    return { available: true };
  } catch (error) {
    if (!(error instanceof EmulatorMissing)) throw error;
    const inPipeline = process.env.CI === 'true';
    console.warn(`\n*** THE LIVE SUITE IS ${inPipeline ? 'FAILED' : 'SKIPPED'}: ${error.message} ***\n`);
    report(`the live suite has its emulator (${error.message})`, inPipeline ? error : null);
    return { available: false, missing: error };
  }
};

/** Registers a test that fails with what is missing, or one that is skipped when nothing has to fail. */
const reportMissing = (name: string, missing: EmulatorMissing | null): void => {
  test.skipIf(missing === null)(name, () => {
    throw missing;
  });
};
