import { compileTokens, isStar, matchGlob, type Tokens, takes, tokenizeLiteral } from './pattern.ts';

/**
 * An access point and a bucket behind it, by their ARNs. The documents of the one speak of `…:accesspoint/labels/object/part-0`, those of
 * the other of the same object as `arn:aws:s3:::features/part-0`.
 */
export interface AccessPointNames {
  readonly point: string;
  readonly bucket: string;
}

/** How a request through the access point names the bucket, or an object of it, that its own ARN names; null for anything else. */
export function nameThrough({ point, bucket }: AccessPointNames, arn: string): string | null {
  if (arn === bucket) return point;
  return arn.startsWith(`${bucket}/`) ? `${point}/object/${arn.slice(bucket.length + 1)}` : null;
}

/** How the bucket's documents name what a request through the access point names; null for anything else. */
export function nameBehind({ point, bucket }: AccessPointNames, arn: string): string | null {
  if (arn === point) return bucket;
  const objects = `${point}/object/`;
  return arn.startsWith(objects) ? `${bucket}/${arn.slice(objects.length)}` : null;
}

/** A pattern of the bucket's documents as patterns of the names that requests through the access point use: together they match the same. */
export function patternsThrough({ point, bucket }: AccessPointNames, pattern: Tokens): readonly Tokens[] {
  const objects = tokenizeLiteral(`${point}/object/`);
  const patterns = restsAfter(`${bucket}/`, pattern).map((rest) => [...objects, ...rest]);
  return matchGlob(compileTokens(pattern), bucket) ? [tokenizeLiteral(point), ...patterns] : patterns;
}

/** What a pattern still asks for where a text begins like this: a star may have taken more of it or less. */
function restsAfter(start: string, pattern: Tokens): readonly Tokens[] {
  let places: ReadonlySet<number> = new Set([0]);
  for (let index = 0; index < start.length; index++) {
    const next = new Set<number>();
    for (const place of places) {
      for (let at = place; at < pattern.length; at++) {
        const token = pattern[at] ?? 0;
        if (takes(token, start.charCodeAt(index))) next.add(isStar(token) ? at : at + 1);
        // Only a star may take nothing.
        if (!isStar(token)) break;
      }
    }
    places = next;
  }
  return [...places].map((place) => pattern.slice(place));
}

/**
 * The actions of the operations that access points take, in lower case; none of the others reaches a bucket through one:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-service-api-support.html
 * Those of Multi-Region Access Points are some of them:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointOperations.html
 */
export const ACCESS_POINT_ACTIONS: readonly string[] = [
  ...['s3:abortmultipartupload', 's3:bypassgovernanceretention', 's3:listmultipartuploadparts', 's3:restoreobject'],
  ...['s3:deleteobject', 's3:deleteobjecttagging', 's3:deleteobjectversion', 's3:deleteobjectversiontagging'],
  ...['s3:getbucketacl', 's3:getbucketcors', 's3:getbucketlocation', 's3:getbucketnotification', 's3:getbucketpolicy'],
  ...['s3:getobject', 's3:getobjectacl', 's3:getobjectattributes', 's3:getobjectlegalhold', 's3:getobjectretention'],
  ...['s3:getobjecttagging', 's3:getobjectversion', 's3:getobjectversionacl', 's3:getobjectversionattributes'],
  ...['s3:getobjectversiontagging', 's3:listbucket', 's3:listbucketmultipartuploads', 's3:listbucketversions'],
  ...['s3:putobject', 's3:putobjectacl', 's3:putobjectlegalhold', 's3:putobjectretention', 's3:putobjecttagging'],
  ...['s3:putobjectversionacl', 's3:putobjectversiontagging'],
];
