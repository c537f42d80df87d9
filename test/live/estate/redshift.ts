import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateClusterCommand,
  CreateClusterParameterGroupCommand,
  CreateClusterSnapshotCommand,
  CreateClusterSubnetGroupCommand,
  CreateSnapshotCopyGrantCommand,
  EnableLoggingCommand,
  EnableSnapshotCopyCommand,
  ModifyClusterCommand,
  RedshiftClient,
} from '@aws-sdk/client-redshift';
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Network } from './ebs.ts';
import { fillNetwork } from './ebs.ts';
import { dataShareArn, type RedshiftFacts } from './redshift-answers.ts';
import { expectServerless } from './serverless.ts';
import type { Site } from './site.ts';
import { given, home, prod, sandbox, stranger, using } from './site.ts';

// Two warehouses: the one that the team reports from, and one that somebody tried out.

/** Where snapshots are copied to. */
const elsewhere = 'eu-west-1';

/** The bucket that the good cluster logs to. */
const warehouseLogs = 'acme-warehouse-logs';

const shared: Pick<RedshiftFacts, 'dataShares' | 'endpointAuthorizations' | 'eventSubscriptions'> = {
  dataShares: [
    { account: prod, region: home, name: 'labels', consumers: [prod], toPublic: false },
    { account: sandbox, region: home, name: 'everything', consumers: [stranger], toPublic: true },
  ],
  endpointAuthorizations: [{ account: sandbox, region: home, cluster: 'trial', grantee: stranger, vpcs: null }],
  eventSubscriptions: [
    { account: prod, region: home, name: 'warehouse-errors', tags: ['team'] },
    { account: sandbox, region: home, name: 'trial-errors', tags: [] },
  ],
};

const expectShared = ({ expect }: Site): void => {
  const [labels, everything] = shared.dataShares.map(dataShareArn);
  expect.pass('redshift-datashare-external', given(labels, 'a datashare'));
  expect.fail('redshift-datashare-external', given(everything, 'a datashare'));
  const endpoint = `arn:aws:redshift:${home}:${sandbox}:endpointauthorization:trial/${stranger}`;
  expect.fail('redshift-endpoint-authorization-external', endpoint);
  const subscription = (account: string, name: string) =>
    `arn:aws:redshift:${home}:${account}:eventsubscription:${name}`;
  expect.pass('redshift-resources-tagged', subscription(prod, 'warehouse-errors'));
  expect.fail('redshift-resources-tagged', subscription(sandbox, 'trial-errors'));
};

const checks = [
  'redshift-admin-password-managed',
  'redshift-audit-logging-enabled',
  'redshift-backup-enabled',
  'redshift-cluster-default-vpc',
  'redshift-cluster-encrypted',
  'redshift-cluster-kms-enabled',
  'redshift-cluster-maintenancesettings-check',
  'redshift-cluster-multi-az-enabled',
  'redshift-cluster-non-default-port',
  'redshift-cluster-public-access-check',
  'redshift-default-admin-check',
  'redshift-default-db-name-check',
  'redshift-enhanced-vpc-routing-enabled',
  'redshift-iam-role-least-privilege',
  'redshift-require-tls-ssl',
  'redshift-resources-tagged',
  'redshift-snapshot-cross-region-copy',
  'redshift-unrestricted-port-access',
  'redshift-user-activity-logging',
] as const;

const fillGroups = async (client: RedshiftClient, network: Network): Promise<void> => {
  const SubnetIds = [...network.subnets];
  const subnetGroup = { ClusterSubnetGroupName: 'warehouse', Description: 'warehouse', SubnetIds };
  await client.send(new CreateClusterSubnetGroupCommand(subnetGroup));
  for (const ParameterGroupName of ['warehouse-tls', 'warehouse-plain']) {
    const group = { ParameterGroupName, ParameterGroupFamily: 'redshift-1.0', Description: ParameterGroupName };
    await client.send(new CreateClusterParameterGroupCommand(group));
  }
};

