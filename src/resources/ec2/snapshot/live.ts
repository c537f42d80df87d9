import {
  type DescribeFastSnapshotRestoreSuccessItem,
  DescribeLockedSnapshotsCommand,
  DescribeSnapshotAttributeCommand,
  EC2Client,
  type LockedSnapshotsInfo,
  paginateDescribeFastSnapshotRestores,
  paginateDescribeSnapshots,
  type Snapshot,
} from '@aws-sdk/client-ec2';
import { call, defineLive, from, given, instant, listed, shared, tagMap } from '../../live.ts';
import { encryptionAtRest } from '../encryption-at-rest.ts';
import { snapshot } from './model.ts';

const snapshotId = ({ SnapshotId }: Snapshot): string => given(SnapshotId, 'the id of the snapshot');

/** The snapshots of the account that everybody may restore: one bulk answer in place of an attribute call for each. */
const restorableByAll = shared('ec2:DescribeSnapshots', EC2Client, async (client): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  const pages = paginateDescribeSnapshots(
    { client, pageSize: 1000 },
    { OwnerIds: ['self'], RestorableByUserIds: ['all'] },
  );
  for await (const { Snapshots } of pages) for (const one of Snapshots ?? []) found.add(snapshotId(one));
  return found;
});

const permissions = call('ec2:DescribeSnapshotAttribute', EC2Client, async (client: EC2Client, seed: Snapshot) => {
  const command = new DescribeSnapshotAttributeCommand({
    SnapshotId: snapshotId(seed),
    Attribute: 'createVolumePermission',
  });
  return given((await client.send(command)).CreateVolumePermissions, 'who may restore the snapshot');
});

/** The locked snapshots of the Region by id, of which the SDK makes no pages by itself. */
const locks = shared('ec2:DescribeLockedSnapshots', EC2Client, async (client) => {
  const found = new Map<string, LockedSnapshotsInfo>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(new DescribeLockedSnapshotsCommand({ MaxResults: 1000, NextToken }));
    for (const one of page.Snapshots ?? []) found.set(given(one.SnapshotId, 'the id of a locked snapshot'), one);
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
});

/** Where fast snapshot restore is, or was, by snapshot. */
const fastRestores = shared('ec2:DescribeFastSnapshotRestores', EC2Client, async (client) => {
  const found = new Map<string, DescribeFastSnapshotRestoreSuccessItem[]>();
  for await (const page of paginateDescribeFastSnapshotRestores({ client, pageSize: 200 }, {})) {
    for (const one of page.FastSnapshotRestores ?? []) {
      const id = given(one.SnapshotId, 'the snapshot of a fast restore');
      found.set(id, [...(found.get(id) ?? []), one]);
    }
  }
  return found;
});

export default defineLive(snapshot, {
  scope: 'region',
  list: {
    operations: ['ec2:DescribeSnapshots'],
    actions: ['ec2:DescribeSnapshots'],
    client: EC2Client,
    needs: [],
    async *seeds(client: EC2Client, at) {
      for await (const { Snapshots } of paginateDescribeSnapshots({ client, pageSize: 1000 }, { OwnerIds: ['self'] })) {
        // Emulators ignore `OwnerIds`; public snapshots of others must not become the account's.
        for (const one of Snapshots ?? []) if (given(one.OwnerId, 'the owner of a snapshot') === at.account) yield one;
      }
    },
  },
  name: snapshotId,
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html: the only ARN that leaves the
  // account out, since a snapshot's id is the same for everybody it is shared with.
  arn: (seed, { partition, region }) => `arn:${partition}:ec2:${region}::snapshot/${snapshotId(seed)}`,

  facts: {
    volume: listed(({ VolumeId }: Snapshot) => VolumeId || null),
    sizeGiB: listed(({ VolumeSize }: Snapshot) => given(VolumeSize, 'the size of the volume')),
    startedAt: listed(({ StartTime }: Snapshot) => instant(given(StartTime, 'when the snapshot was started'))),
    state: listed(({ State }: Snapshot) => given(State, 'the state of the snapshot')),
    storageTier: listed(({ StorageTier }: Snapshot) => given(StorageTier, 'the storage tier')),
    'access.restorableByAll': from(restorableByAll, (found, seed: Snapshot) => found.has(snapshotId(seed))),
    'access.restorableBy': from(permissions, (granted) =>
      granted.flatMap(({ UserId }) => (UserId === undefined ? [] : [UserId])).sort(),
    ),
    'encryption.atRest': listed(encryptionAtRest),
    'recovery.lock': from(locks, (found, seed: Snapshot) => {
      const lock = found.get(snapshotId(seed));
      if (lock === undefined) return null;
      const { LockState, LockExpiresOn } = lock;
      return {
        state: given(LockState, 'the state of a lock'),
        expiresAt: LockExpiresOn === undefined ? null : instant(LockExpiresOn),
      };
    }),
    fastRestore: from(fastRestores, (found, seed: Snapshot) =>
      (found.get(snapshotId(seed)) ?? [])
        .map(({ AvailabilityZone, State, EnabledTime }) => ({
          zone: given(AvailabilityZone, 'the zone of a fast restore'),
          state: given(State, 'the state of a fast restore'),
          enabledAt: EnabledTime === undefined ? null : instant(EnabledTime),
        }))
        .sort((a, b) => (a.zone < b.zone ? -1 : 1)),
    ),
    tags: listed(({ Tags }: Snapshot) => tagMap(Tags)),
  },
});
