import { Type } from 'typebox';
import { defineModel, Known, Nullable, OneOf, Shape, Timestamp } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

const BlockDevice = Shape({
  device: Nullable(Type.String(), { description: 'The name that the instance sees, such as /dev/xvda.' }),
  kind: OneOf(['ebs', 'ephemeral', 'none'], {
    description: 'ebs: a volume. ephemeral: an instance store. none: a device that is left out.',
  }),
  encrypted: Nullable(Type.Boolean(), { description: 'Null where it is no volume.' }),
  snapshot: Nullable(Type.String(), { description: 'The snapshot that the volume is made from.' }),
  volumeType: Nullable(Known(['gp2', 'gp3', 'io1', 'io2', 'sc1', 'st1', 'standard'])),
  sizeGiB: Nullable(Type.Integer()),
  deleteOnTermination: Nullable(Type.Boolean()),
});

/** An Amazon Machine Image. */
export const image = defineModel(
  'AWS::EC2::Image',
  'An Amazon Machine Image that the account owns, deprecated and disabled ones among them.',
  {
    label: Nullable(Type.String(), { description: 'Its name, which is no id: another account may use the same.' }),
    state: Known([...['pending', 'available', 'invalid', 'deregistered', 'transient', 'failed', 'error', 'disabled']]),
    createdAt: Timestamp(),
    blockDevices: Type.Array(BlockDevice, { description: 'What its instances begin with.' }),
    'access.public': Type.Boolean({ description: 'Whether every AWS account may launch it.' }),
    'access.launchableBy': Type.Array(Type.String(), {
      description: 'Others that may launch it, sorted: accounts, and ARNs of organizations and organizational units.',
    }),
    tags: Tags,
  },
);
