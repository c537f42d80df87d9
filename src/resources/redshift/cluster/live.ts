import {
  type Cluster,
  type ClusterParameterGroupStatus,
  type ClusterSubnetGroup,
  DescribeLoggingStatusCommand,
  type DescribeLoggingStatusCommandOutput,
  paginateDescribeClusterParameters,
  paginateDescribeClusters,
  paginateDescribeSnapshotSchedules,
  RedshiftClient,
} from '@aws-sdk/client-redshift';
import { call, defineLive, from, fromAll, given, instant, listed, shared, tagMap } from '../../live.ts';
import { subnetGroups } from '../subnet-groups.ts';
import { cluster } from './model.ts';

const clusterId = ({ ClusterIdentifier }: Cluster): string => given(ClusterIdentifier, 'the identifier of the cluster');

const groupsOf = ({ ClusterParameterGroups }: Cluster): readonly ClusterParameterGroupStatus[] =>
  given(ClusterParameterGroups, 'the parameter groups');

const groupName = ({ ParameterGroupName }: ClusterParameterGroupStatus): string =>
  given(ParameterGroupName, 'the name of a parameter group');

/** Thousands of characters that say how queries queue. */
const queueConfiguration = 'wlm_json_configuration';

const parameters = call(
  'redshift:DescribeClusterParameters',
  RedshiftClient,
  async (client: RedshiftClient, seed: Cluster): Promise<Record<string, string>> => {
    const found = new Map<string, string>();
    for (const group of groupsOf(seed)) {
      const pages = paginateDescribeClusterParameters(
        { client, pageSize: 100 },
        { ParameterGroupName: groupName(group) },
      );
      for await (const { Parameters } of pages) {
        for (const { ParameterName, ParameterValue } of given(Parameters, 'the parameters')) {
          const name = given(ParameterName, 'the name of a parameter');
          if (ParameterValue !== undefined && name !== queueConfiguration) found.set(name, ParameterValue);
        }
      }
    }
    return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  },
);

const loggingStatus = call('redshift:DescribeLoggingStatus', RedshiftClient, (client: RedshiftClient, seed: Cluster) =>
  client.send(new DescribeLoggingStatusCommand({ ClusterIdentifier: clusterId(seed) })),
);

const snapshotSchedules = shared(
  'redshift:DescribeSnapshotSchedules',
  RedshiftClient,
  async (client): Promise<ReadonlyMap<string, readonly string[]>> => {
    const byId = new Map<string, readonly string[]>();
    for await (const { SnapshotSchedules } of paginateDescribeSnapshotSchedules({ client, pageSize: 100 }, {})) {
      for (const { ScheduleIdentifier, ScheduleDefinitions } of SnapshotSchedules ?? []) {
        byId.set(
          given(ScheduleIdentifier, 'the identifier of a schedule'),
          given(ScheduleDefinitions, 'its definitions'),
        );
      }
    }
    return byId;
  },
);

const parameterGroup = (group: ClusterParameterGroupStatus) => ({
  group: groupName(group),
  applyStatus: given(group.ParameterApplyStatus, 'how far a parameter group is applied'),
  parameters: tagMap(
    (group.ClusterParameterStatusList ?? []).map(({ ParameterName, ParameterApplyStatus }) => ({
      Key: ParameterName,
      Value: given(ParameterApplyStatus, 'how far a parameter is applied'),
    })),
  ),
});

const subnetGroup = ({ ClusterSubnetGroupName, VpcId, Subnets }: ClusterSubnetGroup) => ({
  group: given(ClusterSubnetGroupName, 'the name of the subnet group'),
  vpc: VpcId ?? null,
  subnets: given(Subnets, 'the subnets of the subnet group').map(({ SubnetIdentifier, SubnetAvailabilityZone }) => ({
    id: given(SubnetIdentifier, 'the id of a subnet'),
    availabilityZone: SubnetAvailabilityZone?.Name ?? null,
  })),
});

