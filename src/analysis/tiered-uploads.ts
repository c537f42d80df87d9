import { Type } from 'typebox';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Condition } from './access/document.ts';
import { refused } from './access/trust/refused.ts';
import { notUnderstood } from './identity-policy.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';

/** Whether the condition holds in every upload to another storage class: one that names none goes to STANDARD. */
const isOfOtherClasses = ({ key, operator, values }: Condition): boolean =>
  key.toLowerCase() === 's3:x-amz-storage-class' &&
  operator === 'StringNotEquals' &&
  values.length === 1 &&
  values[0] === 'INTELLIGENT_TIERING';

/** Whether what is written goes to Intelligent-Tiering from the first day. */
export const uploadsAreTiered: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'lifecycle.uploadsAreTiered',
  schema: Type.Boolean({
    description: "Whether the bucket's policy refuses uploads to any class but INTELLIGENT_TIERING.",
  }),
  reads: [resourcePolicy],
  relation: null,
  derive: (bucket) => {
    const document = readResourcePolicy(bucket);
    if (document instanceof Underivable) return document;
    const asked = { arn: bucket.arn, part: 'objects', actions: ['s3:putobject'], holds: isOfOtherClasses } as const;
    const answer = refused(document, asked);
    return answer === 'unknown' ? notUnderstood(document) : answer === 'refused';
  },
});
