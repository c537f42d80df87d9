import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  paginateListDirectoryBuckets,
  S3Client,
} from '@aws-sdk/client-s3';
import { call, defineLive, from, fromAll, given, listed, policyDocument } from '../../live.ts';
import { readLifecycleRules } from '../../s3/read-lifecycle-rules.ts';
import { directoryBucket } from './model.ts';

/**
 * Where S3 Express One Zone exists. Elsewhere its host name does not, and asking ends in ENOTFOUND after every retry.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/endpoint-directory-buckets-AZ.html
 */
const regions: ReadonlySet<string> = new Set([
  'ap-northeast-1',
  'ap-south-1',
  'eu-north-1',
  'eu-west-1',
  'us-east-1',
  'us-east-2',
  'us-west-2',
]);

// Directory buckets refuse ExpectedBucketOwner, and answer no other account anyway.
const policy = call(
  's3:GetBucketPolicy',
  S3Client,
  (client: S3Client, name: string) => client.send(new GetBucketPolicyCommand({ Bucket: name })),
  { actions: ['s3express:GetBucketPolicy'], noneOn: ['NoSuchBucketPolicy'] },
);

const encryption = call(
  's3:GetBucketEncryption',
  S3Client,
  async (client: S3Client, name: string) => {
    const answer = await client.send(new GetBucketEncryptionCommand({ Bucket: name }));
    return given(answer.ServerSideEncryptionConfiguration?.Rules?.[0], 'the default encryption rule');
  },
  { actions: ['s3express:GetEncryptionConfiguration'] },
);

const lifecycle = call(
  's3:GetBucketLifecycleConfiguration',
  S3Client,
  (client: S3Client, name: string) => client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: name })),
  { actions: ['s3express:GetLifecycleConfiguration'], noneOn: ['NoSuchLifecycleConfiguration'] },
);

export default defineLive(directoryBucket, {
  scope: 'region',
  list: {
    operations: ['s3:ListDirectoryBuckets'],
    actions: ['s3express:ListAllMyDirectoryBuckets'],
    client: S3Client,
    async *seeds(client: S3Client, { region }): AsyncIterable<string> {
      if (!regions.has(region)) return;
      for await (const page of paginateListDirectoryBuckets({ client, pageSize: 1000 }, {})) {
        for (const { Name } of page.Buckets ?? []) yield given(Name, 'the name of a directory bucket');
      }
    },
    needs: [],
  },
  name: (name: string) => name,
  arn: (name, { partition, region, account }) => `arn:${partition}:s3express:${region}:${account}:bucket/${name}`,

  facts: {
    // The name is `<base>--<zone>--x-s3`.
    zone: listed((name: string) => given(/--([a-z0-9-]+?)--x-s3$/.exec(name)?.[1], 'the zone in the name')),
    'access.policyDocument': from(policy, ({ Policy }) => policyDocument(Policy)),
    'encryption.atRest': from(encryption, ({ ApplyServerSideEncryptionByDefault: byDefault }) => ({
      enabled: true,
      algorithm: given(byDefault?.SSEAlgorithm, 'the default encryption algorithm'),
      key: byDefault?.KMSMasterKeyID ?? null,
    })),
    'encryption.bucketKey': from(encryption, ({ BucketKeyEnabled }) => BucketKeyEnabled ?? false),
    'lifecycle.rules': fromAll([lifecycle], async ([answer]) => readLifecycleRules((await answer())?.Rules)),
  },
});
