import { type Acl, matchAclGrant } from './acl.ts';
import { parseArn } from './arn.ts';
import { buildContext, possibleRoleArns } from './context.ts';
import type { PolicyDocument } from './document.ts';
import { type Caller, isServiceLinked, parseCaller, standsAlone } from './principal.ts';
import type { BucketSettings } from './public-bucket.ts';
import { grantStands } from './public-restriction.ts';
import { RCP_SERVICES } from './rcp-services.ts';
import { compileDocument, type DocumentKind, matchStatement, type Question } from './statement.ts';
import { both, either, type Truth } from './truth.ts';

/** One request to AWS. */
export interface AccessRequest {
  /** An ARN, an account, a service's name, an identity provider, a canonical user id, or `*anonymous`. */
  readonly principal: string;
  readonly action: string;
  /** An ARN, or `*` for an action on no resource in particular. */
  readonly resource: string;
  /** The account that owns the resource; null when it is neither here nor in the resource's ARN. */
  readonly resourceAccount: string | null;
  /** Condition keys with a string, number, boolean or a list of them; a key that is not here is absent from the request. */
  readonly context: Readonly<Record<string, unknown>>;
  /** The block-public-access flags in force for the bucket (account, bucket and access point together); null if none are. */
  readonly blockPublicAccess: BucketSettings | null;
}

/** One level of an organization: the root, an organizational unit or the account. */
export interface Level {
  readonly id: string;
  readonly policies: readonly PolicyDocument[];
}

/** Every document that applies to a request. Null is "there is none", `unknown` is "could not be read". */
export interface AccessPolicies {
  /** Of the user with its groups, or of the role. */
  readonly identity: readonly PolicyDocument[] | 'unknown';
  readonly resource: PolicyDocument | 'unknown' | null;
  /** The access control list that stands for the action: of the bucket, or of the object. Absent is "there is none". */
  readonly acl?: Acl | 'unknown' | null;
  readonly boundary: readonly PolicyDocument[] | 'unknown' | null;
  readonly session: PolicyDocument | 'unknown' | null;
  /** From the root down, of the caller's account. Null for an account outside an organization and for a management account. */
  readonly scp: readonly Level[] | 'unknown' | null;
  /** From the root down, of the resource's account. Null as for `scp`. */
  readonly rcp: readonly Level[] | 'unknown' | null;
  /** The policy of the VPC endpoint the request passes through. */
  readonly endpoint: readonly PolicyDocument[] | 'unknown' | null;
}

/** Where a statement stands. */
export interface StatementRef {
  readonly kind: DocumentKind | 'acl';
  /** The id of the level of an SCP or RCP, else null. */
  readonly level: string | null;
  /** The document's place in its list. */
  readonly document: number;
  /** The place of the statement in the document, or of the grant in the access control list. */
  readonly statement: number;
  readonly sid: string | null;
}

/** What AWS answers, and why. */
export interface Decision {
  readonly decision: 'allow' | 'deny' | 'implicit-deny' | 'unknown';
  /** The Deny statements of a `deny`, the Allow statements of an `allow`; of an `unknown`, the statements in doubt. */
  readonly decidedBy: readonly StatementRef[];
  /** One sentence. */
  readonly reason: string;
}

