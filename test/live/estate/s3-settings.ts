import {
  CreateBucketCommand,
  PutBucketAccelerateConfigurationCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketInventoryConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type Answerer, Raw } from '../answerer.ts';
import type { Site } from './site.ts';
import { home, prod, sandbox, using } from './site.ts';

// Settings of buckets that cost money or lose logs: some chosen, some forgotten.

const [features, dashboards, exports] = ['acme-features', 'acme-dashboards', 'acme-sandbox-exports'];
const [analytics, experiments, archive] = ['acme-analytics', 'acme-sandbox-experiments', 'acme-sandbox.archive'];
const [scratch, notebooks, ownLogs] = ['acme-sandbox-scratch', 'acme-sandbox-notebooks', 'acme-sandbox-logs'];
/** A name that SageMaker would use for the other account. */
const taken = `sagemaker-${home}-${sandbox}`;

/** Buckets whose data somebody has marked as of unknown use. */
export const ofUnknownUse = [analytics, experiments];

const open = (site: Site, account: string, region: string): S3Client =>
  new S3Client({ ...site.at(account, region), forcePathStyle: true });

const inHome = { CreateBucketConfiguration: { LocationConstraint: home } } as const;

const fillProd = async (client: S3Client): Promise<void> => {
  await client.send(new CreateBucketCommand({ Bucket: analytics, ...inHome }));
  await client.send(new CreateBucketCommand({ Bucket: taken, ...inHome }));
  const rule = { Filter: { Prefix: '' }, Transitions: [{ Days: 0, StorageClass: 'INTELLIGENT_TIERING' as const }] };
  await client.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: analytics,
      LifecycleConfiguration: { Rules: [{ ID: 'tier', Status: 'Enabled', ...rule }] },
    }),
  );
  await client.send(
    new PutBucketInventoryConfigurationCommand({
      Bucket: analytics,
      Id: 'all',
      InventoryConfiguration: {
        Id: 'all',
        IsEnabled: true,
        IncludedObjectVersions: 'Current',
        Schedule: { Frequency: 'Weekly' },
        Destination: {
          S3BucketDestination: {
            Bucket: 'arn:aws:s3:::acme-access-logs',
            Format: 'Parquet',
            Encryption: { SSEKMS: { KeyId: `arn:aws:kms:${home}:${prod}:alias/aws/s3` } },
          },
        },
      },
    }),
  );
  for (const Key of ['day=1.parquet', 'day=2.parquet']) {
    await client.send(new PutObjectCommand({ Bucket: analytics, Key, Body: Key }));
  }
};

const fillSandbox = async (client: S3Client): Promise<void> => {
  await client.send(new PutObjectCommand({ Bucket: scratch, Key: 'index.html', Body: 'hello', ACL: 'public-read' }));
  await client.send(new PutObjectCommand({ Bucket: notebooks, Key: 'explore.ipynb', Body: '{}', ACL: 'private' }));
  await client.send(new CreateBucketCommand({ Bucket: ownLogs, ...inHome }));
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${ownLogs}/*`,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await client.send(new PutBucketPolicyCommand({ Bucket: ownLogs, Policy }));
  const LoggingEnabled = { TargetBucket: ownLogs, TargetPrefix: 'logs/' };
  await client.send(new PutBucketLoggingCommand({ Bucket: ownLogs, BucketLoggingStatus: { LoggingEnabled } }));
  const byDefault = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } };
  await client.send(
    new PutBucketEncryptionCommand({
      Bucket: ownLogs,
      ServerSideEncryptionConfiguration: { Rules: [byDefault] },
    }),
  );
};

/** In us-east-1. */
const fillEast = async (client: S3Client, Bucket: string, origin: string): Promise<void> => {
  const rule = { AllowedOrigins: [origin], AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['content-type'] };
  await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }));
};

