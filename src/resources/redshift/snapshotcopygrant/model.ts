import { Type } from 'typebox';
import { defineModel, Nullable } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

/** The key for snapshots that are copied to a Region. */
export const snapshotCopyGrant = defineModel(
  'AWS::Redshift::SnapshotCopyGrant',
  'A snapshot copy grant: which KMS key Amazon Redshift encrypts snapshots with that are copied into this Region.',
  {
    key: Nullable(Type.String(), {
      description: 'ARN, id or alias of the key; null where AWS names none, which is `aws/redshift`.',
    }),
    tags: Tags,
  },
);