/**
 * Decides one request as AWS does:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function authorize(request: AccessRequest, policies: AccessPolicies): Decision {
  const action = request.action.toLowerCase();
  const caller = parseCaller(request.principal, action);
  if (caller === null) return undecided(`\`${request.principal}\` is no principal`);
  if (!action.includes(':') || action.includes('*')) return undecided(`\`${request.action}\` is no action`);
  const [first, ...others] = possibleRoleArns(caller, request.context).map((arn) =>
    authorize({ ...request, context: { ...request.context, 'aws:PrincipalArn': arn } }, policies),
  );
  if (first !== undefined) {
    const agree = others.every(({ decision }) => decision === first.decision);
    return agree ? first : undecided('the path of the role is not known');
  }
  const owner = request.resourceAccount ?? ownerOf(request.resource, caller);
  if (owner !== null || standsAlone(caller)) return decide(request, action, caller, owner, policies);
  // Nobody says whose resource it is: only what holds for one's own and for another's is certain.
  const own = decide(request, action, caller, caller.account, policies);
  const foreign = decide(request, action, caller, 'another account', policies);
  return own.decision === foreign.decision ? own : undecided('the account of the resource is not known');
}

/** The account in the ARN; what is on `*`, or is AWS's (`arn:aws:iam::aws:policy/…`), every account has as its own. */
export function ownerOf(resource: string, caller: Caller): string | null {
  const account = parseArn(resource)?.account;
  return resource === '*' || account === 'aws' ? caller.account : account || null;
}

const undecided = (reason: string, decidedBy: readonly StatementRef[] = []): Decision => ({
  decision: 'unknown',
  decidedBy,
  reason,
});

const implicit = (reason: string): Decision => ({ decision: 'implicit-deny', decidedBy: [], reason });

/** What the statements of one effect in one place say, with those that apply and those that may. */
class Tally {
  truth: Truth = 'no';
  readonly certain: StatementRef[] = [];
  readonly doubtful: StatementRef[] = [];
  missing = false;

  add(truth: Truth, ref: StatementRef): void {
    if (truth === 'no') return;
    (truth === 'yes' ? this.certain : this.doubtful).push(ref);
    this.truth = either(this.truth, truth);
  }

  doubt(): void {
    this.truth = either(this.truth, 'unknown');
    this.missing = true;
  }
}

/** Grants of the resource's policy by how far they reach. */
interface Grants {
  readonly direct: Tally;
  readonly limited: Tally;
  readonly delegated: Tally;
}

function decide(
  request: AccessRequest,
  action: string,
  caller: Caller,
  owner: string | null,
  policies: AccessPolicies,
): Decision {
  const service = action.slice(0, action.indexOf(':'));
  const settled = settleByService(request, action, caller, policies);
  if (settled !== null) return settled;
  const context = buildContext(
    { action, resource: request.resource, resourceAccount: owner, stated: request.context },
    caller,
  );
  if (context === null) return undecided("a condition key's value in the request cannot be read");
  const hasBoundary = policies.boundary === 'unknown' ? 'unknown' : policies.boundary === null ? 'no' : 'yes';
  const question: Question = { action, resource: request.resource, context, caller, hasBoundary };
  const applicable = select(policies, service, action, caller);
  const denied = findDenies(applicable, question, isOwnersBucketPolicy(action, caller, owner));
  if (denied.certain.length > 0) {
    return { decision: 'deny', decidedBy: denied.certain, reason: 'a Deny statement applies' };
  }

  const grants = findGrants(applicable.resource, question);
  cutPublicGrants(request, service, question, owner, policies.resource, grants);
  if (service === 's3') addAclGrants(policies.acl ?? null, request.blockPublicAccess, question, grants);
  const identity = findAllows('identity', applicable.identity, question);
  const own = grantOfOwnPolicies(caller, action, policies, identity);
  const limits = [
    limitOf('boundary', applicable.boundary, question),
    limitOf('session', applicable.session === null ? null : asList(applicable.session), question),
  ];
  const inLimits = limits.reduce((all, limit) => both(all, limit.truth), 'yes' as Truth);
  const granted = combine(caller, owner, mustBeAllowedByResource(action, request.resource), grants, own, inLimits);

  const outer = [...limitsOfLevels(applicable.scp, question), limitOf('endpoint', applicable.endpoint, question)];
  const inOuter = outer.reduce((all, limit) => both(all, limit.truth), 'yes' as Truth);
  if (granted === 'no') return implicit(explainNoGrant(caller, owner, own, inLimits));
  if (inOuter === 'no') {
    const closed = outer.find((limit) => limit.truth === 'no');
    return implicit(`no ${closed?.name} statement allows it`);
  }
  const tallies = [identity, grants.direct, grants.limited, grants.delegated, ...limits, ...outer];
  const doubtful = [...denied.doubtful, ...tallies.flatMap((tally) => tally.doubtful)];
  if (denied.truth === 'unknown') return undecided('a Deny statement may apply', doubtful);
  if (both(granted, inOuter) === 'unknown') return undecided('whether a policy allows it is not known', doubtful);
  return {
    decision: 'allow',
    decidedBy: tallies.flatMap((tally) => tally.certain),
    reason:
      own === 'yes' && identity.truth === 'no' ? 'the account root user has full access' : 'Allow statements apply',
  };
}

