import {
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DeleteVolumeCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  RegisterImageCommand,
  type VolumeType,
} from '@aws-sdk/client-ec2';
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { type Answerer, amend } from '../answerer.ts';
import { appendTo, mapEntries, textOf, withText } from '../xml.ts';
import type { Site } from './site.ts';
import { given, home, prod, regions, sandbox, using } from './site.ts';
import { instanceIds } from './workloads.ts';

// Disks, their snapshots and images: what becomes of them, and what they cost.

/** What the emulator cannot hold of them. */
export interface DiskFacts {
  /** By volume: since when it is there, and the instance that it is attached to. */
  readonly volumes: Readonly<
    Record<
      string,
      { readonly createdAt?: string; readonly attached?: { readonly instance: string; readonly goes: boolean } }
    >
  >;
  /** By snapshot: since when it is there, until when it is locked, and since when it is restored fast. */
  readonly snapshots: Readonly<
    Record<
      string,
      {
        readonly account: string;
        readonly startedAt?: string;
        readonly lockedUntil?: string;
        readonly fastSince?: string;
      }
    >
  >;
  /** Images whose volumes are encrypted. */
  readonly encryptedImages: readonly string[];
  /** The default key of a Region, by account and Region, where it was changed. */
  readonly defaultKeys: Readonly<Record<string, string>>;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Filling = { readonly [Key in keyof DiskFacts]: Mutable<DiskFacts[Key]> };

const longAgo = '2023-02-01T03:00:00.000Z';
const arnOf = (account: string, id: string): string => `arn:aws:ec2:${home}:${account}:volume/${id}`;
const snapshotArn = (id: string): string => `arn:aws:ec2:${home}::snapshot/${id}`;

/** A volume of the account's home Region. */
const makeVolume = async (
  client: EC2Client,
  name: string,
  type: VolumeType,
  {
    key,
    tags = [],
    size = 100,
  }: { readonly key?: string; readonly tags?: readonly string[]; readonly size?: number } = {},
): Promise<string> => {
  const created = await client.send(
    new CreateVolumeCommand({
      AvailabilityZone: `${home}a`,
      Size: size,
      VolumeType: type,
      ...(type.startsWith('io') ? { Iops: 4000 } : {}),
      ...(key === undefined ? {} : { Encrypted: true, KmsKeyId: key }),
      TagSpecifications: [
        { ResourceType: 'volume', Tags: [{ Key: 'Name', Value: name }, ...tags.map((Key) => ({ Key, Value: name }))] },
      ],
    }),
  );
  return given(created.VolumeId, 'a volume id');
};

const makeSnapshot = async (client: EC2Client, VolumeId: string, tags: readonly string[] = []): Promise<string> => {
  const Tags = tags.map((Key) => ({ Key, Value: 'ledger' }));
  const tagged = Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: 'snapshot' as const, Tags }] };
  const created = await client.send(new CreateSnapshotCommand({ VolumeId, ...tagged }));
  return given(created.SnapshotId, 'a snapshot id');
};

const makeKey = (site: Site, account: string, disabled: boolean): Promise<string> =>
  using(new KMSClient(site.at(account, home)), async (client) => {
    const { KeyMetadata } = await client.send(new CreateKeyCommand({ Description: 'disks' }));
    const key = given(KeyMetadata?.Arn, 'the ARN of a key');
    if (disabled) await client.send(new DisableKeyCommand({ KeyId: given(KeyMetadata?.KeyId, 'a key id') }));
    return key;
  });

