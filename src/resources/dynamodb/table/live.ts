import {
  ApplicationAutoScalingClient,
  paginateDescribeScalableTargets,
  paginateDescribeScalingPolicies,
  type ScalableTarget,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  type BackupSummary,
  DescribeContinuousBackupsCommand,
  DescribeExportCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  type ExportDescription,
  GetResourcePolicyCommand,
  type GlobalSecondaryIndexDescription,
  ListBackupsCommand,
  ListTagsOfResourceCommand,
  type OnDemandThroughput,
  type PointInTimeRecoveryDescription,
  type ProvisionedThroughputDescription,
  paginateListExports,
  paginateListTables,
  type ReplicaDescription,
  type TableDescription,
  type Tag,
} from '@aws-sdk/client-dynamodb';
import { backupProtection, protectedResources } from '../../backup/protected-resources.ts';
import { recoveryPoints } from '../../backup/recovery-points.ts';
import {
  type At,
  call,
  callAfter,
  defineLive,
  from,
  fromAll,
  given,
  instant,
  policyDocument,
  shared,
  tagMap,
} from '../../live.ts';
import { readConsumption } from './consumption.ts';
import { table } from './model.ts';

const tableArn = (name: string, { partition, region, account }: At): string =>
  `arn:${partition}:dynamodb:${region}:${account}:table/${name}`;

const describe = call('dynamodb:DescribeTable', DynamoDBClient, async (client: DynamoDBClient, name: string) =>
  given((await client.send(new DescribeTableCommand({ TableName: name }))).Table, 'the table'),
);

const backups = call('dynamodb:DescribeContinuousBackups', DynamoDBClient, (client: DynamoDBClient, name: string) =>
  client.send(new DescribeContinuousBackupsCommand({ TableName: name })),
);

/** The backups that DynamoDB itself has in the Region, by the ARN of their table; the SDK makes no pages of them by itself. */
const onDemandBackups = shared('dynamodb:ListBackups', DynamoDBClient, async (client) => {
  const byTable = new Map<string, BackupSummary[]>();
  let ExclusiveStartBackupArn: string | undefined;
  do {
    const page = await client.send(new ListBackupsCommand({ BackupType: 'ALL', Limit: 100, ExclusiveStartBackupArn }));
    for (const one of given(page.BackupSummaries, 'the backups')) {
      const arn = given(one.TableArn, 'the table of a backup');
      byTable.set(arn, [...(byTable.get(arn) ?? []), one]);
    }
    ExclusiveStartBackupArn = page.LastEvaluatedBackupArn;
  } while (ExclusiveStartBackupArn);
  return byTable;
});

const timeToLive = call('dynamodb:DescribeTimeToLive', DynamoDBClient, (client: DynamoDBClient, name: string) =>
  client.send(new DescribeTimeToLiveCommand({ TableName: name })),
);

const document = call(
  'dynamodb:GetResourcePolicy',
  DynamoDBClient,
  (client: DynamoDBClient, name: string, at) =>
    client.send(new GetResourcePolicyCommand({ ResourceArn: tableArn(name, at) })),
  { noneOn: ['PolicyNotFoundException'] },
);

/** The policy of the latest stream. Switched off, AWS keeps its ARN, also when the stream itself is gone after 24 hours. */
const streamDocument = callAfter(
  describe,
  'dynamodb:GetResourcePolicy',
  DynamoDBClient,
  (client, { LatestStreamArn }) =>
    client.send(new GetResourcePolicyCommand({ ResourceArn: given(LatestStreamArn, 'the ARN of the stream') })),
  { noneOn: ['PolicyNotFoundException', 'ResourceNotFoundException'] },
);

/** The exports of the last 90 days, by the ARN of their table: `arn:…:table/runs/export/01700000000000-a1b2c3d4`. */
const exportArns = shared(
  'dynamodb:ListExports',
  DynamoDBClient,
  async (client): Promise<ReadonlyMap<string, readonly string[]>> => {
    const byTable = new Map<string, string[]>();
    for await (const { ExportSummaries } of paginateListExports({ client, pageSize: 25 }, {})) {
      for (const { ExportArn } of given(ExportSummaries, 'the exports')) {
        const arn = given(ExportArn, 'the ARN of an export');
        const [ofTable = ''] = arn.split('/export/');
        byTable.set(ofTable, [...(byTable.get(ofTable) ?? []), arn]);
      }
    }
    return byTable;
  },
);

const exportDescriptions = callAfter(
  exportArns,
  'dynamodb:DescribeExport',
  DynamoDBClient,
  async (client, byTable, name: string, at) => {
    const found: ExportDescription[] = [];
    for (const ExportArn of byTable.get(tableArn(name, at)) ?? []) {
      const { ExportDescription: description } = await client.send(new DescribeExportCommand({ ExportArn }));
      found.push(given(description, 'the description of an export'));
    }
    return found;
  },
);

