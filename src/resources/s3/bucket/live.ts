import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  GetBucketAccelerateConfigurationCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  type GetBucketNotificationConfigurationCommandOutput,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type IntelligentTieringConfiguration,
  type InventoryConfiguration,
  ListBucketIntelligentTieringConfigurationsCommand,
  ListBucketInventoryConfigurationsCommand,
  type NotificationConfigurationFilter,
  type ReplicationRule,
  S3Client,
  type Tag,
} from '@aws-sdk/client-s3';
import { backupProtection, protectedResources } from '../../backup/protected-resources.ts';
import { recoveryPoints } from '../../backup/recovery-points.ts';
import { latestValues } from '../../cloudwatch/metrics.ts';
import {
  type At,
  call,
  defineLive,
  from,
  fromAll,
  given,
  listedBy,
  policyDocument,
  shared,
  tagMap,
} from '../../live.ts';
import { describedBuckets, openFindings, saidOfBucket } from '../../macie/buckets.ts';
import { allBuckets, type BucketSeed } from '../buckets.ts';
import { readLifecycleRules } from '../read-lifecycle-rules.ts';
import { readPolicyStatus } from '../read-policy-status.ts';
import { readPublicAccessBlock } from '../read-public-access-block.ts';
import { granteeOf } from './grantee.ts';
import { bucket } from './model.ts';
import { sampleObjectAcls } from './object-acls.ts';

const bucketArn = ({ name }: BucketSeed, { partition }: At): string => `arn:${partition}:s3:::${name}`;

/** The bucket, and only while the account owns it: a name that was deleted can be taken by somebody else at any time. */
const own = ({ name }: BucketSeed, { account }: At) => ({ Bucket: name, ExpectedBucketOwner: account });

const location = call('s3:GetBucketLocation', S3Client, async (client: S3Client, seed: BucketSeed, at) => {
  const { LocationConstraint } = await client.send(new GetBucketLocationCommand(own(seed, at)));
  // AWS says nothing for us-east-1, and "EU" for the oldest buckets of eu-west-1.
  return LocationConstraint === 'EU' ? 'eu-west-1' : LocationConstraint || 'us-east-1';
});

const policy = call(
  's3:GetBucketPolicy',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetBucketPolicyCommand(own(seed, at))),
  { noneOn: ['NoSuchBucketPolicy'] },
);

const policyStatus = call(
  's3:GetBucketPolicyStatus',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetBucketPolicyStatusCommand(own(seed, at))),
  { noneOn: ['NoSuchBucketPolicy'] },
);

const block = call(
  's3:GetPublicAccessBlock',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetPublicAccessBlockCommand(own(seed, at))),
  { actions: ['s3:GetBucketPublicAccessBlock'], noneOn: ['NoSuchPublicAccessBlockConfiguration'] },
);

const ownership = call(
  's3:GetBucketOwnershipControls',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetBucketOwnershipControlsCommand(own(seed, at))),
  { noneOn: ['OwnershipControlsNotFoundError'] },
);

const acl = call('s3:GetBucketAcl', S3Client, (client: S3Client, seed: BucketSeed, at) =>
  client.send(new GetBucketAclCommand(own(seed, at))),
);

const encryption = call(
  's3:GetBucketEncryption',
  S3Client,
  async (client: S3Client, seed: BucketSeed, at) => {
    const answer = await client.send(new GetBucketEncryptionCommand(own(seed, at)));
    // A configuration holds exactly one rule.
    return given(answer.ServerSideEncryptionConfiguration?.Rules?.[0], 'the default encryption rule');
  },
  { actions: ['s3:GetEncryptionConfiguration'], noneOn: ['ServerSideEncryptionConfigurationNotFoundError'] },
);

const versioning = call('s3:GetBucketVersioning', S3Client, (client: S3Client, seed: BucketSeed, at) =>
  client.send(new GetBucketVersioningCommand(own(seed, at))),
);

const objectLock = call(
  's3:GetObjectLockConfiguration',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetObjectLockConfigurationCommand(own(seed, at))),
  { actions: ['s3:GetBucketObjectLockConfiguration'], noneOn: ['ObjectLockConfigurationNotFoundError'] },
);

const replication = call(
  's3:GetBucketReplication',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetBucketReplicationCommand(own(seed, at))),
  { actions: ['s3:GetReplicationConfiguration'], noneOn: ['ReplicationConfigurationNotFoundError'] },
);

const lifecycle = call(
  's3:GetBucketLifecycleConfiguration',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetBucketLifecycleConfigurationCommand(own(seed, at))),
  { actions: ['s3:GetLifecycleConfiguration'], noneOn: ['NoSuchLifecycleConfiguration'] },
);

