import { type Arn, parseArn } from './arn.ts';
import type { Principal } from './document.ts';
import { either, type Truth } from './truth.ts';

/** Who makes a request. */
export interface Caller {
  /** `federated` is somebody with a token of an identity provider who has no AWS credentials yet; `canonical-user` an S3 owner id. */
  readonly kind:
    | 'anonymous'
    | 'service'
    | 'federated'
    | 'canonical-user'
    | 'root'
    | 'user'
    | 'role'
    | 'session'
    | 'federated-user';
  /** As the request gives it. */
  readonly text: string;
  readonly partition: string;
  /** Null where the caller belongs to none. */
  readonly account: string | null;
  /** The name of the user or role without its path, of the service or of the provider. */
  readonly name: string;
  /** The session's name of a `session`, else null. */
  readonly session: string | null;
}

/**
 * What a grant to a principal means for its callers in the same account: `direct` stands whatever the caller's own policies leave
 * out, `limited` stands within boundary and session policy, `delegated` only lets the caller's own policies decide.
 */
export type Reach = 'direct' | 'limited' | 'delegated';

const ACCOUNT = /^\d{12}$/;
const CANONICAL = /^[0-9a-f]{64}$/;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
const UNIQUE_ID = /^A[A-Z]{3}[A-Z0-9]{12,}$/;
const WEB_PROVIDERS = new Set([
  'cognito-identity.amazonaws.com',
  'accounts.google.com',
  'graph.facebook.com',
  'www.amazon.com',
]);
const FEDERATED_ACTIONS = new Set(['sts:assumerolewithwebidentity', 'sts:assumerolewithsaml']);

/**
 * Reads the principal of a request: an ARN, an account, a service's name, an identity provider, a canonical user id, or
 * `*anonymous`. The action, in lower case, tells a service from a provider of the same name. Null if it is none of them.
 */
export function parseCaller(text: string, action: string): Caller | null {
  const plain = { text, partition: 'aws', account: null, name: text, session: null };
  if (text === '*anonymous') return { ...plain, kind: 'anonymous' };
  if (ACCOUNT.test(text)) return { ...plain, kind: 'root', text: `arn:aws:iam::${text}:root`, account: text };
  if (CANONICAL.test(text)) return { ...plain, kind: 'canonical-user' };
  const arn = parseArn(text);
  if (arn === null) {
    if (FEDERATED_ACTIONS.has(action) || (WEB_PROVIDERS.has(text) && text !== 'cognito-identity.amazonaws.com')) {
      return { ...plain, kind: 'federated' };
    }
    return /^[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal)$/.test(text)
      ? { ...plain, kind: 'service' }
      : null;
  }
  const slash = arn.resource.indexOf('/');
  const type = slash < 0 ? arn.resource : arn.resource.slice(0, slash);
  const rest = slash < 0 ? '' : arn.resource.slice(slash + 1);
  const named = { text, partition: arn.partition, account: arn.account, name: lastSegment(rest), session: null };
  if (arn.service === 'sts' && ACCOUNT.test(arn.account)) {
    const [name = '', session = '', ...more] = rest.split('/');
    if (type === 'assumed-role' && name !== '' && session !== '' && more.length === 0) {
      return { ...named, kind: 'session', name, session };
    }
    return type === 'federated-user' && rest !== '' ? { ...named, kind: 'federated-user', name: rest } : null;
  }
  if (arn.service !== 'iam') return null;
  if (type === 'saml-provider' || type === 'oidc-provider')
    return { ...named, kind: 'federated', account: null, name: text };
  // An origin access identity is a user of the account `cloudfront`.
  if (!ACCOUNT.test(arn.account) && arn.account !== 'cloudfront') return null;
  if (arn.resource === 'root') return { ...named, kind: 'root', name: 'root' };
  if (named.name === '') return null;
  if (type === 'user') return { ...named, kind: 'user' };
  return type === 'role' ? { ...named, kind: 'role' } : null;
}

const lastSegment = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Callers that no identity-based policy speaks for: the resource's own policy decides alone. */
export const standsAlone = (caller: Caller): boolean =>
  caller.account === null || caller.account === 'cloudfront' || caller.kind === 'anonymous';

/** SCPs and RCPs leave service-linked roles alone: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html */
export const isServiceLinked = (caller: Caller): boolean =>
  (caller.kind === 'role' && caller.text.includes(':role/aws-service-role/')) ||
  ((caller.kind === 'role' || caller.kind === 'session') && caller.name.startsWith('AWSServiceRoleFor'));