/** Where AWS documents the answer whatever the policies say. */
export function settleByService(
  { resource }: AccessRequest,
  action: string,
  caller: Caller,
  policies: AccessPolicies,
): Decision | null {
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: allowed even where a policy denies it.
  if (action === 'sts:getcalleridentity' && caller.account !== null) {
    return policies.endpoint === null
      ? { decision: 'allow', decidedBy: [], reason: 'sts:GetCallerIdentity needs no permission' }
      : undecided('whether the endpoint lets sts:GetCallerIdentity through is not documented');
  }
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  if (action === 'sts:assumerole' && caller.kind === 'root') return implicit('the root user cannot assume a role');
  return isReserved(resource, action)
    ? implicit('AWS manages the resource; no policy lets a customer change it')
    : null;
}

const READS = /^(?:iam|kms):(?:get|list|describe|simulate|generate)/;

/** AWS-managed aliases, policies and Identity Center roles: only AWS changes them. */
function isReserved(resource: string, action: string): boolean {
  if (READS.test(action)) return false;
  if (action.startsWith('iam:')) {
    const changesPolicy =
      /^arn:aws[a-z-]*:iam::aws:policy\//.test(resource) && /^iam:(?:create|delete|set|tag|untag)/.test(action);
    const changesRole = /^arn:aws[a-z-]*:iam::\d{12}:role\/aws-reserved\//.test(resource) && action !== 'iam:passrole';
    return changesPolicy || changesRole;
  }
  return (
    /^kms:(?:create|update|delete)alias$/.test(action) && /^arn:aws[a-z-]*:kms:[^:]*:\d{12}:alias\/aws\//.test(resource)
  );
}

/** The documents that apply to this caller: what cannot apply is taken out here, once. */
export function select(policies: AccessPolicies, service: string, action: string, caller: Caller): AccessPolicies {
  const alone = standsAlone(caller);
  const linked = isServiceLinked(caller);
  const attached = !alone && caller.kind !== 'root';
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html: RCPs leave kms:RetireGrant alone.
  const rcpApplies = !linked && RCP_SERVICES.has(service) && action !== 'kms:retiregrant';
  return {
    ...policies,
    identity: attached ? policies.identity : [],
    boundary: attached ? policies.boundary : null,
    session: alone ? null : policies.session,
    scp: alone || linked ? null : policies.scp,
    rcp: rcpApplies ? policies.rcp : null,
  };
}

const asList = (document: PolicyDocument | 'unknown'): readonly PolicyDocument[] | 'unknown' =>
  document === 'unknown' ? document : [document];

