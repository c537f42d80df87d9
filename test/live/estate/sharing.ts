import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateGrantCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateAccessPointCommand, PutAccessPointPolicyCommand } from '@aws-sdk/client-s3-control';
import { controlClient } from './s3.ts';
import type { Site } from './site.ts';
import { given, home, prod, rootOf, sandbox, stranger, using } from './site.ts';

// What is shared, and with whom: with care in the one account, and with none in the other.

const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** Takes note of how both accounts fare by the same policies: the careful one passes. */
const expectBoth = ({ expect }: Site, account: string, policies: readonly string[], arn: string): void => {
  for (const policy of policies) {
    if (account === prod) expect.pass(policy, arn);
    else expect.fail(policy, arn);
  }
};

/** For people, with a second factor; and with one that access keys need not have. */
const fillRoles = async (site: Site): Promise<void> => {
  for (const [account, operator] of [
    [prod, 'Bool'],
    [sandbox, 'BoolIfExists'],
  ] as const) {
    await using(new IAMClient(site.at(account, 'us-east-1')), async (client) => {
      const AssumeRolePolicyDocument = document({
        Effect: 'Allow',
        Principal: { AWS: rootOf(account) },
        Action: 'sts:AssumeRole',
        Condition: { [operator]: { 'aws:MultiFactorAuthPresent': 'true' } },
      });
      const role = await client.send(new CreateRoleCommand({ RoleName: 'break-glass', AssumeRolePolicyDocument }));
      expectBoth(site, account, ['iam-role-assume-mfa'], given(role.Role?.Arn, 'a role ARN'));
    });
  }
  site.expect.fail('iam-role-confused-deputy', `arn:aws:iam::${prod}:role/training`);
  site.expect.pass('iam-role-confused-deputy', `arn:aws:iam::${prod}:role/support`);
};

const fillKeys = async (site: Site): Promise<void> => {
  for (const account of [prod, sandbox]) {
    await using(new KMSClient(site.at(account, home)), async (client) => {
      const allow = (Principal: object, Action: unknown, Condition?: object): object => ({
        Effect: 'Allow',
        Principal,
        Action,
        Resource: '*',
        ...(Condition === undefined ? {} : { Condition }),
      });
      const app = { AWS: `arn:aws:iam::${account}:role/break-glass` };
      const trail = { Service: 'cloudtrail.amazonaws.com' };
      const careful = [
        allow({ AWS: rootOf(account) }, 'kms:*'),
        allow(app, ['kms:Decrypt', 'kms:GenerateDataKey*']),
        allow(app, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
        allow(trail, 'kms:GenerateDataKey*', { StringEquals: { 'aws:SourceAccount': account } }),
      ];
      const careless = [
        allow({ AWS: rootOf(account) }, 'kms:*'),
        allow(app, 'kms:*'),
        allow({ AWS: rootOf(stranger) }, ['kms:Decrypt', 'kms:CreateGrant']),
        allow(trail, 'kms:GenerateDataKey*'),
      ];
      const input = { Description: 'shared', Policy: document(...(account === prod ? careful : careless)) };
      const { KeyMetadata } = await client.send(new CreateKeyCommand(input));
      const KeyId = given(KeyMetadata?.KeyId, 'a key id');
      const GranteePrincipal = account === prod ? app.AWS : `arn:aws:iam::${stranger}:role/agent`;
      await client.send(new CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ['Decrypt'] }));
      const arn = given(KeyMetadata?.Arn, 'an ARN');
      const policies = [
        ...['kms-key-cross-account-access', 'kms-key-grants-external', 'kms-creategrant-constrained'],
        ...['kms-key-policy-confused-deputy', 'kms-key-separation-of-duties'],
      ];
      expectBoth(site, account, policies, arn);
      // AWS gives every key a policy: the failing way is a template's.
      site.expect.pass('kms-key-policy-defined', arn);
    });
  }
};