const fillCareful = async (site: Site, facts: Filling): Promise<void> => {
  const { expect } = site;
  const key = await makeKey(site, prod, false);
  facts.defaultKeys[`${prod} ${home}`] = key;
  expect.pass('ebs-default-kms-key-customer-managed', `arn:aws:ec2:${home}:${prod}:ebs-encryption-by-default`);
  await using(new EC2Client(site.at(prod, home)), async (client) => {
    const ledger = await makeVolume(client, 'ledger', 'io2', { key, tags: ['database'] });
    facts.volumes[ledger] = { attached: { instance: given(instanceIds[prod], 'an instance'), goes: true } };
    const record = await makeSnapshot(client, ledger, ['backup-of-record']);
    facts.snapshots[record] = { account: prod, lockedUntil: '2036-01-01T00:00:00Z' };
    for (const policy of [
      ...['ebs-volume-customer-managed-key', 'ebs-volume-kms-key-usable', 'ebs-volume-snapshot-exists'],
      ...['ec2-volume-inuse-check', 'ebs-attached-volume-delete-on-termination', 'ebs-volume-type-io1-to-io2'],
      'ebs-volume-throughput-type-fit',
    ]) {
      expect.pass(policy, arnOf(prod, ledger));
    }
    for (const policy of [
      ...['ebs-volume-kms-key-usable', 'ebs-snapshot-aged', 'ebs-snapshot-orphaned', 'ebs-snapshot-archive-tier'],
      ...['ebs-fast-snapshot-restore-reviewed', 'ebs-snapshot-locked'],
    ]) {
      expect.pass(policy, snapshotArn(record));
    }
    const shelved = await makeVolume(client, 'shelved', 'st1', { key, tags: ['owner', 'archival'], size: 500 });
    facts.volumes[shelved] = { createdAt: longAgo };
    await makeSnapshot(client, shelved);
    expect.pass('ebs-volume-unattached-with-data', arnOf(prod, shelved));
    expect.pass('ebs-volume-throughput-type-fit', arnOf(prod, shelved));
  });
};

const fillNeglected = async (site: Site, facts: Filling): Promise<void> => {
  const { expect } = site;
  const key = await makeKey(site, sandbox, true);
  expect.fail('ebs-default-kms-key-customer-managed', `arn:aws:ec2:${home}:${sandbox}:ebs-encryption-by-default`);
  await using(new EC2Client(site.at(sandbox, home)), async (client) => {
    const forgotten = await makeVolume(client, 'forgotten', 'io1', { tags: ['streaming'], size: 500 });
    facts.volumes[forgotten] = { createdAt: longAgo };
    for (const policy of [
      ...['ebs-volume-customer-managed-key', 'ebs-volume-snapshot-exists', 'ec2-volume-inuse-check'],
      ...['ebs-volume-type-io1-to-io2', 'ebs-volume-throughput-type-fit', 'ebs-volume-unattached-with-data'],
      ...['ebs-last-backup-recovery-point-created', 'ebs-resources-in-logically-air-gapped-vault'],
    ]) {
      expect.fail(policy, arnOf(sandbox, forgotten));
    }
    const stays = await makeVolume(client, 'workbench-data', 'gp3', { key });
    facts.volumes[stays] = { attached: { instance: given(instanceIds[sandbox], 'an instance'), goes: false } };
    expect.fail('ebs-attached-volume-delete-on-termination', arnOf(sandbox, stays));
    expect.fail('ebs-volume-kms-key-usable', arnOf(sandbox, stays));
    const gone = await makeVolume(client, 'gone', 'gp3');
    const dump = await makeSnapshot(client, gone, ['backup-of-record']);
    await client.send(new DeleteVolumeCommand({ VolumeId: gone }));
    facts.snapshots[dump] = { account: sandbox, startedAt: longAgo, fastSince: '2023-03-01T03:00:00Z' };
    for (const policy of [
      ...['ebs-snapshot-aged', 'ebs-snapshot-orphaned', 'ebs-snapshot-archive-tier'],
      ...['ebs-fast-snapshot-restore-reviewed', 'ebs-snapshot-locked'],
    ]) {
      expect.fail(policy, snapshotArn(dump));
    }
  });
};

/** An image of each account; the neglected one's is public and not encrypted. */
const fillImages = async (site: Site, facts: Mutable<{ encryptedImages: string[] }>): Promise<void> => {
  for (const account of [prod, sandbox]) {
    const good = account === prod;
    await using(new EC2Client(site.at(account, home)), async (client) => {
      const made = await client.send(new RegisterImageCommand({ Name: 'training' }));
      const ImageId = given(made.ImageId, 'an image id');
      if (!good) {
        const change = { OperationType: 'add' as const, UserGroups: ['all'] };
        await client.send(new ModifyImageAttributeCommand({ ImageId, Attribute: 'launchPermission', ...change }));
      } else facts.encryptedImages.push(ImageId);
      for (const policy of ['ec2-ami-public', 'ec2-ami-encrypted']) {
        site.expect[good ? 'pass' : 'fail'](policy, `arn:aws:ec2:${home}::image/${ImageId}`);
      }
    });
    for (const region of regions) {
      const arn = `arn:aws:ec2:${region}:${account}:image-block-public-access`;
      site.expect[good ? 'pass' : 'fail']('ec2-ami-block-public-access', arn);
    }
    const instance = `arn:aws:ec2:${home}:${account}:instance/${instanceIds[account]}`;
    site.expect[good ? 'pass' : 'fail']('ebs-optimized-instance', instance);
  }
};

