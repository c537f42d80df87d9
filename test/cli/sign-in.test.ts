import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Answer, account, type Endpoint, json, startEndpoint, xmlError } from './endpoint.ts';
import { makeFolder, type Ran, run } from './run.ts';

// Where the AWS CLI looks for credentials: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
// Small servers stand for those that give them out; each hands out a key of its own, so that a scan tells where it got its from.

const folder = makeFolder();
const hour = 3_600_000;
const soon = (): number => Date.now() + hour;
const token = 'a token';

/** Collects one type, with nothing but what the test gives. */
const collect = (env: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<Ran> =>
  run(['scan', '--policy', 'dynamodb-pitr-enabled', '--quiet', '--output', 'ndjson', ...args], { cwd: folder, env });

const worked = {
  code: 1,
  stdout: expect.stringContaining('dynamodb-pitr-enabled'),
  stderr: expect.stringMatching(/^exit 1: [^\n]+\n$/),
};

const cameWith = ({ requests }: Endpoint): unknown => [
  ...new Set(requests.filter(({ operation }) => /^[A-Z][A-Za-z]+$/.test(operation)).map(({ accessKey }) => accessKey)),
];

/** One sentence on standard error, exit code 2, nothing on standard output. */
const refusal = ({ code, stdout, stderr }: Ran): string => {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^datawarden: [^\n]+\n$/);
  return stderr.slice('datawarden: '.length, -1);
};

/** The home folder of somebody with this configuration and this token of IAM Identity Center, as `aws sso login` leaves it. */
const home = (name: string, config: string, cached: { readonly of: string; readonly token: object } | null): string => {
  const at = join(folder, name);
  mkdirSync(join(at, '.aws', 'sso', 'cache'), { recursive: true });
  writeFileSync(join(at, '.aws', 'config'), config);
  if (cached !== null) {
    const file = `${createHash('sha1').update(cached.of).digest('hex')}.json`;
    writeFileSync(join(at, '.aws', 'sso', 'cache', file), JSON.stringify(cached.token));
  }
  return at;
};

