import {
  CreateClusterCommand,
  CreateClusterParameterGroupCommand,
  CreateClusterSnapshotCommand,
  CreateClusterSubnetGroupCommand,
  EnableLoggingCommand,
  ModifyClusterCommand,
  RedshiftClient,
} from '@aws-sdk/client-redshift';
import type { Network } from './ebs.ts';
import { fillNetwork } from './ebs.ts';
import type { Site } from './site.ts';
import { home, prod, sandbox, stranger, using } from './site.ts';

// Two warehouses: the one that the team reports from, and one that somebody tried out.

/** What the emulator cannot hold of the clusters: for the recorded answers. */
export interface RedshiftFacts {
  /** Clusters in two availability zones. */
  readonly multiAz: readonly string[];
  /** Parameter groups in which TLS is required. */
  readonly requireTls: readonly string[];
  /** By snapshot: its key, and who may restore it. */
  readonly snapshots: Readonly<
    Record<string, { readonly key: string | null; readonly restorableBy: readonly string[] }>
  >;
  /** Snapshot schedules by cluster. */
  readonly schedules: Readonly<Record<string, { readonly id: string; readonly definitions: readonly string[] }>>;
}

const checks = [
  'redshift-audit-logging-enabled',
  'redshift-backup-enabled',
  'redshift-cluster-encrypted',
  'redshift-cluster-kms-enabled',
  'redshift-cluster-maintenancesettings-check',
  'redshift-cluster-multi-az-enabled',
  'redshift-cluster-public-access-check',
  'redshift-default-admin-check',
  'redshift-default-db-name-check',
  'redshift-enhanced-vpc-routing-enabled',
  'redshift-iam-role-least-privilege',
  'redshift-require-tls-ssl',
  'redshift-unrestricted-port-access',
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

const fillGood = (site: Site, keyArn: string): Promise<void> =>
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
    const logs = { BucketName: 'acme-access-logs', S3KeyPrefix: 'warehouse/' };
    await client.send(new EnableLoggingCommand({ ClusterIdentifier, LogDestinationType: 's3', ...logs }));
    for (const SnapshotIdentifier of ['warehouse-before-upgrade', 'warehouse-quarterly']) {
      await client.send(new CreateClusterSnapshotCommand({ ClusterIdentifier, SnapshotIdentifier }));
    }
    const kept = `arn:aws:redshift:${home}:${prod}:snapshot:warehouse/warehouse-quarterly`;
    site.expect.pass('redshift-snapshot-external-share', kept);
  });

const fillBad = (site: Site): Promise<void> =>
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
  });

/** Clusters with their parameter, subnet and security groups, and logging. `keyArn`: the customer managed key of the good one. */
export const fillRedshift = async (site: Site, keyArn: string): Promise<RedshiftFacts> => {
  await fillGood(site, keyArn);
  await fillBad(site);
  for (const policy of checks) {
    site.expect.pass(policy, `arn:aws:redshift:${home}:${prod}:cluster:warehouse`);
    site.expect.fail(policy, `arn:aws:redshift:${home}:${sandbox}:cluster:trial`);
  }
  return {
    multiAz: ['warehouse'],
    requireTls: ['warehouse-tls'],
    snapshots: {
      'warehouse-before-upgrade': { key: keyArn, restorableBy: [sandbox] },
      'warehouse-quarterly': { key: keyArn, restorableBy: [] },
      'trial-handover': { key: null, restorableBy: [stranger] },
    },
    schedules: { warehouse: { id: 'every-12-hours', definitions: ['rate(12 hours)'] } },
  };
};
