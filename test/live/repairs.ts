import { X509Certificate } from 'node:crypto';
import { DescribeSnapshotAttributeCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetServerCertificateCommand, IAMClient, ListPoliciesCommand } from '@aws-sdk/client-iam';
import { GetFunctionUrlConfigCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { DescribeClusterSubnetGroupsCommand, RedshiftClient } from '@aws-sdk/client-redshift';
import { GetBucketLocationCommand, GetBucketPolicyCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetAccessPointPolicyCommand } from '@aws-sdk/client-s3-control';
import { editReport, editReportAnswer } from './aging.ts';
import type { Answerer, Beyond } from './answerer.ts';
import { amend, Raw } from './answerer.ts';
import { controlClient } from './estate/s3.ts';
import type { Tree, WireAnswer } from './protocol.ts';
import { AwsError } from './protocol.ts';
import { repairsOfKms } from './repairs-kms.ts';
import { mapElements, mapEntries, textOf, without, withText } from './xml.ts';

// Where moto 5.2.5 answers otherwise than AWS documents, mended without knowing the estate.

const members = /<member>(?:(?!<member>)[\s\S])*?<\/member>/g;

/**
 * moto leaves out BucketRegion, which AWS gives since 2024, and cuts the list at `max-buckets` without a ContinuationToken.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
const listBuckets: Answerer = async (request, beyond): Promise<Tree | Raw> => {
  const asked = await beyond.forward(); // For its refusals, and so that moto authorizes the caller.
  if (asked.status !== 200) return new Raw(asked);
  const client = new S3Client({ ...beyond.direct(), forcePathStyle: true });
  try {
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    const all: { Name: string; CreationDate: Date | undefined; BucketRegion: string }[] = [];
    for (const { Name = '', CreationDate } of Buckets) {
      const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket: Name }));
      all.push({ Name, CreationDate, BucketRegion: LocationConstraint || 'us-east-1' });
    }
    const { prefix = '', 'continuation-token': token = '' } = request.input as Record<string, string>;
    const region = request.input['bucket-region'];
    const wanted = all
      .sort((a, b) => (a.Name < b.Name ? -1 : 1))
      .filter(({ Name, BucketRegion }) => Name.startsWith(prefix) && (region ?? BucketRegion) === BucketRegion)
      .filter(({ Name }) => Name > token);
    const page = wanted.slice(0, Number(request.input['max-buckets'] ?? 10_000));
    const more = wanted.length > page.length ? { ContinuationToken: page.at(-1)?.Name } : {};
    return { Owner: { ID: 'bcaf1ffd86f41161ca5fb16fd081034f' }, Buckets: { Bucket: page }, ...more };
  } finally {
    client.destroy();
  }
};

/**
 * A snapshot of an encrypted volume has the key of the volume; moto names none.
 * https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html
 */
const withKeys = async (answer: WireAnswer, beyond: Beyond): Promise<WireAnswer> => {
  const keyless = (item: string): boolean => textOf(item, 'encrypted') === 'true' && textOf(item, 'kmsKeyId') === null;
  const client = new EC2Client(beyond.direct());
  try {
    const { Volumes = [] } = await client.send(new DescribeVolumesCommand({}));
    const keys = new Map(Volumes.map(({ VolumeId, KmsKeyId }) => [VolumeId, KmsKeyId]));
    const body = mapEntries(String(answer.body), 'snapshotSet', 'item', (item) => {
      const key = keys.get(textOf(item, 'volumeId') ?? '');
      return key !== undefined && keyless(item) ? withText(item, 'kmsKeyId', key) : item;
    });
    return { ...answer, body };
  } finally {
    client.destroy();
  }
};

/**
 * moto ignores RestorableBy (and Owner): it always lists the account's own snapshots. With `RestorableByUser.1=all` AWS lists
 * those that everybody may restore.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html
 */
const describeSnapshots: Answerer = async (request, beyond) => {
  const answer = await beyond.forward();
  const restorableBy = request.input['RestorableBy.1'] ?? request.input['RestorableByUser.1'];
  if (answer.status !== 200) return new Raw(answer);
  if (restorableBy === undefined) return new Raw(await withKeys(answer, beyond));
  if (restorableBy === 'self') return new Raw(answer);
  const client = new EC2Client(beyond.direct());
  try {
    const xml = String(answer.body);
    const shared: string[] = [];
    for (const [, SnapshotId = ''] of xml.matchAll(/<snapshotId>([^<]+)<\/snapshotId>/g)) {
      const question = { SnapshotId, Attribute: 'createVolumePermission' as const };
      const { CreateVolumePermissions = [] } = await client.send(new DescribeSnapshotAttributeCommand(question));
      const to = CreateVolumePermissions.map(({ Group, UserId }) => Group ?? UserId);
      if (to.includes(String(restorableBy))) shared.push(SnapshotId);
    }
    const body = mapEntries(xml, 'snapshotSet', 'item', (item) =>
      shared.includes(textOf(item, 'snapshotId') ?? '') ? item : null,
    );
    return new Raw({ ...answer, body });
  } finally {
    client.destroy();
  }
};

/**
 * S3 encrypts every bucket since January 2023, and says so; moto still answers that there is no configuration.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
 */
const getBucketEncryption: Answerer = async (_request, beyond): Promise<Tree | Raw> => {
  const answer = await beyond.forward();
  if (!isError(answer, 'ServerSideEncryptionConfigurationNotFoundError')) return new Raw(answer);
  return { Rule: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }] };
};