const tags = call('dynamodb:ListTagsOfResource', DynamoDBClient, async (client: DynamoDBClient, name: string, at) => {
  const found: Tag[] = [];
  let next: string | undefined;
  do {
    const page = await client.send(new ListTagsOfResourceCommand({ ResourceArn: tableArn(name, at), NextToken: next }));
    found.push(...given(page.Tags, 'the tags'));
    next = page.NextToken;
  } while (next !== undefined);
  return found;
});

/** What Application Auto Scaling may scale in the Region, by table: the table itself and its indexes. */
const scalableTargets = shared(
  'application-autoscaling:DescribeScalableTargets',
  ApplicationAutoScalingClient,
  async (client): Promise<ReadonlyMap<string, readonly ScalableTarget[]>> => {
    const byTable = new Map<string, ScalableTarget[]>();
    const pages = paginateDescribeScalableTargets({ client, pageSize: 50 }, { ServiceNamespace: 'dynamodb' });
    for await (const page of pages) {
      for (const target of given(page.ScalableTargets, 'the scalable targets')) {
        const { tableName } = scaled(target.ResourceId);
        const known = byTable.get(tableName);
        if (known) known.push(target);
        else byTable.set(tableName, [target]);
      }
    }
    return byTable;
  },
);

/** How it scales them, by resource and dimension: DynamoDB allows one scaling policy each. */
const scalingPolicies = shared(
  'application-autoscaling:DescribeScalingPolicies',
  ApplicationAutoScalingClient,
  async (client): Promise<ReadonlyMap<string, ScalingPolicy>> => {
    const found = new Map<string, ScalingPolicy>();
    // No page is larger: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingPolicies.html
    const pages = paginateDescribeScalingPolicies({ client, pageSize: 10 }, { ServiceNamespace: 'dynamodb' });
    for await (const page of pages) {
      for (const policy of given(page.ScalingPolicies, 'the scaling policies')) found.set(dimensionOf(policy), policy);
    }
    return found;
  },
);

const consumption = shared(['cloudwatch:ListMetrics', 'cloudwatch:GetMetricData'], CloudWatchClient, readConsumption);

const dimensionOf = ({ ResourceId, ScalableDimension }: ScalableTarget | ScalingPolicy): string =>
  `${given(ResourceId, 'the resource that is scaled')} ${given(ScalableDimension, 'the dimension that is scaled')}`;

/** What `table/NAME` or `table/NAME/index/NAME` names. */
const scaled = (resourceId: string | undefined): { readonly tableName: string; readonly index: string | null } => {
  const [, tableName, , index] = given(resourceId, 'the resource that is scaled').split('/');
  return { tableName: given(tableName, 'the table that is scaled'), index: index ?? null };
};

const dimensions: ReadonlyMap<string | undefined, 'read' | 'write'> = new Map([
  ['dynamodb:table:ReadCapacityUnits', 'read'],
  ['dynamodb:table:WriteCapacityUnits', 'write'],
  ['dynamodb:index:ReadCapacityUnits', 'read'],
  ['dynamodb:index:WriteCapacityUnits', 'write'],
]);

const autoscaling = (target: ScalableTarget, policy: ScalingPolicy | undefined) => ({
  index: scaled(target.ResourceId).index,
  dimension: given(dimensions.get(target.ScalableDimension), 'a dimension of DynamoDB'),
  min: given(target.MinCapacity, 'the minimum capacity'),
  max: given(target.MaxCapacity, 'the maximum capacity'),
  hasPolicy: policy !== undefined,
  targetUtilization: policy?.TargetTrackingScalingPolicyConfiguration?.TargetValue ?? null,
  // False unless set: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_SuspendedState.html
  scaleOutSuspended: target.SuspendedState?.DynamicScalingOutSuspended ?? false,
});

/** AWS leaves the summary out where a table was never on demand. */
const billingMode = ({ BillingModeSummary }: TableDescription): string =>
  BillingModeSummary?.BillingMode ?? 'PROVISIONED';

const throughput = (description: ProvisionedThroughputDescription | undefined) => ({
  read: given(description?.ReadCapacityUnits, 'the read capacity'),
  write: given(description?.WriteCapacityUnits, 'the write capacity'),
});