/** The statements of a bucket's policy, as they should be and as they are found. */
const statementsOf = (account: string, arn: string): readonly object[] => {
  const statement = (Principal: unknown, Action: string, Condition?: object, Effect = 'Allow'): object => ({
    Effect,
    Principal,
    Action,
    Resource: [arn, `${arn}/*`],
    ...(Condition === undefined ? {} : { Condition }),
  });
  const trail = { Service: 'cloudtrail.amazonaws.com' };
  const plain = { Bool: { 'aws:SecureTransport': 'false' } };
  if (account === prod) {
    return [
      statement({ AWS: `arn:aws:iam::${account}:role/break-glass` }, 's3:GetObject'),
      statement(trail, 's3:PutObject', { StringEquals: { 'aws:SourceAccount': account } }),
      statement({ AWS: '*' }, 's3:*', { StringEquals: { 's3:DataAccessPointAccount': account } }),
      statement('*', 's3:*', plain, 'Deny'),
    ];
  }
  return [
    statement({ AWS: [rootOf(stranger), 'AROADBQP57FF2AEXAMPLE'] }, 's3:*'),
    statement(trail, 's3:PutObject'),
    statement({ AWS: '*' }, 's3:*', { StringEquals: { 's3:DataAccessPointAccount': stranger } }),
    statement('*', 's3:GetObject', plain, 'Deny'),
  ];
};

const replicate = async (client: S3Client, account: string, Bucket: string): Promise<void> => {
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const rule = (ID: string, Priority: number, Destination: { Bucket: string; Account?: string }) =>
    ({
      ID,
      Priority,
      Status: 'Enabled',
      Filter: { Prefix: '' },
      DeleteMarkerReplication: { Status: 'Disabled' },
      Destination,
    }) as const;
  // Into another Region, and into the other account.
  const Rules = [
    rule('away', 1, { Bucket: 'arn:aws:s3:::acme-sandbox-exports' }),
    rule('handover', 2, { Bucket: 'arn:aws:s3:::acme-features', Account: prod }),
  ];
  const ReplicationConfiguration = { Role: `arn:aws:iam::${account}:role/replication`, Rules };
  await client.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration }));
};

const fillBuckets = async (site: Site): Promise<void> => {
  for (const [account, Bucket] of [
    [prod, 'acme-shared'],
    [sandbox, 'acme-sandbox-shared'],
  ] as const) {
    const arn = `arn:aws:s3:::${Bucket}`;
    await using(new S3Client({ ...site.at(account, home), forcePathStyle: true }), async (client) => {
      const CreateBucketConfiguration = { LocationConstraint: home } as const;
      await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      const Policy = document(...statementsOf(account, arn));
      await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
      if (account === sandbox) await replicate(client, account, Bucket);
    });
    const policies = [
      ...['s3-bucket-policy-cross-account-access', 's3-bucket-blacklisted-actions-prohibited'],
      ...['s3-bucket-policy-confused-deputy', 's3-bucket-policy-dangling-principal', 's3-bucket-ssl-requests-only'],
      ...['s3-bucket-access-point-delegation-scoped', 's3-replication-destination-trusted'],
      // Held against a reference by a copy of the policy that is told one.
      's3-bucket-policy-not-more-permissive',
    ];
    expectBoth(site, account, policies, arn);
    await using(controlClient(site.at(account, home)), async (client) => {
      const point = { AccountId: account, Name: `${Bucket}-readers` };
      const pointArn = `arn:aws:s3:${home}:${account}:accesspoint/${point.Name}`;
      await client.send(new CreateAccessPointCommand({ ...point, Bucket }));
      const Policy = document({
        Effect: 'Allow',
        Principal: { AWS: account === prod ? `arn:aws:iam::${prod}:role/break-glass` : rootOf(stranger) },
        Action: 's3:GetObject',
        Resource: `${pointArn}/object/*`,
      });
      await client.send(new PutAccessPointPolicyCommand({ ...point, Policy }));
      expectBoth(site, account, ['s3-access-point-policy-external-access'], pointArn);
    });
  }
};

/** Roles for people, keys, buckets and access points that are shared. After the buckets of the accounts. */
export const fillSharing = async (site: Site): Promise<void> => {
  await fillRoles(site);
  await fillKeys(site);
  await fillBuckets(site);
  const { expect } = site;
  expect.pass('dynamodb-table-cross-account-access', `arn:aws:dynamodb:eu-west-1:${prod}:table/model-registry`);
  expect.fail('dynamodb-table-cross-account-access', `arn:aws:dynamodb:us-east-1:${prod}:table/training-runs`);
  // Who may restore them is recorded.
  for (const [account, name] of [
    [prod, 'warehouse/warehouse-before-upgrade'],
    [sandbox, 'trial/trial-handover'],
  ] as const) {
    expect.fail('redshift-snapshot-external-share', `arn:aws:redshift:${home}:${account}:snapshot:${name}`);
  }
};
