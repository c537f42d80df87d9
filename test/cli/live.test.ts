import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { account, type Endpoint, slowed, startEndpoint, xmlError } from './endpoint.ts';
import { makeFolder, program, run, runCommand } from './run.ts';

const folder = makeFolder();
const outputs = ['--output', 'table', '--output', 'json=scan.json', '--snapshot', 'scan.ndjson'];
const pitr = ['--policy', 'dynamodb-pitr-enabled'];

/** Scans; that nothing is left behind where it fails is part of every test. */
const refusalOf = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { code, stdout, stderr } = await run(['scan', ...pitr, ...outputs, ...args], { cwd: folder, env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(readdirSync(folder).filter((name) => /scan|tmp/.test(name))).toEqual([]);
  expect(stderr).toMatch(/^datawarden: [^\n]+\n$/);
  return stderr.slice('datawarden: '.length, -1);
};

const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
const role = 'arn:aws:iam::444455556666:role/audit';

describe('credentials that do not work are one sentence, exit code 2, and nothing is written', () => {
  it('none at all', async () => {
    expect(await refusalOf([])).toMatch(
      /^no AWS credentials were found: .*; set AWS_PROFILE or AWS_ACCESS_KEY_ID, run `aws sso login`, or pass --profile$/,
    );
  });

  it('expired ones', async () => {
    const { env } = await startEndpoint({
      GetCallerIdentity: xmlError('ExpiredToken', 'The security token included in the request is expired'),
    });
    expect(await refusalOf([], { ...env, AWS_SESSION_TOKEN: 'old' })).toBe(
      'the AWS credentials have expired: sign in again',
    );
  });

  it('wrong ones', async () => {
    const { env } = await startEndpoint({
      GetCallerIdentity: xmlError('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    });
    expect(await refusalOf([], env)).toBe(
      'AWS does not accept the credentials (InvalidClientTokenId): check the access key and its secret',
    );
  });

  it('a role that may not be assumed', async () => {
    const message = `User: arn:aws:iam::111122223333:user/auditor is not authorized to perform: sts:AssumeRole on resource: ${role}`;
    const { env, asked } = await startEndpoint({ ...account, AssumeRole: xmlError('AccessDenied', message) });
    expect(await refusalOf(['--role-arn', role, '--external-id', 'x'], env)).toBe(
      `the role \`${role}\` cannot be assumed (AccessDenied): ${message}; check its trust policy and --external-id`,
    );
    expect(new Set(asked)).toEqual(new Set(['AssumeRole']));
  });

  it('an error with control characters prints none', async () => {
    const { env } = await startEndpoint({
      GetCallerIdentity: xmlError('AccessDenied', '&#27;[31mred&#7;&#10;second line'),
    });
    const said = await refusalOf([], env);
    expect(said).not.toMatch(/[\u0000-\u001f\u007f]/);
    expect(said).toContain('red');
  });

  it('a profile that is not there', async () => {
    expect(await refusalOf(['--profile', 'nobody'])).toMatch(
      /^no AWS credentials of profile `nobody` were found: .*nobody.*/,
    );
  });

  it('a profile whose program fails', async () => {
    mkdirSync(join(folder, 'home', '.aws'), { recursive: true });
    writeFileSync(
      join(folder, 'home', '.aws', 'config'),
      '[profile broken]\ncredential_process = /bin/false\n[profile lost]\nrole_arn = arn:aws:iam::111122223333:role/x\nweb_identity_token_file = /nonexistent/token\n',
    );
    const env = { HOME: join(folder, 'home') };
    expect(await refusalOf(['--profile', 'broken'], env)).toMatch(
      /^no AWS credentials of profile `broken` were found: Command failed/,
    );
    expect(await refusalOf(['--profile', 'lost'], env)).toMatch(
      /^the AWS credentials cannot be read: .*\/nonexistent\/token/,
    );
  });

  it('nothing that listens', async () => {
    expect(await refusalOf([], { ...keys, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })).toMatch(
      /^AWS cannot be reached \(ECONNREFUSED\): .*; check the network, AWS_REGION and AWS_ENDPOINT_URL$/,
    );
  });

  it('something else that listens', async () => {
    const { env } = await startEndpoint({ GetCallerIdentity: { status: 200, body: '<html>welcome</html>' } });
    expect(await refusalOf([], env)).toMatch(/STS|endpoint/);
  });
});

describe('mistakes in the options of a scan show before AWS is asked', () => {
  it.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    [
      'the ARN of something else',
      ['--role-arn', 'arn:aws:iam::111122223333:user/x'],
      {},
      '`arn:aws:iam::111122223333:user/x` is not the ARN of a role: expected arn:aws:iam::<account>:role/<name>',
    ],
    ['no Region', ['--regions', ','], {}, '--regions names no Region'],
    [
      'what is no Region',
      ['--regions', 'eu-west-1,Frankfurt'],
      {},
      '--regions: `Frankfurt` is not the name of a Region, as eu-central-1 is',
    ],
    [
      'a Region in the environment that is none',
      [],
      { AWS_REGION: 'us east' },
      'AWS_REGION: `us east` is not the name of a Region, as eu-central-1 is',
    ],
    [
      'an endpoint that is none',
      [],
      { AWS_ENDPOINT_URL_S3: 'localhost' },
      'AWS_ENDPOINT_URL_S3: `localhost` is not an address, as http://127.0.0.1:5000 is',
    ],
    [
      'an unknown policy',
      ['--policy', 'dynamodb-pitr-enabeld'],
      {},
      '--policy `dynamodb-pitr-enabeld` names no policy: did you mean `dynamodb-pitr-enabled`?',
    ],
    [
      'a report that cannot be written',
      ['--output', 'sarif=nowhere/x'],
      {},
      'cannot write `nowhere/x`: there is no folder `nowhere`',
    ],
    [
      'a snapshot that cannot be written',
      ['--snapshot', 'nowhere/x.ndjson'],
      {},
      'cannot write `nowhere/x.ndjson`: no such file or directory',
    ],
  ])('%s', async (_, args, env, message) => {
    const { env: endpoint, asked } = await startEndpoint(account);
    const all = args[0] === '--snapshot' ? ['scan', ...args] : ['scan', ...outputs, ...args];
    const { code, stderr } = await run(all, { cwd: folder, env: { ...endpoint, ...env } });
    expect({ code, stderr }).toEqual({ code: 2, stderr: `datawarden: ${message}\n` });
    expect(asked).toEqual([]);
    expect(readdirSync(folder).filter((name) => /scan|tmp/.test(name))).toEqual([]);
  });

  it('a Region that there is not, or that the account has not enabled', async () => {
    const { env } = await startEndpoint(account);
    expect((await refusalOf(['--regions', 'eu-nord-1'], env)).split('\n').at(-1)).toBe(
      'there is no Region `eu-nord-1`; enabled are eu-central-1, eu-west-1',
    );
    expect(await refusalOf(['--regions', 'af-south-1'], env)).toBe(
      'the Region `af-south-1` is not enabled for account 111122223333: leave it out of --regions, or opt in to it',
    );
  });
});

describe('progress on standard error', () => {
  const scan = async (endpoint: Endpoint, args: readonly string[]) =>
    run(['scan', ...pitr, ...args], { cwd: folder, env: endpoint.env });

  it('says whose account is read, where, what was left out and what was read', async () => {
    const { code, stdout, stderr } = await scan(await startEndpoint(account), ['--regions', 'eu-west-1']);
    expect(code).toBe(1);
    expect(stdout).toContain('1 fail (1 medium)');
    expect(stderr.replace(/\d+\.\d s/g, 'N s')).toBe(
      [
        'account 111122223333: reading eu-west-1',
        'left out (not enabled for the account): af-south-1',
        'left out (not in --regions): eu-central-1',
        'read 1 resources, 2 facts, 5 calls, N s',
        'exit 1: one finding of severity low or worse (--fail-on)',
        '',
      ].join('\n'),
    );
  });

  it('is nothing with --quiet but the reason for the exit code', async () => {
    const { stderr } = await scan(await startEndpoint(account), ['--quiet']);
    expect(stderr).toBe('exit 1: 2 findings of severity low or worse (--fail-on)\n');
  });

  it('is every call with --verbose', async () => {
    const { stderr } = await scan(await startEndpoint(account), ['--verbose']);
    const calls = stderr.split('\n').filter((line) => /^\w+:\w+ [\w-]+$/.test(line));
    expect(calls.sort()).toEqual([
      ...['dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTable', 'dynamodb:ListTables'].flatMap((call) => [
        `${call} eu-central-1`,
        `${call} eu-west-1`,
      ]),
      'ec2:DescribeRegions us-east-1',
      'sts:GetCallerIdentity us-east-1',
    ]);
  });

  it('is one plain line every few seconds where it is not a terminal', async () => {
    const slow = slowed('ListTables', 7000);
    const { stderr } = await scan(await startEndpoint(slow), []);
    expect(
      stderr.split('\n').filter((line) => /^reading: 0 resources, 0 facts, \d+ calls, 5\.\d s$/.test(line)),
    ).toHaveLength(1);
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('is redrawn in place on a terminal, and gone at the end but for what was read', async () => {
    const slow = slowed('ListTables', 800);
    const { env } = await startEndpoint(slow);
    const log = join(folder, 'typescript');
    const command = [process.execPath, program, 'scan', ...pitr].map((word) => `'${word}'`).join(' ');
    await runCommand('script', ['-qec', `stty cols 80 rows 24; ${command}`, log], {
      cwd: folder,
      env: { ...env, TERM: 'xterm' },
    });
    const printed = readFileSync(log, 'utf8');
    expect(printed).toMatch(/ {2}DynamoDB +eu-central-1 +0 resources +0 facts/);
    expect(printed).toContain('\u001b[J');
    expect(printed.slice(printed.lastIndexOf('\u001b[J'))).toMatch(
      / {2}DynamoDB +eu-west-1 +1 resources +2 facts +\d+\.\d s\r\nread 2 resources, 4 facts/,
    );
  });
});

describe('Ctrl-C during a collection', () => {
  const slow = slowed('DescribeContinuousBackups', 60_000);

  it('keeps what was collected, says so and exits with 130', async () => {
    const { env, asked } = await startEndpoint(slow);
    const { code, stderr } = await run(['collect', ...pitr, '--to', 'kept.ndjson'], {
      cwd: folder,
      env,
      onStart: async (child) => {
        while (!asked.includes('DescribeContinuousBackups')) await new Promise((done) => setTimeout(done, 20));
        child.kill('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(stderr).toContain('stopping: what was collected is kept; once more ends at once\n');
    expect(stderr).toContain('interrupted: what was collected is in `kept.ndjson`\n');
    const [header = '', first = ''] = readFileSync(join(folder, 'kept.ndjson'), 'utf8').split('\n');
    expect(JSON.parse(header)).toMatchObject({ interrupted: true });
    expect(JSON.parse(first).unknown['recovery.pointInTime']).toMatchObject({ code: 'Interrupted' });
  });

  it('twice ends at once and leaves nothing behind', async () => {
    const { env, asked } = await startEndpoint({ ...slow });
    const before = readdirSync(folder);
    const { code } = await run(['collect', ...pitr, '--to', 'gone.ndjson'], {
      cwd: folder,
      env,
      onStart: async (child) => {
        while (!asked.includes('ListTables')) await new Promise((done) => setTimeout(done, 20));
        child.kill('SIGINT');
        child.kill('SIGINT');
        setTimeout(() => child.kill('SIGINT'), 5);
      },
    });
    expect(code).toBe(130);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(before.every((name) => existsSync(join(folder, name)))).toBe(true);
  });
});
