import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { plainHttp } from './access/trust/plain-http.ts';
import { notUnderstood } from './identity-policy.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';

const Answer = (what: string) =>
  OneOf(['refused', 'open'], { description: `refused: ${what}, by everybody, is denied without TLS.` });

/** Whether a bucket refuses requests that do not use TLS. */
export const bucketPlainHttp: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'encryption.plainHttp',
  schema: Shape(
    { bucket: Answer('every action on the bucket'), objects: Answer('every action on each object') },
    { description: 'Whether Deny statements of the policy together refuse every request that does not use TLS.' },
  ),
  reads: [resourcePolicy],
  relation: null,
  derive: (bucket) => {
    const document = readResourcePolicy(bucket);
    if (document instanceof Underivable) return document;
    const { itself, objects } = plainHttp(document, bucket.arn);
    return itself === 'unknown' || objects === 'unknown' ? notUnderstood(document) : { bucket: itself, objects };
  },
});