const isError = (answer: WireAnswer, code: string): boolean =>
  answer.status >= 400 && textOf(String(answer.body), 'Code') === code;

/**
 * moto says that every server certificate expired in 2012 and was uploaded in 2010: the expiry is in the certificate.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificates.html
 */
const listServerCertificates: Answerer = async (_request, beyond) => {
  const answer = await beyond.forward();
  if (answer.status !== 200) return new Raw(answer);
  const client = new IAMClient(beyond.direct());
  try {
    let body = String(answer.body);
    for (const [member] of body.matchAll(members)) {
      const ServerCertificateName = textOf(member, 'ServerCertificateName') ?? '';
      const found = await client.send(new GetServerCertificateCommand({ ServerCertificateName }));
      const { validFrom, validTo } = new X509Certificate(found.ServerCertificate?.CertificateBody ?? '');
      const expiring = withText(member, 'Expiration', new Date(validTo).toISOString());
      body = body.replace(member, () => withText(expiring, 'UploadDate', new Date(validFrom).toISOString()));
    }
    return new Raw({ ...answer, body });
  } finally {
    client.destroy();
  }
};

/**
 * moto lists Regions that are not enabled, too, whether or not `AllRegions` is asked for, and those of China and GovCloud, which no
 * account of the commercial partition sees.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
 */
const describeRegions = amend((xml, { input }) =>
  mapElements(xml, 'item', (item) => {
    if (/^(?:cn|us-gov)-/.test(textOf(item, 'regionName') ?? '')) return null;
    return input.AllRegions !== 'true' && textOf(item, 'optInStatus') === 'not-opted-in' ? null : item;
  }),
);

/**
 * moto gives the retention in days and in years, one of them 0; AWS gives the one that was set.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DefaultRetention.html
 */
const getObjectLock = amend((xml) =>
  ['Days', 'Years'].reduce((text, unit) => (textOf(text, unit) === '0' ? without(text, unit) : text), xml),
);

const locate = async (beyond: Beyond, Bucket: string): Promise<string> => {
  const client = new S3Client({ ...beyond.direct(), forcePathStyle: true });
  try {
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket }));
    return LocationConstraint || 'us-east-1';
  } finally {
    client.destroy();
  }
};

/**
 * moto looks at Principal alone: who is not excepted by NotPrincipal is everybody.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
const getBucketPolicyStatus: Answerer = async (request, beyond) => {
  const answer = await beyond.forward();
  if (answer.status !== 200) return new Raw(answer);
  const client = new S3Client({ ...beyond.direct(), forcePathStyle: true });
  try {
    const { Policy = '{}' } = await client.send(new GetBucketPolicyCommand({ Bucket: String(request.input.Bucket) }));
    const { Statement = [] } = JSON.parse(Policy) as { readonly Statement?: readonly object[] };
    const excepts = Statement.some((one) => 'NotPrincipal' in one && 'Effect' in one && one.Effect === 'Allow');
    return excepts ? new Raw({ ...answer, body: withText(String(answer.body), 'IsPublic', 'true') }) : new Raw(answer);
  } finally {
    client.destroy();
  }
};

/** An access point lives in its bucket's Region; moto puts all into us-east-1. */
const moveAccessPoint = (xml: string, region: string): string =>
  xml.replace(
    /(arn:aws:s3:|s3-accesspoint(?:-fips)?\.(?:dualstack\.)?)us-east-1/g,
    (_all, before) => `${before}${region}`,
  );

/**
 * moto lists the access points of all Regions in each, without BucketAccountId.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListAccessPoints.html
 */
