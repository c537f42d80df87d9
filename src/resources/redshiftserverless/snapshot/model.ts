import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';
import { EncryptionAtRest, PolicyDocument } from '../../../model/facets.ts';

/** A manual snapshot of a namespace. */
export const snapshot = defineModel(
  'AWS::RedshiftServerless::Snapshot',
  'A snapshot of a namespace of Amazon Redshift Serverless. Recovery points, which AWS makes and keeps for a day, are not listed.',
  {
    namespace: Type.String({ description: 'The name of the namespace, which may be gone.' }),
    createdAt: Timestamp(),
    status: Known(['AVAILABLE', 'CREATING', 'COPYING', 'CANCELLED', 'DELETED', 'FAILED']),
    'access.policyDocument': PolicyDocument,
    'access.restorableBy': Type.Array(Type.String(), {
      description: 'Accounts that may restore it, to a namespace or a provisioned cluster; each once, sorted.',
    }),
    'encryption.atRest': EncryptionAtRest,
    'recovery.retentionDays': Nullable(Type.Integer(), { description: 'How long it is kept; null: for ever.' }),
  },
);
