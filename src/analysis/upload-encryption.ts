import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import type { PolicyDocument } from './access/document.ts';
import { refusedIn } from './access/trust/refused-context.ts';
import { unknownBecause } from './derive.ts';
import { notUnderstood } from './identity-policy.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';

// What the headers of an upload may do to the default encryption of a bucket:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html

const atRest = 'encryption.atRest';
const [algorithmKey, keyKey] = ['s3:x-amz-server-side-encryption', 's3:x-amz-server-side-encryption-aws-kms-key-id'];

type Answer = 'refused' | 'open' | 'unknown';

/** Keys that the policy speaks of, and two that it cannot know: of the bucket's account and of another. */
const otherKeys = (document: PolicyDocument, bucket: Resource, own: string): string[] => {
  const { partition, region, account } = bucket;
  const unheardOf = [account, '999999999999'].map(
    (owner) => `arn:${partition}:kms:${region}:${owner}:key/00000000-aaaa-4bbb-8ccc-datawarden00`,
  );
  const named = document.statements
    .flatMap(({ conditions }) => conditions.filter(({ key }) => key.toLowerCase() === keyKey))
    .flatMap(({ values }) => values.filter((value) => !/[*?$]/.test(value)));
  // The header may name the key by its id alone.
  const isOwn = (key: string): boolean => key === own || own.endsWith(`:key/${key}`) || key.endsWith(`:key/${own}`);
  return [...new Set([...unheardOf, ...named])].filter((key) => !isOwn(key));
};

/** What uploads may ask for instead of the default encryption. */
export const uploadEncryption: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'encryption.uploads',
  schema: Shape({
    weaker: OneOf(['refused', 'open'], {
      description:
        'Uploads whose headers ask for another algorithm or another KMS key than the default encryption; refused also where that is SSE-S3, ' +
        'than which nothing is weaker. Keys that the client brings (SSE-C) are another matter.',
    }),
    default: OneOf(['refused', 'open'], {
      description: 'Uploads without these headers, which S3 would encrypt by default.',
    }),
  }),
  reads: [resourcePolicy, atRest],
  relation: null,
  derive: (bucket) => {
    const encryption = bucket.facts[atRest] as
      | { readonly algorithm: string; readonly key: string | null }
      | null
      | undefined;
    if (encryption === undefined) return unknownBecause(bucket, atRest);
    const document = readResourcePolicy(bucket);
    if (document instanceof Underivable) return document;
    const ask = (algorithm: string | null, key: string | null): Answer => {
      const context = new Map([
        [algorithmKey as string, algorithm === null ? [] : [algorithm]],
        [keyKey as string, key === null ? [] : [key]],
      ]);
      return refusedIn(document, context, { arn: bucket.arn, part: 'objects', actions: ['s3:putobject'] });
    };
    const weaker: Answer[] = [];
    if (encryption?.algorithm.startsWith('aws:kms')) {
      const { algorithm, key } = encryption;
      weaker.push(ask('AES256', null));
      // Without a key in the header AWS takes aws/s3; where that is the default, any other key is the writer's own choice.
      if (key !== null && !key.includes('alias/aws/s3')) {
        weaker.push(ask(algorithm, null), ...otherKeys(document, bucket, key).map((other) => ask(algorithm, other)));
      }
    }
    const plain = ask(null, null);
    const summed: Answer = weaker.includes('open') ? 'open' : weaker.includes('unknown') ? 'unknown' : 'refused';
    return summed === 'unknown' || plain === 'unknown' ? notUnderstood(document) : { weaker: summed, default: plain };
  },
});
