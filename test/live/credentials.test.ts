import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { administratorRole } from './accounts.ts';
import type { Ran } from './cli.ts';
import { runCli } from './cli.ts';
import { requireEmulator } from './emulator.ts';
import { home, prod, sandbox } from './estate/site.ts';
import type { OpenEstate } from './filled.ts';
import { openEstate } from './filled.ts';
import { AwsError } from './protocol.ts';

const { available } = await requireEmulator();

/** One policy for each client that a scan uses, none of them dear. */
const ofEveryService = [
  'dynamodb-autoscaling-enabled',
  'ebs-resources-protected-by-backup-plan',
  'iam-external-access-analyzer-enabled',
  'iam-password-policy',
  'kms-cmk-not-scheduled-for-deletion',
  'redshift-cluster-encrypted',
  's3-account-level-public-access-blocks',
  's3-bucket-versioning-enabled',
];

/** https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html */
const services = [
  'ACCESSANALYZER',
  'APPLICATION_AUTO_SCALING',
  'BACKUP',
  'DYNAMODB',
  'EC2',
  'IAM',
  'KMS',
  'REDSHIFT',
  'S3',
  'S3_CONTROL',
  'STS',
];

describe.skipIf(!available)('signing in', () => {
  let estate: OpenEstate;
  let cwd: string;

  beforeAll(async () => {
    estate = await openEstate();
    cwd = mkdtempSync(join(tmpdir(), 'datawarden-live-'));
    const section = (account: string): string => {
      const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = estate.as(account);
      return [
        `aws_access_key_id = ${AWS_ACCESS_KEY_ID}`,
        `aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}`,
        `aws_session_token = ${AWS_SESSION_TOKEN}`,
      ].join('\n');
    };
    await writeFile(join(cwd, 'credentials'), `[data-prod]\n${section(prod)}\n\n[data-sandbox]\n${section(sandbox)}\n`);
    const role = `role_arn = arn:aws:iam::${sandbox}:role/${administratorRole}\nsource_profile = data-prod`;
    await writeFile(join(cwd, 'config'), `[profile data-prod]\nregion = ${home}\n\n[profile audit]\n${role}\n`);
  }, 300_000);

  afterEach(() => estate?.proxy.restore());

  afterAll(async () => {
    await estate?.proxy.stop();
    if (cwd) await rm(cwd, { recursive: true, force: true });
  });

  const scan = (
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    policies: readonly string[] = ['s3-account-level-public-access-blocks'],
  ): Promise<Ran> =>
    runCli(['scan', '--regions', home, '--policy', policies.join(','), '--output', 'json', ...args], { cwd, env });

  const endpoint = (): NodeJS.ProcessEnv => ({ AWS_ENDPOINT_URL: estate.proxy.endpoint });

  const files = (): NodeJS.ProcessEnv => ({
    ...endpoint(),
    AWS_CONFIG_FILE: join(cwd, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(cwd, 'credentials'),
  });

  /** The account whose setting was judged. */
  const judged = ({ stdout }: Ran): readonly string[] =>
    (JSON.parse(stdout) as { findings: { resource: { account: string } }[] }).findings.map(
      ({ resource }) => resource.account,
    );

  test('with environment variables', async () => {
    expect(judged(await scan([], estate.as(sandbox)))).toEqual([sandbox]);
  });

  test.each([
    ['data-prod', prod],
    ['data-sandbox', sandbox],
    ['audit', sandbox],
  ])('with the profile %s of the configuration, by option or by variable', async (profile, account) => {
    expect(judged(await scan(['--profile', profile], files()))).toEqual([account]);
    expect(judged(await scan([], { ...files(), AWS_PROFILE: profile }))).toEqual([account]);
  });

  test('with a role in another account, and the external id that it asks for', async () => {
    const role = `arn:aws:iam::${sandbox}:role/${administratorRole}`;
    const ran = await scan(['--role-arn', role, '--external-id', 'data team/7'], estate.as(prod));
    expect(judged(ran)).toEqual([sandbox]);
    const [assumed] = estate.proxy.calls.filter(({ operation }) => operation === 'sts:AssumeRole');
    expect(assumed).toMatchObject({ account: prod, input: { RoleArn: role, ExternalId: 'data team/7' } });
  });

  test('with the token of an identity provider, for the role that the environment names', async () => {
    const file = join(cwd, 'web-identity-token');
    await writeFile(file, 'a.web.identity');
    const role = `arn:aws:iam::${sandbox}:role/${administratorRole}`;
    // Nobody signs the first request: the proxy takes signed ones only.
    const env = {
      AWS_ENDPOINT_URL: estate.emulator,
      AWS_WEB_IDENTITY_TOKEN_FILE: file,
      AWS_ROLE_ARN: role,
      AWS_ROLE_SESSION_NAME: 'datawarden',
    };
    const ran = await scan([], env);
    expect(judged(ran)).toEqual([sandbox]);
    expect(ran.stderr).not.toContain('WARN');
  });

  test('assumes a role once, however many services are read', async () => {
    await scan(['--role-arn', `arn:aws:iam::${sandbox}:role/${administratorRole}`], estate.as(prod));
    expect(estate.proxy.counts()['sts:AssumeRole']).toBe(1);
  });

  test('a role that may not be assumed is one sentence, and 2', async () => {
    estate.proxy.refuse('sts:AssumeRole');
    const role = `arn:aws:iam::${sandbox}:role/nobody`;
    const { code, stderr, stdout } = await scan(['--role-arn', role, '--quiet'], estate.as(prod));
    expect(stderr).toMatch(/^datawarden: the role `arn:aws:iam::444455556666:role\/nobody` cannot be assumed .*\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test.each([
    ['ExpiredToken', 'The security token included in the request is expired', 'have expired: sign in again'],
    ['InvalidClientTokenId', 'The security token included in the request is invalid.', 'check the access key'],
    ['SignatureDoesNotMatch', 'The request signature does not match', 'check the access key'],
  ])('credentials that AWS turns down (%s) are one sentence, and 2', async (name, message, advice) => {
    estate.proxy.answer('sts:GetCallerIdentity', () => {
      throw new AwsError(name, message, 403);
    });
    const { code, stderr, stdout } = await scan(['--quiet'], estate.as(prod));
    expect(stderr).toMatch(/^datawarden: .*\n$/);
    expect(stderr).toContain(advice);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(estate.proxy.counts()).toEqual({ 'sts:GetCallerIdentity': 1 });
  });

  test('without any credentials there is one sentence, and 2', async () => {
    const { code, stderr, stdout } = await scan(['--quiet'], endpoint());
    expect(stderr).toMatch(/^datawarden: no AWS credentials were found: .*\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(estate.proxy.calls).toEqual([]);
  });

  test('a profile that does not exist is one sentence that names it, and 2', async () => {
    const { code, stderr } = await scan(['--quiet', '--profile', 'data-prd'], files());
    expect(stderr).toMatch(/^datawarden: no AWS credentials of profile `data-prd` were found: .*\n$/);
    expect(code).toBe(2);
  });

  test('each service is asked at the endpoint that is named for it, before the one for all', async () => {
    const { AWS_ENDPOINT_URL: everywhere, ...credentials } = estate.as(prod);
    const each = Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, everywhere]));
    // Nobody listens there.
    const env = { ...credentials, ...each, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const [apart, together] = await Promise.all([
      scan([], env, ofEveryService),
      scan([], estate.as(prod), ofEveryService),
    ]);
    const findings = ({ stdout }: Ran): unknown => (JSON.parse(stdout) as { findings: unknown }).findings;
    expect(findings(apart)).toEqual(findings(together));
    expect(apart.code).toBe(together.code);
    const asked = new Set(estate.proxy.calls.map(({ operation }) => operation.split(':')[0]));
    expect(asked.size).toBe(services.length);
  });
});