const logging = call('s3:GetBucketLogging', S3Client, (client: S3Client, seed: BucketSeed, at) =>
  client.send(new GetBucketLoggingCommand(own(seed, at))),
);

const notification = call(
  's3:GetBucketNotificationConfiguration',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetBucketNotificationConfigurationCommand(own(seed, at))),
  { actions: ['s3:GetBucketNotification'] },
);

const website = call(
  's3:GetBucketWebsite',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetBucketWebsiteCommand(own(seed, at))),
  { noneOn: ['NoSuchWebsiteConfiguration'] },
);

const tagging = call(
  's3:GetBucketTagging',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetBucketTaggingCommand(own(seed, at))),
  { noneOn: ['NoSuchTagSet'] },
);

const cors = call(
  's3:GetBucketCors',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetBucketCorsCommand(own(seed, at))),
  { actions: ['s3:GetBucketCORS'], noneOn: ['NoSuchCORSConfiguration'] },
);

const requestPayment = call('s3:GetBucketRequestPayment', S3Client, (client: S3Client, seed: BucketSeed, at) =>
  client.send(new GetBucketRequestPaymentCommand(own(seed, at))),
);

/** Regions without Transfer Acceleration do not know the method, those of GovCloud not the argument. */
const acceleration = call(
  's3:GetBucketAccelerateConfiguration',
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => client.send(new GetBucketAccelerateConfigurationCommand(own(seed, at))),
  { actions: ['s3:GetAccelerateConfiguration'], noneOn: ['MethodNotAllowed', 'UnsupportedArgument'] },
);

const inventories = call(
  's3:ListBucketInventoryConfigurations',
  S3Client,
  async (client: S3Client, seed: BucketSeed, at) => {
    const found: InventoryConfiguration[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListBucketInventoryConfigurationsCommand({ ...own(seed, at), ContinuationToken: token }),
      );
      found.push(...(page.InventoryConfigurationList ?? []));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return found;
  },
  { actions: ['s3:GetInventoryConfiguration'] },
);

const tierings = call(
  's3:ListBucketIntelligentTieringConfigurations',
  S3Client,
  async (client: S3Client, seed: BucketSeed, at) => {
    const found: IntelligentTieringConfiguration[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListBucketIntelligentTieringConfigurationsCommand({ ...own(seed, at), ContinuationToken: token }),
      );
      found.push(...(page.IntelligentTieringConfigurationList ?? []));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return found;
  },
  { actions: ['s3:GetIntelligentTieringConfiguration'] },
);

/** ListObjectsV2 and GetObjectAcl for 25 objects: asked only where a policy that is told to reads them. */
const objectAcls = call(
  ['s3:ListObjectsV2', 's3:GetObjectAcl'],
  S3Client,
  (client: S3Client, seed: BucketSeed, at) => sampleObjectAcls(client, own(seed, at)),
  { actions: ['s3:ListBucket', 's3:GetObjectAcl'] },
);

/** How many objects the buckets of a Region have. https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html */
const objectCounts = shared(['cloudwatch:ListMetrics', 'cloudwatch:GetMetricData'], CloudWatchClient, (client) =>
  latestValues(client, {
    namespace: 'AWS/S3',
    metric: 'NumberOfObjects',
    dimension: 'BucketName',
    only: { StorageType: 'AllStorageTypes' },
  }),
);

const tagPairs = (tags: readonly Tag[]) =>
  tags.map(({ Key, Value }) => ({ key: given(Key, 'a tag key'), value: Value ?? '' }));

const replicationRule = (rule: ReplicationRule) => {
  const { Filter: filter, SourceSelectionCriteria: criteria } = rule;
  const destination = given(rule.Destination, 'the destination of a replication rule');
  return {
    id: rule.ID ?? null,
    enabled: given(rule.Status, 'the status of a replication rule') === 'Enabled',
    prefix: filter?.And?.Prefix ?? filter?.Prefix ?? rule.Prefix ?? '',
    tags: tagPairs(filter?.And?.Tags ?? (filter?.Tag === undefined ? [] : [filter.Tag])),
    destinationBucket: given(destination.Bucket, 'the destination bucket'),
    destinationAccount: destination.Account ?? null,
    destinationKey: destination.EncryptionConfiguration?.ReplicaKmsKeyID ?? null,
    // A rule without Filter is of the first version of replication, which always replicates them:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html#replication-backward-compat-considerations
    replicatesDeleteMarkers:
      rule.DeleteMarkerReplication === undefined
        ? filter === undefined
        : rule.DeleteMarkerReplication.Status === 'Enabled',
    replicatesKmsEncrypted: criteria?.SseKmsEncryptedObjects?.Status === 'Enabled',
  };
};