/** Gives the security group. */
const fillGood = (site: Site, keyArn: string): Promise<string> =>
  using(new RedshiftClient(site.at(prod, home)), async (client) => {
    const network = await fillNetwork(site, prod, home);
    await fillGroups(client, network);
    const ClusterIdentifier = 'warehouse';
    await client.send(
      new CreateClusterCommand({
        ClusterIdentifier,
        ClusterType: 'multi-node',
        NumberOfNodes: 2,
        NodeType: 'ra3.xlplus',
        MasterUsername: 'warehouse_admin',
        MasterUserPassword: 'Only4TheEmulator',
        DBName: 'warehouse',
        Port: 5440,
        ClusterSubnetGroupName: 'warehouse',
        ClusterParameterGroupName: 'warehouse-tls',
        VpcSecurityGroupIds: [network.closed],
        Encrypted: true,
        KmsKeyId: keyArn,
        PubliclyAccessible: false,
        EnhancedVpcRouting: true,
        AllowVersionUpgrade: true,
        AutomatedSnapshotRetentionPeriod: 14,
        MultiAZ: true,
        IamRoles: [`arn:aws:iam::${prod}:role/warehouse-load`],
        Tags: [{ Key: 'team', Value: 'data' }],
      }),
    );
    const logs = { BucketName: warehouseLogs, S3KeyPrefix: 'warehouse/' };
    await client.send(new EnableLoggingCommand({ ClusterIdentifier, LogDestinationType: 's3', ...logs }));
    for (const SnapshotIdentifier of ['warehouse-before-upgrade', 'warehouse-quarterly']) {
      await client.send(new CreateClusterSnapshotCommand({ ClusterIdentifier, SnapshotIdentifier }));
    }
    const kept = `arn:aws:redshift:${home}:${prod}:snapshot:warehouse/warehouse-quarterly`;
    for (const policy of [
      'redshift-snapshot-external-share',
      'redshift-snapshot-aged',
      'redshift-snapshot-encrypted',
    ]) {
      site.expect.pass(policy, kept);
    }
    return network.closed;
  });

const clusterArn = (account: string, name: string): string => `arn:aws:redshift:${home}:${account}:cluster:${name}`;

/** From before there were VPCs, with its logs in a bucket of everybody's. */
const fillLegacy = async (client: RedshiftClient): Promise<void> => {
  const ClusterIdentifier = 'legacy';
  await client.send(
    new CreateClusterCommand({
      ClusterIdentifier,
      ClusterType: 'single-node',
      NodeType: 'dc2.large',
      MasterUsername: 'awsuser',
      MasterUserPassword: 'Only4TheEmulator',
      DBName: 'dev',
    }),
  );
  const logs = { BucketName: 'acme-sandbox-legacy', S3KeyPrefix: 'legacy/' };
  await client.send(new EnableLoggingCommand({ ClusterIdentifier, LogDestinationType: 's3', ...logs }));
};

/** Where the good cluster's logs go, and its snapshots. */
const fillBeside = async (site: Site): Promise<void> => {
  await using(new S3Client({ ...site.at(prod, home), forcePathStyle: true }), async (client) => {
    const Bucket = warehouseLogs;
    await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: home } }));
    const Status = 'Enabled' as const;
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
    await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: all }));
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'redshift.amazonaws.com' },
      Action: ['s3:GetBucketAcl', 's3:PutObject'],
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      Condition: { StringEquals: { 'aws:SourceArn': clusterArn(prod, 'warehouse') } },
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  });
  const KmsKeyId = await using(new KMSClient(site.at(prod, elsewhere)), async (client) => {
    const { KeyMetadata } = await client.send(new CreateKeyCommand({ Description: 'warehouse-copies' }));
    return given(KeyMetadata?.Arn, 'an ARN');
  });
  const grant = { SnapshotCopyGrantName: 'copies' };
  await using(new RedshiftClient(site.at(prod, elsewhere)), (client) =>
    client.send(new CreateSnapshotCopyGrantCommand({ ...grant, KmsKeyId })),
  );
  await using(new RedshiftClient(site.at(sandbox, elsewhere)), (client) =>
    client.send(new CreateSnapshotCopyGrantCommand(grant)),
  );
  await using(new RedshiftClient(site.at(prod, home)), (client) =>
    client.send(
      new EnableSnapshotCopyCommand({
        ClusterIdentifier: 'warehouse',
        DestinationRegion: elsewhere,
        RetentionPeriod: 14,
        ...grant,
      }),
    ),
  );
  const grantArn = (account: string) => `arn:aws:redshift:${elsewhere}:${account}:snapshotcopygrant:copies`;
  site.expect.pass('redshift-snapshot-copy-grant-cmk', grantArn(prod));
  site.expect.fail('redshift-snapshot-copy-grant-cmk', grantArn(sandbox));
};

