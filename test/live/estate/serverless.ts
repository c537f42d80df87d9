import type { Answerer, Asked } from '../answerer.ts';
import { AwsError } from '../protocol.ts';
import type { Site } from './site.ts';
import { home, prod, sandbox, stranger } from './site.ts';

// Serverless warehouses, of which the emulator has no notion: a careful one and a careless one, in the shape that AWS documents.

/** What of serverless warehouses is somewhere else in the estate. */
export interface ServerlessFacts {
  /** The KMS key of the careful one. */
  readonly key: string | null;
  /** A security group for each, by account. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** No key and no groups. */
export const noServerless: ServerlessFacts = { key: null, groups: {} };

const ids: Readonly<Record<string, string>> = {
  [prod]: '3f1c8a52-0b6e-4a7e-9d0c-2f5b8e1a7c11',
  [sandbox]: '7a2d9b63-1c7f-4b8f-8e1d-3a6c9f2b8d22',
};

const arn = (account: string, kind: string): string =>
  `arn:aws:redshift-serverless:${home}:${account}:${kind}/${ids[account]}`;

/** The snapshot that a resource policy shares. */
export const sharedSnapshot = arn(sandbox, 'snapshot');

/** What is expected of them. */
export const expectServerless = ({ expect }: Site): void => {
  const both = (policy: string, kind: string): void => {
    expect.pass(`redshift-serverless-${policy}`, arn(prod, kind));
    expect.fail(`redshift-serverless-${policy}`, arn(sandbox, kind));
  };
  for (const policy of [
    ...['workgroup-routes-within-vpc', 'workgroup-encrypted-in-transit', 'workgroup-no-public-access'],
    ...['resource-policy-external', 'usage-limit'],
  ]) {
    both(policy, 'workgroup');
  }
  for (const policy of [
    ...['namespace-cmk-encryption', 'default-admin-check', 'publish-logs-to-cloudwatch', 'default-db-name-check'],
  ]) {
    both(policy, 'namespace');
  }
  both('resource-policy-external', 'snapshot');
};

/** Moments are text on the wire. */
const since = '2025-05-01T08:00:00Z';

const isHome = ({ account, region }: Asked): boolean => region === home && ids[account] !== undefined;

const shared = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: [stranger] },
      Action: ['redshift-serverless:RestoreFromSnapshot'],
    },
  ],
};

/** Answers about them. */
export const serverlessAnswers = ({ key, groups }: ServerlessFacts): Readonly<Record<string, Answerer>> => ({
  // https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_Namespace.html
  'redshift-serverless:ListNamespaces': (request) => {
    const { account } = request;
    const careful = account === prod;
    const one = {
      namespaceArn: arn(account, 'namespace'),
      namespaceId: ids[account],
      namespaceName: careful ? 'features' : 'trial',
      adminUsername: careful ? 'features_admin' : 'admin',
      dbName: careful ? 'features' : 'dev',
      kmsKeyId: careful ? key : 'AWS_OWNED_KMS_KEY',
      iamRoles: [],
      logExports: careful ? ['connectionlog', 'userlog'] : [],
      status: 'AVAILABLE',
      creationDate: since,
    };
    return { namespaces: isHome(request) ? [one] : [] };
  },
  // https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_Workgroup.html
  'redshift-serverless:ListWorkgroups': (request) => {
    const { account } = request;
    const careful = account === prod;
    const one = {
      workgroupArn: arn(account, 'workgroup'),
      workgroupId: ids[account],
      workgroupName: careful ? 'features' : 'trial',
      namespaceName: careful ? 'features' : 'trial',
      baseCapacity: 32,
      enhancedVpcRouting: careful,
      publiclyAccessible: !careful,
      port: 5439,
      configParameters: [{ parameterKey: 'require_ssl', parameterValue: String(careful) }],
      securityGroupIds: groups[account] ?? [],
      subnetIds: ['subnet-0f1e2d3c4b5a69788'],
      status: 'AVAILABLE',
      creationDate: since,
      crossAccountVpcs: careful ? [] : ['*'],
    };
    return { workgroups: isHome(request) ? [one] : [] };
  },
  // https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_UsageLimit.html
  'redshift-serverless:ListUsageLimits': (request) => {
    const one = {
      usageLimitId: '5c1e7a90-4b2d-4f8a-a1c3-9e7d5b3f1a24',
      usageLimitArn: `arn:aws:redshift-serverless:${home}:${prod}:usagelimit/5c1e7a90-4b2d-4f8a-a1c3-9e7d5b3f1a24`,
      resourceArn: arn(prod, 'workgroup'),
      usageType: 'serverless-compute',
      amount: 500,
      period: 'weekly',
      breachAction: 'deactivate',
    };
    return { usageLimits: isHome(request) && request.account === prod ? [one] : [] };
  },
  // https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_Snapshot.html
  'redshift-serverless:ListSnapshots': (request) => {
    const { account } = request;
    const careful = account === prod;
    const one = {
      snapshotArn: arn(account, 'snapshot'),
      snapshotName: careful ? 'features-quarterly' : 'trial-handover',
      namespaceName: careful ? 'features' : 'trial',
      namespaceArn: arn(account, 'namespace'),
      snapshotCreateTime: since,
      status: 'AVAILABLE',
      kmsKeyId: careful ? key : 'AWS_OWNED_KMS_KEY',
      ownerAccount: account,
      snapshotRetentionPeriod: careful ? 90 : -1,
      ...(careful ? {} : { accountsWithRestoreAccess: [stranger] }),
    };
    return { snapshots: isHome(request) ? [one] : [] };
  },
  // https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_GetResourcePolicy.html
  'redshift-serverless:GetResourcePolicy': ({ input }) => {
    const { resourceArn } = input;
    if (resourceArn !== sharedSnapshot) {
      throw new AwsError('ResourceNotFoundException', `Resource policy not found for ${resourceArn}`, 400);
    }
    return { resourcePolicy: { resourceArn, policy: JSON.stringify(shared) } };
  },
});
