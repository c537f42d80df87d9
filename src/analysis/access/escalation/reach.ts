import type { AccessPolicies } from '../authorize.ts';
import { type Possibility, possible } from '../exact/possible.ts';
import { either, type Truth } from '../truth.ts';

/** What is done to stored data: it is read, changed, destroyed, or somebody else is let in. */
export const USES = ['read', 'write', 'delete', 'permit'] as const;

/** One of `USES`. */
export type Use = (typeof USES)[number];

/** An action that alone is a use of a store. */
export interface StoreAction {
  readonly action: string;
  /** What the action is asked for, from the ARN of the store: an ARN that may be open. */
  readonly at: (arn: string) => string;
}

const store = (arn: string): string => arn;
const inside = (arn: string): string => `${arn}/*`;
/** Users and databases of a cluster have ARNs of their own: `arn:…:dbuser:CLUSTER/USER`. */
const ofCluster =
  (kind: string) =>
  (arn: string): string =>
    `${arn.replace(':cluster:', `:${kind}:`)}/*`;

const on = (at: StoreAction['at'], ...actions: readonly string[]): readonly StoreAction[] =>
  actions.map((action) => ({ action, at }));

/** A login of the database: what it lets be done, the database decides, and the principal chooses the user. */
const CLUSTER_LOGIN = [
  ...on(ofCluster('dbuser'), 'redshift:GetClusterCredentials'),
  ...on(ofCluster('dbname'), 'redshift:GetClusterCredentialsWithIAM'),
];

/**
 * The types that hold data, and for each use the actions that stand for it, which AWS's access levels alone do not tell: it counts
 * an export of a table, and a login of a database, as writes.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const STORES: Readonly<Record<string, Readonly<Record<Use, readonly StoreAction[]>>>> = {
  'AWS::S3::Bucket': {
    read: on(inside, 's3:GetObject', 's3:GetObjectVersion'),
    write: on(inside, 's3:PutObject'),
    delete: [
      ...on(inside, 's3:DeleteObject', 's3:DeleteObjectVersion'),
      // A lifecycle rule expires objects without anybody deleting them.
      ...on(store, 's3:DeleteBucket', 's3:PutLifecycleConfiguration'),
    ],
    permit: [
      ...on(store, 's3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:PutBucketAcl'),
      ...on(store, 's3:PutBucketPublicAccessBlock', 's3:PutBucketOwnershipControls', 's3:PutReplicationConfiguration'),
      ...on(inside, 's3:PutObjectAcl', 's3:PutObjectVersionAcl'),
    ],
  },
  'AWS::DynamoDB::Table': {
    read: on(
      store,
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      'dynamodb:PartiQLSelect',
      'dynamodb:ExportTableToPointInTime',
    ),
    write: on(
      store,
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
    ),
    delete: on(
      store,
      'dynamodb:DeleteItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:PartiQLDelete',
      'dynamodb:DeleteTable',
      'dynamodb:UpdateTimeToLive',
    ),
    permit: on(store, 'dynamodb:PutResourcePolicy', 'dynamodb:DeleteResourcePolicy'),
  },
  'AWS::KMS::Key': {
    read: on(store, 'kms:Decrypt', 'kms:ReEncryptFrom'),
    write: on(store, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptTo'),
    delete: on(store, 'kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:DeleteImportedKeyMaterial'),
    permit: on(store, 'kms:PutKeyPolicy', 'kms:CreateGrant'),
  },
  'AWS::Redshift::Cluster': {
    read: CLUSTER_LOGIN,
    write: CLUSTER_LOGIN,
    delete: on(store, 'redshift:DeleteCluster'),
    permit: [
      // The first sets the admin user's password.
      ...on(store, 'redshift:ModifyCluster', 'redshift:ModifyClusterIamRoles'),
      ...on(ofCluster('snapshot'), 'redshift:AuthorizeSnapshotAccess'),
    ],
  },
  'AWS::EC2::Snapshot': {
    read: on(store, 'ec2:CreateVolume', 'ec2:CopySnapshot', 'ebs:GetSnapshotBlock'),
    write: on(store, 'ebs:PutSnapshotBlock'),
    delete: on(store, 'ec2:DeleteSnapshot'),
    permit: on(store, 'ec2:ModifySnapshotAttribute', 'ec2:ResetSnapshotAttribute'),
  },
};

/** A store whose data somebody may reach. */
export interface Store {
  /** One of the types of `STORES`. */
  readonly type: string;
  readonly arn: string;
  /** Its account, which not every ARN tells. */
  readonly account: string;
}

/** Whether a principal can use a store so, by whichever of the actions. */
export interface Reach {
  readonly use: Use;
  readonly truth: Truth;
  readonly actions: readonly (Possibility & { readonly action: string })[];
}

/**
 * What a principal can do to a store, given all documents that apply, the store's own among them. That encrypted data can be read
 * takes the key too, which is a store by itself.
 */
export function reachOf(principal: string, { type, arn, account }: Store, policies: AccessPolicies): readonly Reach[] {
  const uses = STORES[type];
  if (uses === undefined) return [];
  return USES.map((use) => {
    const actions = uses[use].map(({ action, at }) => ({
      action,
      ...possible(
        {
          principal,
          action,
          resource: at(arn),
          resourceAccount: account,
          context: {},
          contextComplete: false,
          blockPublicAccess: null,
        },
        policies,
      ),
    }));
    return { use, truth: actions.reduce<Truth>((all, { truth }) => either(all, truth), 'no'), actions };
  });
}
