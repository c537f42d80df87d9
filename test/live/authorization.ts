import type { AwsRequest } from './operations.ts';

// Which IAM action an operation needs: as AWS says, for a check of our own, and as moto 5.2.5 believes, for its check.

/** An IAM policy of Allow statements on all resources, as `datawarden permissions` prints it. */
export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * Actions that are not spelled as their operation, from the Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html and list_amazons3express.html).
 */
const spelledOtherwise: Readonly<Record<string, string>> = {
  // https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindingsV2.html
  'accessanalyzer:ListFindingsV2': 'access-analyzer:ListFindings',
  's3:GetBucketAccelerateConfiguration': 's3:GetAccelerateConfiguration',
  's3:GetBucketCors': 's3:GetBucketCORS',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetBucketNotificationConfiguration': 's3:GetBucketNotification',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListBucketIntelligentTieringConfigurations': 's3:GetIntelligentTieringConfiguration',
  's3:ListBucketInventoryConfigurations': 's3:GetInventoryConfiguration',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListDirectoryBuckets': 's3express:ListAllMyDirectoryBuckets',
  's3-control:GetPublicAccessBlock': 's3:GetAccountPublicAccessBlock',
};

const prefixes: Readonly<Record<string, string>> = {
  accessanalyzer: 'access-analyzer',
  'config-service': 'config',
  's3-control': 's3',
};

/** A directory bucket's name ends in its zone: `features--euc1-az1--x-s3`. */
const isDirectoryBucket = (name: unknown): boolean => typeof name === 'string' && name.endsWith('--x-s3');

/** The IAM action that AWS asks for, or `null` where it asks for none. */
export const actionOf = (request: Pick<AwsRequest, 'service' | 'operation' | 'input'>): string | null => {
  const { service, operation, input } = request;
  if (operation === 'sts:GetCallerIdentity') return null; // Allowed even where it is denied.
  const name = operation.slice(service.length + 1);
  const action = spelledOtherwise[operation] ?? `${prefixes[service] ?? service}:${name}`;
  return service === 's3' && isDirectoryBucket(input.Bucket) ? action.replace(/^s3:/, 's3express:') : action;
};

const list = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

const covers = (pattern: string, action: string): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
};

/** Whether an Allow statement names the request's action. Resources and conditions are not looked at. */
export const isAllowed = (policy: PolicyDocument, request: AwsRequest): boolean => {
  const action = actionOf(request);
  return (
    action === null ||
    policy.Statement.some(
      ({ Effect, Action }) => Effect === 'Allow' && list(Action).some((pattern) => covers(pattern, action)),
    )
  );
};

/**
 * Actions that moto 5.2.5 checks under another name than AWS (its table is ACTION_MAP in moto/s3/responses.py: what is not in
 * it falls to `s3:ListBucket`; its entry `public_access_block` never matches, since the query string says `publicAccessBlock`).
 * The account's block asks for the bucket's old name, and CloudWatch goes by the name that requests are signed for. Everything else of the
 * collectors' reads is spelled as AWS does.
 */
const motoActions: Readonly<Record<string, string>> = {
  'cloudwatch:GetMetricData': 'monitoring:GetMetricData',
  'cloudwatch:ListMetrics': 'monitoring:ListMetrics',
  's3:GetAccountPublicAccessBlock': 's3:GetPublicAccessBlock',
  's3:GetBucketObjectLockConfiguration': 's3:ListBucket',
  's3:GetBucketOwnershipControls': 's3:ListBucket',
  's3:GetBucketPublicAccessBlock': 's3:ListBucket',
  's3:GetEncryptionConfiguration': 's3:ListBucket',
  's3:GetIntelligentTieringConfiguration': 's3:ListBucket',
  's3:GetInventoryConfiguration': 's3:ListBucket',
  's3:GetReplicationConfiguration': 's3:ListBucket',
  's3:ListBucket': 's3:HeadBucket',
};

/**
 * A policy in moto's words: the same statements, and for each action that moto calls otherwise moto's name beside it. As five
 * actions share one name there, moto does not notice when one of the five is missing: {@link isAllowed} does.
 */
export const forMoto = (policy: PolicyDocument): PolicyDocument => ({
  ...policy,
  Statement: policy.Statement.map((statement) => {
    const actions = list(statement.Action);
    const renamed = Object.entries(motoActions)
      .filter(([action]) => actions.some((pattern) => covers(pattern, action)))
      .map(([, name]) => name);
    return { ...statement, Action: [...new Set([...actions, ...renamed])] };
  }),
});
