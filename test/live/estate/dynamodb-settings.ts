import {
  CreateTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { type Answerer, Raw } from '../answerer.ts';
import type { WireAnswer } from '../protocol.ts';
import type { Site } from './site.ts';
import { given, home, prod, sandbox, using } from './site.ts';

// A global table, keys of tables, and what tables cost.

const abroad = 'eu-west-1';
const [global, lost, idle] = ['features-global', 'scratch-lost', 'scratch-features'];

/** Tables that somebody has marked: for those that must be replicated, and those whose items expire. */
export const replicated = [global, 'features-online'];
/** Tables whose items expire. */
export const expiring = ['label-queue', 'scratch-runs'];

const makeKey = (site: Site, account: string, region: string, disabled = false): Promise<string> =>
  using(new KMSClient(site.at(account, region)), async (client) => {
    const { KeyMetadata } = await client.send(new CreateKeyCommand({ Description: 'tables' }));
    const { KeyId, Arn } = given(KeyMetadata, 'a key');
    if (disabled) await client.send(new DisableKeyCommand({ KeyId }));
    return given(Arn, 'an ARN');
  });

interface Table {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly key: string;
  readonly protects: boolean;
  readonly days?: number;
}

const fillTable = (site: Site, { account, region, name, key, protects, days }: Table): Promise<void> =>
  using(new DynamoDBClient(site.at(account, region)), async (client) => {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
        DeletionProtectionEnabled: protects,
      }),
    );
    if (days === undefined) return;
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: days };
    await client.send(new UpdateContinuousBackupsCommand({ TableName: name, PointInTimeRecoverySpecification }));
  });

/** What the emulator cannot hold of these tables. */
export interface TableFacts {
  /** The key of the replica abroad. */
  readonly replicaKey: string;
}

/** A global table and a table whose key is out of reach, after the other tables. */
export const fillDynamodbSettings = async (site: Site): Promise<TableFacts> => {
  const key = await makeKey(site, prod, home);
  const replicaKey = await makeKey(site, prod, abroad);
  await fillTable(site, { account: prod, region: home, name: global, key, protects: true, days: 35 });
  await fillTable(site, { account: prod, region: abroad, name: global, key: replicaKey, protects: false, days: 7 });
  const disabled = await makeKey(site, sandbox, home, true);
  await fillTable(site, { account: sandbox, region: home, name: lost, key: disabled, protects: false });
  expectTables(site);
  return { replicaKey };
};

const arnOf = (account: string, region: string, name: string): string =>
  `arn:aws:dynamodb:${region}:${account}:table/${name}`;

const expectTables = ({ expect }: Site): void => {
  const [here, there] = [arnOf(prod, home, global), arnOf(prod, abroad, global)];
  const [queue, online] = [arnOf(prod, home, 'label-queue'), arnOf(prod, home, 'features-online')];
  const [scratch, runs] = [arnOf(sandbox, home, idle), arnOf(sandbox, 'us-east-1', 'scratch-runs')];
  const unreadable = arnOf(sandbox, home, lost);
  const limits = (account: string): string => `arn:aws:dynamodb:${home}:${account}:regional-limits`;
  expect.pass('dynamodb-table-encryption-enabled', here, queue, scratch);
  expect.pass('dynamodb-table-encrypted-kms', here, queue, unreadable);
  expect.fail('dynamodb-table-encrypted-kms', scratch, runs);
  expect.pass('dynamodb-table-customer-managed-key', here, there);
  expect.fail('dynamodb-table-customer-managed-key', scratch, runs);
  expect.pass('dynamodb-replica-customer-managed-key', here);
  expect.fail('dynamodb-replica-customer-managed-key', there);
  expect.pass('dynamodb-kms-key-usable', here, scratch);
  expect.fail('dynamodb-kms-key-usable', unreadable);
  expect.pass('dynamodb-pitr-recovery-period', here, online);
  expect.fail('dynamodb-pitr-recovery-period', there);
  expect.pass('dynamodb-global-table-replica-drift', here);
  expect.fail('dynamodb-global-table-replica-drift', there);
  expect.pass('dynamodb-table-tagged', online, scratch);
  expect.fail('dynamodb-table-tagged', here, unreadable);
  expect.pass('dynamodb-throughput-limit-check', limits(prod));
  expect.fail('dynamodb-throughput-limit-check', limits(sandbox));
  // Of what they are told in told.ts.
  expect.pass('dynamodb-table-cross-region-replication-enabled', here, there);
  expect.fail('dynamodb-table-cross-region-replication-enabled', online);
  expect.pass('dynamodb-ttl-data-retention', queue);
  expect.fail('dynamodb-ttl-data-retention', runs);
  expect.pass('dynamodb-capacity-mode-fit', online);
  expect.fail('dynamodb-capacity-mode-fit', scratch);
  expect.pass('dynamodb-table-class-fit', online);
  expect.fail('dynamodb-table-class-fit', scratch);
};

