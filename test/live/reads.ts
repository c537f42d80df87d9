import * as accessanalyzer from '@aws-sdk/client-accessanalyzer';
import * as account from '@aws-sdk/client-account';
import * as scaling from '@aws-sdk/client-application-auto-scaling';
import * as backup from '@aws-sdk/client-backup';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as codebuild from '@aws-sdk/client-codebuild';
import * as config from '@aws-sdk/client-config-service';
import * as dlm from '@aws-sdk/client-dlm';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as glue from '@aws-sdk/client-glue';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as organizations from '@aws-sdk/client-organizations';
import * as rbin from '@aws-sdk/client-rbin';
import * as redshift from '@aws-sdk/client-redshift';
import * as serverless from '@aws-sdk/client-redshift-serverless';
import * as s3 from '@aws-sdk/client-s3';
import * as control from '@aws-sdk/client-s3-control';
import * as sagemaker from '@aws-sdk/client-sagemaker';
import * as sts from '@aws-sdk/client-sts';
import { auditStore, auditTrail } from './estate/audit.ts';
import { plan, ruleId, selectionId } from './estate/backups.ts';
import { exportOf } from './estate/dynamodb.ts';
import { controlClient } from './estate/s3.ts';
import { sharedSnapshot } from './estate/serverless.ts';
import type { ClientOptions } from './estate/site.ts';
import { home, prod } from './estate/site.ts';

// Every operation that a collector of these services may need, called once through the SDK on something of the estate.

/** Calls an operation with a client of its own. */
export interface Read {
  /** As the proxy must name it. */
  readonly operation: string;
  call(at: (account: string, region: string) => ClientOptions): Promise<Answered>;
}

/** What the SDK makes of an answer. */
export type Answered = Readonly<Record<string, unknown>>;

