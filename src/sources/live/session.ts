import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromIni, fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { ConnectionError, CredentialsError, UsageError } from '../../errors.ts';
import type { Gap, SkippedRegion } from '../../model/resource.ts';
import { mainRegion } from '../../resources/live.ts';
import type { Clients, Environment } from './clients.ts';
import { describeRefusal, errorCode } from './refusal.ts';

/** How to sign in. */
export interface SignIn {
  readonly profile: string | undefined;
  readonly roleArn: string | undefined;
  readonly externalId: string | undefined;
  readonly env: Environment;
}

/**
 * Credentials as the AWS CLI finds them: environment, profile, SSO, web identity, container, instance role; then the role, if any.
 * They are looked up when they are first used.
 */
export const makeCredentials = ({ profile, roleArn, externalId, env }: SignIn): AwsCredentialIdentityProvider => {
  // The chain would go on behind a profile that does not work, and say at its end no more than that nothing was found.
  const base = shareUntilExpiry(readable(profile === undefined ? fromNodeProviderChain() : fromIni({ profile })));
  if (roleArn === undefined) return base;
  return shareUntilExpiry(
    fromTemporaryCredentials({
      masterCredentials: base,
      params: {
        RoleArn: roleArn,
        RoleSessionName: 'datawarden',
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      },
      clientConfig: { region: configuredRegion(env) },
    }),
  );
};

/** As long before their end as the SDK asks for new ones. */
const refreshAhead = 5 * 60_000;

/** One set of credentials for all clients: each keeps what it was given, and would otherwise ask for its own. */
const shareUntilExpiry = (provide: AwsCredentialIdentityProvider): AwsCredentialIdentityProvider => {
  let latest: AwsCredentialIdentity | undefined;
  let asked: Promise<AwsCredentialIdentity> | undefined;
  const lasts = ({ expiration }: AwsCredentialIdentity): boolean =>
    expiration === undefined || expiration.getTime() - Date.now() > refreshAhead;
  return async () => {
    if (latest !== undefined && lasts(latest)) return latest;
    asked ??= provide().finally(() => {
      asked = undefined;
    });
    latest = await asked;
    return latest;
  };
};

/** A file that the configuration names and that is not there is no bug of ours. */
const readable =
  (provide: ReturnType<typeof fromIni>): AwsCredentialIdentityProvider =>
  async () => {
    try {
      return await provide();
    } catch (error) {
      if (!(error instanceof Error) || (error as NodeJS.ErrnoException).syscall === undefined) throw error;
      if (errorCode(error) !== null) throw error;
      throw new CredentialsError(`the AWS credentials cannot be read: ${error.message}`, { cause: error });
    }
  };

/** The Region that the environment names, or the commercial partition's main one. */
const configuredRegion = (env: Environment): string => env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || 'us-east-1';

/** Whose account the credentials belong to. */
export interface Identity {
  readonly account: string;
  readonly partition: string;
}

/** Actions that every scan needs besides those of the resource types. `sts:GetCallerIdentity` needs none. */
export const sessionActions = ['ec2:DescribeRegions'] as const;

/**
 * Asks STS who we are: the first call of every scan, which finds out whether the credentials work.
 * @throws CredentialsError in one sentence, or ConnectionError where nothing answers.
 */
export const identify = async (clients: Clients, { profile, roleArn, env }: SignIn): Promise<Identity> => {
  let answer: { Account?: string | undefined; Arn?: string | undefined };
  try {
    answer = await clients.get(STSClient, configuredRegion(env)).send(new GetCallerIdentityCommand({}));
  } catch (error) {
    throw explainSignIn(error, profile, roleArn);
  }
  const partition = answer.Arn?.split(':')[1];
  if (answer.Account === undefined || partition === undefined) {
    throw new ConnectionError('STS did not say whose credentials these are: check the endpoint');
  }
  return { account: answer.Account, partition };
};

