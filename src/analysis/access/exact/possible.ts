import { ACCESS_POINT_ACTIONS, type AccessPointNames, nameBehind } from '../access-point.ts';
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
import { buildContext, type Context, possibleRoleArns } from '../context.ts';
import type { PolicyDocument } from '../document.ts';
import { compileGlob } from '../pattern.ts';
import { type Caller, parseCaller, standsAlone } from '../principal.ts';
import { grantStands, type RestrictedGrant } from '../public-restriction.ts';
import type { Truth } from '../truth.ts';
import type { Box, Space } from './box.ts';
import { type Budget, newBudget, OUT_OF_BUDGET, spend } from './budget.ts';
import { canHave } from './caller-keys.ts';
import { costOf, documentsIn } from './documents.ts';
import { bothOf, type Formula, findAllowed, formulaOf } from './formula.ts';
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

/** Where the request goes through an access point: the bucket behind it, which has to allow it as well. */
export interface Behind {
  readonly names: AccessPointNames;
  readonly policies: AccessPolicies;
  /** The account that owns the bucket. */
  readonly owner: string;
}

/** Whether some request is allowed, with one that proves it. */
export interface Possibility {
  readonly truth: Truth;
  /** A request that the concrete evaluator allows, where the truth is yes. */
  readonly witness: AccessRequest | null;
  /** What the concrete evaluator says of the witness: which statements decided. */
  readonly decision: Decision | null;
  /** What it says of the same request to the bucket behind the access point; null where there is none. */
  readonly behind: Decision | null;
  /** One sentence. */
  readonly reason: string;
}

const UNPROVEN = { witness: null, decision: null, behind: null };
const impossible = (reason: string): Possibility => ({ truth: 'no', ...UNPROVEN, reason });
const undecided = (reason: string): Possibility => ({ truth: 'unknown', ...UNPROVEN, reason });

/**
 * Whether any request of this form is allowed, over all values of what is open.
 * @param budget where the request is one of many that together have to be answered in a moment.
 */
export function possible(
  request: OpenRequest,
  policies: AccessPolicies,
  behind: Behind | null = null,
  budget: Budget = newBudget(),
): Possibility {
  const action = request.action.toLowerCase();
  const caller = parseCaller(request.principal, action);
  if (caller === null) return undecided(`\`${request.principal}\` is no principal`);
  if (!/^[^*?:]+:./.test(action)) return undecided(`\`${request.action}\` is no action of a service`);
  let result = impossible('no policy allows it');
  const arns = possibleRoleArns(caller, request.context);
  const forms =
    arns.length === 0
      ? [request, ...sessionsOf(request, caller, policies, behind)]
      : arns.map((arn) => ({ ...request, context: { ...request.context, 'aws:PrincipalArn': arn } }));
  for (const form of forms) {
    const principal = parseCaller(form.principal, action) ?? caller;
    for (const [owner, resource] of ownersOf(form, principal)) {
      const one = decideFor({ ...form, resource }, action, principal, owner, policies, behind, budget);
      if (one.truth === 'yes') return one;
      if (one.truth === 'unknown') result = one;
    }
  }
  return result;
}

