import {
  EC2Client,
  type LaunchTemplate,
  type LaunchTemplateBlockDeviceMapping,
  paginateDescribeLaunchTemplates,
  paginateDescribeLaunchTemplateVersions,
  type ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { defineLive, from, given, instant, listed, shared, tagMap } from '../../live.ts';
import { launchTemplate } from './model.ts';

const templateId = ({ LaunchTemplateId }: LaunchTemplate): string => given(LaunchTemplateId, 'the id of the template');

/**
 * What the default version of each template says, by template: one bulk answer, which AWS gives where the request names no template.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html
 */
const defaultVersions = shared(
  'ec2:DescribeLaunchTemplateVersions',
  EC2Client,
  async (client): Promise<ReadonlyMap<string, ResponseLaunchTemplateData>> => {
    const byTemplate = new Map<string, ResponseLaunchTemplateData>();
    const pages = paginateDescribeLaunchTemplateVersions({ client, pageSize: 200 }, { Versions: ['$Default'] });
    for await (const { LaunchTemplateVersions } of pages) {
      for (const { LaunchTemplateId, LaunchTemplateData } of LaunchTemplateVersions ?? []) {
        byTemplate.set(
          given(LaunchTemplateId, 'the id of a template'),
          given(LaunchTemplateData, 'what a template says'),
        );
      }
    }
    return byTemplate;
  },
);

const dataOf = (versions: ReadonlyMap<string, ResponseLaunchTemplateData>, seed: LaunchTemplate) =>
  given(versions.get(templateId(seed)), 'the default version of the template');

const blockDevice = ({ DeviceName, VirtualName, Ebs, NoDevice }: LaunchTemplateBlockDeviceMapping) => ({
  device: DeviceName ?? null,
  // `NoDevice` is set where it is there at all: its value is an empty string.
  kind:
    NoDevice !== undefined
      ? ('none' as const)
      : Ebs === undefined && VirtualName
        ? ('ephemeral' as const)
        : ('ebs' as const),
  encrypted: Ebs?.Encrypted ?? null,
  key: Ebs?.KmsKeyId ?? null,
  snapshot: Ebs?.SnapshotId ?? null,
  volumeType: Ebs?.VolumeType ?? null,
  sizeGiB: Ebs?.VolumeSize ?? null,
  iops: Ebs?.Iops ?? null,
  throughput: Ebs?.Throughput ?? null,
  deleteOnTermination: Ebs?.DeleteOnTermination ?? null,
});

export default defineLive(launchTemplate, {
  scope: 'region',
  list: {
    operations: ['ec2:DescribeLaunchTemplates'],
    actions: ['ec2:DescribeLaunchTemplates'],
    client: EC2Client,
    needs: [],
    async *seeds(client: EC2Client) {
      const pages = paginateDescribeLaunchTemplates({ client, pageSize: 200 }, {});
      for await (const { LaunchTemplates } of pages) yield* LaunchTemplates ?? [];
    },
  },
  name: ({ LaunchTemplateName }: LaunchTemplate) => given(LaunchTemplateName, 'the name of the template'),
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:ec2:${region}:${account}:launch-template/${templateId(seed)}`,

  facts: {
    createdAt: listed(({ CreateTime }: LaunchTemplate) => instant(given(CreateTime, 'when the template was created'))),
    createdBy: listed(({ CreatedBy }: LaunchTemplate) => CreatedBy ?? null),
    defaultVersion: listed(({ DefaultVersionNumber }: LaunchTemplate) =>
      given(DefaultVersionNumber, 'the default version'),
    ),
    latestVersion: listed(({ LatestVersionNumber }: LaunchTemplate) =>
      given(LatestVersionNumber, 'the latest version'),
    ),
    managedBy: listed(({ Operator }: LaunchTemplate) =>
      Operator?.Managed ? given(Operator.Principal, 'who manages the template') : null,
    ),
    image: from(defaultVersions, (versions, seed: LaunchTemplate) => dataOf(versions, seed).ImageId ?? null),
    blockDevices: from(defaultVersions, (versions, seed: LaunchTemplate) =>
      (dataOf(versions, seed).BlockDeviceMappings ?? []).map(blockDevice),
    ),
    tags: listed(({ Tags }: LaunchTemplate) => tagMap(Tags)),
  },
});
