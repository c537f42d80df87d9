import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineAsked, Underivable } from '../model/derived.ts';
import { UnknownCode } from '../model/resource.ts';
import { refusedIn } from './access/trust/refused-context.ts';
import { notUnderstood } from './identity-policy.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';

/** What s3:TlsVersion may be: https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html#example-object-tls-version */
const versions: readonly string[] = ['1.0', '1.1', '1.2', '1.3'];

const Answer = (what: string) =>
  OneOf(['refused', 'open'], { description: `refused: ${what}, by everybody, is denied with an older version.` });

/** Whether a bucket refuses old versions of TLS. */
export const bucketOldTls: DerivedFact = defineAsked({
  type: 'AWS::S3::Bucket',
  path: 'encryption.oldTls',
  schema: Shape(
    { bucket: Answer('every action on the bucket'), objects: Answer('every action on each object') },
    {
      description:
        'Whether Deny statements of the policy together refuse every request over TLS below the parameter `minimum`. Requests without TLS are another matter.',
    },
  ),
  reads: [resourcePolicy],
  relation: null,
  asks: { minimum: 'string' },
  derive: (bucket, _index, { minimum }) => {
    const least = versions.indexOf(minimum);
    if (least === -1) {
      const message = `the parameter \`minimum\` is none of ${versions.join(', ')}`;
      return new Underivable({ operation: '', code: UnknownCode.notUnderstood, message });
    }
    const document = readResourcePolicy(bucket);
    if (document instanceof Underivable) return document;
    const ask = (part: 'itself' | 'objects'): 'refused' | 'open' | 'unknown' => {
      const answers = versions.slice(0, least).map((version) => {
        // S3 gives the version of every request that uses TLS.
        const context = new Map([
          ['s3:tlsversion', [version]],
          ['aws:securetransport', ['true']],
        ]);
        return refusedIn(document, context, { arn: bucket.arn, part, actions: null });
      });
      return answers.includes('open') ? 'open' : answers.includes('unknown') ? 'unknown' : 'refused';
    };
    const [itself, objects] = [ask('itself'), ask('objects')];
    return itself === 'unknown' || objects === 'unknown' ? notUnderstood(document) : { bucket: itself, objects };
  },
});