/**
 * How far one member of a Principal element reaches the caller; the table of "Resource-based policies and implicit denies in other
 * policy types", https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
function reachOf(principal: Principal, caller: Caller): Reach | 'no' | 'unknown' {
  const { type, value } = principal;
  switch (type) {
    case '*':
      return 'direct';
    case 'Service':
      if (value.includes('*')) return caller.kind === 'service' ? 'unknown' : 'no';
      return caller.kind === 'service' && value.toLowerCase() === caller.name.toLowerCase() ? 'direct' : 'no';
    case 'Federated':
      if (value.includes('*')) return caller.kind === 'federated' ? 'unknown' : 'no';
      return caller.kind === 'federated' && value === caller.name ? 'direct' : 'no';
    case 'CanonicalUser':
      if (caller.kind === 'canonical-user') return value === caller.name ? 'direct' : 'no';
      // Which account a canonical id belongs to is not in any document.
      return caller.account === null ? 'no' : 'unknown';
    case 'AWS':
      return value === '*' ? 'direct' : reachOfAws(principal, caller);
  }
}

const arns = new WeakMap<Principal, Arn | null>();

/** Principals are asked about for caller after caller. */
function arnOf(principal: Principal): Arn | null {
  const cached = arns.get(principal);
  if (cached !== undefined) return cached;
  const arn = parseArn(principal.value);
  arns.set(principal, arn);
  return arn;
}

function reachOfAws(principal: Principal, caller: Caller): Reach | 'no' | 'unknown' {
  const { value } = principal;
  const arn = arnOf(principal);
  if (arn === null && ACCOUNT.test(value)) return reachOfAccount(value, caller);
  // A deleted principal shows as its unique id, and is nobody: the page of the Principal element. Anything else AWS refuses to save.
  if (arn === null) return UNIQUE_ID.test(value) ? 'no' : 'unknown';
  if (value.includes('${')) return 'unknown';
  if (arn.resource === 'root' && arn.service === 'iam') return reachOfAccount(arn.account, caller);
  if (arn.account !== caller.account) return 'no';
  if (value === caller.text) return caller.kind === 'role' ? 'limited' : 'direct';
  const isRole = arn.service === 'iam' && arn.resource.startsWith('role/');
  switch (caller.kind) {
    case 'session':
      return isRole && lastSegment(arn.resource) === caller.name ? 'limited' : 'no';
    case 'role':
      // AWS writes the path of an Identity Center role with or without the region; the name is unique by its suffix.
      if (isRole && caller.name.startsWith('AWSReservedSSO_') && lastSegment(arn.resource) === caller.name)
        return 'limited';
      // A request by "the role" is by a session of it that nobody names.
      return 'no';
    case 'federated-user':
      if (arn.service !== 'iam' || !arn.resource.startsWith('user/')) return 'no';
      // The session's name is the caller's choice. Where it is a user's it is taken to be that user's (our decision).
      return arn.resource === `user/${caller.name}` ? 'limited' : 'unknown';
    default:
      return 'no';
  }
}

function reachOfAccount(account: string, caller: Caller): Reach | 'no' {
  if (account !== caller.account) return 'no';
  return caller.kind === 'root' ? 'direct' : 'delegated';
}

/** The widest reach of a list: one member is enough. */
export function reachOfAll(principals: readonly Principal[], caller: Caller): Reach | 'no' | 'unknown' {
  let widest: Reach | 'no' | 'unknown' = 'no';
  for (const principal of principals) {
    const reach = reachOf(principal, caller);
    if (reach === 'direct') return reach;
    if (RANK[reach] > RANK[widest]) widest = reach;
  }
  return widest;
}

/** An uncertain member outranks one that only delegates: it could be a grant that does not need the caller's own policies. */
const RANK = { no: 0, delegated: 1, unknown: 2, limited: 3, direct: 4 } as const;

/**
 * Whether NotPrincipal of a Deny leaves the caller out of it. AWS validates the account first, then the role or user, then the
 * session, so each of them has to be in the list, and a principal with a permissions boundary is always denied:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function isSpared(listed: readonly Principal[], caller: Caller, hasBoundary: Truth): Truth {
  let account: Truth = 'no';
  let identity: Truth = 'no';
  let session: Truth = 'no';
  for (const principal of listed) {
    const reach = reachOf(principal, caller);
    if (reach === 'no') continue;
    if (principal.type === '*' || principal.value === '*') return 'yes';
    if (reach === 'unknown') {
      account = either(account, 'unknown');
      identity = either(identity, 'unknown');
      session = either(session, 'unknown');
    } else if (reach === 'delegated' || caller.kind === 'root') account = 'yes';
    else if (caller.kind === 'session' && reach === 'limited') identity = 'yes';
    else if (caller.kind === 'session') session = 'yes';
    else identity = 'yes';
  }
  if (caller.kind === 'root') return account;
  if (standsAlone(caller)) return identity;
  // A federated user's session stands under a user, whom the request does not name.
  const needed = caller.kind === 'session' ? [account, identity, session] : [account, identity];
  if (needed.includes('no')) return 'no';
  if (hasBoundary !== 'no') return hasBoundary === 'yes' ? 'no' : 'unknown';
  return needed.includes('unknown') ? 'unknown' : 'yes';
}
