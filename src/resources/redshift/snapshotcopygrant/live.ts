import { paginateDescribeSnapshotCopyGrants, RedshiftClient, type SnapshotCopyGrant } from '@aws-sdk/client-redshift';
import { defineLive, given, listed, tagMap } from '../../live.ts';
import { snapshotCopyGrant } from './model.ts';

const grantName = ({ SnapshotCopyGrantName }: SnapshotCopyGrant): string =>
  given(SnapshotCopyGrantName, 'the name of the grant');

export default defineLive(snapshotCopyGrant, {
  scope: 'region',
  list: {
    operations: ['redshift:DescribeSnapshotCopyGrants'],
    actions: ['redshift:DescribeSnapshotCopyGrants'],
    client: RedshiftClient,
    needs: [],
    async *seeds(client: RedshiftClient) {
      const pages = paginateDescribeSnapshotCopyGrants({ client, pageSize: 100 }, {});
      for await (const { SnapshotCopyGrants } of pages) yield* SnapshotCopyGrants ?? [];
    },
  },
  name: grantName,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:redshift:${region}:${account}:snapshotcopygrant:${grantName(seed)}`,

  facts: {
    key: listed(({ KmsKeyId }: SnapshotCopyGrant) => KmsKeyId || null),
    tags: listed(({ Tags }: SnapshotCopyGrant) => tagMap(Tags)),
  },
});