/** AWS writes "no limit" as -1: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_OnDemandThroughput.html */
const onDemandLimits = ({ MaxReadRequestUnits = -1, MaxWriteRequestUnits = -1 }: OnDemandThroughput) => {
  const read = MaxReadRequestUnits === -1 ? null : MaxReadRequestUnits;
  const write = MaxWriteRequestUnits === -1 ? null : MaxWriteRequestUnits;
  return read === null && write === null ? null : { read, write };
};

const globalIndex = (index: GlobalSecondaryIndexDescription, onDemand: boolean) => ({
  name: given(index.IndexName, 'the name of an index'),
  status: given(index.IndexStatus, 'the status of an index'),
  provisioned: onDemand ? null : throughput(index.ProvisionedThroughput),
  sizeBytes: index.IndexSizeBytes ?? null,
  itemCount: index.ItemCount ?? null,
});

const replica = ({ RegionName, ReplicaStatus, KMSMasterKeyId }: ReplicaDescription) => ({
  region: given(RegionName, 'the Region of a replica'),
  status: given(ReplicaStatus, 'the status of a replica'),
  key: KMSMasterKeyId ?? null,
});

/** Point-in-time recovery; an answer without it says neither on nor off. */
const pointInTime = (description: PointInTimeRecoveryDescription | undefined) => {
  const status = given(description?.PointInTimeRecoveryStatus, 'the status of point-in-time recovery');
  const enabled = status === 'ENABLED';
  // Unless chosen otherwise, 35 days: API_PointInTimeRecoverySpecification in the API Reference.
  return { enabled, retentionDays: enabled ? (description?.RecoveryPeriodInDays ?? 35) : null };
};

const exported = (description: ExportDescription) => ({
  arn: given(description.ExportArn, 'the ARN of an export'),
  status: given(description.ExportStatus, 'the status of an export'),
  startedAt: description.StartTime === undefined ? null : instant(description.StartTime),
  bucket: given(description.S3Bucket, 'the bucket of an export'),
  bucketOwner: description.S3BucketOwner ?? null,
  prefix: description.S3Prefix ?? '',
  encryption: description.S3SseAlgorithm ?? null,
  key: description.S3SseKmsKeyId ?? null,
});

const byName =
  <Item>(name: (item: Item) => string) =>
  (a: Item, b: Item): number =>
    name(a) < name(b) ? -1 : 1;

