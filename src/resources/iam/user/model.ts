import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape, Timestamp } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';
import {
  ActiveAccessKey,
  AttachedPolicies,
  InlinePolicies,
  Path,
  PermissionsBoundary,
  ServiceAccess,
  UniqueId,
} from '../facets.ts';

/** An IAM user. */
export const user = defineModel(
  'AWS::IAM::User',
  'An IAM user. Its credentials come from the credential report, which AWS makes at most every four hours; those of a user whom the report does not cover are read one by one.',
  {
    path: Path,
    uniqueId: UniqueId,
    createdAt: Timestamp(),
    groups: Type.Array(Type.String(), { description: 'Names of the groups that the user is in, sorted.' }),
    attachedPolicies: AttachedPolicies,
    inlinePolicies: InlinePolicies,
    permissionsBoundary: PermissionsBoundary,
    'credentials.password': Nullable(
      Shape({
        changedAt: Timestamp({ description: 'When it was last set.' }),
        lastUsedAt: Nullable(Timestamp(), {
          description:
            'When it was last used to sign in, to 5 minutes; null: never, or not since AWS began to track it on 20 October 2014.',
        }),
      }),
      { description: 'The console password; null where the user has none.' },
    ),
    'credentials.passwordExpiresAt': Nullable(Timestamp(), {
      description:
        'When a new password must be set; null where there is none, or it never expires. Unknown for a user newer than the credential report.',
    }),
    'credentials.mfaActive': Type.Boolean({ description: 'The user has an MFA device, virtual or hardware.' }),
    'credentials.activeAccessKeys': Type.Array(ActiveAccessKey, {
      description:
        'The access keys that are active. All keys, with their ids, are resources of type AWS::IAM::AccessKey.',
    }),
    'credentials.activeSigningCertificates': Type.Integer({
      minimum: 0,
      description: 'How many X.509 signing certificates are active.',
    }),
    'credentials.virtualMfaDevices': Type.Array(Type.String(), {
      description: 'Serial numbers of the virtual MFA devices of the user, sorted: one bulk answer for all users.',
    }),
    'credentials.activeCertificates': Type.Array(Timestamp(), {
      description: 'When each of the active X.509 signing certificates was uploaded, in order.',
    }),
    'credentials.sshKeys': Type.Array(
      Shape({ id: Type.String(), status: Known(['Active', 'Inactive']), createdAt: Timestamp() }),
      { description: 'Public SSH keys for AWS CodeCommit, one call for each user.' },
    ),
    'credentials.serviceCredentials': Type.Array(
      Shape({
        id: Type.String(),
        service: Type.String({ description: 'The service that takes them: `codecommit.amazonaws.com`.' }),
        status: Known(['Active', 'Inactive', 'Expired']),
        createdAt: Timestamp(),
        expiresAt: Nullable(Timestamp(), { description: 'Null for never.' }),
      }),
      { description: 'Passwords and API keys for one service each, such as CodeCommit, Keyspaces and Bedrock.' },
    ),
    serviceAccess: ServiceAccess,
    mfaDevices: Type.Array(
      Shape({
        serialNumber: Type.String({
          description: 'The ARN of a virtual device or security key; the serial number of another.',
        }),
        kind: Known(['mfa', 'sms-mfa', 'u2f', 'hardware'], {
          description:
            "mfa: a virtual device; u2f: a passkey or security key (AWS's words in the ARN); hardware: a token with a serial number.",
        }),
        enabledAt: Timestamp(),
      }),
      { description: 'The MFA devices, one call for each user.' },
    ),
    tags: Tags,
  },
);
