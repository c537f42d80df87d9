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

/** The identities and customer managed policies of an account, and what is attached to whom. */
export interface AccountDetails {
  readonly users: readonly UserDetail[];
  readonly groups: readonly GroupDetail[];
  readonly roles: readonly RoleDetail[];
  /** Customer managed policies only. */
  readonly policies: readonly ManagedPolicyDetail[];
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
    const users: UserDetail[] = [];
    const groups: GroupDetail[] = [];
    const roles: RoleDetail[] = [];
    const policies: ManagedPolicyDetail[] = [];
    const pages = paginateGetAccountAuthorizationDetails(
      { client, pageSize: 1000 },
      { Filter: ['User', 'Group', 'Role', 'LocalManagedPolicy'] },
    );
    for await (const page of pages) {
      // A page holds what there was room for: a list that has nothing on it may be left out.
      users.push(...(page.UserDetailList ?? []));
      groups.push(...(page.GroupDetailList ?? []));
      roles.push(...(page.RoleDetailList ?? []));
      policies.push(...(page.Policies ?? []));
    }
    return relate({ users, groups, roles, policies });
  },
);

const relate = (details: Pick<AccountDetails, 'users' | 'groups' | 'roles' | 'policies'>): AccountDetails => {
  const members = new Map<string, string[]>();
  const attachedTo = new Map<string, string[]>();
  const boundaryOf = new Map<string, string[]>();
  for (const { UserName, GroupList } of details.users) {
    for (const group of GroupList ?? []) addTo(members, group, given(UserName, 'the name of a user'));
  }
  for (const identity of [...details.users, ...details.groups, ...details.roles]) {
    const arn = given(identity.Arn, 'the ARN of a user, group or role');
    for (const policy of attachedPolicies(identity)) addTo(attachedTo, policy, arn);
    const boundary = 'PermissionsBoundary' in identity ? permissionsBoundary(identity) : null;
    if (boundary !== null) addTo(boundaryOf, boundary, arn);
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