describe('with IAM Identity Center', () => {
  const start = 'https://acme.awsapps.com/start';
  const config = `
[profile data]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = auditor

[sso-session acme]
sso_start_url = ${start}
sso_region = eu-west-1

[profile legacy]
sso_start_url = ${start}
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = auditor
`;
  const ROLE = 'GET /federation/credentials?account_id=111122223333&role_name=auditor';
  const given: Readonly<Record<string, Answer>> = {
    ...account,
    [ROLE]: json({
      roleCredentials: { accessKeyId: 'ASIAFROMSSO', secretAccessKey: 'secret', sessionToken: 's', expiration: soon() },
    }),
  };
  const cached = (of: string, expiresAt: number) => ({
    of,
    token: { startUrl: start, region: 'eu-west-1', accessToken: token, expiresAt: new Date(expiresAt).toISOString() },
  });

  it.each([
    ['an sso-session', 'data', 'acme'],
    ['a start URL', 'legacy', start],
  ])(
    'a profile with %s gets the credentials of its role for the token that `aws sso login` left',
    async (what, profile, of) => {
      const endpoint = await startEndpoint(given);
      const env = { HOME: home(`sso ${what.length}`, config, cached(of, soon())), AWS_ENDPOINT_URL: endpoint.address };
      const ran = await collect(env, ['--profile', profile]);
      expect(ran).toEqual(worked);
      expect(cameWith(endpoint)).toEqual(['ASIAFROMSSO']);
      expect(endpoint.requests.find(({ operation }) => operation === ROLE)?.headers).toMatchObject({
        'x-amz-sso_bearer_token': token,
      });
      expect(await collect({ ...env, AWS_PROFILE: profile })).toEqual(worked);
    },
  );

  it.each([
    ['data', 'acme'],
    ['legacy', start],
  ])('a token of profile %s that has expired is one sentence that says how to sign in again', async (profile, of) => {
    const endpoint = await startEndpoint(given);
    const at = home(`expired ${profile}`, config, cached(of, Date.now() - hour));
    const env = { HOME: at, AWS_ENDPOINT_URL: endpoint.address };
    const sentence = `the IAM Identity Center session of profile \`${profile}\` has expired: run \`aws sso login --profile ${profile}\``;
    expect(refusal(await collect(env, ['--profile', profile]))).toBe(sentence);
    expect(refusal(await collect({ ...env, AWS_PROFILE: profile }))).toBe(sentence);
    expect(endpoint.asked).toEqual([]);
  });

  // https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html#sso-token-config
  it('a token that has expired is renewed where the session lasts longer, and is one sentence where it does not', async () => {
    const { of, token: old } = cached('acme', Date.now() - hour);
    const client = {
      clientId: 'c',
      clientSecret: 's',
      refreshToken: 'r',
      registrationExpiresAt: new Date(soon()).toISOString(),
    };
    const POST = 'POST /token';
    const renewing = await startEndpoint({ ...given, [POST]: json({ accessToken: 'a new token', expiresIn: 3600 }) });
    const env = {
      HOME: home('renewed', config, { of, token: { ...old, ...client } }),
      AWS_ENDPOINT_URL: renewing.address,
    };
    expect(await collect(env, ['--profile', 'data'])).toEqual(worked);
    expect(renewing.requests.find(({ operation }) => operation === ROLE)?.headers).toMatchObject({
      'x-amz-sso_bearer_token': 'a new token',
    });
    const refusing = await startEndpoint({ ...given, [POST]: { status: 400, body: '{"error":"invalid_grant"}' } });
    const ended = {
      HOME: home('ended', config, { of, token: { ...old, ...client } }),
      AWS_ENDPOINT_URL: refusing.address,
    };
    expect(refusal(await collect(ended, ['--profile', 'data']))).toMatchInlineSnapshot(
      `"the IAM Identity Center session of profile \`data\` has expired: run \`aws sso login --profile data\`"`,
    );
  });

  it('a token that is not there is one sentence', async () => {
    const env = { HOME: home('no token', config, null), AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    expect(refusal(await collect(env, ['--profile', 'data']))).toMatchInlineSnapshot(
      `"the IAM Identity Center session of profile \`data\` is not there, or not valid: run \`aws sso login --profile data\`"`,
    );
    expect(refusal(await collect(env, ['--profile', 'legacy']))).toMatchInlineSnapshot(
      `"the IAM Identity Center session of profile \`legacy\` is not there, or not valid: run \`aws sso login --profile legacy\`"`,
    );
    expect(refusal(await collect({ ...env, AWS_PROFILE: 'data' }))).toMatchInlineSnapshot(
      `"the IAM Identity Center session of profile \`data\` is not there, or not valid: run \`aws sso login --profile data\`"`,
    );
  });

  it('a token that AWS turns down is one sentence', async () => {
    const endpoint = await startEndpoint({
      ...account,
      [ROLE]: {
        status: 401,
        body: JSON.stringify({ __type: 'UnauthorizedException', message: 'Session token not found or invalid' }),
      },
    });
    const env = { HOME: home('turned down', config, cached('acme', soon())), AWS_ENDPOINT_URL: endpoint.address };
    expect(refusal(await collect(env, ['--profile', 'data']))).toMatchInlineSnapshot(
      `"the IAM Identity Center session of profile \`data\` is one that AWS does not accept: run \`aws sso login --profile data\`"`,
    );
  });
});

describe('with the token of an identity provider', () => {
  const file = join(folder, 'web-identity-token');
  writeFileSync(file, 'a.web.identity');
  const role = 'arn:aws:iam::111122223333:role/auditor';
  const answer: Answer = {
    status: 200,
    body: `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAFROMWEB</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>s</SessionToken><Expiration>${new Date(soon()).toISOString()}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
  };

  it('the role is assumed that the environment names', async () => {
    const endpoint = await startEndpoint({ ...account, AssumeRoleWithWebIdentity: answer });
    const env = { AWS_ENDPOINT_URL: endpoint.address, AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: role };
    expect(await collect(env)).toEqual(worked);
    expect(cameWith(endpoint)).toEqual([null, 'ASIAFROMWEB']);
    const sent = new URLSearchParams(endpoint.requests[0]?.body);
    expect(Object.fromEntries(sent)).toMatchObject({ RoleArn: role, WebIdentityToken: 'a.web.identity' });
  });

  it('a token file that is not there, and a token that is turned down, are one sentence', async () => {
    const lost = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_WEB_IDENTITY_TOKEN_FILE: `${file}-2`,
      AWS_ROLE_ARN: role,
    };
    expect(refusal(await collect(lost)).replaceAll(folder, '~')).toMatchInlineSnapshot(
      `"the AWS credentials cannot be read: ENOENT: no such file or directory, open '~/web-identity-token-2'"`,
    );
    const endpoint = await startEndpoint({
      AssumeRoleWithWebIdentity: xmlError(
        'ExpiredTokenException',
        'Token expired: current date/time must be before the expiration date/time',
        400,
      ),
    });
    const env = { ...lost, AWS_ENDPOINT_URL: endpoint.address, AWS_WEB_IDENTITY_TOKEN_FILE: file };
    expect(refusal(await collect(env))).toMatchInlineSnapshot(`"the AWS credentials have expired: sign in again"`);
  });
});

describe('with a profile of a Region', () => {
  it('STS is asked there, for all but the commercial partition answers nowhere else', async () => {
    const endpoint = await startEndpoint(account);
    const keys = 'aws_access_key_id = AKIAFROMPROFILE\naws_secret_access_key = secret\n';
    const env = {
      ...{
        HOME: home('region', `[profile cn]\nregion = cn-north-1\n${keys}`, null),
        AWS_ENDPOINT_URL: endpoint.address,
      },
    };
    const scopeOf = async (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> => {
      await collect({ ...env, ...more }, args);
      const asked = endpoint.requests.splice(0).find(({ operation }) => operation === 'GetCallerIdentity');
      return /Credential=([^,]*)/.exec(asked?.headers.authorization ?? '')?.[1]?.replace(/\/\d{8}\//, ' ') ?? '';
    };
    expect(await scopeOf(['--profile', 'cn'])).toBe('AKIAFROMPROFILE cn-north-1/sts/aws4_request');
    expect(await scopeOf([], { AWS_PROFILE: 'cn' })).toBe('AKIAFROMPROFILE cn-north-1/sts/aws4_request');
    expect(await scopeOf(['--profile', 'cn'], { AWS_REGION: 'cn-northwest-1' })).toContain(' cn-northwest-1/');
    expect(await scopeOf([], endpoint.env)).toContain(' us-east-1/');
  });
});

describe('in a container', () => {
  const credentials = json({
    ...{ AccessKeyId: 'ASIAFROMCONTAINER', SecretAccessKey: 'secret', Token: 's' },
    Expiration: new Date(soon()).toISOString(),
  });

  it.each([
    ['variable', { AWS_CONTAINER_AUTHORIZATION_TOKEN: token }],
    ['file', { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(folder, 'container-token') }],
  ])('the credentials are those of its task, asked for with the authorization token of a %s', async (_what, env) => {
    writeFileSync(join(folder, 'container-token'), token);
    const endpoint = await startEndpoint({ ...account, 'GET /credentials': credentials });
    const found = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint.address}/credentials`,
      AWS_ENDPOINT_URL: endpoint.address,
    };
    expect(await collect({ ...found, ...env })).toEqual(worked);
    expect(cameWith(endpoint)).toEqual(['ASIAFROMCONTAINER']);
    expect(endpoint.requests[0]).toMatchObject({ operation: 'GET /credentials', headers: { authorization: token } });
  });

  it('a token file that is not there, and an endpoint that refuses, are one sentence', async () => {
    const endpoint = await startEndpoint({
      'GET /credentials': { status: 403, body: '{"Code":"AccessDenied","Message":"no"}' },
    });
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint.address}/credentials`,
      AWS_ENDPOINT_URL: endpoint.address,
    };
    expect(refusal(await collect(env)).replace(endpoint.address, 'http://…')).toMatchInlineSnapshot(
      `"no AWS credentials were found: Could not load credentials from any providers, the container's \`http://…/credentials\` among them; set AWS_PROFILE or AWS_ACCESS_KEY_ID, run \`aws sso login\`, or pass --profile"`,
    );
    const lost = { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(folder, 'no-token') };
    expect(refusal(await collect({ ...env, ...lost })).replaceAll(folder, '~')).toMatchInlineSnapshot(
      `"the AWS credentials cannot be read: ENOENT: no such file or directory, open '~/no-token'"`,
    );
  });
});

describe('on an instance', () => {
  const LIST = 'GET /latest/meta-data/iam/security-credentials/';
  const metadata = (role: Answer): Readonly<Record<string, Answer>> => ({
    ...account,
    'PUT /latest/api/token': { status: 200, body: token },
    [LIST]: { status: 200, body: 'auditor' },
    [`${LIST}auditor`]: role,
  });
  const envOf = ({ address }: Endpoint) => ({
    ...{ AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: address, AWS_ENDPOINT_URL: address },
  });

  it('the credentials are those of its role, asked for with a session token (IMDSv2)', async () => {
    const endpoint = await startEndpoint(
      metadata(
        json({
          ...{ Code: 'Success', AccessKeyId: 'ASIAFROMINSTANCE', SecretAccessKey: 'secret', Token: 's' },
          Expiration: new Date(soon()).toISOString(),
        }),
      ),
    );
    expect(await collect(envOf(endpoint))).toEqual(worked);
    expect(cameWith(endpoint)).toEqual(['ASIAFROMINSTANCE']);
    const asked = endpoint.requests.filter(({ operation }) => operation.startsWith(LIST));
    expect(asked.map(({ headers }) => headers['x-aws-ec2-metadata-token'])).toEqual([token, token]);
  });

  it('without a role there is one sentence', async () => {
    const endpoint = await startEndpoint({ ...metadata(json({})), [LIST]: { status: 404, body: '' } });
    expect(refusal(await collect(envOf(endpoint)))).toMatchInlineSnapshot(
      `"no AWS credentials were found: Could not load credentials from any providers; set AWS_PROFILE or AWS_ACCESS_KEY_ID, run \`aws sso login\`, or pass --profile"`,
    );
  });
});
