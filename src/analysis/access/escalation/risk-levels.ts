import type { Action } from '../actions.ts';

/** Actions that AWS lists as read or write, and that change all the same who may do what; a line a service. */
const MORE = new Map<string, ReadonlySet<string>>(
  [
    'chime:DeleteVoiceConnectorTerminationCredentials PutVoiceConnectorTerminationCredentials',
    'codebuild:DeleteSourceCredentials ImportSourceCredentials',
    'cognito-identity:SetIdentityPoolRoles',
    'connect:GetFederationToken',
    'ds:CreateDirectory CreateConditionalForwarder CreateIdentityPoolDirectory CreateMicrosoftAD CreateTrust ShareDirectory',
    'es:CreateElasticsearchDomain UpdateElasticsearchDomainConfig',
    'gamelift:RequestUploadCredentials',
    `iam:AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AddUserToGroup ChangePassword CreateAccessKey
      CreateAccountAlias CreateGroup CreateInstanceProfile CreateLoginProfile CreateOpenIDConnectProvider CreateRole
      CreateSAMLProvider CreateServiceLinkedRole CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice
      DeactivateMFADevice DeleteAccessKey DeleteAccountAlias DeleteGroup DeleteInstanceProfile DeleteLoginProfile
      DeleteOpenIDConnectProvider DeleteRole DeleteSAMLProvider DeleteSSHPublicKey DeleteServerCertificate
      DeleteServiceLinkedRole DeleteServiceSpecificCredential DeleteSigningCertificate DeleteUser DeleteVirtualMFADevice
      EnableMFADevice PassRole RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile RemoveUserFromGroup
      ResetServiceSpecificCredential ResyncMFADevice SetSecurityTokenServicePreferences UpdateAccessKey
      UpdateAccountPasswordPolicy UpdateGroup UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint UpdateRole
      UpdateRoleDescription UpdateSAMLProvider UpdateSSHPublicKey UpdateServerCertificate UpdateServiceSpecificCredential
      UpdateSigningCertificate UpdateUser UploadSSHPublicKey UploadServerCertificate UploadSigningCertificate`,
    'kms:CreateKey',
    'lightsail:GetInstanceAccessDetails GetRelationalDatabaseMasterUserPassword',
    'mediapackage:RotateIngestEndpointCredentials',
    `ram:AcceptResourceShareInvitation AssociateResourceShare CreateResourceShare DeleteResourceShare
      DisassociateResourceShare RejectResourceShareInvitation UpdateResourceShare`,
    'redshift:GetClusterCredentials',
    'sns:CreateTopic',
    'sqs:CreateQueue',
    `sso:AssociateDirectory AssociateProfile CreateApplicationInstance CreateApplicationInstanceCertificate
      CreatePermissionSet CreateProfile CreateTrust DeleteApplicationInstance DeleteApplicationInstanceCertificate
      DeletePermissionSet DeleteProfile DisassociateDirectory DisassociateProfile
      ImportApplicationInstanceServiceProviderMetadata StartSSO UpdateApplicationInstanceActiveCertificate
      UpdateApplicationInstanceDisplayData UpdateApplicationInstanceResponseConfiguration
      UpdateApplicationInstanceResponseSchemaConfiguration UpdateApplicationInstanceSecurityConfiguration
      UpdateApplicationInstanceServiceProviderConfiguration UpdateApplicationInstanceStatus UpdateProfile
      UpdateSSOConfiguration UpdateTrust`,
    `sso-directory:AddMemberToGroup CreateAlias CreateGroup CreateUser DeleteGroup DeleteUser DisableUser EnableUser
      RemoveMemberFromGroup UpdateGroup UpdatePassword UpdateUser VerifyEmail`,
    'storagegateway:UpdateChapCredentials DeleteChapCredentials SetLocalConsolePassword SetSMBGuestPassword',
    'worklink:UpdateDevicePolicyConfiguration',
    'workmail:ResetPassword',
  ].map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), new Set(line.slice(colon + 1).split(/\s+/))];
  }),
);

/** Firewall rules, which AWS lists as permissions and which give nobody access. */
const LESS = /^waf(?:-regional)?:(?:Create|Delete|Update)WebACL$/;

/** Whether the action changes who may do what: at AWS's access level, corrected as Cloudsplaining's data corrects it. */
export function managesPermissions({ name, level }: Action): boolean {
  if (level === 'Permissions management') return !LESS.test(name);
  const colon = name.indexOf(':');
  return MORE.get(name.slice(0, colon))?.has(name.slice(colon + 1)) === true;
}
