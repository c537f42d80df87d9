import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';
import { EncryptionAtRest, Tags } from '../../../model/facets.ts';

/** A manual snapshot of a Redshift cluster. */
export const clusterSnapshot = defineModel(
  'AWS::Redshift::ClusterSnapshot',
  'A manual snapshot of a provisioned Amazon Redshift cluster. Automated ones can be shared with nobody, and are not listed.',
  {
    cluster: Type.String({ description: 'The identifier of the cluster, which may be gone.' }),
    createdAt: Timestamp(),
    status: Known(['available', 'creating', 'final snapshot', 'failed', 'deleted', 'copying']),
    'access.restorableBy': Type.Array(Type.String(), {
      description: 'Other accounts that may restore it, sorted. Sharing with everybody does not exist.',
    }),
    'access.restorableBySupport': Type.Boolean({ description: 'Whether AWS Support may restore it.' }),
    'encryption.atRest': EncryptionAtRest,
    'recovery.retentionDays': Nullable(Type.Integer(), { description: 'How long it is kept; null: for ever.' }),
    tags: Tags,
  },
);
