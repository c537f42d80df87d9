import { type Acl, type AclMatch, matchAclGrant } from '../acl.ts';
import { findAction } from '../actions.ts';
import { parseArn } from '../arn.ts';
import {
  type AccessPolicies,
  type AccessRequest,
  authorize,
  type Decision,
  isOwnersBucketPolicy,
  mustBeAllowedByResource,
  ownerOf,
  select,
  settleByService,
} from '../authorize.ts';
import { buildContext, possibleRoleArns } from '../context.ts';
import type { PolicyDocument } from '../document.ts';
import { compileGlob } from '../pattern.ts';
import { type Caller, parseCaller, standsAlone } from '../principal.ts';
import { isPublicByService } from '../public.ts';
import { both, not, type Truth } from '../truth.ts';
import type { Box, Space } from './box.ts';
import { type Budget, newBudget, OUT_OF_BUDGET, spend } from './budget.ts';
import { canHave } from './caller-keys.ts';
import { documentsIn } from './documents.ts';
import { findAllowed, formulaOf } from './formula.ts';
import { resourceHints, valueHints } from './hints.ts';
import { type Literal, usesOf, variablesOf } from './region.ts';
import type { Solution } from './text-set.ts';
import { assignmentsOf } from './variable-values.ts';

/** A request of which parts are open. */
export interface OpenRequest {
  /** As of an `AccessRequest`. */
  readonly principal: string;
  /** An action, or a pattern of actions of one service. */
  readonly action: string;
  /** An ARN in which `*` and `?` are open: any text may stand there. A plain `*` is any resource. */
  readonly resource: string;
  /** The account that owns the resource; null where its ARN says it, or where any may. */
  readonly resourceAccount: string | null;
  /** Condition keys with a given value, null for absent; any other key may be absent or have any value. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Whether all keys that are not given are absent, but for those that follow from caller and resource. */
  readonly contextComplete: boolean;
  readonly blockPublicAccess: AccessRequest['blockPublicAccess'];
}

/** Whether some request is allowed, with one that proves it. */
export interface Possibility {
  readonly truth: Truth;
  /** A request that the concrete evaluator allows, where the truth is yes. */
  readonly witness: AccessRequest | null;
  /** What the concrete evaluator says of the witness: which statements decided. */
  readonly decision: Decision | null;
  /** One sentence. */
  readonly reason: string;
}

const impossible = (reason: string): Possibility => ({ truth: 'no', witness: null, decision: null, reason });
const undecided = (reason: string): Possibility => ({ truth: 'unknown', witness: null, decision: null, reason });

/** Whether any request of this form is allowed, over all values of what is open. */
export function possible(request: OpenRequest, policies: AccessPolicies): Possibility {
  const action = request.action.toLowerCase();
  const caller = parseCaller(request.principal, action);
  if (caller === null) return undecided(`\`${request.principal}\` is no principal`);
  if (!/^[^*?:]+:./.test(action)) return undecided(`\`${request.action}\` is no action of a service`);
  const budget = newBudget();
  let result = impossible('no policy allows it');
  const arns = possibleRoleArns(caller, request.context);
  const forms =
    arns.length === 0
      ? [request, ...sessionsOf(request, caller, policies)]
      : arns.map((arn) => ({ ...request, context: { ...request.context, 'aws:PrincipalArn': arn } }));
  for (const form of forms) {
    const principal = parseCaller(form.principal, action) ?? caller;
    for (const [owner, resource] of ownersOf(form, principal)) {
      const one = decideFor({ ...form, resource }, action, principal, owner, policies, budget);
      if (one.truth === 'yes') return one;
      if (one.truth === 'unknown') result = one;
    }
  }
  return result;
}

