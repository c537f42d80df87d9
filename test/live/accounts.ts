import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

/** Temporary credentials, as STS gives them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Credentials of an administrator by account. */
export type Accounts = ReadonlyMap<string, Credentials>;

/** The role that AWS Organizations makes in member accounts: the estate creates it, with AdministratorAccess. */
export const administratorRole = 'OrganizationAccountAccessRole';

/** moto takes a caller it does not know for one of account 123456789012, and lets it do anything while authorization is off. */
const anybody = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'anything' };

/**
 * Credentials of a role. In moto the role need not exist, and what is then called with the credentials happens in the account of
 * the role's ARN: that is how one server holds several accounts. Not while authorization is on: then only a caller that is
 * allowed to may assume a role.
 */
export const assumeRole = async (endpoint: string, roleArn: string): Promise<Credentials> => {
  const client = new STSClient({ endpoint, region: 'us-east-1', credentials: anybody });
  try {
    const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'live-suite', DurationSeconds: 3600 });
    const { Credentials: given } = await client.send(command);
    const { AccessKeyId, SecretAccessKey, SessionToken } = given ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error(`no credentials for \`${roleArn}\``);
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } finally {
    client.destroy();
  }
};

/** An administrator's credentials in each account. */
export const login = async (endpoint: string, accounts: readonly string[]): Promise<Accounts> => {
  const entries: [string, Credentials][] = [];
  for (const account of accounts) {
    entries.push([account, await assumeRole(endpoint, `arn:aws:iam::${account}:role/${administratorRole}`)]);
  }
  return new Map(entries);
};
