import { Type } from 'typebox';
import { defineModel, Nullable, OneOf, Shape, Timestamp } from '../../../model/define.ts';
import { ActiveAccessKey } from '../facets.ts';

const Usage = Shape({ count: Type.Integer({ minimum: 0 }), quota: Type.Integer({ minimum: 0 }) });

/** The IAM side of an account, its root user above all. */
export const account = defineModel(
  'AWS::IAM::Account',
  'An AWS account as IAM sees it: its root user, who may open support cases, and how far its quotas are used. Its ARN is that of the root user.',
  {
    alias: Nullable(Type.String(), { description: 'The name in the sign-in address; null without one.' }),
    'root.hasAccessKeys': Type.Boolean({
      description: 'The root user has an access key, active or not (GetAccountSummary).',
    }),
    'root.hasPassword': Type.Boolean({
      description:
        'The root user has a password (GetAccountSummary). Member accounts of an organization may have none.',
    }),
    'root.hasMfa': Type.Boolean({ description: 'The root user has an MFA device (GetAccountSummary).' }),
    'root.hasSigningCertificates': Type.Boolean({
      description: 'The root user has an X.509 signing certificate (GetAccountSummary).',
    }),
    'root.virtualMfaDevices': Type.Array(Type.String(), {
      description:
        'Serial numbers of the virtual MFA devices of the root user, sorted. AWS lists no hardware devices of the root user.',
    }),
    'root.activeAccessKeys': Type.Array(ActiveAccessKey, {
      description: "The root user's active access keys (credential report).",
    }),
    'root.activeSigningCertificates': Type.Integer({
      minimum: 0,
      description: "How many of the root user's X.509 signing certificates are active (credential report).",
    }),
    'root.lastUses': Type.Array(
      Shape({
        credential: OneOf(['password', 'access key 1', 'access key 2']),
        at: Timestamp(),
      }),
      {
        description:
          "When each of the root user's credentials was last used (credential report); one that never was, as far as AWS knows, is not listed.",
      },
    ),
    credentialReportAt: Timestamp({
      description: 'When AWS made the credential report that facts on credentials come from: up to four hours ago.',
    }),
    supportAccess: Shape(
      { users: Type.Array(Type.String()), groups: Type.Array(Type.String()), roles: Type.Array(Type.String()) },
      { description: 'Names of those the AWS managed policy AWSSupportAccess is attached to, sorted.' },
    ),
    securityAuditRoles: Type.Array(Type.String(), {
      description: 'ARNs of the roles that the AWS managed policy SecurityAudit is attached to, sorted.',
    }),
    usage: Shape(
      {
        users: Usage,
        groups: Usage,
        roles: Usage,
        policies: Usage,
        instanceProfiles: Usage,
        serverCertificates: Usage,
      },
      { description: 'How many there are, and may be (GetAccountSummary).' },
    ),
  },
);