/** A role calls through its sessions: besides one that nobody names, those that policies name are looked at. */
function sessionsOf(request: OpenRequest, caller: Caller, policies: AccessPolicies): readonly OpenRequest[] {
  if (caller.kind !== 'role' || request.contextComplete) return [];
  const prefix = `arn:${caller.partition}:sts::${caller.account}:assumed-role/${caller.name}/`;
  const named = new Set<string>();
  for (const { statements } of documentsIn(policies)) {
    for (const { principals, notPrincipals } of statements) {
      for (const { value } of [...(principals ?? []), ...(notPrincipals ?? [])]) {
        if (value.startsWith(prefix)) named.add(value);
      }
    }
  }
  // The session's name does not tell the role's path, which is known here.
  const states = Object.keys(request.context).some((key) => key.toLowerCase() === 'aws:principalarn');
  const context = states ? request.context : { ...request.context, 'aws:PrincipalArn': caller.text };
  return [...named].map((principal) => ({ ...request, principal, context }));
}

/** Whose the resource may be: where nothing says it, the caller's own account's and another's. */
function ownersOf(
  { resource, resourceAccount }: OpenRequest,
  caller: Caller,
): readonly (readonly [string | null, string])[] {
  if (resourceAccount !== null) return [[resourceAccount, resource]];
  const account = parseArn(resource)?.account ?? '';
  const named = /[*?]/.test(account) ? null : ownerOf(resource, caller);
  if (named !== null || standsAlone(caller)) return [[named, resource]];
  const other = caller.account === SOMEBODY_ELSE ? '888888888888' : SOMEBODY_ELSE;
  const inAccount = (owner: string): readonly [string, string] => [
    owner,
    account === '*'
      ? resource
          .split(':')
          .map((part, index) => (index === 4 ? owner : part))
          .join(':')
      : resource,
  ];
  return [inAccount(caller.account ?? other), inAccount(other)];
}

const SOMEBODY_ELSE = '999999999999';

function decideFor(
  request: OpenRequest,
  action: string,
  caller: Caller,
  owner: string | null,
  given: AccessPolicies,
  budget: Budget,
): Possibility {
  const concrete = { ...request, resourceAccount: owner };
  const settled = settleByService(concrete, action, caller, given);
  if (settled !== null) {
    if (settled.decision === 'allow') {
      return { truth: 'yes', witness: concrete, decision: settled, reason: settled.reason };
    }
    return settled.decision === 'unknown' ? undecided(settled.reason) : impossible(settled.reason);
  }
  const context = buildContext(
    { action, resource: request.resource, resourceAccount: owner, stated: request.context },
    caller,
  );
  if (context === null) return undecided("a condition key's value in the request cannot be read");
  const stated = new Set(Object.keys(request.context).map((key) => key.toLowerCase()));
  const fixed = new Map(context);
  // The Region is open where the resource's is.
  if (!stated.has('aws:requestedregion') && /[*?]/.test(fixed.get('aws:requestedregion')?.[0] ?? '')) {
    fixed.delete('aws:requestedregion');
  }
  const service = action.slice(0, action.indexOf(':'));
  const policies = select(given, service, action, caller);
  const documents = documentsIn(policies);
  const valuesOf = (key: string): readonly string[] | null => {
    const values = fixed.get(key);
    if (values !== undefined) return values;
    return stated.has(key) || request.contextComplete || !canHave(caller, key) ? [] : null;
  };
  const question: Question = { request, action, caller, owner, policies, documents, valuesOf };

  const open = new Set<string>();
  for (const document of documents) for (const key of variablesOf(document)) if (valuesOf(key) === null) open.add(key);
  const assignments = assignmentsOf(open, documents, request.resource);
  let doubt: string | null = null;
  for (const assignment of assignments.list) {
    const solution = run(question, 'strict', assignment, budget);
    if (solution.kind === 'limit') doubt = solution.reason;
    if (solution.kind !== 'found') continue;
    const witness = witnessOf(question, solution.value, assignment);
    const decision = authorize(witness, given);
    if (decision.decision === 'allow') return { truth: 'yes', witness, decision, reason: decision.reason };
    doubt = `the concrete evaluator does not confirm it: ${decision.reason}`;
  }
  if (doubt !== null) return undecided(doubt);
  const lenient = run(question, 'lenient', new Map(), budget);
  if (lenient.kind === 'none') return impossible('no policy allows it');
  return undecided(lenient.kind === 'limit' ? lenient.reason : 'a statement whose effect is not certain may allow it');
}

