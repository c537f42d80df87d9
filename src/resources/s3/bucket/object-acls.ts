import { GetObjectAclCommand, ListObjectsV2Command, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { given } from '../../live.ts';
import { granteeOf } from './grantee.ts';

const pages = 5;
const keysPerPage = 1000;
const sampleSize = 25;

interface Owned {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

/** Keys at equal distances, the first among them: the same ones each time while the bucket stays as it is. */
const evenly = (keys: readonly string[]): string[] =>
  keys.length <= sampleSize
    ? [...keys]
    : Array.from({ length: sampleSize }, (_, index) => keys[Math.floor((index * keys.length) / sampleSize)] ?? '');

/** The public grants in the ACLs of some objects of a bucket. */
export const sampleObjectAcls = async (client: S3Client, bucket: Owned) => {
  const keys: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < pages; page++) {
    const { Contents, NextContinuationToken } = await client.send(
      new ListObjectsV2Command({ ...bucket, MaxKeys: keysPerPage, ContinuationToken: token }),
    );
    keys.push(...(Contents ?? []).map(({ Key }) => given(Key, 'the key of an object')));
    token = NextContinuationToken;
    if (token === undefined) break;
  }
  const found = { listed: keys.length, sampled: 0, public: [] as PublicGrant[] };
  for (const Key of evenly(keys)) {
    const grants = await grantsOf(client, bucket, Key);
    if (grants === null) continue;
    found.sampled++;
    for (const { Grantee, Permission } of grants) {
      const { grantee } = granteeOf(Grantee);
      if (grantee !== 'all-users' && grantee !== 'authenticated-users') continue;
      found.public.push({ key: Key, grantee, permission: given(Permission, 'the permission of a grant') });
    }
  }
  return found;
};

type Grants = NonNullable<Awaited<ReturnType<typeof grantsOf>>>;

interface PublicGrant {
  readonly key: string;
  readonly grantee: 'all-users' | 'authenticated-users';
  readonly permission: NonNullable<Grants[number]['Permission']>;
}

/** The grants of an object; null where it was deleted since it was listed. */
const grantsOf = async (client: S3Client, bucket: Owned, Key: string) => {
  try {
    return given((await client.send(new GetObjectAclCommand({ ...bucket, Key }))).Grants, 'the grants of an object');
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
};
