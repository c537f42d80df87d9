import { type AccessPolicies, type AccessRequest, authorize, type Decision, settleByService } from '../authorize.ts';
import { buildContext } from '../context.ts';
import { type PolicyDocument, parseDocument, type Statement } from '../document.ts';
import { compileGlob } from '../pattern.ts';
import { type Caller, parseCaller } from '../principal.ts';
import type { Truth } from '../truth.ts';
import { Box, type Space, search } from './box.ts';
import { type Budget, newBudget, OUT_OF_BUDGET, spend } from './budget.ts';
import { canHave } from './caller-keys.ts';
import { type CallerClass, callersOf, strangerTo } from './callers.ts';
import { costOf, documentsIn } from './documents.ts';
import { type Formula, formulaOf } from './formula.ts';
import { resourceHints, valueHints } from './hints.ts';
import { type Region, usesOf, variablesOf } from './region.ts';
import { NONE, type Solution } from './text-set.ts';
import { assignmentsOf } from './variable-values.ts';
import { identitiesOf } from './zone.ts';

/** A request that one set of policies allows and the other does not. */
export interface NewAccess {
  /** Null where the policies name nobody: whoever they are attached to. */
  readonly principal: string | null;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Whether one set of policies allows something that another does not. */
export interface Comparison {
  readonly truth: Truth;
  readonly witness: NewAccess | null;
  /** One sentence. */
  readonly reason: string;
}

/**
 * Whether `a` allows anything that `b` does not, over all requests. Documents of identities are compared for whoever they are attached
 * to; documents of resources for every caller that either tells apart.
 */
export function allowsMore(a: AccessPolicies, b: AccessPolicies): Comparison {
  const documents = [...documentsIn(a), ...documentsIn(b)];
  const byResource = a.resource !== null || b.resource !== null;
  const classes: readonly (CallerClass | null)[] = byResource ? callersOf(documents, strangerTo(documents)) : [null];
  const budget = newBudget();
  const uses = usesOf(documents);
  let doubt: string | null = null;
  for (const one of classes) {
    if (budget.left <= 0) return { truth: 'unknown', witness: null, reason: OUT_OF_BUDGET.reason };
    const answer = compareFor(a, b, documents, uses, one, budget);
    if (answer.truth === 'yes') return answer;
    if (answer.truth === 'unknown') doubt = answer.reason;
  }
  return doubt === null ? NOTHING_NEW : { truth: 'unknown', witness: null, reason: doubt };
}

const NOTHING_NEW: Comparison = { truth: 'no', witness: null, reason: 'the other policies allow all of it' };

/** Somebody to attach identity-based policies to. */
const HOLDER: Caller = {
  kind: 'user',
  text: 'arn:aws:iam::999999999999:user/holder',
  partition: 'aws',
  account: '999999999999',
  name: 'holder',
  session: null,
};

function compareFor(
  a: AccessPolicies,
  b: AccessPolicies,
  documents: readonly PolicyDocument[],
  uses: Space['uses'],
  one: CallerClass | null,
  budget: Budget,
): Comparison {
  const caller = one?.caller ?? HOLDER;
  const valuesOf = knownValues(one);
  const open = new Set<string>();
  for (const document of documents) for (const key of variablesOf(document)) if (valuesOf(key) === null) open.add(key);
  const space: Space = {
    budget,
    uses,
    limitsOf: (key) => (key === 'aws:principalarn' && one?.unnamed === true ? identitiesOf(caller, documents) : null),
    hints: { action: ['s3:getobject', 'iam:createuser'], resource: (action) => resourceHints('*', action, null) },
    valueHints,
  };
  let certain = open.size === 0;
  const cost = costOf(documents);
  const find = (reading: 'strict' | 'lenient', assignment: ReadonlyMap<string, readonly string[]>): Solution<Box> => {
    if (!spend(budget, cost)) return OUT_OF_BUDGET;
    const known = (key: string): readonly string[] | null => assignment.get(key) ?? valuesOf(key);
    const more = formulaFor(a, caller, reading, known);
    const less = formulaFor(b, caller, reading === 'strict' ? 'lenient' : 'strict', known);
    certain &&= more.certain && less.certain;
    return findDifference(more, less, space);
  };
  let doubt: string | null = null;
  const assignments = assignmentsOf(open, documents, ['*']);
  for (const assignment of assignments.list) {
    const solution = find('strict', assignment);
    if (solution.kind === 'limit') doubt = solution.reason;
    if (solution.kind !== 'found') continue;
    const witness = witnessOf(solution.value, assignment, one, valuesOf);
    const absent = [...uses.keys(), ...open].filter((key) => valuesOf(key) === null && !(key in witness.context));
    if (isConfirmed(witness, absent, a, b)) {
      return { truth: 'yes', witness, reason: 'a request that only one of them allows' };
    }
    doubt = 'the concrete evaluator does not confirm the request that was found';
  }
  if (doubt !== null) return { truth: 'unknown', witness: null, reason: doubt };
  if (certain) return NOTHING_NEW;
  // Values that were tried prove nothing of others: here variables are left open, and grant all that they may or nothing.
  const solution = find('lenient', new Map());
  if (solution.kind === 'none') return NOTHING_NEW;
  const reason = solution.kind === 'limit' ? solution.reason : 'the effect of a statement is not certain';
  return { truth: 'unknown', witness: null, reason };
}

function knownValues(one: CallerClass | null): (key: string) => readonly string[] | null {
  if (one === null) return () => null;
  const { caller, unnamed } = one;
  const context = buildContext({ action: '', resource: '*', resourceAccount: null, stated: {} }, caller);
  const fixed = new Map(context);
  if (caller.account !== null) fixed.set('kms:calleraccount', [caller.account]);
  if (unnamed) for (const key of ['aws:principalarn', 'aws:username']) fixed.delete(key);
  return (key) => fixed.get(key) ?? (canHave(caller, key) ? null : []);
}

function formulaFor(
  policies: AccessPolicies,
  caller: Caller,
  reading: 'strict' | 'lenient',
  valuesOf: (key: string) => readonly string[] | null,
): Formula {
  const onlyResource = policies.identity !== 'unknown' && policies.identity.length === 0 && policies.resource !== null;
  const formula = formulaOf(policies, {
    caller,
    owner: onlyResource ? null : caller.account,
    reading,
    valuesOf,
    needsResource: false,
    sparesResource: false,
    ownAllowsAll: onlyResource,
    grantsStand: 'yes',
    aclGrants: [],
    behind: null,
  });
  return formula;
}

/** A request that the first formula allows and the second does not: no term of it holds, or one of its denies does. */
function findDifference(more: Formula, less: Formula, space: Space): Solution<Box> {
  const start = Box.all(space).with({ dimension: 'action', text: { positive: true, globs: [compileGlob('?*:?*')] } });
  if (start.kind !== 'found') return start;
  const denied = new Set(more.denies.map(identityOf));
  let limit: Solution<never> | null = null;
  const settle = (solution: Solution<Box>): Solution<Box> | null => {
    if (solution.kind === 'limit') limit = solution;
    return solution.kind === 'found' ? solution : null;
  };
  for (const groups of more.terms) {
    for (const missed of waysToMiss(less)) {
      if (!spend(space.budget, missed.length / 16)) return OUT_OF_BUDGET;
      const excluded = withoutCovered([...more.denies, ...missed]);
      // What a statement allows here it allows there too.
      const covered = new Set(excluded.map(identityOf));
      const rest = groups.map((group) => group.filter((region) => !covered.has(identityOf(region))));
      const found = settle(search(start.value, rest, excluded));
      if (found !== null) return found;
    }
    for (const deny of less.denies) {
      if (denied.has(identityOf(deny))) continue;
      const found = settle(search(start.value, [...groups, [deny]], more.denies));
      if (found !== null) return found;
    }
  }
  return limit ?? NONE;
}

/** Regions to stay out of so that no term holds: all of one group of each term. Terms share groups, so one may do for several. */
function waysToMiss({ terms }: Formula): readonly (readonly Region[])[] {
  let ways: ReadonlySet<readonly Region[]>[] = [new Set()];
  for (const groups of terms) {
    ways = ways.flatMap((way) =>
      groups.some((group) => way.has(group)) ? [way] : groups.map((group) => new Set(way).add(group)),
    );
  }
  // Staying out of more than is necessary finds nothing else.
  const isIn = (small: ReadonlySet<readonly Region[]>, large: ReadonlySet<readonly Region[]>): boolean =>
    small.size < large.size && [...small].every((group) => large.has(group));
  return ways.filter((way) => !ways.some((other) => isIn(other, way))).map((way) => [...way].flat());
}

function withoutCovered(regions: readonly Region[]): readonly Region[] {
  const seen = new Set<string | Statement>();
  return regions.filter((region) => {
    const same = identityOf(region);
    if (seen.has(same)) return false;
    seen.add(same);
    return true;
  });
}

const identities = new WeakMap<Statement, string | Statement>();

/** Two statements with one text say the same; of those with variables, which only the newer version reads, in one version. */
function identityOf({ statement, version }: Region): string | Statement {
  if (statement.index < 0 || !statement.understood) return statement;
  const cached = identities.get(statement);
  if (cached !== undefined) return cached;
  const text = JSON.stringify(statement.source) ?? '';
  // Names of keys are compared without regard to case.
  const folded = text.replace(/\$\{[^},]*/g, (variable) => variable.toLowerCase());
  const identity = text.includes('${') ? `${version} ${folded}` : text;
  identities.set(statement, identity);
  return identity;
}

function witnessOf(
  box: Box,
  assignment: ReadonlyMap<string, readonly string[]>,
  one: CallerClass | null,
  valuesOf: (key: string) => readonly string[] | null,
): NewAccess {
  const { action, resource, context } = box.example;
  const stated: Record<string, unknown> = {};
  for (const [key, values] of [...assignment, ...context]) {
    if (values.length > 0 && valuesOf(key) === null) stated[key] = values.length === 1 ? values[0] : values;
  }
  const arn = stated['aws:principalarn'];
  const principal = one === null ? null : one.unnamed && typeof arn === 'string' ? arn : one.caller.text;
  return { principal, action, resource, context: stated };
}

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
/** What a caller's own account, or a resource's, allows where only the other side's documents are compared. */
const OWN = parseDocument({ Version: '2012-10-17', Statement: [EVERYTHING] });
const DELEGATED = parseDocument({
  Version: '2012-10-17',
  Statement: [{ ...EVERYTHING, Principal: { AWS: HOLDER.account } }],
});
const ANOTHER_ACCOUNT = '000000000000';

/** Whether the concrete evaluator allows the request by the one and not by the other. */
function isConfirmed(witness: NewAccess, absent: readonly string[], a: AccessPolicies, b: AccessPolicies): boolean {
  const byIdentity = witness.principal === null;
  const principal = witness.principal ?? HOLDER.text;
  const request: AccessRequest = {
    ...witness,
    principal,
    resourceAccount: byIdentity ? HOLDER.account : ANOTHER_ACCOUNT,
    context: { ...Object.fromEntries(absent.map((key) => [key, null])), ...witness.context },
    blockPublicAccess: null,
  };
  const caller = parseCaller(principal, witness.action);
  // Where a service decides by itself, whatever policies say, the documents still differ.
  if (caller === null || settleByService(request, witness.action, caller, a) !== null) return caller !== null;
  const decide = (policies: AccessPolicies): Decision['decision'] => {
    if (byIdentity) return authorize(request, { ...policies, resource: DELEGATED }).decision;
    const onlyResource = policies.identity !== 'unknown' && policies.identity.length === 0;
    if (onlyResource) return authorize(request, { ...policies, identity: [OWN] }).decision;
    return authorize({ ...request, resourceAccount: caller.account }, policies).decision;
  };
  const other = decide(b);
  return decide(a) === 'allow' && (other === 'deny' || other === 'implicit-deny');
}
