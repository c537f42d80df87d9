import { compileGlob, matchGlob } from './pattern.ts';

/**
 * The actions of IAM that are on a user and on nothing else that a policy can name in their place, but for its MFA devices.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const ON_USERS: ReadonlySet<string> = new Set(
  (
    'AttachUserPolicy ChangePassword CreateAccessKey CreateLoginProfile CreateServiceSpecificCredential CreateUser ' +
    'DeactivateMFADevice DeleteAccessKey DeleteLoginProfile DeleteSSHPublicKey DeleteServiceSpecificCredential ' +
    'DeleteSigningCertificate DeleteUser DeleteUserPermissionsBoundary DeleteUserPolicy DetachUserPolicy EnableMFADevice ' +
    'GetAccessKeyLastUsed GetLoginProfile GetMFADevice GetSSHPublicKey GetUser GetUserPolicy ListAccessKeys ' +
    'ListAttachedUserPolicies ListGroupsForUser ListMFADevices ListSSHPublicKeys ListServiceSpecificCredentials ' +
    'ListSigningCertificates ListUserPolicies ListUserTags PutUserPermissionsBoundary PutUserPolicy ' +
    'ResetServiceSpecificCredential ResyncMFADevice TagUser UntagUser UpdateAccessKey UpdateLoginProfile UpdateSSHPublicKey ' +
    'UpdateServiceSpecificCredential UpdateSigningCertificate UpdateUser UploadSSHPublicKey UploadSigningCertificate'
  )
    .split(' ')
    .map((name) => `iam:${name}`),
);

/** The actions of IAM that may be on a group, by the same page. */
export const ON_GROUPS: ReadonlySet<string> = new Set(
  (
    'AddUserToGroup AttachGroupPolicy CreateGroup DeleteGroup DeleteGroupPolicy DetachGroupPolicy GetGroup GetGroupPolicy ' +
    'ListAttachedGroupPolicies ListGroupPolicies PutGroupPolicy RemoveUserFromGroup UpdateGroup ' +
    'GenerateServiceLastAccessedDetails GetContextKeysForPrincipalPolicy ListPoliciesGrantingServiceAccess SimulatePrincipalPolicy'
  )
    .split(' ')
    .map((name) => `iam:${name}`),
);

/** Whether a pattern of Action speaks of actions on users and of none on groups. */
export const isOfUsersAlone = (pattern: string): boolean => {
  const glob = compileGlob(pattern.toLowerCase());
  const speaksOf = (actions: ReadonlySet<string>): boolean => {
    for (const action of actions) if (matchGlob(glob, action.toLowerCase())) return true;
    return false;
  };
  return speaksOf(ON_USERS) && !speaksOf(ON_GROUPS);
};
