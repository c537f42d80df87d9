import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape, StringMap, Timestamp } from '../../../model/define.ts';
import { EncryptionAtRest, Tags } from '../../../model/facets.ts';

const applyStates = [
  ...['in-sync', 'pending-reboot', 'applying', 'invalid-parameter', 'apply-deferred', 'apply-error', 'unknown-error'],
];

const ParameterGroup = Shape({
  group: Type.String({ description: "The group's name." }),
  applyStatus: Known(applyStates),
  parameters: StringMap({
    description: 'How far each parameter is applied, where AWS reports it (`in-sync`, `pending-reboot`); by parameter.',
  }),
});

const SubnetGroup = Shape({
  group: Type.String({ description: "The group's name." }),
  vpc: Nullable(Type.String()),
  subnets: Type.Array(Shape({ id: Type.String(), availabilityZone: Nullable(Type.String()) })),
});

const AuditLogs = Shape({
  destination: Known(['s3', 'cloudwatch', 's3table']),
  bucket: Nullable(Type.String()),
  prefix: Nullable(Type.String()),
  exports: Type.Array(Type.String(), {
    description:
      'Logs that go to CloudWatch (connectionlog, useractivitylog, userlog), or the system tables that are published. S3 gets all.',
  }),
  lastDeliveredAt: Nullable(Timestamp()),
  lastFailedAt: Nullable(Timestamp()),
  lastDeliveryFailed: Type.Boolean({ description: 'Whether a delivery failed and none has got through since.' }),
});

/** A provisioned Redshift cluster. */
export const cluster = defineModel('AWS::Redshift::Cluster', 'A provisioned Amazon Redshift cluster.', {
  status: Type.String({ description: 'Such as available, creating, modifying, paused, resizing or rebooting.' }),
  nodeType: Type.String({ description: 'Such as ra3.4xlarge or dc2.large.' }),
  nodes: Type.Integer({ minimum: 0, description: 'Compute nodes.' }),
  engineVersion: Type.String(),
  createdAt: Timestamp({ description: 'Unknown while the cluster is being created.' }),
  availabilityZone: Nullable(Type.String(), { description: 'Null while the cluster is being created.' }),
  databaseName: Type.String({ description: 'The database that was made with the cluster.' }),
  masterUsername: Type.String({ description: 'The name of the admin user.' }),
  masterPasswordManaged: Type.Boolean({
    description: 'Whether AWS Secrets Manager keeps and rotates the admin password.',
  }),
  masterPasswordKey: Nullable(Type.String(), {
    description:
      'The KMS key of the secret that holds the admin password, as AWS names it; null where Secrets Manager does not keep it, or AWS ' +
      'names no key, which is `aws/secretsmanager`.',
  }),
  roles: Type.Array(Shape({ role: Type.String({ description: 'ARN.' }), applyStatus: Type.String() }), {
    description: 'IAM roles that the cluster may use.',
  }),
  'encryption.atRest': EncryptionAtRest,
  'encryption.pending': Nullable(Known(['KMS', 'None'], { description: "In AWS's spelling." }), {
    description: 'The encryption that the cluster is being moved to; null when none is under way.',
  }),
  'encryption.hsm': Nullable(
    Shape({
      clientCertificate: Nullable(Type.String()),
      configuration: Nullable(Type.String()),
      status: Nullable(Known(['active', 'applying'])),
    }),
    { description: 'The hardware security module that holds the keys; null without one.' },
  ),
  parameterGroups: Type.Array(ParameterGroup, {
    description: 'The parameter groups of the cluster, of which there is one.',
  }),
  parameters: StringMap({
    description:
      'The values in the parameter groups by parameter, without the WLM configuration. What is not yet applied to the cluster ' +
      'shows in `parameterGroups`.',
  }),
  'network.publiclyAccessible': Type.Boolean({ description: 'Whether its name resolves to a public address.' }),
  'network.enhancedVpcRouting': Type.Boolean({ description: 'Whether COPY and UNLOAD traffic stays in the VPC.' }),
  'network.endpoint': Nullable(Shape({ address: Nullable(Type.String()), port: Type.Integer() }), {
    description: 'Null while the cluster is being created.',
  }),
  'network.vpc': Nullable(Type.String()),
  'network.securityGroups': Type.Array(
    Shape({
      id: Type.String(),
      status: Known(['active', 'adding', 'removing'], { description: 'Only active ones count.' }),
    }),
    { description: 'VPC security groups.' },
  ),
  'network.classicSecurityGroups': Type.Array(Type.String(), {
    description:
      'Names of the cluster security groups, sorted: they protect clusters outside of a VPC, from the days of EC2-Classic.',
  }),
  'network.subnetGroup': Nullable(SubnetGroup, { description: 'Where the cluster may stand; null outside of a VPC.' }),
  'logging.auditLogs': Nullable(AuditLogs, { description: 'Null when audit logging is off.' }),
  'maintenance.versionUpgrade': Type.Boolean({
    description: 'Whether major versions are installed in the maintenance window.',
  }),
  'maintenance.window': Type.String({ description: 'Weekly, in UTC: `sun:05:00-sun:05:30`.' }),
  'maintenance.track': Type.String({ description: 'Such as current, trailing or preview.' }),
  'recovery.automatedRetentionDays': Type.Integer({
    description: 'How long automated snapshots are kept; 0 when none are made.',
  }),
  'recovery.manualRetentionDays': Nullable(Type.Integer(), {
    description: 'How long new manual snapshots are kept; null: for ever.',
  }),
  'recovery.snapshotSchedule': Nullable(
    Shape({
      schedule: Type.String({ description: 'The identifier.' }),
      state: Nullable(Known(['ACTIVE', 'MODIFYING', 'FAILED'])),
      nextAt: Nullable(Timestamp()),
    }),
    {
      description:
        "The schedule of its own that automated snapshots follow; null for Redshift's, every 8 hours or 5 GB.",
    },
  ),
  'recovery.scheduleDefinitions': Type.Array(Type.String(), {
    description: 'When the schedule makes snapshots: `rate(12 hours)`, `cron(30 4 *)`. Empty without one.',
  }),
  'recovery.snapshotCopy': Nullable(
    Shape({ region: Type.String(), retentionDays: Nullable(Type.Integer()), grant: Nullable(Type.String()) }),
    { description: 'Where snapshots are copied to; null when they stay in the Region.' },
  ),
  'recovery.multiAz': Type.Boolean({ description: 'Whether compute stands in two Availability Zones.' }),
  tags: Tags,
});
