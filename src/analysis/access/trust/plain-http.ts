import type { Condition, PolicyDocument } from '../document.ts';
import { refused } from './refused.ts';

/** What of a bucket answers requests without TLS. */
export interface PlainHttp {
  /** Whether every request for the bucket, of everybody, is refused. */
  readonly itself: 'refused' | 'open' | 'unknown';
  /** The same of every object. */
  readonly objects: 'refused' | 'open' | 'unknown';
}

/**
 * Whether the Deny statements of a bucket's policy together refuse every request that does not use TLS: each action of S3, by everybody,
 * on the bucket and on each of its objects. An Allow that asks for TLS refuses nothing, as another policy may allow the same.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-HTTP-HTTPS
 */
export function plainHttp(document: PolicyDocument, arn: string): PlainHttp {
  const all = { arn, actions: null, holds: holdsWithoutTls };
  return {
    itself: refused(document, { ...all, part: 'itself' }),
    objects: refused(document, { ...all, part: 'objects' }),
  };
}

/**
 * Whether the condition holds in every request without TLS: S3 gives aws:SecureTransport in each. It is a Boolean key, of which
 * AWS documents the operator Bool alone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
 */
function holdsWithoutTls({ key, operator, values }: Condition): boolean {
  if (key.toLowerCase() !== 'aws:securetransport') return false;
  if (operator !== 'Bool' && operator !== 'Null') return false;
  return values.some((value) => value.toLowerCase() === 'false');
}