/** Units a second on each of the last days. */
const consumed: Readonly<Record<string, number>> = { 'features-online': 4 };
const hardlyAny = 0.1;

/** What the emulator cannot hold of these tables. */
export const dynamodbSettingsAnswers = ({ replicaKey }: TableFacts): Readonly<Record<string, Answerer>> => ({
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ReplicaDescription.html: each replica names the others.
  'dynamodb:DescribeTable': async ({ input, account, region }, beyond) => {
    const answer = await beyond.forward();
    if (answer.status !== 200) return new Raw(answer);
    const { Table } = JSON.parse(String(answer.body)) as { Table: Record<string, unknown> };
    // The emulator counts what it holds.
    if (input.TableName === idle) Table.TableSizeBytes = 100 * 1024 ** 3;
    if (input.TableName === global && account === prod) {
      const other =
        region === home
          ? { RegionName: abroad, ReplicaStatus: 'ACTIVE', KMSMasterKeyId: replicaKey }
          : { RegionName: home, ReplicaStatus: 'ACTIVE' };
      Object.assign(Table, { GlobalTableVersion: '2019.11.21', Replicas: [other] });
    }
    return new Raw({ ...answer, body: JSON.stringify({ Table }) });
  },
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html
  'dynamodb:DescribeLimits': ({ account }) => {
    const most = account === sandbox ? 18 : 80_000;
    return {
      ...{ AccountMaxReadCapacityUnits: most, AccountMaxWriteCapacityUnits: most },
      ...{ TableMaxReadCapacityUnits: most, TableMaxWriteCapacityUnits: most },
    };
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html: nobody can put metrics of AWS there.
  'cloudwatch:ListMetrics': async ({ input, region }, beyond) => {
    if (input.Namespace !== 'AWS/DynamoDB') return new Raw(await beyond.forward());
    const { TableNames = [] } = await using(new DynamoDBClient(beyond.direct(region)), (client) =>
      client.send(new ListTablesCommand({})),
    );
    return {
      Metrics: TableNames.map((Value) => ({
        Namespace: 'AWS/DynamoDB',
        MetricName: String(input.MetricName),
        Dimensions: [{ Name: 'TableName', Value }],
      })),
    };
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
  'cloudwatch:GetMetricData': async ({ input }, beyond) => {
    const queries = input.MetricDataQueries as readonly Query[];
    if (queries[0]?.MetricStat.Metric.Namespace !== 'AWS/DynamoDB') {
      return withoutDelivered(queries, await beyond.forward());
    }
    const results = queries.map(({ Id, MetricStat }) => {
      const units = consumed[MetricStat.Metric.Dimensions?.[0]?.Value ?? ''] ?? hardlyAny;
      return { Id, StatusCode: 'Complete', Values: Array.from({ length: 14 }, () => units * 86_400) };
    });
    return { MetricDataResults: results };
  },
});

interface Query {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: { readonly Namespace: string; readonly Dimensions?: readonly { readonly Value: string }[] };
  };
}

/** The emulator delivers a log with every request, and counts it: of buckets with logs it would say another number each time. */
const withoutDelivered = (queries: readonly Query[], answer: WireAnswer): Raw => {
  if (answer.status !== 200) return new Raw(answer);
  const { MetricDataResults, ...rest } = JSON.parse(String(answer.body)) as {
    readonly MetricDataResults: readonly { readonly Id: string; readonly Values: readonly number[] }[];
  };
  const logs = new Set(
    queries.flatMap(({ Id, MetricStat }) =>
      MetricStat.Metric.Dimensions?.some(({ Value }) => Value.endsWith('-logs')) ? [Id] : [],
    ),
  );
  const results = MetricDataResults.map((one) =>
    logs.has(one.Id) ? { ...one, Values: one.Values.map(() => 100) } : one,
  );
  return new Raw({ ...answer, body: JSON.stringify({ ...rest, MetricDataResults: results }) });
};
