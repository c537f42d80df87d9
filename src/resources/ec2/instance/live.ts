import {
  EC2Client,
  type Instance,
  type InstanceTypeInfo,
  paginateDescribeInstances,
  paginateDescribeInstanceTypes,
} from '@aws-sdk/client-ec2';
import { instanceProfiles, roleIn } from '../../iam/instance-profiles.ts';
import { defineLive, from, fromAll, given, instant, listed, shared, tagMap } from '../../live.ts';
import { instance } from './model.ts';

const instanceId = ({ InstanceId }: Instance): string => given(InstanceId, 'the id of an instance');

const profileArn = ({ IamInstanceProfile }: Instance): string | null =>
  IamInstanceProfile === undefined ? null : given(IamInstanceProfile.Arn, 'the ARN of an instance profile');

/** All instance types of the Region by name: some ten pages in place of a call for each instance. */
const instanceTypes = shared('ec2:DescribeInstanceTypes', EC2Client, async (client) => {
  const found = new Map<string, InstanceTypeInfo>();
  for await (const page of paginateDescribeInstanceTypes({ client, pageSize: 100 }, {})) {
    for (const one of given(page.InstanceTypes, 'the instance types')) {
      found.set(given(one.InstanceType, 'the name of an instance type'), one);
    }
  }
  return found;
});

export default defineLive(instance, {
  scope: 'region',
  list: {
    operations: ['ec2:DescribeInstances'],
    actions: ['ec2:DescribeInstances'],
    client: EC2Client,
    needs: [],
    async *seeds(client: EC2Client): AsyncIterable<Instance> {
      for await (const { Reservations } of paginateDescribeInstances({ client, pageSize: 1000 }, {})) {
        for (const { Instances } of Reservations ?? []) yield* Instances ?? [];
      }
    },
  },
  name: instanceId,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:ec2:${region}:${account}:instance/${instanceId(seed)}`,

  facts: {
    state: listed(({ State }: Instance) => given(State?.Name, 'the state of an instance')),
    instanceType: listed(({ InstanceType }: Instance) => given(InstanceType, 'the type of an instance')),
    image: listed(({ ImageId }: Instance) => given(ImageId, 'the image of an instance')),
    launchedAt: listed(({ LaunchTime }: Instance) => instant(given(LaunchTime, 'when an instance was launched'))),
    keyPair: listed(({ KeyName }: Instance) => KeyName || null),
    instanceProfile: listed(profileArn),
    executionRole: fromAll([instanceProfiles], async ([profiles], seed: Instance) => {
      const arn = profileArn(seed);
      if (arn === null) return null;
      // Deleted, a profile is still named by its instances, for which AWS then has no role.
      return roleIn(given((await profiles()).get(arn), 'the instance profile of an instance'));
    }),
    metadata: listed(({ MetadataOptions }: Instance) => ({
      enabled: given(MetadataOptions?.HttpEndpoint, 'whether instance metadata are enabled') === 'enabled',
      requiresTokens: given(MetadataOptions?.HttpTokens, 'whether instance metadata require tokens') === 'required',
      hopLimit: given(MetadataOptions?.HttpPutResponseHopLimit, 'the hop limit of instance metadata'),
    })),
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html: "This optimization isn't available with all instance types".
    ebsOptimized: listed(({ EbsOptimized }: Instance) => given(EbsOptimized, 'whether an instance is EBS-optimized')),
    typeTraits: from(instanceTypes, (types, { InstanceType }: Instance) => {
      const type = given(
        types.get(given(InstanceType, 'the type of an instance')),
        'the type of an instance of the Region',
      );
      return {
        ebsOptimized: given(type.EbsInfo?.EbsOptimizedSupport, 'whether an instance type is EBS-optimized'),
        // https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-nitro-instances.html: bare metal has no hypervisor and is Nitro's too.
        nitro: type.Hypervisor === 'nitro' || type.BareMetal === true,
      };
    }),
    'network.vpc': listed(({ VpcId }: Instance) => VpcId || null),
    'network.subnet': listed(({ SubnetId }: Instance) => SubnetId || null),
    'network.publicAddress': listed(({ PublicIpAddress }: Instance) => PublicIpAddress || null),
    'network.securityGroups': listed(({ SecurityGroups }: Instance) =>
      (SecurityGroups ?? []).map(({ GroupId }) => given(GroupId, 'the id of a security group')).sort(),
    ),
    tags: listed(({ Tags }: Instance) => tagMap(Tags)),
  },
});
