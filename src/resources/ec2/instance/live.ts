import { EC2Client, type Instance, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { instanceProfiles, roleIn } from '../../iam/instance-profiles.ts';
import { defineLive, fromAll, given, instant, listed, tagMap } from '../../live.ts';
import { instance } from './model.ts';

const instanceId = ({ InstanceId }: Instance): string => given(InstanceId, 'the id of an instance');

const profileArn = ({ IamInstanceProfile }: Instance): string | null =>
  IamInstanceProfile === undefined ? null : given(IamInstanceProfile.Arn, 'the ARN of an instance profile');

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
    'network.vpc': listed(({ VpcId }: Instance) => VpcId || null),
    'network.subnet': listed(({ SubnetId }: Instance) => SubnetId || null),
    'network.publicAddress': listed(({ PublicIpAddress }: Instance) => PublicIpAddress || null),
    'network.securityGroups': listed(({ SecurityGroups }: Instance) =>
      (SecurityGroups ?? []).map(({ GroupId }) => given(GroupId, 'the id of a security group')).sort(),
    ),
    tags: listed(({ Tags }: Instance) => tagMap(Tags)),
  },
});