/** Disks, snapshots and images of both accounts. */
export const fillDisks = async (site: Site): Promise<DiskFacts> => {
  const facts = { volumes: {}, snapshots: {}, encryptedImages: [] as string[], defaultKeys: {} };
  await fillCareful(site, facts);
  await fillNeglected(site, facts);
  await fillImages(site, facts);
  return facts;
};

/** Answers about them that the emulator cannot give, in the shape that AWS documents. */
export const diskAnswers = (facts: DiskFacts): Readonly<Record<string, Answerer>> => ({
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html: moto runs no instance to attach them to.
  'ec2:DescribeVolumes': amend((xml) =>
    mapEntries(xml, 'volumeSet', 'item', (volume) => {
      const id = textOf(volume, 'volumeId') ?? '';
      const { createdAt, attached } = facts.volumes[id] ?? {};
      const dated = createdAt === undefined ? volume : withText(volume, 'createTime', createdAt);
      if (attached === undefined) return dated;
      const attachment = `<item><volumeId>${id}</volumeId><instanceId>${attached.instance}</instanceId><device>/dev/sdf</device><status>attached</status><deleteOnTermination>${attached.goes}</deleteOnTermination></item>`;
      return appendTo(withText(dated, 'status', 'in-use'), 'attachmentSet', attachment);
    }),
  ),
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html: all of moto's are of today.
  'ec2:DescribeSnapshots': amend((xml) =>
    mapEntries(xml, 'snapshotSet', 'item', (snapshot) => {
      const startedAt = facts.snapshots[textOf(snapshot, 'snapshotId') ?? '']?.startedAt;
      return startedAt === undefined ? snapshot : withText(snapshot, 'startTime', startedAt);
    }),
  ),
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLockedSnapshots.html
  'ec2:DescribeLockedSnapshots': ({ account, region }) => ({
    snapshotSet: {
      item: Object.entries(facts.snapshots).flatMap(([snapshotId, { account: owner, lockedUntil }]) =>
        lockedUntil === undefined || owner !== account || region !== home
          ? []
          : [{ ownerId: owner, snapshotId, lockState: 'governance', lockExpiresOn: lockedUntil }],
      ),
    },
  }),
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFastSnapshotRestores.html
  'ec2:DescribeFastSnapshotRestores': ({ account, region }) => ({
    fastSnapshotRestoreSet: {
      item: Object.entries(facts.snapshots).flatMap(([snapshotId, { account: owner, fastSince }]) =>
        fastSince === undefined || owner !== account || region !== home
          ? []
          : [{ snapshotId, availabilityZone: `${home}a`, state: 'enabled', ownerId: owner, enabledTime: fastSince }],
      ),
    },
  }),
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html: moto does not say whether images are encrypted.
  'ec2:DescribeImages': amend((xml) =>
    mapEntries(xml, 'imagesSet', 'item', (image) => {
      const encrypted = facts.encryptedImages.includes(textOf(image, 'imageId') ?? '');
      return image.replaceAll('</ebs>', `<encrypted>${encrypted}</encrypted></ebs>`);
    }),
  ),
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetImageBlockPublicAccessState.html
  'ec2:GetImageBlockPublicAccessState': ({ account }) => ({
    imageBlockPublicAccessState: account === prod ? 'block-new-sharing' : 'unblocked',
    managedBy: 'account',
  }),
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsDefaultKmsKeyId.html
  'ec2:GetEbsDefaultKmsKeyId': ({ account, region }) => ({
    kmsKeyId: facts.defaultKeys[`${account} ${region}`] ?? 'alias/aws/ebs',
  }),
});
