import { EC2Client, paginateDescribeVpcs, type Vpc } from '@aws-sdk/client-ec2';
import { defineLive, given, listed, tagMap } from '../../live.ts';
import { vpc } from './model.ts';

const vpcId = ({ VpcId }: Vpc): string => given(VpcId, 'the id of the VPC');

/** What is no longer associated stays listed for a while. */
const rangesOf = ({ CidrBlock, CidrBlockAssociationSet }: Vpc): string[] => {
  const current = (CidrBlockAssociationSet ?? []).filter(
    ({ CidrBlockState }) => CidrBlockState?.State === 'associated',
  );
  const ranges = current.map((one) => given(one.CidrBlock, 'an address range'));
  return [...new Set([given(CidrBlock, 'the address range'), ...ranges])].sort();
};

export default defineLive(vpc, {
  scope: 'region',
  list: {
    operations: ['ec2:DescribeVpcs'],
    actions: ['ec2:DescribeVpcs'],
    client: EC2Client,
    needs: [],
    async *seeds(client: EC2Client) {
      for await (const { Vpcs } of paginateDescribeVpcs({ client, pageSize: 1000 }, {})) yield* Vpcs ?? [];
    },
  },
  name: vpcId,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:ec2:${region}:${seed.OwnerId ?? account}:vpc/${vpcId(seed)}`,

  facts: {
    isDefault: listed(({ IsDefault }: Vpc) => given(IsDefault, 'whether the VPC is the default one')),
    state: listed(({ State }: Vpc) => given(State, 'the state of the VPC')),
    owner: listed(({ OwnerId }: Vpc) => given(OwnerId, 'the owner of the VPC')),
    'network.cidrs': listed(rangesOf),
    tags: listed(({ Tags }: Vpc) => tagMap(Tags)),
  },
});
