import { Type } from 'typebox';
import { defineModel, Known, Nullable, OneOf, Opaque, Shape, Timestamp } from '../../../model/define.ts';
import {
  BackupProtection,
  EncryptionAtRest,
  PointInTimeRecovery,
  PolicyDocument,
  type PolicyDocumentValue,
  RecoveryPoints,
  Tags,
} from '../../../model/facets.ts';

const Throughput = Shape({ read: Type.Integer(), write: Type.Integer() });

const OnDemandLimits = Shape({ read: Nullable(Type.Integer()), write: Nullable(Type.Integer()) });

const Units = Shape({ read: Type.Number(), write: Type.Number() });

const tableStatuses = [
  ...['CREATING', 'UPDATING', 'DELETING', 'ACTIVE', 'INACCESSIBLE_ENCRYPTION_CREDENTIALS', 'ARCHIVING', 'ARCHIVED'],
  'REPLICATION_NOT_AUTHORIZED',
];

const GlobalIndex = Shape({
  name: Type.String(),
  status: Known(['CREATING', 'UPDATING', 'DELETING', 'ACTIVE']),
  provisioned: Nullable(Throughput, { description: 'Capacity units; null for an on-demand table.' }),
  sizeBytes: Nullable(Type.Integer()),
  itemCount: Nullable(Type.Integer()),
});

const ScalableTarget = Shape({
  index: Nullable(Type.String(), { description: 'The global secondary index; null for the table itself.' }),
  dimension: OneOf(['read', 'write']),
  min: Type.Integer({ description: 'Capacity units.' }),
  max: Type.Integer({ description: 'Capacity units.' }),
  hasPolicy: Type.Boolean({ description: 'Whether a scaling policy moves the capacity between min and max.' }),
  targetUtilization: Nullable(Type.Number(), { description: 'Per cent; null without a target tracking policy.' }),
  scaleOutSuspended: Type.Boolean({ description: 'Whether the policies are kept from adding capacity.' }),
});

const Replica = Shape({
  region: Type.String(),
  status: Known([
    ...['CREATING', 'CREATION_FAILED', 'UPDATING', 'DELETING', 'ACTIVE', 'REGION_DISABLED', 'ARCHIVING', 'ARCHIVED'],
    ...['INACCESSIBLE_ENCRYPTION_CREDENTIALS', 'REPLICATION_NOT_AUTHORIZED'],
  ]),
  key: Nullable(Type.String(), { description: 'The KMS key of the replica; null for the key that DynamoDB owns.' }),
});

const Export = Shape({
  arn: Type.String(),
  status: Known(['IN_PROGRESS', 'COMPLETED', 'FAILED']),
  startedAt: Nullable(Timestamp()),
  bucket: Type.String({ description: 'The name of the bucket that it is written to.' }),
  bucketOwner: Nullable(Type.String(), {
    description: "The account that owns the bucket, as the request named it; null for the table's own.",
  }),
  prefix: Type.String(),
  encryption: Nullable(Known(['AES256', 'KMS']), {
    description: 'How it is encrypted at rest; null where AWS does not say, which leaves it to the bucket.',
  }),
  key: Nullable(Type.String(), { description: 'The KMS key; null without one.' }),
});

/** A DynamoDB table. */
export const table = defineModel('AWS::DynamoDB::Table', 'A DynamoDB table, or a replica of a global table.', {
  status: Known(tableStatuses),
  createdAt: Timestamp(),
  keySchema: Type.Array(Shape({ attribute: Type.String(), role: Known(['HASH', 'RANGE']) }), {
    description: 'The primary key: partition key (HASH), then sort key (RANGE).',
  }),
  tableClass: Known(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']),
  sizeBytes: Type.Integer({ description: 'Updated by AWS about every six hours.' }),
  itemCount: Type.Integer({ description: 'Updated by AWS about every six hours.' }),
  'indexes.globalSecondary': Type.Array(GlobalIndex, { description: 'By name.' }),
  'indexes.localSecondary': Type.Array(Type.String(), { description: 'Names, sorted.' }),
  'capacity.billingMode': Known(['PROVISIONED', 'PAY_PER_REQUEST']),
  'capacity.provisioned': Nullable(Throughput, { description: 'Capacity units; null for an on-demand table.' }),
  'capacity.onDemandLimits': Nullable(OnDemandLimits, { description: 'Request units a second; null without limits.' }),
  'capacity.autoscaling': Type.Array(ScalableTarget, {
    description: 'What Application Auto Scaling scales of the table and its global secondary indexes.',
  }),
  'capacity.consumption': Shape(
    {
      average: Units,
      busiestDay: Units,
      indexes: Shape(
        { read: Type.Number(), write: Type.Number() },
        { description: 'Global secondary indexes, on average.' },
      ),
    },
    { description: 'Capacity units a second in the last 14 whole days, as CloudWatch has them.' },
  ),
  'access.policyDocument': PolicyDocument,
  'access.streamPolicyDocument': Nullable(Opaque<PolicyDocumentValue>(), {
    description: "The policy of the table's latest stream; null when there is no stream, or it has none.",
  }),
  'encryption.atRest': EncryptionAtRest,
  'encryption.status': Nullable(Known(['ENABLING', 'ENABLED', 'DISABLING', 'DISABLED', 'UPDATING']), {
    description: 'Of encryption with a key of the account; null for the key that DynamoDB owns.',
  }),
  'encryption.keyInaccessibleSince': Nullable(Timestamp(), {
    description: 'Since when DynamoDB cannot use the KMS key: after seven days it archives the table.',
  }),
  'recovery.pointInTime': PointInTimeRecovery,
  'recovery.earliestRestoreAt': Nullable(Timestamp(), { description: 'Null when point-in-time recovery is off.' }),
  'recovery.deletionProtection': Type.Boolean(),
  'recovery.backupPlan': BackupProtection,
  'recovery.recoveryPoints': RecoveryPoints,
  'recovery.latestBackupAt': Nullable(Timestamp(), {
    description: 'When the newest available backup of DynamoDB itself was made; null without any.',
  }),
  'recovery.globalTable': Nullable(
    Shape({
      version: Nullable(Type.String()),
      consistency: Known(['EVENTUAL', 'STRONG']),
      replicas: Type.Array(Replica, { description: 'By Region.' }),
    }),
    { description: 'Null when the table is not replicated.' },
  ),
  'lifecycle.timeToLive': Shape({
    status: Known(['ENABLING', 'ENABLED', 'DISABLING', 'DISABLED']),
    attribute: Nullable(Type.String()),
  }),
  stream: Nullable(
    Shape({
      view: Known(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'], {
        description: 'What is written to it.',
      }),
      arn: Nullable(Type.String()),
    }),
    { description: 'DynamoDB Streams; null when off.' },
  ),
  exports: Type.Array(Export, { description: 'Exports to S3 of the last 90 days, by ARN.' }),
  tags: Tags,
});
