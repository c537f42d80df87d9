import { editReport, editReportAnswer, reportTime } from './aging.ts';
import type { Answerer, Asked } from './answerer.ts';
import { amend, Raw } from './answerer.ts';
import type { AuditFacts } from './estate/audit.ts';
import { auditAnswers } from './estate/audit-answers.ts';
import type { BackupFacts } from './estate/backups.ts';
import { backupAnswers } from './estate/backups.ts';
import { configAnswers } from './estate/config.ts';
import { contactAnswers } from './estate/contacts.ts';
import { credentialAnswers } from './estate/credentials.ts';
import type { DiskFacts } from './estate/disks.ts';
import { diskAnswers } from './estate/disks.ts';
import type { ExportedTo } from './estate/dynamodb.ts';
import { exportOf } from './estate/dynamodb.ts';
import type { TableFacts } from './estate/dynamodb-settings.ts';
import { keyAnswers } from './estate/keys.ts';
import { macieAnswers } from './estate/macie.ts';
import { organizationAnswers } from './estate/organization.ts';
import { noWarehouses, type RedshiftFacts, redshiftAnswers } from './estate/redshift-answers.ts';
import type { WorkloadFacts } from './estate/workloads.ts';
import { workloadAnswers } from './estate/workloads.ts';
import type { Tree } from './protocol.ts';
import { AwsError } from './protocol.ts';
import { appendTo, appendToRoot, mapElements, textOf } from './xml.ts';

// Answers that the emulator cannot give, in the shape that AWS documents. Each names the page it follows.

/** A root user, of whom the emulator knows nothing. */
export interface RootUser {
  readonly created: Date;
  /** The kind of its MFA device, or `null` for none. */
  readonly mfa: 'hardware' | 'virtual' | null;
  readonly passwordLastUsed: Date | null;
  /** Its access key, which no root user should have. */
  readonly accessKey: { readonly created: Date; readonly lastUsed: Date | null } | null;
}

interface Place {
  readonly account: string;
  readonly region: string;
}

/** What the emulator is not able to hold of an estate. */
export interface RecordedFacts {
  /** By account. */
  readonly roots: Readonly<Record<string, RootUser>>;
  /** With the days after which objects expire, or `null` for no lifecycle; and the account that may open sessions, if any. */
  readonly directoryBuckets: readonly (Place & {
    readonly name: string;
    readonly expiresAfter: number | null;
    readonly sessionsFor: string | null;
    /** The KMS key of its default encryption, or `null` for SSE-S3. */
    readonly key: string | null;
  })[];
  readonly analyzers: readonly (Place & {
    readonly name: string;
    readonly status: 'ACTIVE' | 'DISABLED';
    /** The days after which access counts as unused, where the analyzer looks for that and not for external access. */
    readonly unusedAfter?: number;
  })[];
  /** Regions that do not share snapshots as freely as by default. */
  readonly blockedSharing: readonly (Place & { readonly state: 'block-all-sharing' | 'block-new-sharing' })[];
  /** Of what AWS Backup keeps. */
  readonly backups: BackupFacts;
  /** Buckets whose versions are deleted with MFA only. */
  readonly mfaDelete: readonly string[];
  /** Buckets that send their events to EventBridge. */
  readonly eventBridge: readonly string[];
  /** Users who were made after AWS last made the account's credential report, which it does every four hours. */
  readonly newerThanReport: readonly { readonly account: string; readonly user: string }[];
  /** Accounts that may read a table's stream, by the table's ARN. */
  readonly streamReaders: Readonly<Record<string, string>>;
  readonly exports: readonly ExportedTo[];
  /** Of volumes, snapshots and images. */
  readonly disks: DiskFacts;
  /** Of a global table. */
  readonly tables: TableFacts;
  /** Where machines stand that run only here. */
  readonly workloads: WorkloadFacts;
  /** Of what records the estate. */
  readonly audit: AuditFacts;
  readonly redshift: RedshiftFacts;
}

/** An estate without anything that the emulator cannot hold. */
const nothingRecorded: RecordedFacts = {
  roots: {},
  directoryBuckets: [],
  analyzers: [],
  blockedSharing: [],
  backups: { arns: [], buckets: [], filledAt: new Date('2026-11-23T06:00:00Z') },
  mfaDelete: [],
  eventBridge: [],
  newerThanReport: [],
  streamReaders: {},
  exports: [],
  disks: { volumes: {}, snapshots: {}, encryptedImages: [], defaultKeys: {} },
  tables: { replicaKey: '' },
  workloads: {},
  audit: { keys: {}, filledAt: new Date('2026-11-23T06:00:00Z') },
  redshift: noWarehouses,
};

const isAt =
  (request: Asked) =>
  ({ account, region }: Place): boolean =>
    account === request.account && region === request.region;

const since = new Date('2024-05-01T08:00:00Z');

