import { EC2Client, type IpPermission, paginateDescribeSecurityGroups, type SecurityGroup } from '@aws-sdk/client-ec2';
import { defineLive, given, listed, tagMap } from '../../live.ts';
import { securityGroup } from './model.ts';

const groupId = ({ GroupId }: SecurityGroup): string => given(GroupId, 'the id of the security group');

const protocolNames: Readonly<Record<string, string>> = {
  '-1': 'all',
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
};

/** -1 stands for every type or code of ICMP, and is no port. */
const port = (value: number | undefined): number | null => (value === undefined || value === -1 ? null : value);

const rule = ({
  IpProtocol,
  FromPort,
  ToPort,
  IpRanges,
  Ipv6Ranges,
  PrefixListIds,
  UserIdGroupPairs,
}: IpPermission) => {
  const spelled = given(IpProtocol, 'the protocol of a rule');
  return {
    protocol: protocolNames[spelled] ?? spelled,
    fromPort: port(FromPort),
    toPort: port(ToPort),
    cidrs: (IpRanges ?? []).map(({ CidrIp }) => given(CidrIp, 'the range of a rule')),
    cidrs6: (Ipv6Ranges ?? []).map(({ CidrIpv6 }) => given(CidrIpv6, 'the range of a rule')),
    prefixLists: (PrefixListIds ?? []).map(({ PrefixListId }) => given(PrefixListId, 'the prefix list of a rule')),
    groups: (UserIdGroupPairs ?? []).map(({ GroupId, UserId }) => ({
      id: given(GroupId, 'the group of a rule'),
      account: UserId ?? null,
    })),
  };
};

export default defineLive(securityGroup, {
  scope: 'region',
  list: {
    operations: ['ec2:DescribeSecurityGroups'],
    actions: ['ec2:DescribeSecurityGroups'],
    client: EC2Client,
    needs: [],
    async *seeds(client: EC2Client) {
      const pages = paginateDescribeSecurityGroups({ client, pageSize: 1000 }, {});
      for await (const { SecurityGroups } of pages) yield* SecurityGroups ?? [];
    },
  },
  name: groupId,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:ec2:${region}:${account}:security-group/${groupId(seed)}`,

  facts: {
    groupName: listed(({ GroupName }: SecurityGroup) => given(GroupName, 'the name of the security group')),
    description: listed(({ Description }: SecurityGroup) =>
      given(Description, 'the description of the security group'),
    ),
    owner: listed(({ OwnerId }: SecurityGroup) => given(OwnerId, 'the owner of the security group')),
    'network.vpc': listed(({ VpcId }: SecurityGroup) => VpcId ?? null),
    'network.ingress': listed(({ IpPermissions }: SecurityGroup) => (IpPermissions ?? []).map(rule)),
    'network.egress': listed(({ IpPermissionsEgress }: SecurityGroup) => (IpPermissionsEgress ?? []).map(rule)),
    tags: listed(({ Tags }: SecurityGroup) => tagMap(Tags)),
  },
});
