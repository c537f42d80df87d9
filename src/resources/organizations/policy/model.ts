import { Type } from 'typebox';
import { defineModel, Known, OneOf, Opaque, Shape } from '../../../model/define.ts';
import type { PolicyDocumentValue } from '../../../model/facets.ts';

/** A policy of an organization. */
export const policy = defineModel(
  'AWS::Organizations::Policy',
  'A service control, resource control or S3 policy of the organization. Only the management account and delegated administrators may ' +
    "list them. The account in its ARN is the one that was asked: for the management account's own policies the ARN is AWS's.",
  {
    policyId: Type.String({ description: '`p-examplepolicyid`, or `p-FullAWSAccess`.' }),
    kind: Known(['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY', 'S3_POLICY']),
    isAwsManaged: Type.Boolean({ description: 'AWS wrote it, and nobody can change it.' }),
    document: Opaque<PolicyDocumentValue>({
      description: 'What it says: an IAM policy document, or the rules of an S3 policy.',
    }),
    targets: Type.Array(
      Shape({
        id: Type.String({ description: '`r-…`, `ou-…` or the digits of an account.' }),
        kind: OneOf(['root', 'organizational-unit', 'account']),
      }),
      { description: 'What it is attached to, sorted by id.' },
    ),
  },
);
