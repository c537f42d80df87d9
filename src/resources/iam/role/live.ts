import { IAMClient, paginateListRoles, type Role, type RoleDetail } from '@aws-sdk/client-iam';
import { defineLive, from, given, instant, listed, policyDocument, shared, tagMap } from '../../live.ts';
import { attachedPolicies, inlinePolicies, listFrom, permissionsBoundary } from '../account-details.ts';
import { role } from './model.ts';

/** All roles by ARN, for what the account's details leave out: description and length of sessions. */
const roles = shared('iam:ListRoles', IAMClient, async (client) => {
  const found = new Map<string, Role>();
  for await (const { Roles } of paginateListRoles({ client, pageSize: 1000 }, {})) {
    for (const one of given(Roles, 'the roles')) found.set(given(one.Arn, 'the ARN of a role'), one);
  }
  return found;
});

const arnOf = ({ Arn }: RoleDetail): string => given(Arn, 'the ARN of a role');

const fromRoles = <Value>(project: (one: Role) => Value) =>
  from(roles, (found, detail: RoleDetail) =>
    project(given(found.get(arnOf(detail)), 'a role that is new since the roles were listed')),
  );

export default defineLive(role, {
  scope: 'account',
  list: listFrom((details) => details.roles),
  name: ({ RoleName }) => given(RoleName, 'the name of a role'),
  arn: arnOf,

  facts: {
    path: listed(({ Path }: RoleDetail) => given(Path, 'the path of a role')),
    uniqueId: listed(({ RoleId }: RoleDetail) => given(RoleId, 'the id of a role')),
    createdAt: listed(({ CreateDate }: RoleDetail) => instant(given(CreateDate, 'when a role was created'))),
    description: fromRoles(({ Description }) => Description || null),
    'access.policyDocument': listed(({ AssumeRolePolicyDocument }: RoleDetail) =>
      policyDocument(AssumeRolePolicyDocument),
    ),
    attachedPolicies: listed(attachedPolicies),
    inlinePolicies: listed(({ RolePolicyList }: RoleDetail) => inlinePolicies(RolePolicyList)),
    permissionsBoundary: listed(permissionsBoundary),
    instanceProfiles: listed(({ InstanceProfileList }: RoleDetail) =>
      (InstanceProfileList ?? []).map(({ Arn }) => given(Arn, 'the ARN of an instance profile')).sort(),
    ),
    // The path is reserved: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    isServiceLinked: listed(({ Path }: RoleDetail) =>
      given(Path, 'the path of a role').startsWith('/aws-service-role/'),
    ),
    lastUsed: listed(({ RoleLastUsed }: RoleDetail) =>
      RoleLastUsed?.LastUsedDate === undefined
        ? null
        : { at: instant(RoleLastUsed.LastUsedDate), region: RoleLastUsed.Region ?? null },
    ),
    maxSessionSeconds: fromRoles(({ MaxSessionDuration }) => given(MaxSessionDuration, 'the maximum session duration')),
    tags: listed(({ Tags }: RoleDetail) => tagMap(Tags)),
  },
});
