import { type ClusterSubnetGroup, RedshiftClient, type Subnet } from '@aws-sdk/client-redshift';
import { type AskShared, type At, defineLive, given, listed, tagMap } from '../../live.ts';
import { subnetGroups } from '../subnet-groups.ts';
import { clusterSubnetGroup } from './model.ts';

const groupName = ({ ClusterSubnetGroupName }: ClusterSubnetGroup): string =>
  given(ClusterSubnetGroupName, 'the name of the subnet group');

const subnetsOf = ({ Subnets }: ClusterSubnetGroup): readonly Subnet[] =>
  given(Subnets, 'the subnets of the subnet group');

const statusOf = ({ SubnetStatus }: Subnet): string => given(SubnetStatus, 'the status of a subnet');

const zonesOf = (seed: ClusterSubnetGroup): string[] => {
  const active = subnetsOf(seed).filter((one) => statusOf(one) === 'Active');
  const zones = active.map((one) => given(one.SubnetAvailabilityZone?.Name, 'the Availability Zone of a subnet'));
  return [...new Set(zones)].sort();
};

export default defineLive(clusterSubnetGroup, {
  scope: 'region',
  list: {
    operations: ['redshift:DescribeClusterSubnetGroups'],
    actions: ['redshift:DescribeClusterSubnetGroups'],
    client: RedshiftClient,
    needs: [subnetGroups],
    async *seeds(_client: RedshiftClient, _at: At, answerOf: AskShared): AsyncIterable<ClusterSubnetGroup> {
      yield* (await answerOf(subnetGroups)).values();
    },
  },
  name: groupName,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:redshift:${region}:${account}:subnetgroup:${groupName(seed)}`,

  facts: {
    description: listed(({ Description }: ClusterSubnetGroup) => Description || null),
    status: listed(({ SubnetGroupStatus }: ClusterSubnetGroup) =>
      given(SubnetGroupStatus, 'the status of the subnet group'),
    ),
    'network.vpc': listed(({ VpcId }: ClusterSubnetGroup) => VpcId ?? null),
    'network.subnets': listed((seed: ClusterSubnetGroup) =>
      subnetsOf(seed).map((one) => ({
        id: given(one.SubnetIdentifier, 'the id of a subnet'),
        availabilityZone: one.SubnetAvailabilityZone?.Name ?? null,
        status: statusOf(one),
      })),
    ),
    'network.availabilityZones': listed(zonesOf),
    tags: listed(({ Tags }: ClusterSubnetGroup) => tagMap(Tags)),
  },
});
