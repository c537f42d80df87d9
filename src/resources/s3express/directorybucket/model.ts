import { Type } from 'typebox';
import { defineModel } from '../../../model/define.ts';
import { EncryptionAtRest, PolicyDocument } from '../../../model/facets.ts';
import { LifecycleRule } from '../../s3/lifecycle-rule.ts';

/** A directory bucket of S3 Express One Zone. */
export const directoryBucket = defineModel(
  'AWS::S3Express::DirectoryBucket',
  'An S3 directory bucket: S3 Express One Zone. Block Public Access is always on, ACLs are always off, and requests always use TLS.',
  {
    zone: Type.String({ description: 'The id of the Availability Zone or Local Zone that holds it: `euw1-az1`.' }),
    'access.policyDocument': PolicyDocument,
    'encryption.atRest': EncryptionAtRest,
    'encryption.bucketKey': Type.Boolean({ description: 'S3 Bucket Keys reduce calls to AWS KMS.' }),
    'lifecycle.rules': Type.Array(LifecycleRule, { description: 'Lifecycle rules; empty without a configuration.' }),
  },
);
