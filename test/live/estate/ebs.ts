import type { LaunchTemplateBlockDeviceMappingRequest } from '@aws-sdk/client-ec2';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateSecurityGroupCommand,
  CreateSnapshotCommand,
  CreateSubnetCommand,
  CreateVolumeCommand,
  CreateVpcCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  EnableEbsEncryptionByDefaultCommand,
  ModifyLaunchTemplateCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { Site } from './site.ts';
import { given, home, prod, regions, sandbox, using } from './site.ts';

// Volumes, snapshots, launch templates and the Regions' default encryption; and the network that the clusters stand in.

interface Volume {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly encrypted: boolean;
  readonly type: 'gp2' | 'gp3';
  /** AWS Backup has a recovery point of it. */
  readonly backedUp: boolean;
  /** Who may restore its snapshot: everybody, or one account. No snapshot when absent. */
  readonly snapshot?: 'private' | 'all' | string;
}

const volumes: readonly Volume[] = [
  {
    name: 'feature-store',
    account: prod,
    region: home,
    encrypted: true,
    type: 'gp3',
    backedUp: true,
    snapshot: 'private',
  },
  {
    name: 'label-studio',
    account: prod,
    region: home,
    encrypted: true,
    type: 'gp3',
    backedUp: true,
    snapshot: sandbox,
  },
  { name: 'training-cache', account: prod, region: 'us-east-1', encrypted: true, type: 'gp3', backedUp: true },
  { name: 'inference', account: prod, region: 'eu-west-1', encrypted: true, type: 'gp2', backedUp: false },
  { name: 'scratch', account: sandbox, region: home, encrypted: false, type: 'gp2', backedUp: false, snapshot: 'all' },
  // Shared with everybody as well, but its Region blocks all sharing.
  {
    name: 'old-dump',
    account: sandbox,
    region: 'eu-west-1',
    encrypted: false,
    type: 'gp2',
    backedUp: false,
    snapshot: 'all',
  },
  { name: 'notebooks', account: sandbox, region: home, encrypted: true, type: 'gp3', backedUp: false },
];

/** What the emulator cannot hold of the volumes: for the recorded answers. */
export interface EbsFacts {
  readonly protectedVolumes: readonly string[];
}

const fillVolume = async (site: Site, volume: Volume, facts: { protectedVolumes: string[] }): Promise<void> => {
  const { account, region, encrypted, type } = volume;
  const { expect } = site;
  await using(new EC2Client(site.at(account, region)), async (client) => {
    const Tags = [{ Key: 'Name', Value: volume.name }];
    const created = await client.send(
      new CreateVolumeCommand({
        AvailabilityZone: `${region}a`,
        Size: 100,
        VolumeType: type,
        Encrypted: encrypted,
        TagSpecifications: [{ ResourceType: 'volume', Tags }],
      }),
    );
    const VolumeId = given(created.VolumeId, 'a volume id');
    const arn = `arn:aws:ec2:${region}:${account}:volume/${VolumeId}`;
    if (encrypted) expect.pass('ebs-encrypted-volumes', arn);
    else expect.fail('ebs-encrypted-volumes', arn);
    if (type === 'gp3') expect.pass('ebs-volume-type-gp2-to-gp3', arn);
    else expect.fail('ebs-volume-type-gp2-to-gp3', arn);
    if (volume.backedUp) {
      facts.protectedVolumes.push(arn);
      expect.pass('ebs-resources-protected-by-backup-plan', arn);
    } else expect.fail('ebs-resources-protected-by-backup-plan', arn);
    if (volume.snapshot) await fillSnapshot(site, client, volume, VolumeId);
  });
};

const fillSnapshot = async (site: Site, client: EC2Client, volume: Volume, VolumeId: string): Promise<void> => {
  const { account, region, encrypted, snapshot } = volume;
  const created = await client.send(new CreateSnapshotCommand({ VolumeId, Description: `${volume.name} weekly` }));
  const SnapshotId = given(created.SnapshotId, 'a snapshot id');
  if (snapshot !== 'private') {
    // In this form: moto does not read CreateVolumePermission.Add, the other way to say it.
    const to = snapshot === 'all' ? { GroupNames: ['all'] } : { UserIds: [given(snapshot, 'an account')] };
    const change = { SnapshotId, Attribute: 'createVolumePermission' as const, OperationType: 'add' as const, ...to };
    await client.send(new ModifySnapshotAttributeCommand(change));
  }
  const arn = `arn:aws:ec2:${region}::snapshot/${SnapshotId}`;
  const isPublic = snapshot === 'all' && !(account === sandbox && region === 'eu-west-1');
  if (isPublic) site.expect.fail('ebs-snapshot-public-restorable-check', arn);
  else site.expect.pass('ebs-snapshot-public-restorable-check', arn);
  if (snapshot === 'private' || snapshot === 'all') site.expect.pass('ebs-snapshot-external-share', arn);
  else site.expect.fail('ebs-snapshot-external-share', arn);
  if (encrypted) site.expect.pass('ebs-snapshot-encrypted', arn);
  else site.expect.fail('ebs-snapshot-encrypted', arn);
};