const listAccessPoints: Answerer = async (request, beyond) => {
  const answer = await beyond.forward();
  if (answer.status !== 200) return new Raw(answer);
  const xml = String(answer.body);
  const locations = new Map<string, string>();
  for (const [, bucket = ''] of xml.matchAll(/<Bucket>([^<]+)<\/Bucket>/g)) {
    if (!locations.has(bucket)) locations.set(bucket, await locate(beyond, bucket));
  }
  const body = mapElements(xml, 'AccessPoint', (point) => {
    if (locations.get(textOf(point, 'Bucket') ?? '') !== request.region) return null;
    return withText(moveAccessPoint(point, request.region), 'BucketAccountId', String(request.input.AccountId));
  });
  return new Raw({ ...answer, body });
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPoint.html: as in the list. */
const getAccessPoint: Answerer = async (_request, beyond) => {
  const answer = await beyond.forward();
  const bucket = answer.status === 200 ? textOf(String(answer.body), 'Bucket') : null;
  if (bucket === null) return new Raw(answer);
  return new Raw({ ...answer, body: moveAccessPoint(String(answer.body), await locate(beyond, bucket)) });
};

/**
 * moto takes every access point with a policy for public. This goes by the word `Principal` alone, which is enough for an estate.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointPolicyStatus.html
 */
const getAccessPointPolicyStatus: Answerer = async (request, beyond) => {
  const answer = await beyond.forward();
  if (answer.status !== 200) return new Raw(answer);
  const client = controlClient(beyond.direct());
  try {
    const { AccountId, Name } = request.input as { readonly AccountId: string; readonly Name: string };
    const { Policy = '' } = await client.send(new GetAccessPointPolicyCommand({ AccountId, Name }));
    return { PolicyStatus: { IsPublic: /"Principal":("\*"|\{"AWS":"\*"\})/.test(Policy) } };
  } finally {
    client.destroy();
  }
};

/**
 * moto writes `not_supported` where AWS writes `N/A`, gives users without a password a day on which it was changed, and says that
 * every report is of 2015.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
const getCredentialReport = amend((xml) =>
  withText(
    editReportAnswer(xml, (report) =>
      editReport(report, (row) => {
        const used = Object.keys(row).filter((column) => /_last_used_(region|service)$/.test(column));
        const passwords = ['password_last_used', 'password_last_changed', 'password_next_rotation'];
        const without = row.password_enabled === 'true' ? [] : passwords;
        return Object.fromEntries([...used, ...without].map((column) => [column, 'N/A']));
      }),
    ),
    'GeneratedTime',
    new Date().toISOString(),
  ),
);

/**
 * moto leaves out MultiAttachEnabled, which AWS gives for every volume.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html
 */
const describeVolumes = amend((xml) =>
  mapEntries(xml, 'volumeSet', 'item', (volume) => withText(volume, 'multiAttachEnabled', 'false')),
);

/**
 * moto leaves out the ids of managed policies, which are in its ListPolicies.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ManagedPolicyDetail.html
 */
const getAccountAuthorizationDetails: Answerer = async (_request, beyond) => {
  const answer = await beyond.forward();
  if (answer.status !== 200) return new Raw(answer);
  const client = new IAMClient(beyond.direct());
  try {
    const { Policies = [] } = await client.send(new ListPoliciesCommand({ Scope: 'Local' }));
    const body = mapEntries(String(answer.body), 'Policies', 'member', (policy) => {
      const id = Policies.find(({ Arn }) => Arn === textOf(policy, 'Arn'))?.PolicyId;
      return id === undefined ? policy : withText(policy, 'PolicyId', id);
    });
    return new Raw({ ...answer, body });
  } finally {
    client.destroy();
  }
};

/**
 * moto leaves out what AWS gives for every cluster: its VPC, its maintenance track, and how long manual snapshots are kept (-1: for good).
 * And it has clusters in a VPC behind the cluster security group `Default`, which AWS has outside of a VPC only.
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_Cluster.html
 */
const describeClusters: Answerer = async (_request, beyond) => {
  const answer = await beyond.forward();
  if (answer.status !== 200) return new Raw(answer);
  const client = new RedshiftClient(beyond.direct());
  try {
    const { ClusterSubnetGroups } = await client.send(new DescribeClusterSubnetGroupsCommand({}));
    const vpcs = new Map(
      ClusterSubnetGroups?.map(({ ClusterSubnetGroupName, VpcId }) => [ClusterSubnetGroupName, VpcId]),
    );
    const body = mapEntries(String(answer.body), 'Clusters', 'Cluster', (cluster) => {
      const vpc = vpcs.get(textOf(cluster, 'ClusterSubnetGroupName') ?? undefined);
      const placed =
        vpc === undefined
          ? cluster
          : withText(
              mapEntries(cluster, 'ClusterSecurityGroups', 'ClusterSecurityGroup', () => null),
              'VpcId',
              vpc,
            );
      return withText(withText(placed, 'MaintenanceTrackName', 'current'), 'ManualSnapshotRetentionPeriod', '-1');
    });
    return new Raw({ ...answer, body });
  } finally {
    client.destroy();
  }
};

/**
 * moto gives the URL of a function, and not the list of all.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html
 */
const listFunctionUrlConfigs: Answerer = async ({ input }, beyond) => {
  const client = new LambdaClient(beyond.direct());
  try {
    const found = await client.send(new GetFunctionUrlConfigCommand({ FunctionName: String(input.Name) }));
    const { FunctionArn, FunctionUrl, AuthType, CreationTime, LastModifiedTime } = found;
    return { FunctionUrlConfigs: [{ FunctionArn, FunctionUrl, AuthType, CreationTime, LastModifiedTime }] };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { FunctionUrlConfigs: [] };
    throw error;
  } finally {
    client.destroy();
  }
};

interface PermissionStatement {
  readonly FunctionUrlAuthType?: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * moto puts the kind of a function URL beside the condition that AWS makes of it.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
const getFunctionPolicy = amend((json) => {
  const answer = JSON.parse(json) as { readonly Policy: string };
  const policy = JSON.parse(answer.Policy) as { readonly Statement: readonly PermissionStatement[] };
  const Statement = policy.Statement.map(({ FunctionUrlAuthType, Condition, ...statement }) => {
    const url = FunctionUrlAuthType === undefined ? {} : { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType };
    const StringEquals = { ...Condition?.StringEquals, ...url };
    const conditions = { ...Condition, ...(Object.keys(StringEquals).length === 0 ? {} : { StringEquals }) };
    return { ...statement, ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }) };
  });
  return JSON.stringify({ ...answer, Policy: JSON.stringify({ ...policy, Statement }) });
});

