import { Type } from 'typebox';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { refused } from './access/trust/refused.ts';
import { notUnderstood } from './identity-policy.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';

/**
 * Whether nobody but the root user can mend the policy of a bucket. The root user of the bucket's account always can:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export const bucketPolicyLockout: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'recovery.policyLockout',
  schema: Type.Boolean({
    description:
      'Whether Deny statements without a condition keep everybody from replacing the policy, and from deleting it.',
  }),
  reads: [resourcePolicy],
  relation: null,
  derive: (bucket) => {
    const document = readResourcePolicy(bucket);
    if (document instanceof Underivable) return document;
    const actions = ['s3:putbucketpolicy', 's3:deletebucketpolicy'];
    const answer = refused(document, { arn: bucket.arn, part: 'itself', actions, holds: () => false });
    return answer === 'unknown' ? notUnderstood(document) : answer === 'refused';
  },
});