/** Gives the security group. */
const fillBad = (site: Site): Promise<string> =>
  using(new RedshiftClient(site.at(sandbox, home)), async (client) => {
    const network = await fillNetwork(site, sandbox, home);
    await fillGroups(client, network);
    const ClusterIdentifier = 'trial';
    await client.send(
      new CreateClusterCommand({
        ClusterIdentifier,
        ClusterType: 'single-node',
        NodeType: 'ra3.xlplus',
        MasterUsername: 'awsuser',
        MasterUserPassword: 'Only4TheEmulator',
        DBName: 'dev',
        ClusterSubnetGroupName: 'warehouse',
        ClusterParameterGroupName: 'warehouse-plain',
        VpcSecurityGroupIds: [network.open],
        Encrypted: false,
        PubliclyAccessible: true,
        AllowVersionUpgrade: false,
        AutomatedSnapshotRetentionPeriod: 1,
        IamRoles: [`arn:aws:iam::${sandbox}:role/trial-load`],
      }),
    );
    // moto takes a 0 for nothing said when it creates a cluster.
    await client.send(new ModifyClusterCommand({ ClusterIdentifier, AutomatedSnapshotRetentionPeriod: 0 }));
    await client.send(new CreateClusterSnapshotCommand({ ClusterIdentifier, SnapshotIdentifier: 'trial-handover' }));
    const handover = `arn:aws:redshift:${home}:${sandbox}:snapshot:trial/trial-handover`;
    for (const policy of ['redshift-snapshot-aged', 'redshift-snapshot-encrypted']) site.expect.fail(policy, handover);
    const [first] = network.subnets;
    const oneZone = { ClusterSubnetGroupName: 'one-zone', Description: 'trial', SubnetIds: [given(first, 'a subnet')] };
    await client.send(new CreateClusterSubnetGroupCommand(oneZone));
    const subnetGroup = (account: string, name: string) => `arn:aws:redshift:${home}:${account}:subnetgroup:${name}`;
    site.expect.pass('redshift-cluster-subnet-group-multi-az', subnetGroup(prod, 'warehouse'));
    site.expect.fail('redshift-cluster-subnet-group-multi-az', subnetGroup(sandbox, 'one-zone'));
    await fillLegacy(client);
    site.expect.pass('redshift-cluster-in-vpc', clusterArn(prod, 'warehouse'));
    site.expect.fail('redshift-cluster-in-vpc', clusterArn(sandbox, 'legacy'));
    site.expect.pass('redshift-audit-log-bucket-hardened', clusterArn(prod, 'warehouse'));
    site.expect.fail('redshift-audit-log-bucket-hardened', clusterArn(sandbox, 'legacy'));
    return network.open;
  });

/** Clusters with their parameter, subnet and security groups, and logging. `keyArn`: the customer managed key of the good one. */
export const fillRedshift = async (site: Site, keyArn: string): Promise<RedshiftFacts> => {
  const closed = await fillGood(site, keyArn);
  const open = await fillBad(site);
  await fillBeside(site);
  expectShared(site);
  expectServerless(site);
  for (const policy of checks) {
    site.expect.pass(policy, `arn:aws:redshift:${home}:${prod}:cluster:warehouse`);
    site.expect.fail(policy, `arn:aws:redshift:${home}:${sandbox}:cluster:trial`);
  }
  return {
    multiAz: ['warehouse'],
    managedPasswords: ['warehouse'],
    strictGroups: ['warehouse-tls'],
    snapshots: {
      'warehouse-before-upgrade': { key: keyArn, restorableBy: [sandbox], keptFor: 30 },
      'warehouse-quarterly': { key: keyArn, restorableBy: [], keptFor: 365 },
      'trial-handover': { key: null, restorableBy: [stranger], keptFor: null },
    },
    schedules: { warehouse: { id: 'every-12-hours', definitions: ['rate(12 hours)'] } },
    ...shared,
    serverless: { key: keyArn, groups: { [prod]: [closed], [sandbox]: [open] } },
  };
};