const inventory = ({
  Id,
  IsEnabled,
  Destination,
  Filter,
  IncludedObjectVersions,
  Schedule,
}: InventoryConfiguration) => {
  const to = given(Destination?.S3BucketDestination, 'where an inventory goes');
  return {
    id: given(Id, 'the id of an inventory'),
    enabled: given(IsEnabled, 'whether an inventory is on'),
    bucket: given(to.Bucket, 'the bucket of an inventory'),
    encryption: to.Encryption?.SSEKMS ? ('SSE-KMS' as const) : to.Encryption?.SSES3 ? ('SSE-S3' as const) : null,
    prefix: Filter?.Prefix ?? '',
    versions: given(IncludedObjectVersions, 'which versions an inventory lists'),
    frequency: given(Schedule?.Frequency, 'how often an inventory is made'),
  };
};

const tiering = ({ Id, Status, Filter, Tierings }: IntelligentTieringConfiguration) => {
  const tags = Filter?.And?.Tags ?? (Filter?.Tag === undefined ? [] : [Filter.Tag]);
  const days = (tier: string) => given(Tierings, 'the tiers').find(({ AccessTier }) => AccessTier === tier)?.Days;
  return {
    id: given(Id, 'the id of a configuration of Intelligent-Tiering'),
    enabled: given(Status, 'the status of a configuration of Intelligent-Tiering') === 'Enabled',
    prefix: Filter?.And?.Prefix ?? Filter?.Prefix ?? '',
    tags: tagPairs(tags),
    archiveDays: days('ARCHIVE_ACCESS') ?? null,
    deepArchiveDays: days('DEEP_ARCHIVE_ACCESS') ?? null,
  };
};

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

const notifications = (answer: GetBucketNotificationConfigurationCommandOutput) => [
  ...(answer.TopicConfigurations ?? []).map((one) => notificationTo('topic', one.TopicArn, one)),
  ...(answer.QueueConfigurations ?? []).map((one) => notificationTo('queue', one.QueueArn, one)),
  ...(answer.LambdaFunctionConfigurations ?? []).map((one) => notificationTo('function', one.LambdaFunctionArn, one)),
];

const notificationTo = (
  to: 'topic' | 'queue' | 'function',
  arn: string | undefined,
  { Events, Filter }: { Events: readonly string[] | undefined; Filter?: NotificationConfigurationFilter | undefined },
) => {
  // S3 spells the names `Prefix` and `prefix`, whichever way they were written.
  const rule = (name: string) =>
    Filter?.Key?.FilterRules?.find(({ Name }) => Name?.toLowerCase() === name)?.Value ?? '';
  return {
    to,
    arn: given(arn, 'the target of a notification'),
    events: [...given(Events, 'the events of a notification')],
    prefix: rule('prefix'),
    suffix: rule('suffix'),
  };
};

