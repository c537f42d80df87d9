import { Type } from 'typebox';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Condition } from './access/document.ts';
import { refused } from './access/trust/refused.ts';
import { unknownBecause } from './derive.ts';
import { notUnderstood } from './identity-policy.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';

const blocked = 'encryption.blockedTypes';

/** Whether the condition holds in every upload with a key of the customer, which names its algorithm in this key. */
const isOfCustomerKeys = ({ key, operator, values }: Condition): boolean =>
  key.toLowerCase() === 's3:x-amz-server-side-encryption-customer-algorithm' &&
  ((operator === 'Null' && values.some((value) => value.toLowerCase() === 'false')) ||
    (operator === 'StringLike' && values.includes('*')));

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html */
export const bucketRefusesCustomerKeys: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'encryption.refusesCustomerKeys',
  schema: Type.Boolean({
    description:
      'Whether uploads with keys that the customer provides (SSE-C) are refused, by the bucket or its policy.',
  }),
  reads: [blocked, resourcePolicy],
  relation: null,
  derive: (bucket) => {
    const types = bucket.facts[blocked] as readonly string[] | undefined;
    if (types?.includes('SSE-C')) return true;
    const document = readResourcePolicy(bucket);
    if (document instanceof Underivable) return document;
    const asked = { arn: bucket.arn, part: 'objects', actions: ['s3:putobject'], holds: isOfCustomerKeys } as const;
    const answer = refused(document, asked);
    if (answer === 'refused') return true;
    if (answer === 'unknown') return notUnderstood(document);
    return types === undefined ? unknownBecause(bucket, blocked) : false;
  },
});
