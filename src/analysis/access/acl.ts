import type { Caller, Reach } from './principal.ts';
import { both, either, not, type Truth } from './truth.ts';

/** Who is granted something by an access control list. */
export type GranteeKind = 'user' | 'email' | 'all-users' | 'authenticated-users' | 'log-delivery' | 'other-group';

/** One grant of the access control list of a bucket or an object. */
export interface AclGrant {
  readonly grantee: GranteeKind;
  /** The canonical user's id, the e-mail address or the other group's URI; null for the groups that have a name. */
  readonly id: string | null;
  /** `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`. */
  readonly permission: string;
}

/** An access control list with what decides whether it counts. */
export interface Acl {
  readonly grants: readonly AclGrant[];
  /** No where object ownership is BucketOwnerEnforced: then ACLs have no effect. */
  readonly enabled: Truth;
  /** Canonical user ids by account, as far as they are known; null for an account that is none of those in the list. */
  readonly canonicalIds?: ReadonlyMap<string, string | null>;
}

const GROUPS: ReadonlyMap<string, GranteeKind> = new Map([
  ['allusers', 'all-users'],
  ['authenticatedusers', 'authenticated-users'],
  ['logdelivery', 'log-delivery'],
]);

/**
 * Reads a grantee: the URI of a predefined group or its short name, a canonical user id, an e-mail address.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups
 */
export function parseGrantee(text: string): Pick<AclGrant, 'grantee' | 'id'> {
  const name = text.replace(/^https?:\/\/acs\.amazonaws\.com\/groups\/(?:global|s3)\//i, '');
  const group = GROUPS.get(name.toLowerCase().replace(/[^a-z]/g, ''));
  if (group !== undefined) return { grantee: group, id: null };
  if (name !== text || /^https?:/i.test(text)) return { grantee: 'other-group', id: text };
  return { grantee: text.includes('@') ? 'email' : 'user', id: text };
}

/** Everyone, or everyone with an AWS account; the log delivery group is a service. */
const isPublicGrant = ({ grantee }: AclGrant): boolean => grantee === 'all-users' || grantee === 'authenticated-users';

/**
 * Whether the list is public, by any permission:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const isPublicAcl = (grants: readonly AclGrant[]): Truth => (grants.some(isPublicGrant) ? 'yes' : 'no');

/** The actions that a permission allows, of a bucket's list and of an object's: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions */
const ACTIONS: Readonly<Record<'bucket' | 'object', Readonly<Record<string, readonly string[]>>>> = {
  bucket: {
    READ: ['s3:listbucket', 's3:listbucketversions', 's3:listbucketmultipartuploads'],
    // "Create, overwrite, and delete any object"; s3:DeleteObjectVersion only where the grantee is the bucket's owner.
    WRITE: ['s3:putobject', 's3:deleteobject'],
    READ_ACP: ['s3:getbucketacl'],
    WRITE_ACP: ['s3:putbucketacl'],
  },
  object: {
    READ: ['s3:getobject', 's3:getobjectversion', 's3:getobjecttorrent'],
    READ_ACP: ['s3:getobjectacl', 's3:getobjectversionacl'],
    WRITE_ACP: ['s3:putobjectacl', 's3:putobjectversionacl'],
  },
};

/** Whether a permission allows the action, in lower case, which tells whether the list is a bucket's or an object's. */
function permits(permission: string, action: string): boolean {
  for (const actions of Object.values(ACTIONS)) {
    for (const [name, allowed] of Object.entries(actions)) {
      if ((permission === name || permission === 'FULL_CONTROL') && allowed.includes(action)) return true;
    }
  }
  return false;
}

/** What a grant of a list means for a request. */
export interface AclMatch {
  readonly truth: Truth;
  /** Null where it is not known. */
  readonly reach: Reach | null;
}

/**
 * What one grant gives the caller. A group reaches whoever asks, as `*` in a policy does: within the owner's account S3 looks at lists and
 * policies together, and somebody of another account needs that account's leave first. An account's canonical id stands for the account;
 * which account that is the list does not tell, where it is not known otherwise.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
 */
export function matchAclGrant(
  grant: AclGrant,
  { enabled, canonicalIds }: Acl,
  ignorePublic: Truth,
  action: string,
  caller: Caller,
): AclMatch {
  if (enabled === 'no' || !permits(grant.permission, action)) return { truth: 'no', reach: null };
  const stands = both(enabled, isPublicGrant(grant) ? not(ignorePublic) : 'yes');
  const match = matchGrantee(grant, caller, canonicalIds ?? NO_IDS);
  return { truth: both(match.truth, stands), reach: match.reach };
}

const NO_IDS: ReadonlyMap<string, string | null> = new Map();

function matchGrantee({ grantee, id }: AclGrant, caller: Caller, ids: ReadonlyMap<string, string | null>): AclMatch {
  switch (grantee) {
    case 'all-users':
      return caller.kind === 'service' ? DOUBTFUL : EVERYONE;
    case 'authenticated-users':
      if (caller.kind === 'anonymous' || caller.kind === 'federated') return NOBODY;
      return caller.kind === 'service' ? DOUBTFUL : EVERYONE;
    case 'log-delivery':
      return caller.kind === 'service' && caller.name === 'logging.s3.amazonaws.com' ? EVERYONE : NOBODY;
    case 'user':
      if (caller.kind === 'canonical-user') return id === caller.name ? EVERYONE : NOBODY;
      if (caller.account === null || caller.account === 'cloudfront') return NOBODY;
      if (!ids.has(caller.account)) return ACCOUNT;
      return ids.get(caller.account) === id ? { truth: 'yes', reach: 'delegated' } : NOBODY;
    case 'email':
    case 'other-group':
      return caller.account === null ? NOBODY : DOUBTFUL;
  }
}

const EVERYONE: AclMatch = { truth: 'yes', reach: 'direct' };
const NOBODY: AclMatch = { truth: 'no', reach: null };
const DOUBTFUL: AclMatch = { truth: 'unknown', reach: null };
const ACCOUNT: AclMatch = { truth: 'unknown', reach: 'delegated' };

/** Whether the permissions of the list's public grants allow one of the kinds of access, by the list alone. */
export const grantsPublicly = (grants: readonly AclGrant[], permissions: readonly string[]): Truth =>
  grants.reduce<Truth>(
    (some, grant) => either(some, isPublicGrant(grant) && permissions.includes(grant.permission) ? 'yes' : 'no'),
    'no',
  );
