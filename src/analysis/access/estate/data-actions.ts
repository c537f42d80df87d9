import type { Nameless, NamelessAction } from './at-large.ts';

const object: Nameless = (name, { partition }) => `arn:${partition}:s3:::${name}/${name}`;
const table: Nameless = (name, { partition, account }, region) =>
  `arn:${partition}:dynamodb:${region}:${account}:table/${name}`;
const cluster: Nameless = (name, { partition, account }, region) =>
  `arn:${partition}:redshift:${region}:${account}:cluster:${name}`;
const databaseUser: Nameless = (name, { partition, account }, region) =>
  `arn:${partition}:redshift:${region}:${account}:dbuser:${name}/${name}`;
const database: Nameless = (name, { partition, account }, region) =>
  `arn:${partition}:redshift:${region}:${account}:dbname:${name}/${name}`;
const snapshot: Nameless = (name, { partition }, region) => `arn:${partition}:ec2:${region}::snapshot/${name}`;

const on = (resource: Nameless, ...actions: readonly string[]): readonly NamelessAction[] =>
  actions.map((action) => ({ action, on: resource }));

/**
 * What programs do with data: they read, write and delete objects and items, ask databases, and read snapshots block by block. To share a
 * snapshot is to give all of it away.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const DATA_ACTIONS: readonly NamelessAction[] = [
  ...on(object, 's3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'),
  ...on(table, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan', 'dynamodb:PutItem'),
  ...on(table, 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem', 'dynamodb:PartiQLSelect'),
  ...on(table, 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'),
  ...on(databaseUser, 'redshift:GetClusterCredentials'),
  ...on(database, 'redshift:GetClusterCredentialsWithIAM'),
  ...on(cluster, 'redshift-data:ExecuteStatement', 'redshift-data:BatchExecuteStatement'),
  ...on(snapshot, 'ebs:GetSnapshotBlock', 'ec2:ModifySnapshotAttribute'),
];