const s3 = (facts: RecordedFacts): Record<string, Answerer> => {
  const find = ({ account, input }: Asked) =>
    facts.directoryBuckets.find((bucket) => bucket.account === account && bucket.name === input.Bucket);
  return {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListDirectoryBuckets.html (it has no BucketRegion)
    's3:ListDirectoryBuckets': (request) => {
      const Bucket = facts.directoryBuckets.filter(isAt(request)).map(({ name, region }) => ({
        Name: name,
        CreationDate: since,
        BucketArn: `arn:aws:s3express:${region}:${request.account}:bucket/${name}`,
      }));
      return { Buckets: { Bucket } };
    },
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
    's3:GetBucketLifecycleConfiguration': async (request, beyond) => {
      const bucket = find(request);
      if (bucket === undefined) return new Raw(await beyond.forward());
      if (bucket.expiresAfter === null) {
        throw new AwsError('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', 404);
      }
      const rule = {
        ID: 'expire',
        Filter: { Prefix: '' },
        Status: 'Enabled',
        Expiration: { Days: bucket.expiresAfter },
      };
      return { Rule: [rule] };
    },
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
    's3:GetBucketPolicy': async (request, beyond) => {
      const bucket = find(request);
      if (bucket === undefined) return new Raw(await beyond.forward());
      const { account, region, name, sessionsFor } = bucket;
      if (sessionsFor === null) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
      const statement = {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${sessionsFor}:root` },
        Action: 's3express:CreateSession',
        Resource: `arn:aws:s3express:${region}:${account}:bucket/${name}`,
      };
      const body = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      return new Raw({ status: 200, headers: { 'content-type': 'application/json' }, body });
    },
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
    's3:GetBucketEncryption': async (request, beyond) => {
      const bucket = find(request);
      if (bucket === undefined) return new Raw(await beyond.forward());
      const byDefault =
        bucket.key === null ? { SSEAlgorithm: 'AES256' } : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: bucket.key };
      return { Rule: [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }] };
    },
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html: moto keeps the status only.
    's3:GetBucketVersioning': amend((xml, { input }) => {
      const added = facts.mfaDelete.includes(String(input.Bucket)) ? '<MfaDelete>Enabled</MfaDelete>' : '';
      return appendToRoot(xml, added);
    }),
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html: moto leaves EventBridge out.
    's3:GetBucketNotificationConfiguration': amend((xml, { input }) => {
      const configured = facts.eventBridge.includes(String(input.Bucket));
      return configured ? appendToRoot(xml, '<EventBridgeConfiguration></EventBridgeConfiguration>') : xml;
    }),
  };
};

const ec2 = (facts: RecordedFacts): Record<string, Answerer> => ({
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetSnapshotBlockPublicAccessState.html
  'ec2:GetSnapshotBlockPublicAccessState': (request) => ({
    state: facts.blockedSharing.find(isAt(request))?.state ?? 'unblocked',
    managedBy: 'account',
  }),
});

const describeAnalyzer = ({
  account,
  region,
  name,
  status,
  unusedAfter,
}: RecordedFacts['analyzers'][number]): Tree => ({
  arn: `arn:aws:access-analyzer:${region}:${account}:analyzer/${name}`,
  name,
  type: unusedAfter === undefined ? 'ACCOUNT' : 'ACCOUNT_UNUSED_ACCESS',
  status,
  createdAt: since,
  tags: {},
});

const others = (facts: RecordedFacts): Record<string, Answerer> => ({
  // https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html
  'accessanalyzer:ListAnalyzers': (request) => ({
    analyzers: facts.analyzers.filter(isAt(request)).map(describeAnalyzer),
  }),
  // https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetAnalyzer.html
  'accessanalyzer:GetAnalyzer': (request) => {
    const found = facts.analyzers.filter(isAt(request)).find(({ name }) => name === request.input.Name);
    if (found === undefined) throw new AwsError('ResourceNotFoundException', 'There is no such analyzer', 404);
    const { unusedAfter } = found;
    const configuration = unusedAfter === undefined ? {} : { unusedAccess: { unusedAccessAge: unusedAfter } };
    return { analyzer: { ...describeAnalyzer(found), configuration } };
  },
});

const streamPolicy = (stream: string, account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        Resource: stream,
      },
    ],
  });

const dynamodb = ({ streamReaders, exports }: RecordedFacts): Record<string, Answerer> => ({
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html: moto has no policies of streams.
  'dynamodb:GetResourcePolicy': async (request, beyond) => {
    const arn = String(request.input.ResourceArn);
    const [table = '', stream] = arn.split('/stream/');
    if (stream === undefined) return new Raw(await beyond.forward());
    const reader = streamReaders[table];
    if (reader !== undefined) return { Policy: streamPolicy(arn, reader), RevisionId: '1777622400000' };
    throw new AwsError('PolicyNotFoundException', `Resource-based policy not found for ${arn}`, 400);
  },
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListExports.html: moto has exports of its own making.
  'dynamodb:ListExports': ({ account, region }) => ({
    ExportSummaries: exports
      .filter(({ table }) => table.startsWith(`arn:aws:dynamodb:${region}:${account}:`))
      .map(({ table }) => ({ ExportArn: exportOf(table), ExportStatus: 'COMPLETED', ExportType: 'FULL_EXPORT' })),
  }),
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeExport.html
  'dynamodb:DescribeExport': ({ input }) => {
    const found = exports.find(({ table }) => exportOf(table) === input.ExportArn);
    if (found === undefined) throw new AwsError('ExportNotFoundException', `Export not found: ${input.ExportArn}`, 400);
    const { table, bucket, owner } = found;
    return {
      ExportDescription: {
        ...{ ExportArn: exportOf(table), ExportStatus: 'COMPLETED', TableArn: table, StartTime: since, EndTime: since },
        ...{ S3Bucket: bucket, S3Prefix: 'exports', S3SseAlgorithm: 'AES256', ExportFormat: 'DYNAMODB_JSON' },
        ...(owner === null ? {} : { S3BucketOwner: owner }),
      },
    };
  },
});

const rootArn = (account: string): string => `arn:aws:iam::${account}:root`;

const rootRow = (account: string, root: RootUser): Record<string, string> => ({
  user: '<root_account>',
  arn: rootArn(account),
  user_creation_time: reportTime(root.created),
  password_enabled: 'not_supported',
  password_last_used: root.passwordLastUsed ? reportTime(root.passwordLastUsed) : 'no_information',
  password_last_changed: 'not_supported',
  password_next_rotation: 'not_supported',
  mfa_active: String(root.mfa !== null),
  access_key_1_active: String(root.accessKey !== null),
  access_key_1_last_rotated: root.accessKey ? reportTime(root.accessKey.created) : 'N/A',
  access_key_1_last_used_date: root.accessKey?.lastUsed ? reportTime(root.accessKey.lastUsed) : 'N/A',
  access_key_1_last_used_region: root.accessKey?.lastUsed ? 'us-east-1' : 'N/A',
  access_key_1_last_used_service: root.accessKey?.lastUsed ? 's3' : 'N/A',
  access_key_2_active: 'false',
  cert_1_active: 'false',
  cert_2_active: 'false',
});

/** Puts a row before all others: what the edit does not name is `N/A`. */
const insertRow = (report: string, row: Record<string, string>): string => {
  const [header = '', ...lines] = report.split('\n');
  return editReport([header, ',', ...lines].join('\n'), (cells) => (cells.user === '' ? { arn: 'N/A', ...row } : {}));
};

const dropRow = (report: string, user: string): string =>
  report
    .split('\n')
    .filter((line) => !line.startsWith(`${user},`))
    .join('\n');

const iam = (facts: RecordedFacts): Record<string, Answerer> => {
  const nobody: RootUser = { created: since, mfa: 'hardware', passwordLastUsed: null, accessKey: null };
  const rootOf = (account: string): RootUser => facts.roots[account] ?? nobody;
  return {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html: moto leaves the root user's row out, and
    // makes a new report for everyone who asks.
    'iam:GetCredentialReport': amend((xml, { account }) =>
      editReportAnswer(xml, (report) =>
        facts.newerThanReport
          .filter((newer) => newer.account === account)
          .reduce((text, { user }) => dropRow(text, user), insertRow(report, rootRow(account, rootOf(account)))),
      ),
    ),
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html: moto knows no root user.
    'iam:GetAccountSummary': amend((xml, { account }) => {
      const root = rootOf(account);
      const values = {
        AccountAccessKeysPresent: root.accessKey === null ? 0 : 1,
        AccountMFAEnabled: root.mfa === null ? 0 : 1,
        AccountPasswordPresent: 1,
      };
      const others = mapElements(xml, 'entry', (entry) => ((textOf(entry, 'key') ?? '') in values ? null : entry));
      const entries = Object.entries(values).map(
        ([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`,
      );
      return appendTo(others, 'SummaryMap', entries.join(''));
    }),
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html
    'iam:ListVirtualMFADevices': amend((xml, { account, input }) => {
      if (rootOf(account).mfa !== 'virtual' || input.AssignmentStatus === 'Unassigned') return xml;
      const user = `<User><Path>/</Path><UserId>${account}</UserId><Arn>${rootArn(account)}</Arn><CreateDate>${since.toISOString()}</CreateDate></User>`;
      const serial = `<SerialNumber>arn:aws:iam::${account}:mfa/root-account-mfa-device</SerialNumber>`;
      const device = `<member>${serial}${user}<EnableDate>${since.toISOString()}</EnableDate></member>`;
      return appendTo(xml, 'VirtualMFADevices', device);
    }),
  };
};

/** Answerers for all that the emulator lacks. */
export const recordedAnswers = (facts: RecordedFacts = nothingRecorded): Readonly<Record<string, Answerer>> => ({
  ...s3(facts),
  ...ec2(facts),
  ...diskAnswers(facts.disks),
  ...backupAnswers(facts.backups),
  ...dynamodb(facts),
  ...redshiftAnswers(facts.redshift),
  ...iam(facts),
  ...others(facts),
  ...organizationAnswers,
  ...contactAnswers,
  ...keyAnswers,
  ...credentialAnswers,
  ...auditAnswers(facts.audit),
  ...configAnswers(facts.audit),
  ...macieAnswers(facts.audit.filledAt),
  ...workloadAnswers(facts.workloads),
});