const auditLogs = (status: DescribeLoggingStatusCommandOutput) => {
  if (!given(status.LoggingEnabled, 'whether audit logging is on')) return null;
  const bucket = status.BucketName || null;
  const delivered = status.LastSuccessfulDeliveryTime ? instant(status.LastSuccessfulDeliveryTime) : null;
  const failed = status.LastFailureTime ? instant(status.LastFailureTime) : null;
  return {
    // Logging to a bucket is older than the choice of a destination.
    destination: given(status.LogDestinationType || (bucket === null ? undefined : 's3'), 'where the logs go'),
    bucket,
    prefix: status.S3KeyPrefix || null,
    exports: [...(status.LogExports ?? [])].sort(),
    lastDeliveredAt: delivered,
    lastFailedAt: failed,
    lastDeliveryFailed: failed !== null && (delivered === null || failed > delivered),
  };
};

const encryptionAtRest = ({ Encrypted, HsmStatus, KmsKeyId }: Cluster) => {
  const enabled = given(Encrypted, 'whether the cluster is encrypted');
  const algorithm = HsmStatus === undefined ? 'KMS' : 'HSM';
  return { enabled, algorithm: enabled ? algorithm : null, key: enabled ? (KmsKeyId ?? null) : null };
};

export default defineLive(cluster, {
  scope: 'region',
  list: {
    operations: ['redshift:DescribeClusters'],
    actions: ['redshift:DescribeClusters'],
    client: RedshiftClient,
    needs: [],
    async *seeds(client: RedshiftClient) {
      for await (const { Clusters } of paginateDescribeClusters({ client, pageSize: 100 }, {})) yield* Clusters ?? [];
    },
  },
  name: clusterId,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:redshift:${region}:${account}:cluster:${clusterId(seed)}`,

  facts: {
    status: listed(({ ClusterStatus }: Cluster) => given(ClusterStatus, 'the status of the cluster')),
    nodeType: listed(({ NodeType }: Cluster) => given(NodeType, 'the node type')),
    nodes: listed(({ NumberOfNodes }: Cluster) => given(NumberOfNodes, 'the number of nodes')),
    engineVersion: listed(({ ClusterVersion }: Cluster) => given(ClusterVersion, 'the version of the engine')),
    createdAt: listed(({ ClusterCreateTime }: Cluster) =>
      instant(given(ClusterCreateTime, 'when the cluster was created')),
    ),
    availabilityZone: listed(({ AvailabilityZone }: Cluster) => AvailabilityZone ?? null),
    databaseName: listed(({ DBName }: Cluster) => given(DBName, 'the name of the database')),
    masterUsername: listed(({ MasterUsername }: Cluster) => given(MasterUsername, 'the name of the admin user')),
    masterPasswordManaged: listed(({ MasterPasswordSecretArn }: Cluster) => MasterPasswordSecretArn !== undefined),
    masterPasswordKey: listed(({ MasterPasswordSecretArn, MasterPasswordSecretKmsKeyId }: Cluster) =>
      MasterPasswordSecretArn === undefined ? null : (MasterPasswordSecretKmsKeyId ?? null),
    ),
    roles: listed(({ IamRoles }: Cluster) =>
      (IamRoles ?? []).map(({ IamRoleArn, ApplyStatus }) => ({
        role: given(IamRoleArn, 'the ARN of a role'),
        applyStatus: given(ApplyStatus, 'how far a role is applied'),
      })),
    ),
    'encryption.atRest': listed(encryptionAtRest),
    'encryption.pending': listed(({ PendingModifiedValues }: Cluster) => PendingModifiedValues?.EncryptionType ?? null),
    'encryption.hsm': listed(({ HsmStatus }: Cluster) =>
      HsmStatus === undefined
        ? null
        : {
            clientCertificate: HsmStatus.HsmClientCertificateIdentifier ?? null,
            configuration: HsmStatus.HsmConfigurationIdentifier ?? null,
            status: HsmStatus.Status ?? null,
          },
    ),
    parameterGroups: listed((seed: Cluster) => groupsOf(seed).map(parameterGroup)),
    parameters: from(parameters, (found) => found),
    'network.publiclyAccessible': listed(({ PubliclyAccessible }: Cluster) =>
      given(PubliclyAccessible, 'whether the cluster is publicly accessible'),
    ),
    // Documented default of CreateCluster and of the answer: false.
    'network.enhancedVpcRouting': listed(({ EnhancedVpcRouting }: Cluster) => EnhancedVpcRouting ?? false),
    'network.endpoint': listed(({ Endpoint }: Cluster) =>
      Endpoint?.Port === undefined ? null : { address: Endpoint.Address ?? null, port: Endpoint.Port },
    ),
    'network.vpc': listed(({ VpcId }: Cluster) => VpcId ?? null),
    'network.securityGroups': listed(({ VpcSecurityGroups }: Cluster) =>
      (VpcSecurityGroups ?? []).map(({ VpcSecurityGroupId, Status }) => ({
        id: given(VpcSecurityGroupId, 'the id of a security group'),
        status: given(Status, 'the status of a security group'),
      })),
    ),
    'network.classicSecurityGroups': listed(({ ClusterSecurityGroups }: Cluster) =>
      (ClusterSecurityGroups ?? [])
        .map((group) => given(group.ClusterSecurityGroupName, 'the name of a security group'))
        .sort(),
    ),
    'network.subnetGroup': fromAll([subnetGroups], async ([groups], { ClusterSubnetGroupName }: Cluster) =>
      ClusterSubnetGroupName === undefined
        ? null
        : subnetGroup(
            given((await groups()).get(ClusterSubnetGroupName), `the subnet group ${ClusterSubnetGroupName}`),
          ),
    ),
    'logging.auditLogs': from(loggingStatus, auditLogs),
    'maintenance.versionUpgrade': listed(({ AllowVersionUpgrade }: Cluster) =>
      given(AllowVersionUpgrade, 'whether versions are upgraded'),
    ),
    'maintenance.window': listed(({ PreferredMaintenanceWindow }: Cluster) =>
      given(PreferredMaintenanceWindow, 'the maintenance window').toLowerCase(),
    ),
    'maintenance.track': listed(({ MaintenanceTrackName }: Cluster) =>
      given(MaintenanceTrackName, 'the maintenance track'),
    ),
    'recovery.automatedRetentionDays': listed(({ AutomatedSnapshotRetentionPeriod }: Cluster) =>
      given(AutomatedSnapshotRetentionPeriod, 'how long automated snapshots are kept'),
    ),
    'recovery.manualRetentionDays': listed(({ ManualSnapshotRetentionPeriod }: Cluster) => {
      const days = given(ManualSnapshotRetentionPeriod, 'how long manual snapshots are kept');
      return days === -1 ? null : days;
    }),
    'recovery.snapshotSchedule': listed((seed: Cluster) =>
      seed.SnapshotScheduleIdentifier === undefined
        ? null
        : {
            schedule: seed.SnapshotScheduleIdentifier,
            state: seed.SnapshotScheduleState ?? null,
            nextAt: seed.ExpectedNextSnapshotScheduleTime ? instant(seed.ExpectedNextSnapshotScheduleTime) : null,
          },
    ),
    'recovery.scheduleDefinitions': fromAll(
      [snapshotSchedules],
      async ([schedules], { SnapshotScheduleIdentifier: id }: Cluster) =>
        id === undefined ? [] : [...given((await schedules()).get(id), `the snapshot schedule ${id}`)],
    ),
    'recovery.snapshotCopy': listed(({ ClusterSnapshotCopyStatus: copy }: Cluster) =>
      copy?.DestinationRegion
        ? {
            region: copy.DestinationRegion,
            retentionDays: copy.RetentionPeriod ?? null,
            grant: copy.SnapshotCopyGrantName ?? null,
          }
        : null,
    ),
    // AWS spells it `Enabled` or `Disabled`, although it documents a boolean.
    'recovery.multiAz': listed(({ MultiAZ }: Cluster) =>
      ['enabled', 'true'].includes(given(MultiAZ, 'MultiAZ').toLowerCase()),
    ),
    tags: listed(({ Tags }: Cluster) => tagMap(Tags)),
  },
});
