import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketEncryptionCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { organizationId } from './organization.ts';
import type { Site } from './site.ts';
import { given, home, rootOf, sandbox, stranger, using } from './site.ts';

// What bucket policies say of TLS, of uploads and of the perimeter; and a bucket that is given away together with its key.

const wholeBucket = (name: string): readonly string[] => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];

/** Refuses TLS below 1.2. */
export const modernTls = (name: string): object => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: wholeBucket(name),
  Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
});

/** Keeps out whoever is not of the organization, but for services of AWS. */
export const withinOrganization = (name: string): object => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: wholeBucket(name),
  Condition: {
    StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  },
});

const partners = 'acme-sandbox-partners';

const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (account: string, Action: string, Resource: string): object => ({
  Effect: 'Allow',
  Principal: { AWS: rootOf(account) },
  Action,
  Resource,
});

/** A bucket that a stranger reads, with a key that lets the same one decrypt. */
const fillPartners = async (site: Site): Promise<void> => {
  const Policy = document(allow(sandbox, 'kms:*', '*'), allow(stranger, 'kms:Decrypt', '*'));
  const key = await using(new KMSClient(site.at(sandbox, home)), async (client) =>
    given((await client.send(new CreateKeyCommand({ Description: partners, Policy }))).KeyMetadata?.Arn, 'an ARN'),
  );
  await using(new S3Client({ ...site.at(sandbox, home), forcePathStyle: true }), async (client) => {
    const Bucket = partners;
    await client.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: home as 'eu-central-1' } }),
    );
    const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } as const;
    await client.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }] },
      }),
    );
    const Policy = document(allow(stranger, 's3:GetObject', `arn:aws:s3:::${partners}/*`));
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  });
};

/** After the other buckets. */
export const fillBucketPolicies = async (site: Site): Promise<void> => {
  await fillPartners(site);
  const { expect } = site;
  const [labels, features, dashboards, open, shared] = [
    ...['acme-labels', 'acme-features', 'acme-dashboards', 'acme-sandbox-demo', partners],
  ].map((name) => `arn:aws:s3:::${name}`) as [string, string, string, string, string];
  expect.pass('s3-bucket-tls-minimum-version', labels);
  expect.fail('s3-bucket-tls-minimum-version', features, open);
  // The default encryption of the one is SSE-S3: there is nothing weaker to ask for.
  expect.pass('s3-bucket-policy-denies-unencrypted-uploads', dashboards);
  expect.fail('s3-bucket-policy-denies-unencrypted-uploads', features, shared);
  expect.pass('s3-bucket-policy-required-statements', features, labels);
  expect.fail('s3-bucket-policy-required-statements', open);
  expect.pass('s3-bucket-kms-key-external-decrypt', features);
  expect.fail('s3-bucket-kms-key-external-decrypt', shared);
  // Macie says of both that they hold sensitive data.
  expect.pass('s3-bucket-data-perimeter', labels);
  expect.fail('s3-bucket-data-perimeter', open);
};
