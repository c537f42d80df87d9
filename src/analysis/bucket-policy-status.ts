import { Type } from 'typebox';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import { isPublicByService, type PublicAnswer } from './access/public.ts';
import { unknownBecause } from './derive.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';
import type { Settled } from './settled.ts';

const status = 'access.policyStatus';

/** What AWS's rule leaves open of a bucket's policy. */
export const undecidedPolicy = (reason: string): Underivable =>
  new Underivable({ operation: '', code: UnknownCode.notUnderstood, message: `of the policy: ${reason}` });

/** What S3 itself says of the policy; null where it was not asked. */
function askedS3(holder: Resource): 'yes' | 'no' | null {
  const given = holder.facts[status] as { readonly isPublic: boolean } | null | undefined;
  if (given === undefined) return null;
  return given?.isPublic === true ? 'yes' : 'no';
}

/**
 * Whether S3 calls the policy of a bucket, or of an access point, public: by its documentation (`ours`, null where there is no document) and by what it answered
 * itself. Where the documentation leaves the rule open the answer decides; where the two differ nothing is certain.
 */
export function judgeBucketPolicy(
  holder: Resource,
  subject: 's3-bucket' | 's3-access-point' = 's3-bucket',
): { readonly ours: PublicAnswer | null; readonly settled: Settled } {
  const document = readResourcePolicy(holder);
  const theirs = askedS3(holder);
  if (document instanceof Underivable) return { ours: null, settled: theirs ?? document };
  const ours = isPublicByService(document, subject);
  if (ours.truth === 'unknown') return { ours, settled: theirs ?? undecidedPolicy(ours.reason) };
  if (theirs === null || theirs === ours.truth) return { ours, settled: ours.truth };
  const verdict = theirs === 'yes' ? 'public' : 'not public';
  return { ours, settled: undecidedPolicy(`S3 calls it ${verdict}, which is not what its documentation says of it`) };
}

/** Whether S3's own verdict on the policy is another than ours. */
export const bucketPolicyStatusDiffers: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'access.policyStatusDiffers',
  schema: Type.Boolean({
    description: "S3's own verdict on the policy (GetBucketPolicyStatus) is not what its documentation says of it.",
  }),
  reads: [resourcePolicy, status],
  relation: null,
  derive: (bucket) => {
    const theirs = askedS3(bucket);
    if (theirs === null) return unknownBecause(bucket, status);
    const document = readResourcePolicy(bucket);
    if (document instanceof Underivable) return document;
    const { truth, reason } = isPublicByService(document, 's3-bucket');
    return truth === 'unknown' ? undecidedPolicy(reason) : truth !== theirs;
  },
});