export default defineLive(table, {
  scope: 'region',
  list: {
    operations: ['dynamodb:ListTables'],
    actions: ['dynamodb:ListTables'],
    client: DynamoDBClient,
    async *seeds(client: DynamoDBClient): AsyncIterable<string> {
      for await (const { TableNames } of paginateListTables({ client, pageSize: 100 }, {})) {
        yield* given(TableNames, 'the names of the tables');
      }
    },
    needs: [],
  },
  name: (name) => name,
  arn: tableArn,

  facts: {
    status: from(describe, ({ TableStatus }) => given(TableStatus, 'the status of the table')),
    createdAt: from(describe, ({ CreationDateTime }) => instant(given(CreationDateTime, 'the creation date'))),
    keySchema: from(describe, ({ KeySchema }) =>
      given(KeySchema, 'the key schema').map(({ AttributeName, KeyType }) => ({
        attribute: given(AttributeName, 'the name of a key attribute'),
        role: given(KeyType, 'the role of a key attribute'),
      })),
    ),
    // A table that never changed its class has no summary, and is of the standard class.
    tableClass: from(describe, ({ TableClassSummary }) => TableClassSummary?.TableClass ?? 'STANDARD'),
    sizeBytes: from(describe, ({ TableSizeBytes }) => given(TableSizeBytes, 'the size of the table')),
    itemCount: from(describe, ({ ItemCount }) => given(ItemCount, 'the number of items')),
    'indexes.globalSecondary': from(describe, (description) =>
      (description.GlobalSecondaryIndexes ?? [])
        .map((index) => globalIndex(index, billingMode(description) === 'PAY_PER_REQUEST'))
        .sort(byName(({ name }) => name)),
    ),
    'indexes.localSecondary': from(describe, ({ LocalSecondaryIndexes }) =>
      (LocalSecondaryIndexes ?? []).map(({ IndexName }) => given(IndexName, 'the name of an index')).sort(),
    ),
    'capacity.billingMode': from(describe, billingMode),
    'capacity.provisioned': from(describe, (description) =>
      billingMode(description) === 'PAY_PER_REQUEST' ? null : throughput(description.ProvisionedThroughput),
    ),
    'capacity.onDemandLimits': from(describe, ({ OnDemandThroughput }) => onDemandLimits(OnDemandThroughput ?? {})),
    'capacity.autoscaling': fromAll([scalableTargets, scalingPolicies], async ([targets, policies], name: string) => {
      const own = (await targets()).get(name) ?? [];
      // A scaling policy needs a target, and goes with it.
      const byDimension = own.length === 0 ? null : await policies();
      return own
        .map((target) => autoscaling(target, byDimension?.get(dimensionOf(target))))
        .sort(byName(({ index, dimension }) => `${index ?? ''} ${dimension}`));
    }),
    'capacity.consumption': fromAll([consumption], async ([byTable], name: string) =>
      given((await byTable()).get(name), 'what the table consumed'),
    ),
    'access.policyDocument': from(document, ({ Policy }) => policyDocument(Policy)),
    'access.streamPolicyDocument': fromAll([describe, streamDocument], async ([description, policy]) => {
      if ((await description()).LatestStreamArn === undefined) return null;
      const found = await policy();
      return found === null ? null : policyDocument(found.Policy);
    }),
    // A table without SSEDescription is encrypted all the same, with a key that DynamoDB owns.
    'encryption.atRest': from(describe, ({ SSEDescription: sse }) =>
      sse === undefined || sse.Status === 'DISABLED'
        ? { enabled: true, algorithm: 'AES256', key: null }
        : { enabled: true, algorithm: given(sse.SSEType, 'the kind of encryption'), key: sse.KMSMasterKeyArn ?? null },
    ),
    'encryption.status': from(describe, ({ SSEDescription }) =>
      SSEDescription === undefined ? null : given(SSEDescription.Status, 'the status of encryption'),
    ),
    'encryption.keyInaccessibleSince': from(describe, ({ SSEDescription }) =>
      SSEDescription?.InaccessibleEncryptionDateTime ? instant(SSEDescription.InaccessibleEncryptionDateTime) : null,
    ),
    'recovery.pointInTime': from(backups, ({ ContinuousBackupsDescription }) =>
      pointInTime(ContinuousBackupsDescription?.PointInTimeRecoveryDescription),
    ),
    'recovery.earliestRestoreAt': from(backups, ({ ContinuousBackupsDescription }) => {
      const description = ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
      const earliest = description?.EarliestRestorableDateTime;
      return pointInTime(description).enabled && earliest !== undefined ? instant(earliest) : null;
    }),
    // Off unless set, as the reference of AWS::DynamoDB::Table in the CloudFormation User Guide says.
    'recovery.deletionProtection': from(
      describe,
      ({ DeletionProtectionEnabled }) => DeletionProtectionEnabled ?? false,
    ),
    'recovery.backupPlan': from(protectedResources, (resources, name: string, at) =>
      backupProtection(resources, tableArn(name, at)),
    ),
    'recovery.recoveryPoints': recoveryPoints(tableArn),
    'recovery.latestBackupAt': fromAll(
      [onDemandBackups, describe],
      async ([ofRegion, describing], name: string, at) => {
        const backupsOfName = (await ofRegion()).get(tableArn(name, at));
        if (backupsOfName === undefined) return null;
        // Backups outlive their table: those of an earlier one of the same name have its id.
        const id = given((await describing()).TableId, 'the id of the table');
        const times = backupsOfName
          .filter(({ TableId, BackupStatus }) => TableId === id && BackupStatus === 'AVAILABLE')
          .map(({ BackupCreationDateTime }) => given(BackupCreationDateTime, 'when a backup was made').getTime());
        return times.length === 0 ? null : instant(new Date(Math.max(...times)));
      },
    ),
    'recovery.globalTable': from(describe, ({ Replicas, GlobalTableVersion, MultiRegionConsistency }) =>
      Replicas === undefined || Replicas.length === 0
        ? null
        : {
            version: GlobalTableVersion ?? null,
            consistency: MultiRegionConsistency ?? 'EVENTUAL',
            replicas: Replicas.map(replica).sort(byName(({ region }) => region)),
          },
    ),
    'lifecycle.timeToLive': from(timeToLive, ({ TimeToLiveDescription }) => ({
      status: given(TimeToLiveDescription?.TimeToLiveStatus, 'the status of time to live'),
      attribute: TimeToLiveDescription?.AttributeName ?? null,
    })),
    // The ARN of the latest stream stays when it has been switched off.
    stream: from(describe, ({ StreamSpecification, LatestStreamArn }) =>
      StreamSpecification?.StreamEnabled === true
        ? { view: given(StreamSpecification.StreamViewType, 'what the stream holds'), arn: LatestStreamArn ?? null }
        : null,
    ),
    exports: fromAll([exportArns, exportDescriptions], async ([arns, descriptions], name: string, at) => {
      const own = (await arns()).get(tableArn(name, at));
      return own === undefined ? [] : (await descriptions()).map(exported).sort(byName(({ arn }) => arn));
    }),
    tags: from(tags, tagMap),
  },
});