/**
 * A trail without selectors of its own has one that logs every management event; moto answers that there is none.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
 */
const getEventSelectors = amend((json) => {
  const answer = JSON.parse(json) as { readonly EventSelectors: object[]; readonly AdvancedEventSelectors: object[] };
  const none = (answer.EventSelectors ?? []).length + (answer.AdvancedEventSelectors ?? []).length === 0;
  const EventSelectors = [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }];
  return none ? JSON.stringify({ ...answer, EventSelectors }) : json;
});

/**
 * AWS refuses to list the insights of a trail that has none; moto leaves them out.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html
 */
const getInsightSelectors: Answerer = async (_request, beyond) => {
  const answer = await beyond.forward();
  if (answer.status !== 200 || 'InsightSelectors' in JSON.parse(String(answer.body))) return new Raw(answer);
  throw new AwsError('InsightNotEnabledException', 'The trail does not have Insights enabled.', 400);
};

/** Built-in answerers, by operation. */
export const repairs: Readonly<Record<string, Answerer>> = {
  ...repairsOfKms,
  'cloudtrail:GetEventSelectors': getEventSelectors,
  'cloudtrail:GetInsightSelectors': getInsightSelectors,
  'ec2:DescribeRegions': describeRegions,
  'ec2:DescribeSnapshots': describeSnapshots,
  'ec2:DescribeVolumes': describeVolumes,
  'iam:GetAccountAuthorizationDetails': getAccountAuthorizationDetails,
  'iam:GetCredentialReport': getCredentialReport,
  'iam:ListServerCertificates': listServerCertificates,
  // moto has no such operation. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificateTags.html
  'iam:ListServerCertificateTags': () => ({ IsTruncated: false, Tags: {} }),
  'lambda:GetPolicy': getFunctionPolicy,
  'lambda:ListFunctionUrlConfigs': listFunctionUrlConfigs,
  'redshift:DescribeClusters': describeClusters,
  's3:GetBucketEncryption': getBucketEncryption,
  's3:GetBucketPolicyStatus': getBucketPolicyStatus,
  's3:GetObjectLockConfiguration': getObjectLock,
  's3:ListBuckets': listBuckets,
  's3-control:GetAccessPoint': getAccessPoint,
  's3-control:GetAccessPointPolicyStatus': getAccessPointPolicyStatus,
  's3-control:ListAccessPoints': listAccessPoints,
};
