import {
  CloudTrailClient,
  CreateTrailCommand,
  type CreateTrailCommandInput,
  PutEventSelectorsCommand,
  type PutEventSelectorsCommandInput,
  PutInsightSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateKeyCommand, EnableKeyRotationCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Site } from './site.ts';
import { given, home, prod, rootOf, sandbox, using } from './site.ts';

// What records the estate: the trails of both accounts, and where their log files go.

const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** The bucket that receives log files and what AWS Config delivers, kept as evidence should be. */
export const auditBucket = 'acme-audit';
/** One that everybody reads, and into which every customer of AWS may have its log files written. */
export const openBucket = 'acme-sandbox-audit';

const writer = (bucket: string, service: string, condition?: object): readonly object[] =>
  [['s3:GetBucketAcl', `arn:aws:s3:::${bucket}`] as const, ['s3:PutObject', `arn:aws:s3:::${bucket}/*`] as const].map(
    ([Action, Resource]) => ({
      Effect: 'Allow',
      Principal: { Service: service },
      Action,
      Resource,
      ...(condition === undefined ? {} : { Condition: condition }),
    }),
  );

const fillBuckets = async (site: Site): Promise<void> => {
  const CreateBucketConfiguration = { LocationConstraint: home } as const;
  await using(new S3Client({ ...site.at(prod, home), forcePathStyle: true }), async (client) => {
    const Bucket = auditBucket;
    await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration, ObjectLockEnabledForBucket: true }));
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const Rule = { DefaultRetention: { Mode: 'COMPLIANCE' as const, Days: 400 } };
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const, Rule };
    await client.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    const PublicAccessBlockConfiguration = {
      ...{ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
    };
    await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    const LoggingEnabled = { TargetBucket: 'acme-access-logs', TargetPrefix: `${Bucket}/` };
    await client.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }));
    const Policy = document(
      ...writer(Bucket, 'cloudtrail.amazonaws.com', {
        ArnLike: { 'aws:SourceArn': `arn:aws:cloudtrail:*:${prod}:trail/*` },
      }),
      ...writer(Bucket, 'config.amazonaws.com', { StringEquals: { 'aws:SourceAccount': prod } }),
    );
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  });
  await using(new S3Client({ ...site.at(sandbox, home), forcePathStyle: true }), async (client) => {
    const Bucket = openBucket;
    await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    const everybody = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    };
    const Policy = document(
      ...writer(Bucket, 'cloudtrail.amazonaws.com'),
      ...writer(Bucket, 'config.amazonaws.com'),
      everybody,
    );
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const rule = { ID: 'tidy', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 30 } };
    const LifecycleConfiguration = { Rules: [rule] };
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
  });
};

