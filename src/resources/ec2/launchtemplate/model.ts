import { Type } from 'typebox';
import { defineModel, Known, Nullable, OneOf, Shape, Timestamp } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

const BlockDevice = Shape({
  device: Nullable(Type.String(), { description: 'The name that the instance sees, such as /dev/xvda.' }),
  kind: OneOf(['ebs', 'ephemeral', 'none'], {
    description: "ebs: a volume. ephemeral: an instance store. none: a device of the AMI's that is left out.",
  }),
  encrypted: Nullable(Type.Boolean(), {
    description:
      'Null where the template does not say: then the AMI, the snapshot and the setting of the Region decide.',
  }),
  key: Nullable(Type.String(), { description: 'Id, alias or ARN of the KMS key.' }),
  snapshot: Nullable(Type.String(), { description: 'The snapshot that the volume is made from.' }),
  volumeType: Nullable(Known(['gp2', 'gp3', 'io1', 'io2', 'sc1', 'st1', 'standard'])),
  sizeGiB: Nullable(Type.Integer()),
  iops: Nullable(Type.Integer()),
  throughput: Nullable(Type.Integer(), { description: 'MiB per second.' }),
  deleteOnTermination: Nullable(Type.Boolean()),
});

/** A launch template: what instances are made from. */
export const launchTemplate = defineModel(
  'AWS::EC2::LaunchTemplate',
  'An EC2 launch template, by its default version.',
  {
    createdAt: Timestamp(),
    createdBy: Nullable(Type.String(), { description: 'ARN of the principal.' }),
    defaultVersion: Type.Integer(),
    latestVersion: Type.Integer(),
    managedBy: Nullable(Type.String(), {
      description: 'The AWS service that manages the template on behalf of the account.',
    }),
    image: Nullable(Type.String(), { description: 'Id of the AMI, or the Systems Manager parameter that holds it.' }),
    blockDevices: Type.Array(BlockDevice, {
      description: 'Block device mappings of the default version; those of its AMI are not among them.',
    }),
    tags: Tags,
  },
);