/** A role calls through its sessions: besides one that nobody names, those that policies name are looked at. */
function sessionsOf(
  request: OpenRequest,
  caller: Caller,
  policies: AccessPolicies,
  behind: Behind | null,
): readonly OpenRequest[] {
  if (caller.kind !== 'role' || request.contextComplete) return [];
  const prefix = `arn:${caller.partition}:sts::${caller.account}:assumed-role/${caller.name}/`;
  const named = new Set<string>();
  for (const { statements } of [...documentsIn(policies), ...(behind === null ? [] : documentsIn(behind.policies))]) {
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
  behind: Behind | null,
  budget: Budget,
): Possibility {
  const concrete = { ...request, resourceAccount: owner };
  const settled = settleByService(concrete, action, caller, given);
  if (settled !== null) {
    if (settled.decision === 'allow') {
      return { truth: 'yes', witness: concrete, decision: settled, behind: null, reason: settled.reason };
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
  const known = (values: Context): Side['valuesOf'] => {
    const whole = request.contextComplete ? () => true : (key: string) => stated.has(key) || !canHave(caller, key);
    return (key) => values.get(key) ?? (whole(key) ? [] : null);
  };
  const valuesOf = known(fixed);
  const sides: Side[] = [{ names: null, owner, policies, valuesOf }];
  if (behind !== null) {
    // The keys of a request are the same for both but for those that say whose the resource is.
    const ownersKeys = ['aws:resourceaccount', 's3:resourceaccount'].filter((key) => !stated.has(key));
    const values = new Map([...fixed, ...ownersKeys.map((key) => [key, [behind.owner]] as const)]);
    sides.push({
      ...{ names: behind.names, owner: behind.owner, valuesOf: known(values) },
      policies: select(behind.policies, service, action, caller),
    });
  }
  const documents = sides.flatMap((side) => documentsIn(side.policies));
  const question: Question = { request, action, caller, owner, sides, documents, valuesOf };

  const open = new Set<string>();
  for (const document of documents) for (const key of variablesOf(document)) if (valuesOf(key) === null) open.add(key);
  const named = behind === null ? null : nameBehind(behind.names, request.resource);
  const assignments = assignmentsOf(open, documents, named === null ? [request.resource] : [request.resource, named]);
  let doubt: string | null = null;
  for (const assignment of assignments.list) {
    const solution = run(question, 'strict', assignment, budget);
    if (solution.kind === 'limit') doubt = solution.reason;
    if (solution.kind !== 'found') continue;
    const witness = witnessOf(question, solution.value, assignment);
    const decision = authorize(witness, given);
    const behindIt = behind === null || decision.decision !== 'allow' ? null : confirmBehind(witness, behind, fixed);
    const { decision: verdict, reason } = behindIt ?? decision;
    if (verdict === 'allow') return { truth: 'yes', witness, decision, behind: behindIt, reason };
    doubt = `the concrete evaluator does not confirm it: ${reason}`;
  }
  if (doubt !== null) return undecided(doubt);
  const lenient = run(question, 'lenient', new Map(), budget);
  if (lenient.kind === 'none') return impossible('no policy allows it');
  return undecided(lenient.kind === 'limit' ? lenient.reason : 'a statement whose effect is not certain may allow it');
}

/** What the concrete evaluator says of a request through an access point as the bucket sees it. */
function confirmBehind(witness: AccessRequest, behind: Behind, fixed: Context): Decision {
  const resource = nameBehind(behind.names, witness.resource);
  if (resource === null) throw new Error(`\`${witness.resource}\` is not behind \`${behind.names.point}\``);
  const region = fixed.get('aws:requestedregion')?.[0];
  const states = Object.keys(witness.context).some((key) => key.toLowerCase() === 'aws:requestedregion');
  const context =
    region === undefined || states ? witness.context : { ...witness.context, 'aws:RequestedRegion': region };
  return authorize({ ...witness, resource, resourceAccount: behind.owner, context }, behind.policies);
}

/** One resource that has to allow the request, with all that applies to it. */
interface Side {
  /** Null for the resource that the request names. */
  readonly names: AccessPointNames | null;
  readonly owner: string | null;
  readonly policies: AccessPolicies;
  readonly valuesOf: (key: string) => readonly string[] | null;
}

interface Question {
  readonly request: OpenRequest;
  readonly action: string;
  readonly caller: Caller;
  readonly owner: string | null;
  readonly sides: readonly Side[];
  readonly documents: readonly PolicyDocument[];
  /** Of the resource that the request names. */
  readonly valuesOf: Side['valuesOf'];
}

/** The values that variables are given for one search; a key that is not here is open. */
type Assignment = ReadonlyMap<string, readonly string[]>;

function run(
  { request, action, caller, owner, sides, documents }: Question,
  reading: 'strict' | 'lenient',
  assignment: Assignment,
  budget: Budget,
): Solution<Box> {
  const service = action.slice(0, action.indexOf(':'));
  const cost = costOf(documents);
  if (!spend(budget, cost)) return OUT_OF_BUDGET;
  const formula = sides
    .map(
      (side): Formula =>
        formulaOf(side.policies, {
          caller,
          owner: side.owner,
          reading,
          valuesOf: (key) => assignment.get(key) ?? side.valuesOf(key),
          needsResource: mustBeAllowedByResource(action, request.resource),
          sparesResource: isOwnersBucketPolicy(action, caller, side.owner),
          ownAllowsAll: caller.kind === 'root' && !standsAlone(caller) && !action.startsWith('sts:assumerole'),
          grantsStand: service === 's3' ? grantStands(caller, restrictedBy(request, side)) : 'yes',
          aclGrants: service === 's3' ? aclGrants(side.policies.acl ?? null, request, action, caller) : [],
          behind: side.names,
        }),
    )
    .reduce(bothOf);
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
  const form = [isAction(action), ...isResource(request.resource, action)];
  return findAllowed(formula, sides.length > 1 ? [...form, THROUGH_ACCESS_POINTS] : form, space);
}

const THROUGH_ACCESS_POINTS: Literal = {
  dimension: 'action',
  text: { positive: true, globs: ACCESS_POINT_ACTIONS.map(compileGlob) },
};

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

const restrictedBy = ({ resource, blockPublicAccess }: OpenRequest, side: Side): RestrictedGrant => ({
  policy: side.policies.resource,
  resource: side.names?.bucket ?? resource,
  owner: side.owner,
  restricts: blockPublicAccess?.restrictPublicBuckets ?? null,
  valuesOf: side.valuesOf,
});

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
