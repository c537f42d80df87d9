import { defineModel } from '../../../model/define.ts';
import { OptionalPublicAccessBlock } from '../../../model/facets.ts';

/** The account's own S3 Block Public Access. */
export const accountPublicAccessBlock = defineModel(
  'AWS::S3::AccountPublicAccessBlock',
  'S3 Block Public Access at account level: one for each account, whether it was ever set or not. AWS gives it no ARN; ours is `arn:aws:s3::111122223333:account-public-access-block`.',
  { 'access.publicAccessBlock': OptionalPublicAccessBlock },
);