/** Settings, after the buckets. */
export const fillS3Settings = async (site: Site): Promise<void> => {
  await using(open(site, prod, home), fillProd);
  await using(open(site, sandbox, home), fillSandbox);
  await using(open(site, prod, 'us-east-1'), (client) => fillEast(client, dashboards, 'https://acme.example'));
  await using(open(site, sandbox, 'us-east-1'), async (client) => {
    await fillEast(client, exports, '*');
    const AccelerateConfiguration = { Status: 'Enabled' as const };
    await client.send(new PutBucketAccelerateConfigurationCommand({ Bucket: exports, AccelerateConfiguration }));
    for (const Key of ['a.csv', 'b.csv']) await client.send(new PutObjectCommand({ Bucket: exports, Key, Body: Key }));
  });
  expectSettings(site);
};

const expectSettings = ({ expect }: Site): void => {
  const arn = (name: string): string => `arn:aws:s3:::${name}`;
  const names = (region: string, account: string): string => `arn:aws:s3:${region}:${account}:service-bucket-names`;
  expect.pass('s3-bucket-cors-no-wildcard-origin', arn(dashboards), arn(features));
  expect.fail('s3-bucket-cors-no-wildcard-origin', arn(exports));
  expect.pass('s3-bucket-transfer-acceleration', arn(features), arn(archive));
  expect.fail('s3-bucket-transfer-acceleration', arn(exports));
  expect.pass('s3-bucket-requester-pays', arn(features), arn(dashboards));
  expect.fail('s3-bucket-requester-pays', arn(exports));
  expect.pass('s3-intelligent-tiering-archive-configuration', arn(features));
  expect.fail('s3-intelligent-tiering-archive-configuration', arn(experiments));
  expect.pass('s3-lifecycle-transition-minimum-object-size', arn(features), arn(analytics), arn('acme-checkpoints'));
  expect.fail('s3-lifecycle-transition-minimum-object-size', arn(archive));
  expect.pass('s3-bucket-logging-target-valid', arn(features), arn('acme-labels'));
  expect.fail('s3-bucket-logging-target-valid', arn(ownLogs));
  expect.pass('s3-bucket-shadow-resource', names(home, prod), names('us-east-1', sandbox));
  expect.fail('s3-bucket-shadow-resource', names(home, sandbox));
  // Of what they are told in told.ts.
  expect.pass('s3-bucket-inventory-configured', arn(analytics));
  expect.fail('s3-bucket-inventory-configured', arn(exports));
  expect.pass('s3-intelligent-tiering-configured', arn(analytics));
  expect.fail('s3-intelligent-tiering-configured', arn(experiments));
  expect.pass('s3-bucket-object-public-acl-sample', arn(notebooks));
  expect.fail('s3-bucket-object-public-acl-sample', arn(scratch));
};

const tiering = (Id: string, Prefix: string) => ({
  Id,
  Filter: { Prefix },
  Status: 'Enabled',
  Tiering: [
    { AccessTier: 'ARCHIVE_ACCESS', Days: 90 },
    { AccessTier: 'DEEP_ARCHIVE_ACCESS', Days: 180 },
  ],
});

/** What the emulator cannot hold of these settings. */
export const s3SettingsAnswers: Readonly<Record<string, Answerer>> = {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketRequestPayment.html
  's3:GetBucketRequestPayment': ({ input }) => ({ Payer: input.Bucket === exports ? 'Requester' : 'BucketOwner' }),
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBucketIntelligentTieringConfigurations.html
  's3:ListBucketIntelligentTieringConfigurations': ({ input }) => {
    const found =
      input.Bucket === features
        ? [tiering('cold', 'raw/')]
        : input.Bucket === experiments
          ? [tiering('all', ''), tiering('tmp', 'tmp/')]
          : [];
    return { IsTruncated: false, IntelligentTieringConfiguration: found };
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html: the emulator leaves the header out.
  's3:GetBucketLifecycleConfiguration': async ({ input }, beyond) => {
    const answer = await beyond.forward();
    const minimum = input.Bucket === archive ? 'varies_by_storage_class' : 'all_storage_classes_128K';
    const headers = { ...answer.headers, 'x-amz-transition-default-minimum-object-size': minimum };
    return new Raw(answer.status === 200 ? { ...answer, headers } : answer);
  },
};
