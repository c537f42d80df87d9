/** What somebody can do with a data store: see what is in it, change it, destroy it, or decide who else may. */
export const dataVerbs = ['read', 'write', 'delete', 'permissions'] as const;
export type DataVerb = (typeof dataVerbs)[number];

/** An action that does it. */
export interface DataAction {
  readonly action: string;
  /** The ARN it is done on, from that of the data store. */
  readonly on: (arn: string) => string;
  /** Whether the data comes out, or goes in, through the key that encrypts the store. */
  readonly needsKey: boolean;
}

const itself = (arn: string): string => arn;
const objects = (arn: string): string => `${arn}/*`;
const snapshots = (arn: string): string =>
  arn.replace(/:(?:volume)\/.*$/, ':snapshot/*').replace(/^(arn:[^:]+:ec2:[^:]*):[^:]*:/, '$1::');
/** `arn:…:cluster:warehouse` as its database users. */
const databaseUsers = (arn: string): string => `${arn.replace(':cluster:', ':dbuser:')}/*`;

const on = (place: (arn: string) => string, ...actions: readonly string[]): DataAction[] =>
  actions.map((action) => ({ action, on: place, needsKey: false }));
const through = (place: (arn: string) => string, ...actions: readonly string[]): DataAction[] =>
  on(place, ...actions).map((one) => ({ ...one, needsKey: true }));

/**
 * The actions by type of data store, as the service authorization reference lists them:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * Reading comes in the order in which people would try: the first that is allowed is shown.
 */
export const dataActions: Readonly<Record<string, Readonly<Record<DataVerb, readonly DataAction[]>>>> = {
  'AWS::S3::Bucket': {
    read: through(objects, 's3:GetObject', 's3:GetObjectVersion'),
    write: through(objects, 's3:PutObject'),
    delete: [
      ...on(objects, 's3:DeleteObject', 's3:DeleteObjectVersion'),
      ...on(itself, 's3:PutLifecycleConfiguration'),
    ],
    permissions: [
      ...on(
        itself,
        's3:PutBucketPolicy',
        's3:PutBucketAcl',
        's3:PutBucketPublicAccessBlock',
        's3:PutBucketOwnershipControls',
      ),
      ...on(objects, 's3:PutObjectAcl'),
    ],
  },
  'AWS::S3Express::DirectoryBucket': {
    read: through(itself, 's3express:CreateSession'),
    write: through(itself, 's3express:CreateSession'),
    delete: on(itself, 's3express:CreateSession', 's3express:DeleteBucket'),
    permissions: on(itself, 's3express:PutBucketPolicy'),
  },
  'AWS::DynamoDB::Table': {
    read: through(
      itself,
      'dynamodb:GetItem',
      'dynamodb:Scan',
      'dynamodb:Query',
      'dynamodb:BatchGetItem',
      'dynamodb:PartiQLSelect',
    ),
    write: through(
      itself,
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:PartiQLInsert',
    ),
    delete: on(itself, 'dynamodb:DeleteItem', 'dynamodb:DeleteTable', 'dynamodb:PartiQLDelete'),
    permissions: on(itself, 'dynamodb:PutResourcePolicy'),
  },
  'AWS::EC2::Snapshot': {
    read: through(itself, 'ebs:GetSnapshotBlock', 'ec2:CreateVolume', 'ec2:CopySnapshot'),
    write: [],
    delete: on(itself, 'ec2:DeleteSnapshot'),
    permissions: on(itself, 'ec2:ModifySnapshotAttribute'),
  },
  'AWS::EC2::Volume': {
    read: [...on(itself, 'ec2:AttachVolume'), ...on(snapshots, 'ebs:GetSnapshotBlock')],
    write: on(itself, 'ec2:AttachVolume'),
    delete: on(itself, 'ec2:DeleteVolume'),
    permissions: [],
  },
  'AWS::Redshift::Cluster': {
    read: [
      ...on(itself, 'redshift:GetClusterCredentialsWithIAM'),
      ...on(databaseUsers, 'redshift:GetClusterCredentials'),
    ],
    write: [
      ...on(itself, 'redshift:GetClusterCredentialsWithIAM'),
      ...on(databaseUsers, 'redshift:GetClusterCredentials'),
    ],
    delete: on(itself, 'redshift:DeleteCluster'),
    permissions: on(itself, 'redshift:ModifyCluster', 'redshift:ModifyClusterIamRoles'),
  },
  'AWS::KMS::Key': {
    read: on(itself, 'kms:Decrypt', 'kms:ReEncryptFrom'),
    write: on(itself, 'kms:Encrypt', 'kms:GenerateDataKey'),
    delete: on(itself, 'kms:ScheduleKeyDeletion', 'kms:DisableKey'),
    permissions: on(itself, 'kms:PutKeyPolicy', 'kms:CreateGrant'),
  },
  'AWS::SecretsManager::Secret': {
    read: through(itself, 'secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'),
    write: through(itself, 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecret'),
    delete: on(itself, 'secretsmanager:DeleteSecret'),
    permissions: on(itself, 'secretsmanager:PutResourcePolicy'),
  },
  'AWS::SQS::Queue': {
    read: through(itself, 'sqs:ReceiveMessage'),
    write: through(itself, 'sqs:SendMessage'),
    delete: on(itself, 'sqs:PurgeQueue', 'sqs:DeleteMessage', 'sqs:DeleteQueue'),
    permissions: on(itself, 'sqs:AddPermission', 'sqs:SetQueueAttributes'),
  },
};
