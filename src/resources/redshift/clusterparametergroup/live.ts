import {
  type ClusterParameterGroup,
  paginateDescribeClusterParameterGroups,
  RedshiftClient,
} from '@aws-sdk/client-redshift';
import { defineLive, given, listed, tagMap } from '../../live.ts';
import { clusterParameterGroup } from './model.ts';

const groupName = ({ ParameterGroupName }: ClusterParameterGroup): string =>
  given(ParameterGroupName, 'the name of the parameter group');

export default defineLive(clusterParameterGroup, {
  scope: 'region',
  list: {
    operations: ['redshift:DescribeClusterParameterGroups'],
    actions: ['redshift:DescribeClusterParameterGroups'],
    client: RedshiftClient,
    needs: [],
    async *seeds(client: RedshiftClient) {
      const pages = paginateDescribeClusterParameterGroups({ client, pageSize: 100 }, {});
      for await (const { ParameterGroups } of pages) yield* ParameterGroups ?? [];
    },
  },
  name: groupName,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:redshift:${region}:${account}:parametergroup:${groupName(seed)}`,

  facts: {
    family: listed(({ ParameterGroupFamily }: ClusterParameterGroup) => given(ParameterGroupFamily, 'the family')),
    description: listed(({ Description }: ClusterParameterGroup) => Description || null),
    // A name of one's own has no dot: https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateClusterParameterGroup.html
    isDefault: listed((seed: ClusterParameterGroup) => groupName(seed).startsWith('default.')),
    tags: listed(({ Tags }: ClusterParameterGroup) => tagMap(Tags)),
  },
});
