import { EC2Client, paginateDescribeRouteTables, type Route, type RouteTable } from '@aws-sdk/client-ec2';
import { defineLive, given, listed, tagMap } from '../../live.ts';
import { routeTable } from './model.ts';

const tableId = ({ RouteTableId }: RouteTable): string => given(RouteTableId, 'the id of the route table');

const route = (one: Route) => ({
  destination: one.DestinationCidrBlock ?? one.DestinationIpv6CidrBlock ?? one.DestinationPrefixListId ?? null,
  target:
    one.GatewayId ??
    one.NatGatewayId ??
    one.EgressOnlyInternetGatewayId ??
    one.TransitGatewayId ??
    one.VpcPeeringConnectionId ??
    one.LocalGatewayId ??
    one.CarrierGatewayId ??
    one.CoreNetworkArn ??
    one.OdbNetworkArn ??
    one.NetworkInterfaceId ??
    one.InstanceId ??
    null,
  state: given(one.State, 'the state of a route'),
});

export default defineLive(routeTable, {
  scope: 'region',
  list: {
    operations: ['ec2:DescribeRouteTables'],
    actions: ['ec2:DescribeRouteTables'],
    client: EC2Client,
    needs: [],
    async *seeds(client: EC2Client) {
      const pages = paginateDescribeRouteTables({ client, pageSize: 100 }, {});
      for await (const { RouteTables } of pages) yield* RouteTables ?? [];
    },
  },
  name: tableId,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:ec2:${region}:${account}:route-table/${tableId(seed)}`,

  facts: {
    'network.vpc': listed(({ VpcId }: RouteTable) => given(VpcId, 'the VPC of the route table')),
    'network.main': listed(({ Associations }: RouteTable) => (Associations ?? []).some(({ Main }) => Main === true)),
    'network.subnets': listed(({ Associations }: RouteTable) =>
      (Associations ?? []).flatMap(({ SubnetId }) => (SubnetId === undefined ? [] : [SubnetId])).sort(),
    ),
    'network.routes': listed(({ Routes }: RouteTable) => (Routes ?? []).map(route)),
    tags: listed(({ Tags }: RouteTable) => tagMap(Tags)),
  },
});
