import {
  type AccountWithRestoreAccess,
  paginateDescribeClusterSnapshots,
  RedshiftClient,
  type Snapshot,
} from '@aws-sdk/client-redshift';
import { defineLive, given, instant, listed, tagMap } from '../../live.ts';
import { clusterSnapshot } from './model.ts';

const snapshotId = ({ SnapshotIdentifier }: Snapshot): string =>
  given(SnapshotIdentifier, 'the identifier of the snapshot');

const clusterId = ({ ClusterIdentifier }: Snapshot): string =>
  given(ClusterIdentifier, 'the identifier of the cluster');

/** AWS leaves the list out where the snapshot is shared with nobody. */
const sharedWith = ({ AccountsWithRestoreAccess }: Snapshot): readonly AccountWithRestoreAccess[] =>
  AccountsWithRestoreAccess ?? [];

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_AccountWithRestoreAccess.html */
const isSupport = ({ AccountAlias }: AccountWithRestoreAccess): boolean => AccountAlias === 'amazon-redshift-support';

const encryptionAtRest = ({ Encrypted, EncryptedWithHSM, KmsKeyId }: Snapshot) => {
  const enabled = given(Encrypted, 'whether the snapshot is encrypted');
  const algorithm = EncryptedWithHSM === true ? 'HSM' : 'KMS';
  return { enabled, algorithm: enabled ? algorithm : null, key: enabled ? (KmsKeyId ?? null) : null };
};

export default defineLive(clusterSnapshot, {
  scope: 'region',
  list: {
    operations: ['redshift:DescribeClusterSnapshots'],
    actions: ['redshift:DescribeClusterSnapshots'],
    client: RedshiftClient,
    needs: [],
    async *seeds(client: RedshiftClient) {
      const pages = paginateDescribeClusterSnapshots({ client, pageSize: 100 }, { SnapshotType: 'manual' });
      for await (const { Snapshots } of pages) {
        // Emulators ignore the type that was asked for.
        for (const one of Snapshots ?? [])
          if (given(one.SnapshotType, 'the type of a snapshot') === 'manual') yield one;
      }
    },
  },
  name: snapshotId,
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshift.html
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:redshift:${region}:${account}:snapshot:${clusterId(seed)}/${snapshotId(seed)}`,

  facts: {
    cluster: listed(clusterId),
    createdAt: listed(({ SnapshotCreateTime }: Snapshot) =>
      instant(given(SnapshotCreateTime, 'when the snapshot was made')),
    ),
    status: listed(({ Status }: Snapshot) => given(Status, 'the status of the snapshot')),
    'access.restorableBy': listed((seed: Snapshot) =>
      sharedWith(seed)
        .filter((one) => !isSupport(one))
        .map(({ AccountId }) => given(AccountId, 'the account that may restore the snapshot'))
        .sort(),
    ),
    'access.restorableBySupport': listed((seed: Snapshot) => sharedWith(seed).some(isSupport)),
    'encryption.atRest': listed(encryptionAtRest),
    'recovery.retentionDays': listed(({ ManualSnapshotRetentionPeriod }: Snapshot) => {
      const days = given(ManualSnapshotRetentionPeriod, 'how long the snapshot is kept');
      return days === -1 ? null : days;
    }),
    tags: listed(({ Tags }: Snapshot) => tagMap(Tags)),
  },
});
