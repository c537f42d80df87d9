import { EC2Client, paginateDescribeVolumes, type Volume } from '@aws-sdk/client-ec2';
import { backupProtection, protectedResources } from '../../backup/protected-resources.ts';
import { recoveryPoints } from '../../backup/recovery-points.ts';
import { type At, defineLive, from, given, instant, listed, tagMap } from '../../live.ts';
import { encryptionAtRest } from '../encryption-at-rest.ts';
import { volume } from './model.ts';

const volumeArn = ({ VolumeId }: Volume, { partition, region, account }: At): string =>
  `arn:${partition}:ec2:${region}:${account}:volume/${given(VolumeId, 'the id of the volume')}`;

export default defineLive(volume, {
  scope: 'region',
  list: {
    operations: ['ec2:DescribeVolumes'],
    actions: ['ec2:DescribeVolumes'],
    client: EC2Client,
    needs: [],
    async *seeds(client: EC2Client) {
      for await (const { Volumes } of paginateDescribeVolumes({ client, pageSize: 1000 }, {})) yield* Volumes ?? [];
    },
  },
  name: ({ VolumeId }: Volume) => given(VolumeId, 'the id of the volume'),
  arn: volumeArn,

  facts: {
    volumeType: listed(({ VolumeType }: Volume) => given(VolumeType, 'the type of the volume')),
    sizeGiB: listed(({ Size }: Volume) => given(Size, 'the size of the volume')),
    iops: listed(({ Iops }: Volume) => Iops ?? null),
    throughput: listed(({ Throughput }: Volume) => Throughput ?? null),
    state: listed(({ State }: Volume) => given(State, 'the state of the volume')),
    attachments: listed(({ Attachments }: Volume) =>
      (Attachments ?? []).map(({ InstanceId, Device, State, DeleteOnTermination }) => ({
        instance: InstanceId ?? null,
        device: Device ?? null,
        state: given(State, 'the state of an attachment'),
        deleteOnTermination: given(DeleteOnTermination, 'whether an attachment deletes the volume'),
      })),
    ),
    multiAttach: listed(({ MultiAttachEnabled }: Volume) =>
      given(MultiAttachEnabled, 'whether Multi-Attach is enabled'),
    ),
    availabilityZone: listed(({ AvailabilityZone }: Volume) => given(AvailabilityZone, 'the Availability Zone')),
    snapshot: listed(({ SnapshotId }: Volume) => SnapshotId || null),
    createdAt: listed(({ CreateTime }: Volume) => instant(given(CreateTime, 'when the volume was created'))),
    managedBy: listed(({ Operator }: Volume) =>
      Operator?.Managed ? given(Operator.Principal, 'who manages the volume') : null,
    ),
    'encryption.atRest': listed(encryptionAtRest),
    'recovery.backupPlan': from(protectedResources, (resources, seed: Volume, at) =>
      backupProtection(resources, volumeArn(seed, at)),
    ),
    'recovery.recoveryPoints': recoveryPoints(volumeArn),
    tags: listed(({ Tags }: Volume) => tagMap(Tags)),
  },
});
