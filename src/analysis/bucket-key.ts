import { Known, Nullable } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import { unknownBecause } from './derive.ts';
import { keyManagers, managerOf } from './key-manager.ts';
import { KeyStateFact, keyStates, ofAwsManagedKey, stateOfNamed } from './key-state.ts';

const atRest = 'encryption.atRest';

/** The KMS key of a bucket's default encryption as it is named there; null for the AWS managed key `aws/s3`, undefined for none. */
export const keyOf = (bucket: Resource): string | null | undefined | Underivable => {
  const encryption = bucket.facts[atRest] as
    | { readonly algorithm: string; readonly key: string | null }
    | null
    | undefined;
  if (encryption === undefined) return unknownBecause(bucket, atRest);
  // SSE-S3 has no KMS key. With KMS and no key named it is `aws/s3`:
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#aws-managed-customer-managed-keys
  return encryption === null || !encryption.algorithm.startsWith('aws:kms') ? undefined : encryption.key;
};

const keyManager = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'encryption.keyManager',
    schema: Nullable(Known(['AWS', 'CUSTOMER']), {
      description:
        'Who manages the KMS key of the default encryption: AWS (`alias/aws/s3`, also where none is named) or the customer; null where there is no KMS key.',
    }),
    reads: [atRest],
    relation: keyManagers,
    derive: (bucket, index) => {
      const key = keyOf(bucket);
      if (key instanceof Underivable) return key;
      if (key === undefined) return null;
      return key === null ? 'AWS' : managerOf(index, key, bucket);
    },
  });

/** Who manages the KMS key of a bucket. */
export const bucketKeyManager: DerivedFact = keyManager('AWS::S3::Bucket');
/** Who manages the KMS key of a directory bucket. */
export const directoryBucketKeyManager: DerivedFact = keyManager('AWS::S3Express::DirectoryBucket');

/** Whether the KMS key of a bucket can be used. */
export const bucketKeyState: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'encryption.keyState',
  schema: Nullable(KeyStateFact, { description: 'The KMS key of the default encryption; null where there is none.' }),
  reads: [atRest],
  relation: keyStates,
  derive: (bucket, index) => {
    const key = keyOf(bucket);
    if (key instanceof Underivable) return key;
    if (key === undefined) return null;
    return key === null ? ofAwsManagedKey : stateOfNamed(index, key, bucket);
  },
});
