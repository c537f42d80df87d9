import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Accounts } from './accounts.ts';
import { preparePython } from './emulator.ts';

// The AWS CLI, as a shell runs it: `aws` in a script is the CLI itself, kept running between calls, since each start takes two seconds.

/** A shell in which `aws` speaks to an endpoint. */
export interface AwsShell {
  /** Runs a script in a folder of its own, with these files in it, as the administrator of an account. */
  run(script: string, account: string, files?: Readonly<Record<string, string>>): Promise<ScriptRun>;
  stop(): Promise<void>;
}

/** How a script ended, and all it printed. */
export interface ScriptRun {
  readonly code: number | null;
  readonly output: string;
}

const server = `
import base64, contextlib, io, json, os, socket, socketserver, sys, threading
from awscli.clidriver import create_clidriver
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
# S3 Control puts the account number before the host's name, which the endpoint has for an address.
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: resolve('127.0.0.1' if host.endswith('.127.0.0.1') else host, *rest, **more)
accounts = json.loads(os.environ['ACCOUNTS'])
drivers = {}

def driver(account):
    if account not in drivers:
        os.environ.update(accounts[account])
        drivers[account] = create_clidriver()
    return drivers[account]

class Handler(socketserver.StreamRequestHandler):
    def word(self):
        word = b''
        while (byte := self.rfile.read(1)) not in (b'\\0', b''):
            word += byte
        return word.decode()

    def handle(self):
        count = int(self.word())
        folder, account = self.word(), self.word()
        words = [self.word() for _ in range(count)]
        os.chdir(folder)
        out, err = (io.TextIOWrapper(io.BytesIO(), 'utf-8') for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                # A driver would go on with the Region of the call before.
                code = driver(account).main(words if '--region' in words else [*words, '--region', 'us-east-1'])
            except SystemExit as ended:
                code = ended.code
        out.flush(), err.flush()
        self.wfile.write(b'%d\\n%s\\n' % (code or 0, base64.b64encode(err.buffer.getvalue())) + out.buffer.getvalue())

with socketserver.TCPServer(('127.0.0.1', 0), Handler) as listening:
    print(listening.server_address[1], flush=True)
    listening.serve_forever()
`;

/** What a script finds as \`aws\`: hands its words over and prints what comes back. */
const aws = `#!/usr/bin/env bash
exec 3<>"/dev/tcp/127.0.0.1/$AWS_CLI_PORT"
printf '%s\\0' "$#" "$PWD" "$AWS_CLI_ACCOUNT" "$@" >&3
IFS= read -r code <&3
IFS= read -r words <&3
printf '%s' "$words" | base64 --decode >&2
cat <&3
exit "$code"
`;

/**
 * Starts the CLI beside an endpoint.
 * @throws EmulatorMissing when there is no Python or pip fails
 */
export const startAwsShell = async (endpoint: string, administrators: Accounts): Promise<AwsShell> => {
  const python = await preparePython();
  const root = mkdtempSync(join(tmpdir(), 'datawarden-aws-'));
  writeFileSync(join(root, 'aws'), aws);
  chmodSync(join(root, 'aws'), 0o755);
  const accounts = Object.fromEntries(
    [...administrators].map(([account, { accessKeyId, secretAccessKey, sessionToken }]) => [
      account,
      { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken },
    ]),
  );
  const clean = { PATH: process.env['PATH'], HOME: root, AWS_EC2_METADATA_DISABLED: 'true' };
  const child = spawn(python, ['-c', server], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...clean, AWS_ENDPOINT_URL: endpoint, AWS_DEFAULT_REGION: 'us-east-1', ACCOUNTS: JSON.stringify(accounts) },
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the AWS CLI ended with ${code} before it was ready`)));
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  let runs = 0;
  return {
    run: (script, account, files = {}) => {
      const cwd = mkdtempSync(join(root, `${runs++}-`));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
      return runScript(script, cwd, {
        ...clean,
        PATH: `${root}:${clean.PATH}`,
        AWS_CLI_PORT: port,
        AWS_CLI_ACCOUNT: account,
      });
    },
    stop: async () => {
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.stdin.end();
      await exited;
      await rm(root, { recursive: true, force: true });
    },
  };
};

const runScript = (script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<ScriptRun> =>
  new Promise((resolve, reject) => {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
