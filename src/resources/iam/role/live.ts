import type { Role as ListedRole } from '@aws-sdk/client-iam';
import { defineLive, from, fromAll, given, instant, listed, policyDocument, tagMap } from '../../live.ts';
import { attachedPolicies, inlinePolicies, listFrom, permissionsBoundary, type Role } from '../account-details.ts';
import { listedRoles } from '../listed-roles.ts';
import { serviceAccess } from '../service-access.ts';
import { role } from './model.ts';

/** What the account's details leave out: description and length of sessions. */
const fromRoles = <Value>(project: (one: ListedRole) => Value) =>
  from(listedRoles, ({ byArn }, detail: Role) =>
    project(given(byArn.get(detail.Arn), 'a role that is new since the roles were listed')),
  );

const isServiceLinked = (path: string | undefined): boolean =>
  given(path, 'the path of a role').startsWith('/aws-service-role/');

export default defineLive(role, {
  scope: 'account',
  list: listFrom((details) => details.roles),
  name: ({ RoleName }) => RoleName,
  arn: ({ Arn }) => Arn,

  facts: {
    path: listed(({ Path }: Role) => given(Path, 'the path of a role')),
    uniqueId: listed(({ RoleId }: Role) => given(RoleId, 'the id of a role')),
    createdAt: listed(({ CreateDate }: Role) => instant(given(CreateDate, 'when a role was created'))),
    description: fromRoles(({ Description }) => Description || null),
    'access.policyDocument': listed(({ AssumeRolePolicyDocument }: Role) => policyDocument(AssumeRolePolicyDocument)),
    attachedPolicies: listed(attachedPolicies),
    inlinePolicies: listed(({ RolePolicyList }: Role) => inlinePolicies(RolePolicyList)),
    permissionsBoundary: listed(permissionsBoundary),
    instanceProfiles: listed(({ InstanceProfileList }: Role) =>
      (InstanceProfileList ?? []).map(({ Arn }) => given(Arn, 'the ARN of an instance profile')).sort(),
    ),
    // The path is reserved: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    isServiceLinked: listed(({ Path }: Role) => isServiceLinked(Path)),
    lastUsed: listed(({ RoleLastUsed }: Role) =>
      RoleLastUsed?.LastUsedDate === undefined
        ? null
        : { at: instant(RoleLastUsed.LastUsedDate), region: RoleLastUsed.Region ?? null },
    ),
    serviceAccess: fromAll([serviceAccess], async ([access], { Path }: Role) =>
      isServiceLinked(Path) ? null : access(),
    ),
    maxSessionSeconds: fromRoles(({ MaxSessionDuration }) => given(MaxSessionDuration, 'the maximum session duration')),
    tags: listed(({ Tags }: Role) => tagMap(Tags)),
  },
});
