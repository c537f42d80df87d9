import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape, Timestamp } from '../../../model/define.ts';
import { BackupProtection, EncryptionAtRest, RecoveryPoints, Tags } from '../../../model/facets.ts';

const Attachment = Shape({
  instance: Nullable(Type.String(), { description: 'Null where an AWS service holds the volume.' }),
  device: Nullable(Type.String()),
  state: Known(['attaching', 'attached', 'detaching', 'detached', 'busy']),
  deleteOnTermination: Type.Boolean({ description: 'Whether the volume goes with its instance.' }),
});

/** An EBS volume. */
export const volume = defineModel('AWS::EC2::Volume', 'An EBS volume, attached or not.', {
  volumeType: Known(['gp2', 'gp3', 'io1', 'io2', 'sc1', 'st1', 'standard']),
  sizeGiB: Type.Integer({ minimum: 0 }),
  iops: Nullable(Type.Integer(), {
    description: 'I/O operations per second: provisioned, or the baseline of gp2. Null for magnetic and HDD volumes.',
  }),
  throughput: Nullable(Type.Integer(), { description: 'MiB per second, where AWS names it (gp3).' }),
  state: Known(['creating', 'available', 'in-use', 'deleting', 'deleted', 'error']),
  attachments: Type.Array(Attachment),
  multiAttach: Type.Boolean({ description: 'Whether several instances may attach it at once.' }),
  availabilityZone: Type.String(),
  snapshot: Nullable(Type.String(), { description: 'The snapshot it was made from.' }),
  createdAt: Timestamp(),
  managedBy: Nullable(Type.String(), {
    description: 'The AWS service that manages the volume on behalf of the account.',
  }),
  'encryption.atRest': EncryptionAtRest,
  'recovery.backupPlan': BackupProtection,
  'recovery.recoveryPoints': RecoveryPoints,
  tags: Tags,
});
