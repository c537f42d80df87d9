import {
  type BlockDeviceMapping,
  DescribeImageAttributeCommand,
  EC2Client,
  type Image,
  paginateDescribeImages,
} from '@aws-sdk/client-ec2';
import { call, defineLive, from, given, instant, listed, tagMap } from '../../live.ts';
import { image } from './model.ts';

const imageId = ({ ImageId }: Image): string => given(ImageId, 'the id of the image');

const permissions = call('ec2:DescribeImageAttribute', EC2Client, async (client: EC2Client, seed: Image) => {
  const command = new DescribeImageAttributeCommand({ ImageId: imageId(seed), Attribute: 'launchPermission' });
  return given((await client.send(command)).LaunchPermissions, 'who may launch the image');
});

const blockDevice = ({ DeviceName, VirtualName, Ebs, NoDevice }: BlockDeviceMapping) => ({
  device: DeviceName ?? null,
  // `NoDevice` is set where it is there at all: its value is an empty string.
  kind:
    NoDevice !== undefined
      ? ('none' as const)
      : Ebs === undefined && VirtualName
        ? ('ephemeral' as const)
        : ('ebs' as const),
  encrypted: Ebs === undefined ? null : given(Ebs.Encrypted, 'whether a volume of the image is encrypted'),
  snapshot: Ebs?.SnapshotId ?? null,
  volumeType: Ebs?.VolumeType ?? null,
  sizeGiB: Ebs?.VolumeSize ?? null,
  deleteOnTermination: Ebs?.DeleteOnTermination ?? null,
});

export default defineLive(image, {
  scope: 'region',
  list: {
    operations: ['ec2:DescribeImages'],
    actions: ['ec2:DescribeImages'],
    client: EC2Client,
    needs: [],
    async *seeds(client: EC2Client, at) {
      const own = { Owners: ['self'], IncludeDeprecated: true, IncludeDisabled: true };
      for await (const { Images } of paginateDescribeImages({ client, pageSize: 1000 }, own)) {
        for (const one of Images ?? []) if (given(one.OwnerId, 'the owner of an image') === at.account) yield one;
      }
    },
  },
  name: imageId,
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html: as that of a snapshot it leaves the account
  // out, since the id is the same for everybody it is shared with.
  arn: (seed, { partition, region }) => `arn:${partition}:ec2:${region}::image/${imageId(seed)}`,

  facts: {
    label: listed(({ Name }: Image) => Name ?? null),
    state: listed(({ State }: Image) => given(State, 'the state of the image')),
    createdAt: listed(({ CreationDate }: Image) => instant(new Date(given(CreationDate, 'when the image was made')))),
    blockDevices: listed(({ BlockDeviceMappings }: Image) => (BlockDeviceMappings ?? []).map(blockDevice)),
    'access.public': listed(({ Public }: Image) => given(Public, 'whether the image is public')),
    'access.launchableBy': from(permissions, (granted) =>
      granted
        .flatMap(
          ({ UserId, OrganizationArn, OrganizationalUnitArn }) =>
            UserId ?? OrganizationArn ?? OrganizationalUnitArn ?? [],
        )
        .sort(),
    ),
    tags: listed(({ Tags }: Image) => tagMap(Tags)),
  },
});