interface Template {
  readonly name: string;
  readonly account: string;
  readonly passes: boolean;
  readonly mappings: readonly LaunchTemplateBlockDeviceMappingRequest[];
}

const disk = (encrypted?: boolean): LaunchTemplateBlockDeviceMappingRequest => ({
  DeviceName: '/dev/sda1',
  Ebs: { VolumeSize: 50, VolumeType: 'gp3', ...(encrypted === undefined ? {} : { Encrypted: encrypted }) },
});

const templates: readonly Template[] = [
  { name: 'training-workers', account: prod, passes: true, mappings: [disk(true)] },
  // It leaves the choice to the Region, which encrypts.
  { name: 'inference-workers', account: prod, passes: true, mappings: [disk()] },
  { name: 'scratch-workers', account: sandbox, passes: false, mappings: [disk(false)] },
  { name: 'notebook-workers', account: sandbox, passes: false, mappings: [disk()] },
];

const fillTemplate = async (site: Site, template: Template): Promise<void> => {
  const { account, name: LaunchTemplateName } = template;
  await using(new EC2Client(site.at(account, home)), async (client) => {
    const LaunchTemplateData = { InstanceType: 'm5.large' as const, BlockDeviceMappings: [...template.mappings] };
    const created = await client.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }));
    const id = given(created.LaunchTemplate?.LaunchTemplateId, 'a launch template id');
    if (LaunchTemplateName === 'training-workers') {
      // A newer version that is not the default one, and so not judged.
      const draft = { ...LaunchTemplateData, BlockDeviceMappings: [disk(false)] };
      await client.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId: id, LaunchTemplateData: draft }));
      await client.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId: id, DefaultVersion: '1' }));
    }
    const arn = `arn:aws:ec2:${home}:${account}:launch-template/${id}`;
    if (template.passes) site.expect.pass('ebs-launch-configuration-encrypted', arn);
    else site.expect.fail('ebs-launch-configuration-encrypted', arn);
  });
};

/** Volumes, snapshots, launch templates and default encryption. */
export const fillEbs = async (site: Site): Promise<EbsFacts> => {
  const facts = { protectedVolumes: [] as string[] };
  // First of all: a volume without a word on encryption follows the Region's default at the time.
  for (const region of regions) {
    await using(new EC2Client(site.at(prod, region)), (client) =>
      client.send(new EnableEbsEncryptionByDefaultCommand({})),
    );
    const setting = (account: string): string => `arn:aws:ec2:${region}:${account}:ebs-encryption-by-default`;
    site.expect.pass('ec2-ebs-encryption-by-default', setting(prod));
    site.expect.fail('ec2-ebs-encryption-by-default', setting(sandbox));
  }
  for (const volume of volumes) await fillVolume(site, volume, facts);
  for (const template of templates) await fillTemplate(site, template);
  return facts;
};

/** A network of an account's Region, with one security group that is open to the world and one that is not. */
export interface Network {
  readonly subnets: readonly string[];
  readonly open: string;
  readonly closed: string;
}

const ownNetwork = async (client: EC2Client, region: string): Promise<string> => {
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/16' }));
  const VpcId = given(Vpc?.VpcId, 'a VPC');
  for (const [index, zone] of ['a', 'b'].entries()) {
    const place = { AvailabilityZone: `${region}${zone}`, CidrBlock: `10.20.${index}.0/24` };
    await client.send(new CreateSubnetCommand({ VpcId, ...place }));
  }
  return VpcId;
};

const defaultNetwork = async (client: EC2Client): Promise<string> => {
  const { Vpcs } = await client.send(new DescribeVpcsCommand({}));
  return given(Vpcs?.[0]?.VpcId, 'a default VPC');
};

/** Makes a network, or finds the default one, and adds the two security groups for Redshift's port. */
export const fillNetwork = (site: Site, account: string, region: string): Promise<Network> =>
  using(new EC2Client(site.at(account, region)), async (client) => {
    const VpcId = await (account === prod ? ownNetwork(client, region) : defaultNetwork(client));
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
    const { Subnets } = await client.send(new DescribeSubnetsCommand({ Filters }));
    const subnets = given(Subnets, 'subnets').map(({ SubnetId }) => given(SubnetId, 'a subnet id'));
    const group = async (GroupName: string, CidrIp: string): Promise<string> => {
      const created = await client.send(new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId }));
      const GroupId = given(created.GroupId, 'a security group id');
      const rule = { IpProtocol: 'tcp', FromPort: 5439, ToPort: 5439, IpRanges: [{ CidrIp }] };
      await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [rule] }));
      return GroupId;
    };
    return {
      subnets,
      open: await group('warehouse-open', '0.0.0.0/0'),
      closed: await group('warehouse-internal', '10.0.0.0/8'),
    };
  });