export default defineLive(bucket, {
  scope: 'account',
  list: {
    ...listedBy(allBuckets),
    region: ({ region }) => region,
    locate: location,
  },
  name: ({ name }) => name,
  arn: bucketArn,

  facts: {
    'access.policyDocument': from(policy, ({ Policy }) => policyDocument(Policy)),
    'access.policyStatus': from(policyStatus, ({ PolicyStatus }) => readPolicyStatus(PolicyStatus)),
    'access.publicAccessBlock': from(block, ({ PublicAccessBlockConfiguration }) =>
      readPublicAccessBlock(given(PublicAccessBlockConfiguration, 'the configuration')),
    ),
    'access.objectOwnership': fromAll([ownership], async ([answer]) => {
      const controls = await answer();
      // AWS documents ObjectWriter for a bucket whose ownership was never set.
      return controls === null
        ? 'ObjectWriter'
        : given(controls.OwnershipControls?.Rules?.[0]?.ObjectOwnership, 'the object ownership');
    }),
    'access.acl': from(acl, ({ Grants }) =>
      given(Grants, 'the grants').map(({ Grantee, Permission }) => ({
        ...granteeOf(Grantee),
        permission: given(Permission, 'the permission of a grant'),
      })),
    ),
    'access.owner': from(acl, ({ Owner }) => given(Owner?.ID, 'the owner in an ACL')),
    'access.cors': fromAll([cors], async ([answer]) =>
      ((await answer())?.CORSRules ?? []).map(({ ID, AllowedOrigins, AllowedMethods, AllowedHeaders }) => ({
        id: ID ?? null,
        origins: [...given(AllowedOrigins, 'the origins of a CORS rule')],
        methods: [...given(AllowedMethods, 'the methods of a CORS rule')],
        headers: [...(AllowedHeaders ?? [])],
      })),
    ),
    'access.requesterPays': from(requestPayment, ({ Payer }) => given(Payer, 'who pays') === 'Requester'),
    'access.objectAcls': fromAll([ownership, block, objectAcls], async ([controls, blocks, sample]) => {
      const rule = (await controls())?.OwnershipControls?.Rules?.[0];
      if (rule?.ObjectOwnership === 'BucketOwnerEnforced') return null;
      if ((await blocks())?.PublicAccessBlockConfiguration?.IgnorePublicAcls === true) return null;
      return sample();
    }),
    'access.website': from(
      website,
      ({ RedirectAllRequestsTo: all, IndexDocument: index, ErrorDocument: error, RoutingRules: rules }) => ({
        redirectsTo: all === undefined ? null : given(all.HostName, 'where the website redirects to'),
        indexDocument: index?.Suffix ?? null,
        errorDocument: error?.Key ?? null,
        routingRules: rules?.length ?? 0,
      }),
    ),
    'encryption.atRest': from(encryption, ({ ApplyServerSideEncryptionByDefault: byDefault }) => ({
      enabled: true,
      algorithm: given(byDefault?.SSEAlgorithm, 'the default encryption algorithm'),
      key: byDefault?.KMSMasterKeyID ?? null,
    })),
    'encryption.bucketKey': fromAll([encryption], async ([answer]) => (await answer())?.BucketKeyEnabled ?? false),
    'encryption.blockedTypes': fromAll([encryption], async ([answer]) =>
      // "NONE" is how nothing is blocked.
      ((await answer())?.BlockedEncryptionTypes?.EncryptionType ?? []).filter((type) => type !== 'NONE'),
    ),
    'recovery.backupPlan': from(protectedResources, (resources, seed: BucketSeed, at) =>
      backupProtection(resources, bucketArn(seed, at)),
    ),
    'recovery.recoveryPoints': recoveryPoints(bucketArn),
    // S3 returns neither element for a bucket that was never versioned, and no MFADelete where it was never set.
    'recovery.versioning': from(versioning, ({ Status, MFADelete }) => ({
      status: Status === undefined ? 'never' : Status === 'Enabled' ? 'enabled' : 'suspended',
      mfaDelete: MFADelete === 'Enabled',
    })),
    'recovery.objectLock': from(objectLock, ({ ObjectLockConfiguration: lock }) => {
      if (lock?.ObjectLockEnabled !== 'Enabled') return null;
      const retention = lock.Rule?.DefaultRetention;
      return {
        mode: retention?.Mode ?? null,
        retentionDays: retention?.Days ?? (retention?.Years === undefined ? null : retention.Years * 365),
      };
    }),
    'recovery.replication': fromAll([replication], async ([answer]) =>
      ((await answer())?.ReplicationConfiguration?.Rules ?? []).map(replicationRule),
    ),
    'lifecycle.rules': fromAll([lifecycle], async ([answer]) => readLifecycleRules((await answer())?.Rules)),
    'lifecycle.transitionMinimum': from(lifecycle, ({ TransitionDefaultMinimumObjectSize: minimum }) =>
      given(minimum, 'the default minimum size of transitions'),
    ),
    'lifecycle.tiering': from(tierings, (found) => found.map(tiering).sort(byId)),
    'logging.accessLogs': from(logging, ({ LoggingEnabled: logs }) =>
      logs === undefined
        ? null
        : { targetBucket: given(logs.TargetBucket, 'the target bucket'), targetPrefix: logs.TargetPrefix ?? '' },
    ),
    'logging.inventories': from(inventories, (found) => found.map(inventory).sort(byId)),
    'logging.eventNotifications': from(notification, (answer) => ({
      notifications: notifications(answer),
      eventBridge: answer.EventBridgeConfiguration !== undefined,
    })),
    'sensitivity.findings': from(openFindings, (counts, { name }: BucketSeed) => counts.get(name) ?? 0),
    'sensitivity.macie': from(describedBuckets, (buckets, { name }: BucketSeed) => saidOfBucket(buckets, name)),
    'network.transferAcceleration': fromAll([acceleration], async ([answer]) => {
      const status = (await answer())?.Status;
      return status === undefined ? 'never' : status === 'Enabled' ? 'enabled' : 'suspended';
    }),
    objectCount: fromAll([objectCounts], async ([counts], { name }: BucketSeed) =>
      given((await counts()).get(name), 'a value of the last days'),
    ),
    tags: fromAll([tagging], async ([answer]) => tagMap((await answer())?.TagSet)),
  },
});