function findDenies(policies: AccessPolicies, question: Question, sparesResource: boolean): Tally {
  const tally = new Tally();
  const visit = (
    kind: DocumentKind,
    documents: readonly PolicyDocument[] | 'unknown' | null,
    level: string | null = null,
  ) => {
    if (documents === 'unknown') tally.doubt();
    else
      for (let index = 0; index < (documents?.length ?? 0); index++) {
        collect(tally, 'denies', kind, level, documents?.[index], index, question);
      }
  };
  const visitLevels = (kind: DocumentKind, levels: readonly Level[] | 'unknown' | null) => {
    if (levels === 'unknown') tally.doubt();
    else for (const level of levels ?? []) visit(kind, level.policies, level.id);
  };
  visit('identity', policies.identity);
  if (!sparesResource) visit('resource', policies.resource === null ? null : asList(policies.resource));
  visit('boundary', policies.boundary);
  visit('session', policies.session === null ? null : asList(policies.session));
  visitLevels('scp', policies.scp);
  visitLevels('rcp', policies.rcp);
  visit('endpoint', policies.endpoint);
  return tally;
}

/**
 * The root user of the bucket's account can always read and mend the bucket's policy, whatever that policy denies:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export const isOwnersBucketPolicy = (action: string, caller: Caller, owner: string | null): boolean =>
  caller.kind === 'root' && caller.account === owner && /^s3:(?:get|put|delete)bucketpolicy$/.test(action);

function collect(
  tally: Tally,
  effect: 'allows' | 'denies',
  kind: DocumentKind,
  level: string | null,
  document: PolicyDocument | undefined,
  place: number,
  question: Question,
): void {
  if (document === undefined) return;
  const compiled = compileDocument(document);
  if (!compiled.understood) tally.doubt();
  for (const one of compiled[effect]) {
    const { truth } = matchStatement(one, kind, question);
    // An allow of a document that cannot be read as a whole is no more than a possibility, a deny no less.
    if (truth !== 'no') tally.add(compiled.understood ? truth : 'unknown', refOf(kind, level, place, one.statement));
  }
}

const refOf = (
  kind: DocumentKind,
  level: string | null,
  document: number,
  statement: { readonly index: number; readonly sid: string | null },
): StatementRef => ({ kind, level, document, statement: statement.index, sid: statement.sid });

function findAllows(
  kind: DocumentKind,
  documents: readonly PolicyDocument[] | 'unknown',
  question: Question,
  level: string | null = null,
): Tally {
  const tally = new Tally();
  if (documents === 'unknown') tally.doubt();
  else
    for (let index = 0; index < documents.length; index++) {
      collect(tally, 'allows', kind, level, documents[index], index, question);
    }
  return tally;
}

function findGrants(document: PolicyDocument | 'unknown' | null, question: Question): Grants {
  const grants: Grants = { direct: new Tally(), limited: new Tally(), delegated: new Tally() };
  if (document === null) return grants;
  if (document === 'unknown') {
    grants.direct.doubt();
    return grants;
  }
  const compiled = compileDocument(document);
  if (!compiled.understood) grants.direct.doubt();
  for (const one of compiled.allows) {
    const { truth, reach } = matchStatement(one, 'resource', question);
    if (truth === 'no') continue;
    const ref = refOf('resource', null, 0, one.statement);
    if (reach === 'unknown' || !compiled.understood) grants.direct.add('unknown', ref);
    else grants[reach].add(truth, ref);
  }
  return grants;
}

function cutPublicGrants(
  { blockPublicAccess, resource }: AccessRequest,
  service: string,
  { caller, context }: Question,
  owner: string | null,
  policy: PolicyDocument | 'unknown' | null,
  grants: Grants,
): void {
  if (service !== 's3') return;
  const restricts = blockPublicAccess?.restrictPublicBuckets ?? null;
  const stands = grantStands(caller, { policy, resource, owner, restricts, valuesOf: (key) => context.get(key) });
  for (const tally of Object.values(grants)) {
    tally.truth = both(tally.truth, stands);
    if (stands === 'yes') continue;
    if (stands === 'unknown') tally.doubtful.push(...tally.certain);
    tally.certain.length = 0;
  }
}

/** Access control lists grant beside the bucket's policy, and RestrictPublicBuckets does not touch them. */
function addAclGrants(
  acl: Acl | 'unknown' | null,
  block: AccessRequest['blockPublicAccess'],
  { action, caller }: Question,
  grants: Grants,
): void {
  if (acl === 'unknown') grants.direct.doubt();
  if (acl === null || acl === 'unknown') return;
  for (let index = 0; index < acl.grants.length; index++) {
    const grant = acl.grants[index];
    if (grant === undefined) continue;
    const { truth, reach } = matchAclGrant(grant, acl, block?.ignorePublicAcls ?? 'no', action, caller);
    const ref: StatementRef = { kind: 'acl', level: null, document: 0, statement: index, sid: null };
    grants[reach ?? 'direct'].add(truth, ref);
  }
}

