import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape, Timestamp } from '../../../model/define.ts';
import { EncryptionAtRest, Tags } from '../../../model/facets.ts';

/** An EBS snapshot. */
export const snapshot = defineModel('AWS::EC2::Snapshot', 'An EBS snapshot that the account owns.', {
  volume: Nullable(Type.String(), {
    description: 'The volume it was made of; of a copied snapshot an id that means nothing.',
  }),
  sizeGiB: Type.Integer({ minimum: 0, description: 'The size of the volume.' }),
  startedAt: Timestamp(),
  state: Known(['pending', 'completed', 'error', 'recoverable', 'recovering']),
  storageTier: Known(['standard', 'archive']),
  'access.restorableByAll': Type.Boolean({
    description:
      'Whether its permissions let every AWS account make a volume of it. The block public access setting of the Region, which ' +
      'may forbid it all the same, leaves this as it is.',
  }),
  'access.restorableBy': Type.Array(Type.String(), {
    description: 'Other accounts that may make a volume of it, sorted.',
  }),
  'encryption.atRest': EncryptionAtRest,
  'recovery.lock': Nullable(
    Shape({
      state: Known(['governance', 'compliance', 'compliance-cooloff', 'expired'], {
        description: 'governance and compliance-cooloff: who has the permission can still take the lock away.',
      }),
      expiresAt: Nullable(Timestamp(), { description: 'Until when it cannot be deleted.' }),
    }),
    { description: 'The lock that keeps it from being deleted; null without one.' },
  ),
  fastRestore: Type.Array(
    Shape({
      zone: Type.String({ description: 'The Availability Zone.' }),
      state: Known(['enabling', 'optimizing', 'enabled', 'disabling', 'disabled']),
      enabledAt: Nullable(Timestamp()),
    }),
    { description: 'Fast snapshot restore, by Availability Zone; each hour of each zone is paid for.' },
  ),
  tags: Tags,
});
