import { DynamoDBClient, PutResourcePolicyCommand } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import type { Site } from './site.ts';
import { given, home, prod, rootOf, sandbox, using } from './site.ts';

// What the sandbox has given to everyone; and how both accounts fare by the policies on that.

const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const demo = 'acme-sandbox-demo';
const legacy = 'acme-sandbox-legacy';

const fillBuckets = (site: Site): Promise<void> =>
  using(new S3Client({ ...site.at(sandbox, home), forcePathStyle: true }), async (client) => {
    const toEveryone = {
      Effect: 'Allow',
      Principal: '*',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: `arn:aws:s3:::${demo}/*`,
    };
    // Meant to leave somebody out, it lets in everybody else.
    const toOthers = {
      Effect: 'Allow',
      NotPrincipal: { AWS: `arn:aws:iam::${sandbox}:user/bob` },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${legacy}/*`,
    };
    for (const [Bucket, statement] of [
      [demo, toEveryone],
      [legacy, toOthers],
    ] as const) {
      const CreateBucketConfiguration = { LocationConstraint: home } as const;
      await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      await client.send(new PutBucketPolicyCommand({ Bucket, Policy: document(statement) }));
    }
  });

const fillKey = (site: Site): Promise<void> =>
  using(new KMSClient(site.at(sandbox, home)), async (client) => {
    const allow = (Principal: object, Action: string): object => ({
      Effect: 'Allow',
      Principal,
      Action,
      Resource: '*',
    });
    const Policy = document(allow({ AWS: rootOf(sandbox) }, 'kms:*'), allow({ AWS: '*' }, 'kms:Decrypt'));
    const { KeyMetadata } = await client.send(new CreateKeyCommand({ Description: 'demo', Policy }));
    site.expect.fail('kms-key-policy-no-public-access', given(KeyMetadata?.Arn, 'an ARN'));
  });

const fillTable = (site: Site): Promise<void> =>
  using(new DynamoDBClient(site.at(sandbox, 'us-east-1')), async (client) => {
    const ResourceArn = `arn:aws:dynamodb:us-east-1:${sandbox}:table/scratch-runs`;
    const statement = { Effect: 'Allow', Principal: '*', Action: 'dynamodb:GetItem', Resource: ResourceArn };
    await client.send(new PutResourcePolicyCommand({ ResourceArn, Policy: document(statement) }));
    site.expect.fail('dynamodb-table-resource-policy-public', ResourceArn);
    const table = (region: string, name: string): string => `arn:aws:dynamodb:${region}:${prod}:table/${name}`;
    // The one has no policy, the other lets in one account.
    site.expect.pass(
      'dynamodb-table-resource-policy-public',
      table('eu-west-1', 'model-registry'),
      table('us-east-1', 'training-runs'),
    );
  });

const expectBuckets = ({ expect }: Site): void => {
  const bucket = (name: string): string => `arn:aws:s3:::${name}`;
  const [features, scratch, dumps] = ['acme-features', 'acme-sandbox-scratch', 'acme-sandbox-dumps'].map(bucket) as [
    string,
    string,
    string,
  ];
  const open = [bucket(demo), bucket(legacy)];
  for (const policy of ['s3-bucket-public-read-prohibited', 's3-bucket-effective-public-access']) {
    expect.pass(policy, features, dumps);
    // The ACL of the one, the policies of the others.
    expect.fail(policy, scratch, ...open);
  }
  expect.pass('s3-bucket-public-write-prohibited', features, bucket(legacy));
  expect.fail('s3-bucket-public-write-prohibited', scratch, bucket(demo));
  expect.pass('s3-bucket-policy-no-public-principal', features, scratch);
  expect.fail('s3-bucket-policy-no-public-principal', bucket(demo));
  expect.pass('s3-bucket-policy-no-notprincipal-allow', features, bucket(demo));
  expect.fail('s3-bucket-policy-no-notprincipal-allow', bucket(legacy));
  // Of its four settings one is on.
  expect.pass('s3-bucket-block-public-acls', features, dumps);
  expect.fail('s3-bucket-block-public-acls', scratch);
  for (const setting of ['block-public-policy', 'ignore-public-acls', 'restrict-public-buckets']) {
    expect.pass(`s3-bucket-${setting}`, features);
    expect.fail(`s3-bucket-${setting}`, scratch, dumps);
  }
  expect.pass('s3-bucket-public-access-block-effective', features);
  expect.fail('s3-bucket-public-access-block-effective', scratch, dumps);
};

/** Buckets, a key and a table that are everyone's. After the tables. */
export const fillPublic = async (site: Site): Promise<void> => {
  await fillBuckets(site);
  await fillKey(site);
  await fillTable(site);
  expectBuckets(site);
};