/** With what the log files are encrypted; the key of the sandbox does not let CloudTrail in. */
const fillKeys = async (site: Site): Promise<Readonly<Record<string, string>>> => {
  const keys: Record<string, string> = {};
  for (const account of [prod, sandbox]) {
    await using(new KMSClient(site.at(account, home)), async (client) => {
      const administration = { Effect: 'Allow', Principal: { AWS: rootOf(account) }, Action: 'kms:*', Resource: '*' };
      const encryption = {
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 'kms:GenerateDataKey*',
        Resource: '*',
        Condition: {
          ArnLike: { 'aws:SourceArn': `arn:aws:cloudtrail:*:${account}:trail/*` },
          StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${account}:trail/*` },
        },
      };
      const Policy = document(administration, ...(account === prod ? [encryption] : []));
      const { KeyMetadata } = await client.send(new CreateKeyCommand({ Description: 'audit', Policy }));
      keys[account] = given(KeyMetadata?.Arn, 'an ARN');
      await client.send(new EnableKeyRotationCommand({ KeyId: given(KeyMetadata?.KeyId, 'a key id') }));
    });
  }
  return keys;
};

interface TrailPlan {
  readonly account: string;
  readonly region: string;
  readonly input: CreateTrailCommandInput;
  readonly selectors?: Omit<PutEventSelectorsCommandInput, 'TrailName'>;
  readonly insights?: boolean;
  readonly logging: boolean;
}

const field = (Field: string, ...Equals: string[]) => ({ Field, Equals });

const plans = (keys: Readonly<Record<string, string>>): readonly TrailPlan[] => [
  {
    account: prod,
    region: home,
    input: {
      Name: 'audit',
      S3BucketName: auditBucket,
      S3KeyPrefix: 'trails',
      IsMultiRegionTrail: true,
      EnableLogFileValidation: true,
      KmsKeyId: keys[prod],
      CloudWatchLogsLogGroupArn: `arn:aws:logs:${home}:${prod}:log-group:audit:*`,
      CloudWatchLogsRoleArn: `arn:aws:iam::${prod}:role/audit`,
      TagsList: [{ Key: 'team', Value: 'platform' }],
    },
    selectors: {
      AdvancedEventSelectors: [
        { Name: 'Management events', FieldSelectors: [field('eventCategory', 'Management')] },
        { Name: 'S3', FieldSelectors: [field('eventCategory', 'Data'), field('resources.type', 'AWS::S3::Object')] },
        {
          Name: 'Features',
          FieldSelectors: [
            field('eventCategory', 'Data'),
            field('resources.type', 'AWS::DynamoDB::Table'),
            field('resources.ARN', `arn:aws:dynamodb:${home}:${prod}:table/features-online`),
          ],
        },
      ],
    },
    insights: true,
    logging: true,
  },
  // Left over, it records global services a second time; and its bucket once let it in.
  {
    account: prod,
    region: 'us-east-1',
    input: { Name: 'dashboards', S3BucketName: auditBucket, S3KeyPrefix: 'dashboards' },
    logging: true,
  },
  // Made for all accounts, and never switched on.
  {
    account: prod,
    region: 'us-east-1',
    input: { Name: 'organization', S3BucketName: auditBucket, IsMultiRegionTrail: true, IsOrganizationTrail: true },
    logging: false,
  },
  {
    account: sandbox,
    region: home,
    input: { Name: 'events', S3BucketName: openBucket, KmsKeyId: keys[sandbox] },
    selectors: {
      EventSelectors: [{ ReadWriteType: 'WriteOnly', ExcludeManagementEventSources: ['kms.amazonaws.com'] }],
    },
    logging: false,
  },
];

const fillTrail = async (site: Site, { account, region, input, ...plan }: TrailPlan): Promise<void> =>
  using(new CloudTrailClient(site.at(account, region)), async (client) => {
    const { Name } = input;
    await client.send(new CreateTrailCommand(input));
    if (plan.selectors) await client.send(new PutEventSelectorsCommand({ TrailName: Name, ...plan.selectors }));
    const InsightSelectors = [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }] as const;
    if (plan.insights) {
      await client.send(new PutInsightSelectorsCommand({ TrailName: Name, InsightSelectors: [...InsightSelectors] }));
    }
    if (plan.logging) await client.send(new StartLoggingCommand({ Name }));
  });

const trail = (account: string, region: string, name: string): string =>
  `arn:aws:cloudtrail:${region}:${account}:trail/${name}`;
/** The trail that records the production account as it should. */
export const auditTrail = trail(prod, home, 'audit');
/** One that nobody needs, and that cannot deliver. */
export const brokenTrail = trail(prod, 'us-east-1', 'dashboards');
/** The organization's, which both accounts see. */
export const sharedTrail = trail(prod, 'us-east-1', 'organization');

const store = (account: string, name: string): string =>
  `arn:aws:cloudtrail:${home}:${account}:eventdatastore/${account === prod ? '0a' : '1b'}1b2c3d-aaaa-4bbb-8ccc-${name.padEnd(12, '0')}`;
/** An event data store as it should be. */
export const auditStore = store(prod, 'audit');
/** One of a week, of one Region. */
export const scratchStore = store(sandbox, 'scratch');

const expectTrails = ({ expect }: Site): void => {
  const account = (id: string): string => `arn:aws:cloudtrail::${id}:account`;
  for (const policy of [
    ...['cloudtrail-enabled', 'cloudtrail-multi-region-enabled', 'cloudtrail-security-trail-enabled'],
    ...['cloudtrail-all-read-s3-data-event-check', 'cloudtrail-all-write-s3-data-event-check'],
    ...['cloudtrail-s3-dataevents-enabled', 'cloudtrail-insights-enabled', 'cloudtrail-bedrock-logging'],
  ]) {
    expect.pass(policy, account(prod));
    expect.fail(policy, account(sandbox));
  }
  // Nothing is recorded there, nor twice.
  expect.pass('cloudtrail-duplicate-global-events', account(sandbox));
  expect.fail('cloudtrail-duplicate-global-events', account(prod));

  const events = trail(sandbox, home, 'events');
  for (const policy of [
    ...['cloudtrail-log-file-validation-enabled', 'cloudtrail-cloudwatch-logs-enabled', 'cloudtrail-sns-topic'],
    ...['cloudtrail-s3-bucket-public-access-prohibited', 'cloudtrail-s3-bucket-access-logging'],
    ...['cloudtrail-bucket-mfa-delete', 'cloudtrail-bucket-policy-source-arn', 'cloudtrail-kms-key-policy'],
  ]) {
    expect.pass(policy, auditTrail);
    expect.fail(policy, events);
  }
  expect.pass('cloudtrail-encryption-enabled', auditTrail, events);
  expect.fail('cloudtrail-encryption-enabled', brokenTrail, sharedTrail);
  expect.pass('cloudtrail-delivery-healthy', auditTrail);
  expect.fail('cloudtrail-delivery-healthy', brokenTrail);
  expect.pass('s3-bucket-data-events-logged', 'arn:aws:s3:::acme-features', 'arn:aws:s3:::acme-dashboards');
  expect.fail('s3-bucket-data-events-logged', 'arn:aws:s3:::acme-sandbox-scratch');
  expect.pass('s3-log-bucket-retention-minimum', `arn:aws:s3:::${auditBucket}`, 'arn:aws:s3:::acme-access-logs');
  expect.fail('s3-log-bucket-retention-minimum', `arn:aws:s3:::${openBucket}`);
  const table = (account: string, name: string): string => `arn:aws:dynamodb:${home}:${account}:table/${name}`;
  expect.pass('dynamodb-data-events-logged', table(prod, 'features-online'));
  expect.fail('dynamodb-data-events-logged', table(prod, 'label-queue'), table(sandbox, 'scratch-features'));
  for (const policy of ['cloudtrail-event-data-store-encrypted', 'cloudtrail-event-data-store-multi-region']) {
    expect.pass(policy, auditStore);
    expect.fail(policy, scratchStore);
  }
};

/** What the emulator cannot hold of what records the estate. */
export interface AuditFacts {
  /** The key of the log files, by account. */
  readonly keys: Readonly<Record<string, string>>;
  /** When the estate was filled, from which the times of deliveries count: every scan then reads the same. */
  readonly filledAt: Date;
}

/** Trails, after the buckets. */
export const fillAudit = async (site: Site): Promise<AuditFacts> => {
  await fillBuckets(site);
  const keys = await fillKeys(site);
  for (const plan of plans(keys)) await fillTrail(site, plan);
  expectTrails(site);
  return { keys, filledAt: new Date(Date.now()) };
};
