import {
  GetAccountSummaryCommand,
  IAMClient,
  paginateListAccountAliases,
  paginateListEntitiesForPolicy,
  type SummaryKeyType,
} from '@aws-sdk/client-iam';
import { type At, call, defineLive, from, given } from '../../live.ts';
import { accountDetails, attachedPolicies } from '../account-details.ts';
import { type CredentialReport, credentialReport, keySlots, type ReportRow } from '../credential-report.ts';
import { virtualMfaDevices } from '../virtual-mfa-devices.ts';
import { account } from './model.ts';

interface AccountSeed {
  readonly account: string;
}

const aliases = call('iam:ListAccountAliases', IAMClient, async (client: IAMClient, _seed: AccountSeed) => {
  const found: string[] = [];
  for await (const { AccountAliases } of paginateListAccountAliases({ client, pageSize: 1000 }, {})) {
    found.push(...given(AccountAliases, 'the account aliases'));
  }
  return found;
});

const summary = call('iam:GetAccountSummary', IAMClient, async (client: IAMClient, _seed: AccountSeed) =>
  given((await client.send(new GetAccountSummaryCommand({}))).SummaryMap, 'the summary map'),
);

const supportEntities = call(
  'iam:ListEntitiesForPolicy',
  IAMClient,
  async (client: IAMClient, _seed: AccountSeed, at) => {
    const users: string[] = [];
    const groups: string[] = [];
    const roles: string[] = [];
    const pages = paginateListEntitiesForPolicy(
      { client, pageSize: 1000 },
      { PolicyArn: `arn:${at.partition}:iam::aws:policy/AWSSupportAccess`, PolicyUsageFilter: 'PermissionsPolicy' },
    );
    for await (const page of pages) {
      for (const { UserName } of page.PolicyUsers ?? []) users.push(given(UserName, 'the name of a user'));
      for (const { GroupName } of page.PolicyGroups ?? []) groups.push(given(GroupName, 'the name of a group'));
      for (const { RoleName } of page.PolicyRoles ?? []) roles.push(given(RoleName, 'the name of a role'));
    }
    return { users: users.sort(), groups: groups.sort(), roles: roles.sort() };
  },
);

type Summary = Partial<Record<SummaryKeyType, number>>;

const has = (map: Summary, key: SummaryKeyType): boolean => given(map[key], `${key} of the account summary`) > 0;

const usage = (map: Summary, count: SummaryKeyType, quota: SummaryKeyType) => ({
  count: given(map[count], `${count} of the account summary`),
  quota: given(map[quota], `${quota} of the account summary`),
});

const rootArn = ({ partition, account: id }: At): string => `arn:${partition}:iam::${id}:root`;

const rootRow = ({ rows }: CredentialReport, at: At): ReportRow =>
  given(rows.get(rootArn(at)), 'the row of the root user in the credential report');

/** Also keys that are no longer active: what counts is that somebody acted as root. */
const lastUses = (row: ReportRow) => {
  const uses = [
    { credential: 'password' as const, at: row.moment('password_last_used') },
    ...keySlots.map((slot) => ({
      credential: `access key ${slot}` as 'access key 1' | 'access key 2',
      at: row.moment(`access_key_${slot}_last_used_date`),
    })),
  ];
  return uses.flatMap(({ credential, at }) => (at === null ? [] : [{ credential, at }]));
};

export default defineLive(account, {
  scope: 'account',
  list: {
    operations: [],
    actions: [],
    client: IAMClient,
    async *seeds(_client: IAMClient, at: At): AsyncIterable<AccountSeed> {
      yield { account: at.account };
    },
    needs: [],
  },
  name: ({ account: id }) => id,
  arn: (_seed, at) => rootArn(at),

  facts: {
    alias: from(aliases, ([alias]) => alias ?? null),
    'root.hasAccessKeys': from(summary, (map) => has(map, 'AccountAccessKeysPresent')),
    'root.hasPassword': from(summary, (map) => has(map, 'AccountPasswordPresent')),
    'root.hasMfa': from(summary, (map) => has(map, 'AccountMFAEnabled')),
    'root.hasSigningCertificates': from(summary, (map) => has(map, 'AccountSigningCertificatesPresent')),
    'root.virtualMfaDevices': from(virtualMfaDevices, ({ rootArn, serialsOf }) => [...(serialsOf.get(rootArn) ?? [])]),
    'root.activeAccessKeys': from(credentialReport, (report, _seed, at) => rootRow(report, at).activeAccessKeys),
    'root.activeSigningCertificates': from(
      credentialReport,
      (report, _seed, at) => rootRow(report, at).activeSigningCertificates,
    ),
    'root.lastUses': from(credentialReport, (report, _seed, at) => lastUses(rootRow(report, at))),
    credentialReportAt: from(credentialReport, ({ generatedAt }) => generatedAt),
    supportAccess: from(supportEntities, (entities) => entities),
    securityAuditRoles: from(accountDetails, ({ roles }, _seed, { partition }) =>
      roles
        .filter((role) => attachedPolicies(role).includes(`arn:${partition}:iam::aws:policy/SecurityAudit`))
        .map(({ Arn }) => Arn)
        .sort(),
    ),
    usage: from(summary, (map) => ({
      users: usage(map, 'Users', 'UsersQuota'),
      groups: usage(map, 'Groups', 'GroupsQuota'),
      roles: usage(map, 'Roles', 'RolesQuota'),
      policies: usage(map, 'Policies', 'PoliciesQuota'),
      instanceProfiles: usage(map, 'InstanceProfiles', 'InstanceProfilesQuota'),
      serverCertificates: usage(map, 'ServerCertificates', 'ServerCertificatesQuota'),
    })),
  },
});