const explainSignIn = (error: unknown, profile: string | undefined, roleArn: string | undefined): unknown => {
  const code = errorCode(error);
  if (code === null) return error;
  const message = error instanceof Error ? error.message.replace(/\s+/g, ' ') : '';
  const who = profile === undefined ? '' : ` of profile \`${profile}\``;
  switch (code) {
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return new CredentialsError(
        `no AWS credentials${who} were found: ${message}; set AWS_PROFILE or AWS_ACCESS_KEY_ID, run \`aws sso login\`, or pass --profile`,
        { cause: error },
      );
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'RequestExpired':
      return new CredentialsError(`the AWS credentials${who} have expired: sign in again`, { cause: error });
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
    case 'SignatureDoesNotMatch':
    case 'InvalidSignatureException':
    case 'AuthFailure':
    case 'IncompleteSignature':
      return new CredentialsError(
        `AWS does not accept the credentials${who} (${code}): check the access key and its secret`,
        { cause: error },
      );
    case 'AccessDenied':
    case 'AccessDeniedException':
      return new CredentialsError(
        roleArn === undefined
          ? `AWS refuses the credentials${who} (${code}): ${message}`
          : `the role \`${roleArn}\` cannot be assumed (${code}): ${message}; check its trust policy and --external-id`,
        { cause: error },
      );
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ECONNRESET':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'TimeoutError':
      return new ConnectionError(
        `AWS cannot be reached (${code}): ${message}; check the network, AWS_REGION and AWS_ENDPOINT_URL`,
        { cause: error },
      );
    default:
      return new CredentialsError(`AWS refuses to say whose credentials${who} these are (${code}): ${message}`, {
        cause: error,
      });
  }
};

/** The Regions to read, those left out, and a gap where AWS would not list them. */
export interface Regions {
  readonly regions: readonly string[];
  readonly skipped: readonly SkippedRegion[];
  readonly refused: Pick<Gap, 'operation' | 'code' | 'message'> | null;
}

/**
 * The Regions the account has enabled, or those that were asked for.
 * @throws UsageError where a Region was asked for that does not exist or is not enabled.
 */
export const chooseRegions = async (
  clients: Clients,
  { account, partition }: Identity,
  wanted: readonly string[] | undefined,
  env: Environment,
): Promise<Regions> => {
  const asked = mainRegion(partition);
  let all: { region: string; enabled: boolean }[];
  try {
    const answer = await clients.get(EC2Client, asked).send(new DescribeRegionsCommand({ AllRegions: true }));
    all = (answer.Regions ?? []).flatMap(({ RegionName, OptInStatus }) =>
      RegionName === undefined ? [] : [{ region: RegionName, enabled: OptInStatus !== 'not-opted-in' }],
    );
  } catch (error) {
    const refused = describeRefusal(error, 'ec2:DescribeRegions');
    if (refused === null) throw error;
    if (wanted !== undefined) return { regions: [...wanted].sort(), skipped: [], refused: null };
    return { regions: [configuredRegion(env)], skipped: [], refused };
  }
  const enabled = all.filter((region) => region.enabled).map(({ region }) => region);
  for (const region of wanted ?? []) {
    if (enabled.includes(region)) continue;
    const exists = all.some((other) => other.region === region);
    throw new UsageError(
      exists
        ? `the Region \`${region}\` is not enabled for account ${account}: leave it out of --regions, or opt in to it`
        : `there is no Region \`${region}\`; enabled are ${enabled.sort().join(', ')}`,
    );
  }
  const regions = (wanted === undefined ? enabled : [...new Set(wanted)]).sort();
  const skipped = all
    .filter(({ region }) => !regions.includes(region))
    .map(
      ({ region, enabled: on }): SkippedRegion => ({ account, region, reason: on ? 'not-requested' : 'not-opted-in' }),
    )
    .sort((a, b) => (a.region < b.region ? -1 : 1));
  return { regions, skipped, refused: null };
};