/** What the caller's own policies grant before any limit; null speaks of a caller who has none. */
function grantOfOwnPolicies(caller: Caller, action: string, policies: AccessPolicies, identity: Tally): Truth {
  if (standsAlone(caller)) return 'no';
  if (caller.kind === 'root') return action.startsWith('sts:assumerole') ? 'no' : 'yes';
  // A federated user's session without a session policy has no permissions of its own:
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
  if (caller.kind === 'federated-user' && policies.session === null) return 'no';
  return identity.truth;
}

interface Limit {
  readonly name: string;
  readonly truth: Truth;
  readonly certain: readonly StatementRef[];
  readonly doubtful: readonly StatementRef[];
}

const NAMES = { boundary: 'permissions boundary', session: 'session policy', endpoint: 'VPC endpoint policy' } as const;

function limitOf(
  kind: 'boundary' | 'session' | 'endpoint',
  documents: readonly PolicyDocument[] | 'unknown' | null,
  question: Question,
): Limit {
  if (documents === null) return { name: NAMES[kind], truth: 'yes', certain: [], doubtful: [] };
  const { truth, certain, doubtful } = findAllows(kind, documents, question);
  return { name: NAMES[kind], truth, certain, doubtful };
}

/** An SCP has to allow at every level: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html */
function limitsOfLevels(levels: AccessPolicies['scp'], question: Question): readonly Limit[] {
  if (levels === null) return [];
  if (levels === 'unknown') return [{ name: 'service control policy', truth: 'unknown', certain: [], doubtful: [] }];
  return levels.map(({ id, policies }) => {
    const { truth, certain, doubtful } = findAllows('scp', policies, question, id);
    return { name: `service control policy at \`${id}\``, truth, certain, doubtful };
  });
}

const ROLE_ACTIONS = new Set([
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
  'sts:setsourceidentity',
]);

/**
 * A role's trust policy and a KMS key's policy have to allow by themselves, or to delegate to the account:
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
export function mustBeAllowedByResource(action: string, resource: string): boolean {
  if (ROLE_ACTIONS.has(action)) return true;
  return action.startsWith('kms:') && parseArn(resource)?.resource.startsWith('key/') === true;
}

function combine(
  caller: Caller,
  owner: string | null,
  needsResource: boolean,
  { direct, limited, delegated }: Grants,
  own: Truth,
  inLimits: Truth,
): Truth {
  const any = either(direct.truth, either(limited.truth, delegated.truth));
  if (standsAlone(caller)) return any;
  const byIdentity = both(own, inLimits);
  if (caller.account !== owner) return both(byIdentity, any);
  const byResource = either(direct.truth, both(limited.truth, inLimits));
  return either(byResource, needsResource ? both(delegated.truth, byIdentity) : byIdentity);
}

function explainNoGrant(caller: Caller, owner: string | null, own: Truth, inLimits: Truth): string {
  if (standsAlone(caller)) return "the resource's policy does not allow it";
  if (own !== 'no' && inLimits === 'no') return 'the permissions boundary or the session policy does not allow it';
  if (caller.account === owner) return 'no policy allows it';
  return own === 'no'
    ? "the caller's own policies do not allow it"
    : "the resource's policy does not let the other account in";
}
