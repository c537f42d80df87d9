import type { ScalableDimension } from '@aws-sdk/client-application-auto-scaling';
import {
  ApplicationAutoScalingClient,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateTableCommand,
  DynamoDBClient,
  PutResourcePolicyCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Site } from './site.ts';
import { home, prod, sandbox, stranger, using } from './site.ts';

// Online features, label queues and run metadata.

interface Table {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly provisioned: boolean;
  readonly index?: boolean;
  /** Which of its dimensions scale by themselves. */
  readonly scales?: 'all' | 'table-only';
  readonly recoverable: boolean;
  readonly protectedFromDeletion: boolean;
  readonly backedUp: boolean;
  readonly encrypted?: boolean;
  readonly ttl?: string;
  readonly stream?: boolean;
  readonly policy?: boolean;
  /** The bucket that it was exported to, and whose that is where it is another account's. */
  readonly exportedTo?: readonly [bucket: string, owner: string | null];
  /** The account that reads its stream. */
  readonly streamReader?: string;
}

const careful = { recoverable: true, protectedFromDeletion: true, backedUp: true, encrypted: true } as const;
const careless = { recoverable: false, protectedFromDeletion: false, backedUp: false } as const;

const tables: readonly Table[] = [
  {
    name: 'features-online',
    account: prod,
    region: home,
    provisioned: true,
    index: true,
    scales: 'all',
    ...careful,
    stream: true,
    streamReader: sandbox,
    exportedTo: ['acme-features', null],
  },
  { name: 'label-queue', account: prod, region: home, provisioned: false, ...careful, ttl: 'expiresAt' },
  { name: 'training-runs', account: prod, region: 'us-east-1', provisioned: false, ...careful, policy: true },
  { name: 'model-registry', account: prod, region: 'eu-west-1', provisioned: true, scales: 'all', ...careful },
  // Somebody forgot the index.
  {
    name: 'scratch-features',
    account: sandbox,
    region: home,
    provisioned: true,
    index: true,
    scales: 'table-only',
    ...careless,
    exportedTo: ['partner-drop', stranger],
  },
  { name: 'scratch-labels', account: sandbox, region: home, provisioned: true, ...careless },
  { name: 'scratch-runs', account: sandbox, region: 'us-east-1', provisioned: false, ...careless },
];

const arnOf = ({ account, region, name }: Table): string => `arn:aws:dynamodb:${region}:${account}:table/${name}`;

const throughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 };

const fillTable = async (site: Site, table: Table): Promise<void> => {
  await using(new DynamoDBClient(site.at(table.account, table.region)), async (client) => {
    const TableName = table.name;
    const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
    const key = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' as const }];
    const index = {
      IndexName: 'by-owner',
      KeySchema: key('owner'),
      Projection: { ProjectionType: 'ALL' as const },
      ...(table.provisioned ? { ProvisionedThroughput: throughput } : {}),
    };
    await client.send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [attribute('id'), ...(table.index ? [attribute('owner')] : [])],
        KeySchema: key('id'),
        BillingMode: table.provisioned ? 'PROVISIONED' : 'PAY_PER_REQUEST',
        ...(table.provisioned ? { ProvisionedThroughput: throughput } : {}),
        ...(table.index ? { GlobalSecondaryIndexes: [index] } : {}),
        ...(table.encrypted ? { SSESpecification: { Enabled: true, SSEType: 'KMS' } } : {}),
        ...(table.stream ? { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } } : {}),
        DeletionProtectionEnabled: table.protectedFromDeletion,
        Tags: [{ Key: 'team', Value: 'data' }],
      }),
    );
    if (table.recoverable) {
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      await client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    }
    if (table.ttl) {
      const TimeToLiveSpecification = { Enabled: true, AttributeName: table.ttl };
      await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    }
    if (table.policy) {
      const Statement = [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${sandbox}:root` },
          Action: 'dynamodb:GetItem',
          Resource: arnOf(table),
        },
      ];
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
      await client.send(new PutResourcePolicyCommand({ ResourceArn: arnOf(table), Policy }));
    }
  });
  if (table.scales) await fillScaling(site, table, table.scales);
};

const fillScaling = async (site: Site, table: Table, scales: 'all' | 'table-only'): Promise<void> => {
  const targets: (readonly [string, ScalableDimension])[] = [
    [`table/${table.name}`, 'dynamodb:table:ReadCapacityUnits'],
    [`table/${table.name}`, 'dynamodb:table:WriteCapacityUnits'],
  ];
  if (table.index && scales === 'all') {
    const index = `table/${table.name}/index/by-owner`;
    targets.push([index, 'dynamodb:index:ReadCapacityUnits'], [index, 'dynamodb:index:WriteCapacityUnits']);
  }
  await using(new ApplicationAutoScalingClient(site.at(table.account, table.region)), async (client) => {
    for (const [ResourceId, ScalableDimension] of targets) {
      const target = { ServiceNamespace: 'dynamodb' as const, ResourceId, ScalableDimension };
      await client.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 5, MaxCapacity: 500 }));
      const reads = ScalableDimension.endsWith('ReadCapacityUnits');
      const PredefinedMetricType = reads ? 'DynamoDBReadCapacityUtilization' : 'DynamoDBWriteCapacityUtilization';
      const configuration = { TargetValue: 70, PredefinedMetricSpecification: { PredefinedMetricType } as const };
      await client.send(
        new PutScalingPolicyCommand({
          ...target,
          PolicyName: `${ResourceId}-${reads ? 'read' : 'write'}`,
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: configuration,
        }),
      );
    }
  });
};

/** The ARN of the one export of a table. */
export const exportOf = (table: string): string => `${table}/export/01764547200000-1a2b3c4d`;

/** Where a table was exported to. */
export interface ExportedTo {
  readonly table: string;
  readonly bucket: string;
  /** The account that owns the bucket, where it is another. */
  readonly owner: string | null;
}

/** What the emulator cannot hold of the tables: for the recorded answers. */
export interface DynamodbFacts {
  readonly protectedTables: readonly string[];
  readonly exports: readonly ExportedTo[];
  /** Accounts that may read a table's stream, by the table's ARN. */
  readonly streamReaders: Readonly<Record<string, string>>;
}

/** Tables, their indexes' and their own scaling, backups, TTL, streams and resource policies. */
export const fillDynamodb = async (site: Site): Promise<DynamodbFacts> => {
  const { expect } = site;
  for (const table of tables) {
    await fillTable(site, table);
    const arn = arnOf(table);
    const verdict = (policy: string, passes: boolean): void =>
      passes ? expect.pass(policy, arn) : expect.fail(policy, arn);
    verdict('dynamodb-autoscaling-enabled', !table.provisioned || table.scales === 'all');
    verdict('dynamodb-pitr-enabled', table.recoverable);
    verdict('dynamodb-resources-protected-by-backup-plan', table.backedUp);
    verdict('dynamodb-last-backup-recovery-point-created', table.backedUp);
    verdict('dynamodb-table-deletion-protection-enabled', table.protectedFromDeletion);
    if (table.exportedTo) verdict('dynamodb-export-destination-trusted', table.exportedTo[1] === null);
  }
  return {
    protectedTables: tables.filter(({ backedUp }) => backedUp).map(arnOf),
    exports: tables.flatMap((table) => {
      const [bucket, owner = null] = table.exportedTo ?? [];
      return bucket === undefined ? [] : [{ table: arnOf(table), bucket, owner }];
    }),
    streamReaders: Object.fromEntries(
      tables.flatMap((table) => (table.streamReader === undefined ? [] : [[arnOf(table), table.streamReader]])),
    ),
  };
};