interface Client {
  // The clients of the services have no type in common for their commands.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  send(command: any): Promise<unknown>;
  destroy(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: see above
type Commands = Readonly<Record<string, any>>;

const reads = (
  service: string,
  commands: Commands,
  open: (options: ClientOptions) => Client,
  inputs: Readonly<Record<string, object | (() => object)>>,
  region = home,
): Read[] =>
  Object.entries(inputs).map(([name, input]) => ({
    operation: `${service}:${name}`,
    call: async (at) => {
      const client = open(at(prod, region));
      try {
        const Command = commands[`${name}Command`];
        return (await client.send(new Command(input))) as Answered;
      } finally {
        client.destroy();
      }
    },
  }));

const Bucket = 'acme-features';
const AccountId = prod;
const TableName = 'features-online';
const tableArn = `arn:aws:dynamodb:${home}:${prod}:table/${TableName}`;
const openS3 = (options: ClientOptions) =>
  new s3.S3Client({ ...options, forcePathStyle: true, disableS3ExpressSessionAuth: true });

/** What of the estate is asked for by its id, which AWS gives. */
export interface Ids {
  readonly snapshot: string;
  readonly launchTemplate: string;
  readonly prefixList: string;
  readonly key: string;
  readonly accessKey: string;
  readonly multiRegionAccessPoint: string;
}

/** All reads, in the order of the services' names. */
export const allReads = (ids: Ids): readonly Read[] => [
  ...reads('s3', s3, openS3, {
    ListBuckets: { MaxBuckets: 1000 },
    GetBucketLocation: { Bucket },
    GetBucketEncryption: { Bucket },
    GetBucketVersioning: { Bucket: 'acme-labels' },
    GetBucketPolicy: { Bucket },
    GetBucketPolicyStatus: { Bucket },
    GetBucketAcl: { Bucket },
    GetPublicAccessBlock: { Bucket },
    GetBucketOwnershipControls: { Bucket },
    GetBucketLogging: { Bucket },
    GetBucketLifecycleConfiguration: { Bucket },
    GetBucketReplication: { Bucket },
    GetBucketTagging: { Bucket },
    GetBucketNotificationConfiguration: { Bucket },
    GetObjectLockConfiguration: { Bucket: 'acme-model-artifacts' },
    GetBucketWebsite: { Bucket },
    GetBucketCors: { Bucket },
    GetBucketRequestPayment: { Bucket },
    GetBucketAccelerateConfiguration: { Bucket },
    ListBucketInventoryConfigurations: { Bucket },
    ListBucketIntelligentTieringConfigurations: { Bucket },
    ListObjectsV2: { Bucket, MaxKeys: 10 },
    GetObjectAcl: { Bucket: 'acme-analytics', Key: 'day=1.parquet' },
  }),
  ...reads('s3', s3, openS3, { ListDirectoryBuckets: {} }, 'us-east-1'),
  ...reads('s3-control', control, controlClient, {
    GetPublicAccessBlock: { AccountId },
    ListAccessPoints: { AccountId },
    GetAccessPoint: { AccountId, Name: 'features-training' },
    GetAccessPointPolicy: { AccountId, Name: 'features-training' },
    GetAccessPointPolicyStatus: { AccountId, Name: 'features-training' },
  }),
  ...reads(
    's3-control',
    control,
    controlClient,
    {
      ListMultiRegionAccessPoints: { AccountId },
      GetMultiRegionAccessPointPolicy: { AccountId, Name: ids.multiRegionAccessPoint },
      GetMultiRegionAccessPointPolicyStatus: { AccountId, Name: ids.multiRegionAccessPoint },
    },
    'us-west-2',
  ),
  ...reads(
    'account',
    account,
    (options) => new account.AccountClient(options),
    { GetAlternateContact: { AlternateContactType: 'SECURITY' }, GetContactInformation: {} },
    'us-east-1',
  ),
  ...reads('ec2', ec2, (options) => new ec2.EC2Client(options), {
    DescribeRegions: {},
    DescribeVolumes: { MaxResults: 500 },
    DescribeSnapshots: { OwnerIds: ['self'], MaxResults: 1000 },
    DescribeSnapshotAttribute: { SnapshotId: ids.snapshot, Attribute: 'createVolumePermission' },
    GetEbsEncryptionByDefault: {},
    GetEbsDefaultKmsKeyId: {},
    GetSnapshotBlockPublicAccessState: {},
    DescribeLaunchTemplates: {},
    DescribeLaunchTemplateVersions: { LaunchTemplateId: ids.launchTemplate, Versions: ['$Default'] },
    DescribeInstances: {},
    DescribeInstanceTypes: {},
    DescribeImages: { Owners: ['self'] },
    DescribeLockedSnapshots: {},
    DescribeFastSnapshotRestores: {},
    GetImageBlockPublicAccessState: {},
    DescribeSecurityGroups: {},
    DescribeVpcs: {},
    DescribeSubnets: {},
    DescribeRouteTables: {},
    DescribeManagedPrefixLists: {},
    GetManagedPrefixListEntries: { PrefixListId: ids.prefixList },
  }),
  ...reads('backup', backup, (options) => new backup.BackupClient(options), {
    ListProtectedResources: {},
    ListRecoveryPointsByResource: { ResourceArn: tableArn },
    ListBackupPlans: {},
    ListBackupSelections: { BackupPlanId: plan.BackupPlanId },
    GetBackupSelection: { BackupPlanId: plan.BackupPlanId, SelectionId: selectionId },
    DescribeRegionSettings: {},
  }),
  ...reads('dlm', dlm, (options) => new dlm.DLMClient(options), { GetLifecyclePolicies: {} }),
  ...reads('rbin', rbin, (options) => new rbin.RbinClient(options), {
    ListRules: { ResourceType: 'EBS_SNAPSHOT' },
    GetRule: { Identifier: ruleId },
  }),
  ...reads('dynamodb', dynamodb, (options) => new dynamodb.DynamoDBClient(options), {
    ListTables: {},
    DescribeTable: { TableName },
    DescribeContinuousBackups: { TableName },
    ListBackups: {},
    DescribeTimeToLive: { TableName },
    GetResourcePolicy: { ResourceArn: tableArn },
    ListTagsOfResource: { ResourceArn: tableArn },
    ListExports: {},
    DescribeExport: { ExportArn: exportOf(tableArn) },
  }),
  ...reads('application-autoscaling', scaling, (options) => new scaling.ApplicationAutoScalingClient(options), {
    DescribeScalableTargets: { ServiceNamespace: 'dynamodb' },
    DescribeScalingPolicies: { ServiceNamespace: 'dynamodb' },
  }),
  ...reads('redshift-serverless', serverless, (options) => new serverless.RedshiftServerlessClient(options), {
    ListNamespaces: {},
    ListWorkgroups: {},
    ListUsageLimits: {},
    ListSnapshots: {},
    GetResourcePolicy: { resourceArn: sharedSnapshot },
  }),
  ...reads('redshift', redshift, (options) => new redshift.RedshiftClient(options), {
    DescribeClusters: {},
    DescribeClusterParameters: { ParameterGroupName: 'warehouse-tls' },
    DescribeLoggingStatus: { ClusterIdentifier: 'warehouse' },
    DescribeClusterSubnetGroups: {},
    DescribeClusterSnapshots: {},
    DescribeSnapshotSchedules: {},
    DescribeSnapshotCopyGrants: {},
    DescribeClusterParameterGroups: {},
    DescribeEventSubscriptions: {},
    DescribeDataSharesForProducer: {},
    DescribeEndpointAuthorization: {},
  }),
  ...reads('iam', iam, (options) => new iam.IAMClient(options), {
    GetAccountSummary: {},
    GetAccountPasswordPolicy: {},
    GenerateCredentialReport: {},
    GetCredentialReport: {},
    GetAccountAuthorizationDetails: { Filter: ['User', 'Role', 'Group', 'LocalManagedPolicy'] },
    ListVirtualMFADevices: {},
    ListMFADevices: { UserName: 'ada' },
    ListAccessKeys: { UserName: 'ci-deployer' },
    ListUsers: {},
    ListPolicies: { Scope: 'Local' },
    ListEntitiesForPolicy: { PolicyArn: 'arn:aws:iam::aws:policy/AWSSupportAccess' },
    GetGroup: { GroupName: 'data-engineers' },
    ListServerCertificates: {},
    ListInstanceProfiles: {},
    ListSAMLProviders: {},
    GetSAMLProvider: { SAMLProviderArn: `arn:aws:iam::${prod}:saml-provider/workforce` },
    ListOpenIDConnectProviders: {},
    GetOpenIDConnectProvider: {
      OpenIDConnectProviderArn: `arn:aws:iam::${prod}:oidc-provider/token.actions.githubusercontent.com`,
    },
    GetAccessKeyLastUsed: { AccessKeyId: ids.accessKey },
  }),
  ...reads('kms', kms, (options) => new kms.KMSClient(options), {
    ListKeys: {},
    DescribeKey: { KeyId: ids.key },
    GetKeyPolicy: { KeyId: ids.key, PolicyName: 'default' },
    GetKeyRotationStatus: { KeyId: ids.key },
    ListGrants: { KeyId: ids.key },
    ListAliases: {},
    ListResourceTags: { KeyId: ids.key },
    ListKeyRotations: { KeyId: ids.key },
    GetKeyLastUsage: { KeyId: ids.key },
    DescribeCustomKeyStores: {},
  }),
  ...reads(
    'organizations',
    organizations,
    (options) => new organizations.OrganizationsClient(options),
    {
      DescribeOrganization: {},
      DescribeEffectivePolicy: { PolicyType: 'S3_POLICY' },
      ListRoots: {},
      ListAccountsForParent: { ParentId: 'r-acme' },
      ListOrganizationalUnitsForParent: { ParentId: 'r-acme' },
      ListPolicies: { Filter: 'SERVICE_CONTROL_POLICY' },
      DescribePolicy: { PolicyId: 'p-FullAWSAccess' },
      ListTargetsForPolicy: { PolicyId: 'p-FullAWSAccess' },
      ListDelegatedAdministrators: { ServicePrincipal: 'config.amazonaws.com' },
    },
    'us-east-1',
  ),
  ...reads('lambda', lambda, (options) => new lambda.LambdaClient(options), {
    ListFunctions: {},
    GetPolicy: { FunctionName: 'score-labels' },
    ListFunctionUrlConfigs: { FunctionName: 'score-labels' },
  }),
  ...reads('cloudformation', cloudformation, (options) => new cloudformation.CloudFormationClient(options), {
    DescribeStacks: {},
  }),
  ...reads('ecs', ecs, (options) => new ecs.ECSClient(options), {
    ListTaskDefinitions: {},
    DescribeTaskDefinition: { taskDefinition: 'inference:7' },
  }),
  ...reads('glue', glue, (options) => new glue.GlueClient(options), { GetJobs: {}, GetDevEndpoints: {} }),
  ...reads('sagemaker', sagemaker, (options) => new sagemaker.SageMakerClient(options), {
    ListNotebookInstances: {},
    DescribeNotebookInstance: { NotebookInstanceName: 'label-review' },
  }),
  ...reads('codebuild', codebuild, (options) => new codebuild.CodeBuildClient(options), {
    ListProjects: {},
    BatchGetProjects: { names: ['model-images'] },
  }),
  ...reads('accessanalyzer', accessanalyzer, (options) => new accessanalyzer.AccessAnalyzerClient(options), {
    ListAnalyzers: {},
  }),
  ...reads('cloudwatch', cloudwatch, (options) => new cloudwatch.CloudWatchClient(options), {
    ListMetrics: { Namespace: 'AWS/S3', MetricName: 'NumberOfObjects' },
    GetMetricData: {
      StartTime: new Date('2026-11-20T00:00:00Z'),
      EndTime: new Date('2026-11-24T00:00:00Z'),
      MetricDataQueries: [
        {
          Id: 'm0',
          MetricStat: { Metric: { Namespace: 'AWS/S3', MetricName: 'NumberOfObjects' }, Period: 86_400, Stat: 'Sum' },
        },
      ],
    },
  }),
  ...reads('cloudtrail', cloudtrail, (options) => new cloudtrail.CloudTrailClient(options), {
    DescribeTrails: {},
    GetTrailStatus: { Name: auditTrail },
    GetEventSelectors: { TrailName: auditTrail },
    GetInsightSelectors: { TrailName: auditTrail },
    ListTags: { ResourceIdList: [auditTrail] },
    ListEventDataStores: {},
    GetEventDataStore: { EventDataStore: auditStore },
  }),
  ...reads('config-service', config, (options) => new config.ConfigServiceClient(options), {
    DescribeConfigurationRecorders: {},
    DescribeConfigurationRecorderStatus: {},
    DescribeDeliveryChannels: {},
    DescribeDeliveryChannelStatus: {},
    DescribeRetentionConfigurations: {},
    DescribeConfigurationAggregators: {},
    DescribeAggregationAuthorizations: {},
    DescribeConfigRules: {},
    DescribeConfigRuleEvaluationStatus: {},
    DescribeRemediationConfigurations: { ConfigRuleNames: ['buckets-versioned'] },
  }),
  ...reads('sts', sts, (options) => new sts.STSClient(options), {
    GetCallerIdentity: {},
    AssumeRole: { RoleArn: `arn:aws:iam::${prod}:role/training`, RoleSessionName: 'live-suite' },
  }),
];

/** Looks up the ids that {@link allReads} needs. */
export const findIds = async (at: (account: string, region: string) => ClientOptions): Promise<Ids> => {
  const options = at(prod, home);
  const [network, people, vault, buckets] = [
    new ec2.EC2Client(options),
    new iam.IAMClient(options),
    new kms.KMSClient(options),
    controlClient(at(prod, 'us-west-2')),
  ] as const;
  try {
    const snapshots = await network.send(new ec2.DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    const templates = await network.send(new ec2.DescribeLaunchTemplatesCommand({}));
    const lists = await network.send(new ec2.DescribeManagedPrefixListsCommand({}));
    const keys = await people.send(new iam.ListAccessKeysCommand({ UserName: 'ci-deployer' }));
    const key = await vault.send(new kms.DescribeKeyCommand({ KeyId: 'alias/features' }));
    const points = await buckets.send(new control.ListMultiRegionAccessPointsCommand({ AccountId }));
    return {
      snapshot: snapshots.Snapshots?.[0]?.SnapshotId ?? '',
      launchTemplate: templates.LaunchTemplates?.[0]?.LaunchTemplateId ?? '',
      prefixList: lists.PrefixLists?.[0]?.PrefixListId ?? '',
      accessKey: keys.AccessKeyMetadata?.[0]?.AccessKeyId ?? '',
      key: key.KeyMetadata?.KeyId ?? '',
      multiRegionAccessPoint: points.AccessPoints?.[0]?.Name ?? '',
    };
  } finally {
    for (const client of [network, people, vault, buckets]) client.destroy();
  }
};