interface Question {
  readonly request: OpenRequest;
  readonly action: string;
  readonly caller: Caller;
  readonly owner: string | null;
  readonly policies: AccessPolicies;
  readonly documents: readonly PolicyDocument[];
  readonly valuesOf: (key: string) => readonly string[] | null;
}

/** The values that variables are given for one search; a key that is not here is open. */
type Assignment = ReadonlyMap<string, readonly string[]>;

function run(
  { request, action, caller, owner, policies, documents, valuesOf }: Question,
  reading: 'strict' | 'lenient',
  assignment: Assignment,
  budget: Budget,
): Solution<Box> {
  const service = action.slice(0, action.indexOf(':'));
  const statements = documents.reduce((sum, { statements: all }) => sum + all.length, 0);
  if (!spend(budget, statements)) return OUT_OF_BUDGET;
  const formula = formulaOf(policies, {
    caller,
    owner,
    reading,
    valuesOf: (key) => assignment.get(key) ?? valuesOf(key),
    needsResource: mustBeAllowedByResource(action, request.resource),
    sparesResource: isOwnersBucketPolicy(action, caller, owner),
    ownAllowsAll: caller.kind === 'root' && !standsAlone(caller) && !action.startsWith('sts:assumerole'),
    grantsStand: grantsStand(request, service, caller, owner, policies.resource),
    aclGrants: service === 's3' ? aclGrants(policies.acl ?? null, request, action, caller) : [],
  });
  const space: Space = {
    budget,
    uses: usesOf(documents),
    limitsOf: () => null,
    hints: {
      action: /[*?]/.test(action) ? [] : [action],
      resource: () => resourceHints(request.resource, action, owner),
    },
    valueHints,
  };
  return findAllowed(formula, [isAction(action), ...isResource(request.resource, action)], space);
}

const isAction = (action: string): Literal => ({
  dimension: 'action',
  text: { positive: true, globs: [compileGlob(action)] },
});

function isResource(resource: string, action: string): readonly Literal[] {
  if (resource !== '*') return [{ dimension: 'resource', text: { positive: true, globs: [compileGlob(resource)] } }];
  // An action without resource-level permissions is on `*`: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
  if (findAction(action)?.onResources !== false) return [];
  const nothing = { kind: 'literal', text: '*', tokens: [0x2a], fewest: 1 } as const;
  return [{ dimension: 'resource', text: { positive: true, globs: [nothing] } }];
}

function aclGrants(
  acl: Acl | 'unknown' | null,
  { blockPublicAccess }: OpenRequest,
  action: string,
  caller: Caller,
): readonly AclMatch[] {
  if (acl === null) return [];
  if (acl === 'unknown') return [{ truth: 'unknown', reach: null }];
  const ignored = blockPublicAccess?.ignorePublicAcls ?? 'no';
  return acl.grants.map((grant) => matchAclGrant(grant, acl, ignored, action, caller));
}

/** Block public access leaves a bucket with a public policy to AWS services and its own account. */
function grantsStand(
  { blockPublicAccess }: OpenRequest,
  service: string,
  caller: Caller,
  owner: string | null,
  document: AccessPolicies['resource'],
): Truth {
  if (service !== 's3' || blockPublicAccess === null || document === null) return 'yes';
  if (caller.kind === 'service' || (caller.account !== null && caller.account === owner)) return 'yes';
  const isPublic = document === 'unknown' ? 'unknown' : isPublicByService(document, 's3-bucket').truth;
  return not(both(blockPublicAccess.restrictPublicBuckets, isPublic));
}

function witnessOf({ request, owner, valuesOf }: Question, box: Box, assignment: Assignment): AccessRequest {
  const { action, resource, context } = box.example;
  const stated: Record<string, unknown> = { ...request.context };
  for (const [key, values] of [...assignment, ...context]) {
    if (values.length > 0 && valuesOf(key) === null) stated[key] = values.length === 1 ? values[0] : values;
  }
  return {
    principal: request.principal,
    action: /[*?]/.test(request.action) ? action : request.action,
    resource,
    resourceAccount: owner,
    context: stated,
    blockPublicAccess: request.blockPublicAccess,
  };
}
