import { Type } from 'typebox';
import { defineModel, OneOf, Shape } from '../../../model/define.ts';

/** Names of buckets that anybody can guess who knows an account's number. */
export const serviceBucketNames = defineModel(
  'AWS::S3::ServiceBucketNames',
  'The bucket names that AWS services and tools make of the account and the Region, one resource for each Region. Ours, with the ARN `arn:aws:s3:eu-central-1:111122223333:service-bucket-names`.',
  {
    names: Type.Array(
      Shape({
        name: Type.String(),
        usedBy: Type.String({ description: 'The service or tool that writes to the bucket.' }),
        heldBy: OneOf(['account', 'others', 'nobody']),
      }),
      { description: 'By name. Others: S3 knows the bucket, and it is not of the account.' },
    ),
  },
);
