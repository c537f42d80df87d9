import type { PolicyDocument } from './document.ts';
import type { Caller } from './principal.ts';
import { isPublicAccessPointPolicy, isPublicByService } from './public.ts';
import { both, not, type Truth } from './truth.ts';

/** What decides whether a grant of S3 stands. */
export interface RestrictedGrant {
  /** The policy that grants; null where there is none. */
  readonly policy: PolicyDocument | 'unknown' | null;
  /** Of a bucket, of an access point, or of an object as either names it. */
  readonly resource: string;
  /** Whose the resource is. */
  readonly owner: string | null;
  /** Whether RestrictPublicBuckets is on; null where it is not asked. */
  readonly restricts: Truth | null;
  /** The values of a key of the request, by its name in lower case. */
  readonly valuesOf: (key: string) => readonly string[] | null | undefined;
}

/**
 * Whether what an S3 policy grants stands for the caller. RestrictPublicBuckets leaves a bucket or an access point with a public policy to
 * AWS services and to the accounts that own the bucket and the access point:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-options
 */
export function grantStands(caller: Caller, { policy, resource, owner, restricts, valuesOf }: RestrictedGrant): Truth {
  if (restricts === null || policy === null || caller.kind === 'service') return 'yes';
  const owners = [owner, ...(valuesOf('s3:dataaccesspointaccount') ?? [])];
  if (caller.account !== null && owners.includes(caller.account)) return 'yes';
  return not(both(restricts, isPublicPolicy(policy, resource, valuesOf('s3:accesspointnetworkorigin') ?? [])));
}

function isPublicPolicy(policy: PolicyDocument | 'unknown', resource: string, origins: readonly string[]): Truth {
  if (policy === 'unknown') return 'unknown';
  if (!/^arn:[^:]*:s3:[^:]*:[^:]*:accesspoint\//.test(resource)) return isPublicByService(policy, 's3-bucket').truth;
  return isPublicAccessPointPolicy(policy, origins.includes('VPC') ? 'VPC' : 'Internet').truth;
}
