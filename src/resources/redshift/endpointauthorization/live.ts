import {
  type EndpointAuthorization,
  paginateDescribeEndpointAuthorization,
  RedshiftClient,
} from '@aws-sdk/client-redshift';
import { defineLive, given, instant, listed } from '../../live.ts';
import { endpointAuthorization } from './model.ts';

const clusterId = ({ ClusterIdentifier }: EndpointAuthorization): string =>
  given(ClusterIdentifier, 'the identifier of the cluster');

const granteeOf = ({ Grantee }: EndpointAuthorization): string => given(Grantee, 'the account that is let in');

export default defineLive(endpointAuthorization, {
  scope: 'region',
  list: {
    operations: ['redshift:DescribeEndpointAuthorization'],
    actions: ['redshift:DescribeEndpointAuthorization'],
    client: RedshiftClient,
    needs: [],
    async *seeds(client: RedshiftClient) {
      // As the grantor: with `Grantee`, it lists what others let this account do.
      const pages = paginateDescribeEndpointAuthorization({ client, pageSize: 100 }, { Grantee: false });
      for await (const { EndpointAuthorizationList } of pages) yield* EndpointAuthorizationList ?? [];
    },
  },
  name: (seed) => `${clusterId(seed)}/${granteeOf(seed)}`,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:redshift:${region}:${account}:endpointauthorization:${clusterId(seed)}/${granteeOf(seed)}`,

  facts: {
    cluster: listed(clusterId),
    grantee: listed(granteeOf),
    status: listed(({ Status }: EndpointAuthorization) => given(Status, 'the status of the leave')),
    'network.allVpcs': listed(({ AllowedAllVPCs }: EndpointAuthorization) =>
      given(AllowedAllVPCs, 'whether every VPC is allowed'),
    ),
    'network.vpcs': listed(({ AllowedVPCs }: EndpointAuthorization) => [...(AllowedVPCs ?? [])].sort()),
    endpoints: listed(({ EndpointCount }: EndpointAuthorization) => EndpointCount ?? 0),
    authorizedAt: listed(({ AuthorizeTime }: EndpointAuthorization) =>
      AuthorizeTime === undefined ? null : instant(AuthorizeTime),
    ),
  },
});
