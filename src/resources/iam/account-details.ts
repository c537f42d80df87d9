import {
  type AttachedPolicy,
  type GroupDetail,
  IAMClient,
  type ManagedPolicyDetail,
  type PolicyDetail,
  paginateGetAccountAuthorizationDetails,
  type RoleDetail,
  type UserDetail,
} from '@aws-sdk/client-iam';
import { given, type Listing, shared } from '../live.ts';
import { type Identified, identified } from './identified.ts';

/** A user of the account. */
export type User = Identified<UserDetail, 'Arn' | 'UserName'>;
/** A group of the account. */
export type Group = Identified<GroupDetail, 'Arn' | 'GroupName'>;
/** A role of the account. */
export type Role = Identified<RoleDetail, 'Arn' | 'RoleName'>;
/** A managed policy, the customer's own or AWS's. */
export type ManagedPolicy = Identified<ManagedPolicyDetail, 'Arn'>;

/** The identities and customer managed policies of an account, and what is attached to whom. */
export interface AccountDetails {
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly roles: readonly Role[];
  /** Customer managed policies only. */
  readonly policies: readonly ManagedPolicy[];
  /** Names of the users in each group, by the group's name. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** ARNs of the users, groups and roles that a managed policy is attached to, by the policy's ARN; AWS's policies too. */
  readonly attachedTo: ReadonlyMap<string, readonly string[]>;
  /** ARNs of the users and roles whose permissions boundary a managed policy is, by the policy's ARN. */
  readonly boundaryOf: ReadonlyMap<string, readonly string[]>;
}

/**
 * Every user, group, role and customer managed policy with its documents, in pages of 1,000: AWS managed policies are left out.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const accountDetails = shared(
  'iam:GetAccountAuthorizationDetails',
  IAMClient,
  async (client): Promise<AccountDetails> => {
    const users: User[] = [];
    const groups: Group[] = [];
    const roles: Role[] = [];
    const policies: ManagedPolicy[] = [];
    const pages = paginateGetAccountAuthorizationDetails(
      { client, pageSize: 1000 },
      { Filter: ['User', 'Group', 'Role', 'LocalManagedPolicy'] },
    );
    for await (const page of pages) {
      // A page holds what there was room for: a list that has nothing on it may be left out.
      for (const one of page.UserDetailList ?? []) users.push(identified(one, 'Arn', 'UserName'));
      for (const one of page.GroupDetailList ?? []) groups.push(identified(one, 'Arn', 'GroupName'));
      for (const one of page.RoleDetailList ?? []) roles.push(identified(one, 'Arn', 'RoleName'));
      for (const one of page.Policies ?? []) policies.push(identified(one, 'Arn'));
    }
    return relate({ users, groups, roles, policies });
  },
);

/**
 * The managed policies of AWS with their documents: a call of its own, since only one type needs it. Which of them it lists AWS does
 * not document: those that nothing uses are for the reader to leave out.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const awsManagedPolicies = shared(
  'iam:GetAccountAuthorizationDetails',
  IAMClient,
  async (client): Promise<readonly ManagedPolicy[]> => {
    const policies: ManagedPolicy[] = [];
    const pages = paginateGetAccountAuthorizationDetails({ client, pageSize: 1000 }, { Filter: ['AWSManagedPolicy'] });
    for await (const page of pages) for (const one of page.Policies ?? []) policies.push(identified(one, 'Arn'));
    return policies;
  },
);

const relate = (details: Pick<AccountDetails, 'users' | 'groups' | 'roles' | 'policies'>): AccountDetails => {
  const members = new Map<string, string[]>();
  const attachedTo = new Map<string, string[]>();
  const boundaryOf = new Map<string, string[]>();
  for (const { UserName, GroupList } of details.users) {
    for (const group of GroupList ?? []) addTo(members, group, UserName);
  }
  for (const identity of [...details.users, ...details.groups, ...details.roles]) {
    for (const policy of attachedPolicies(identity)) addTo(attachedTo, policy, identity.Arn);
    const boundary = 'PermissionsBoundary' in identity ? permissionsBoundary(identity) : null;
    if (boundary !== null) addTo(boundaryOf, boundary, identity.Arn);
  }
  return { ...details, members, attachedTo, boundaryOf };
};

const addTo = (lists: Map<string, string[]>, key: string, item: string): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
};

/** The listing of a type whose resources the account's details hold: no call of its own. */
export const listFrom = <Seed>(seedsOf: (details: AccountDetails) => Iterable<Seed>): Listing<IAMClient, Seed> => ({
  operations: accountDetails.operations,
  actions: accountDetails.actions,
  client: IAMClient,
  async *seeds(_client, _at, answerOf) {
    yield* seedsOf(await answerOf(accountDetails));
  },
  needs: [accountDetails],
});

/** The document in force of a managed policy, as AWS writes it. */
export const documentInForce = ({ PolicyVersionList, DefaultVersionId }: ManagedPolicy): string | undefined =>
  given(
    given(PolicyVersionList, 'the versions of a policy').find(({ VersionId }) => VersionId === DefaultVersionId),
    'the default version of a policy',
  ).Document;

/** The ARNs of the managed policies attached to an identity, sorted. */
export const attachedPolicies = (identity: {
  readonly AttachedManagedPolicies?: readonly AttachedPolicy[] | undefined;
}): string[] =>
  (identity.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => given(PolicyArn, 'the ARN of a policy')).sort();

/** The names of inline policies, sorted. */
export const inlinePolicies = (policies: readonly PolicyDetail[] | undefined): string[] =>
  (policies ?? []).map(({ PolicyName }) => given(PolicyName, 'the name of an inline policy')).sort();

/** The ARN of an identity's permissions boundary; `null` where it has none. */
export const permissionsBoundary = (identity: Pick<UserDetail, 'PermissionsBoundary'>): string | null =>
  identity.PermissionsBoundary === undefined
    ? null
    : given(identity.PermissionsBoundary.PermissionsBoundaryArn, 'the ARN of a permissions boundary');
