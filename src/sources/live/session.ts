import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromIni, fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { ConnectionError, CredentialsError, UsageError } from '../../errors.ts';
import type { Gap, SkippedRegion } from '../../model/resource.ts';
import { mainRegion } from '../../resources/live.ts';
import type { Clients, Environment } from './clients.ts';
import { describeRefusal, errorCode } from './refusal.ts';
import { explainSignIn } from './sign-in-failure.ts';

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
export const makeCredentials = (how: SignIn): AwsCredentialIdentityProvider => {
  const { profile, roleArn, externalId } = how;
  const region = (): Promise<string> => configuredRegion(how);
  // Without it the SDK warns on standard error that it chooses one where a role is assumed.
  const init = { parentClientConfig: { region } };
  // The chain would go on behind a profile that does not work, and say at its end no more than that nothing was found.
  const base = shareUntilExpiry(
    readable(profile === undefined ? fromNodeProviderChain(init) : fromIni({ ...init, profile })),
  );
  if (roleArn === undefined) return base;
  return shareUntilExpiry(
    fromTemporaryCredentials({
      masterCredentials: base,
      params: {
        RoleArn: roleArn,
        RoleSessionName: 'datawarden',
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      },
      clientConfig: { region },
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

/** The Region that the environment or the profile names, or the commercial partition's main one. */
async function configuredRegion({ profile, env }: Pick<SignIn, 'profile' | 'env'>): Promise<string> {
  const named = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
  if (named) return named;
  // How the SDK finds a client's own Region: in the section of the profile.
  const { region } = new STSClient(profile === undefined ? {} : { profile }).config;
  try {
    return await region();
  } catch (error) {
    if (error instanceof Error && error.message === 'Region is missing') return 'us-east-1';
    throw error;
  }
}

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
export const identify = async (clients: Clients, how: SignIn): Promise<Identity> => {
  let answer: { Account?: string | undefined; Arn?: string | undefined };
  try {
    answer = await clients.get(STSClient, await configuredRegion(how)).send(new GetCallerIdentityCommand({}));
  } catch (error) {
    throw explainSignIn(error, how);
  }
  const partition = answer.Arn?.split(':')[1];
  if (answer.Account === undefined || partition === undefined) {
    throw new ConnectionError('STS did not say whose credentials these are: check the endpoint');
  }
  return { account: answer.Account, partition };
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
  how: Pick<SignIn, 'profile' | 'env'>,
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
    return { regions: [await configuredRegion(how)], skipped: [], refused };
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
