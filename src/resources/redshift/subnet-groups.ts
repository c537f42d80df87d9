import { type ClusterSubnetGroup, paginateDescribeClusterSubnetGroups, RedshiftClient } from '@aws-sdk/client-redshift';
import { given, shared } from '../live.ts';

/** The subnet groups of the Region by name: clusters name theirs, and each is a resource of its own. */
export const subnetGroups = shared(
  'redshift:DescribeClusterSubnetGroups',
  RedshiftClient,
  async (client): Promise<ReadonlyMap<string, ClusterSubnetGroup>> => {
    const byName = new Map<string, ClusterSubnetGroup>();
    for await (const { ClusterSubnetGroups } of paginateDescribeClusterSubnetGroups({ client, pageSize: 100 }, {})) {
      for (const group of ClusterSubnetGroups ?? []) {
        byName.set(given(group.ClusterSubnetGroupName, 'the name of a subnet group'), group);
      }
    }
    return byName;
  },
);
