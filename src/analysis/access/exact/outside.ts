import { type AccessPointNames, nameBehind } from '../access-point.ts';
import type { Acl } from '../acl.ts';
import { type AccessPolicies, type AccessRequest, authorize, type Decision } from '../authorize.ts';
import { buildContext } from '../context.ts';
import { type PolicyDocument, parseDocument, type Statement } from '../document.ts';
import { compileGlob, matchGlob } from '../pattern.ts';
import type { Caller } from '../principal.ts';
import { grantStands } from '../public-restriction.ts';
import type { Truth } from '../truth.ts';
import type { Box, Space } from './box.ts';
import { type Budget, newBudget, OUT_OF_BUDGET, spend } from './budget.ts';
import { canHave } from './caller-keys.ts';
import { type CallerClass, callersOf, strangerTo } from './callers.ts';
import { costOf } from './documents.ts';
import { bothOf, type Formula, findAllowed, formulaOf } from './formula.ts';
import { resourceHints, valueHints } from './hints.ts';
import { type Literal, usesOf, variablesOf } from './region.ts';
import type { Solution } from './text-set.ts';
import { assignmentsOf } from './variable-values.ts';
import { limitsOutside, type TrustZone } from './zone.ts';

/** What an outside caller gets at. */
export interface OutsideSubject {
  /** The account that owns the resource; null where it is not known. */
  readonly owner: string | null;
  readonly policy: PolicyDocument | 'unknown' | null;
  /** From the root down, of the resource's account. */
  readonly rcp: AccessPolicies['rcp'];
  readonly acl: Acl | 'unknown' | null;
  /** For a bucket: the flags in force. */
  readonly blockPublicAccess: AccessRequest['blockPublicAccess'];
  /** Only actions that match one of these patterns, in lower case, count; all where there is none. */
  readonly actions: readonly string[];
  /** Keys, in lower case, that every request has with these values: through an access point, for one. */
  readonly context?: ReadonlyMap<string, readonly string[]>;
}

/** What anyone gets at. */
export interface OpenSubject extends OutsideSubject {
  /** Whether only callers who sign their requests count. */
  readonly signed?: boolean;
  /** Where the subject is an access point: the bucket behind it, which has to allow the request as well. */
  readonly behind?: BucketBehind;
}

/** The bucket behind an access point. */
interface BucketBehind extends Pick<OutsideSubject, 'owner' | 'policy' | 'rcp' | 'blockPublicAccess'> {
  readonly names: AccessPointNames;
}

/** Somebody outside who gets in, proven by a request that the concrete evaluator allows. */
export interface OutsideAccess {
  readonly caller: Caller;
  /** Whether the same holds for all identities of the account that no policy names. */
  readonly unnamed: boolean;
  readonly witness: AccessRequest;
  readonly decision: Decision;
}

/** Who of the outside gets in. */
export interface OutsideAnswer {
  readonly truth: Truth;
  readonly found: readonly OutsideAccess[];
  /** One sentence for what is not known; null where all is. */
  readonly doubt: string | null;
}

/**
 * Whether anyone gets in: somebody of whom the documents know nothing, anonymous or with some AWS account. What may narrow it is only
 * what such a person cannot choose.
 */
export const anyoneGetsIn = (subject: OpenSubject): OutsideAnswer => {
  const documents = documentsOf(subject);
  const stranger = strangerTo(documents, ...sidesOf(subject).map(({ owner }) => owner));
  const classes = callersOf(documents, stranger).filter(({ caller }) =>
    caller.kind === 'anonymous' ? subject.signed !== true : caller.account === stranger && caller.kind !== 'root',
  );
  return ask(subject, documents, classes, null, true);
};

/**
 * Who outside the owner's account and the zone of trust gets in. AWS services do not count, as for Access Analyzer:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html
 * @param options firstOnly: one is enough
 */
export function outsidersGetIn(
  subject: OutsideSubject,
  zone: TrustZone,
  { firstOnly = false }: { readonly firstOnly?: boolean } = {},
): OutsideAnswer {
  const trusting = leaveOutTrusted(subject, zone);
  const documents = documentsOf(trusting);
  const classes = callersOf(documents, strangerTo(documents, subject.owner, ...zone.accounts)).filter(
    ({ caller }) => caller.kind !== 'service' && !isTrusted(caller, subject.owner, zone),
  );
  const own = subject.owner === null ? [] : [subject.owner];
  return ask(trusting, documents, classes, { ...zone, accounts: [...zone.accounts, ...own] }, firstOnly);
}

function isTrusted(caller: Caller, owner: string | null, zone: TrustZone): boolean {
  if (caller.account !== null && (caller.account === owner || zone.accounts.includes(caller.account))) return true;
  return zone.principals.some((pattern) => matchGlob(compileGlob(pattern), caller.text));
}

/** The policy without what it grants under a condition on a key that the user trusts, or to a canonical user that is trusted. */
function leaveOutTrusted(subject: OutsideSubject, { conditionKeys, principals }: TrustZone): OutsideSubject {
  const { policy } = subject;
  if (conditionKeys.length + principals.length === 0 || policy === null || policy === 'unknown') return subject;
  const keys = new Set(conditionKeys.map((key) => key.toLowerCase()));
  const statements = policy.statements.flatMap((statement): readonly Statement[] => {
    if (statement.effect !== 'Allow') return [statement];
    if (statement.conditions.some(({ key }) => keys.has(key.toLowerCase()))) return [];
    const listed = statement.principals;
    const rest = listed?.filter(({ type, value }) => type !== 'CanonicalUser' || !principals.includes(value));
    return rest === undefined || rest.length === listed?.length ? [statement] : [{ ...statement, principals: rest }];
  });
  return { ...subject, policy: { ...policy, statements } };
}

/** One resource that has to allow a request. */
interface Side extends Pick<OutsideSubject, 'owner' | 'policy' | 'rcp' | 'blockPublicAccess'> {
  /** Null for the resource that the request names. */
  readonly names: AccessPointNames | null;
}

/** All resources that have to allow a request. */
const sidesOf = (subject: OpenSubject): readonly Side[] =>
  subject.behind === undefined ? [{ ...subject, names: null }] : [{ ...subject, names: null }, subject.behind];

const documentsOf = (subject: OpenSubject): readonly PolicyDocument[] =>
  sidesOf(subject).flatMap(({ policy, rcp }) => {
    const levels = rcp === null || rcp === 'unknown' ? [] : rcp.flatMap(({ policies }) => policies);
    return policy === null || policy === 'unknown' ? levels : [policy, ...levels];
  });

/** What an outside caller's own account lets it do is its own business. */
const ALL_OF_ITS_OWN = parseDocument({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

function ask(
  subject: OpenSubject,
  documents: readonly PolicyDocument[],
  classes: readonly CallerClass[],
  zone: TrustZone | null,
  firstOnly: boolean,
): OutsideAnswer {
  const budget = newBudget();
  const found: OutsideAccess[] = [];
  let doubt: string | null = null;
  for (const one of classes) {
    if (budget.left <= 0) doubt = OUT_OF_BUDGET.reason;
    if (budget.left <= 0) break;
    const answer = askOne(subject, documents, one, zone, budget);
    if (typeof answer === 'string') doubt = answer;
    else if (answer !== null) found.push(answer);
    if (firstOnly && found.length > 0) break;
  }
  return { truth: found.length > 0 ? 'yes' : doubt === null ? 'no' : 'unknown', found, doubt };
}

/** The access of one class of callers, null for none, or why it is not known. */
function askOne(
  subject: OpenSubject,
  documents: readonly PolicyDocument[],
  { caller, unnamed }: CallerClass,
  zone: TrustZone | null,
  budget: Budget,
): OutsideAccess | string | null {
  const sides = sidesOf(subject).map((side) => ({ side, valuesOf: knownValues(subject, side, caller, unnamed) }));
  const valuesOf = knownValues(subject, subject, caller, unnamed);
  const open = new Set<string>();
  for (const document of documents) for (const key of variablesOf(document)) if (valuesOf(key) === null) open.add(key);

  const uses = usesOf(documents);
  const { behind } = subject;
  const space: Space = {
    budget,
    uses,
    limitsOf: limitsOutside(documents, caller, unnamed, zone),
    hints: {
      action: uses.has('kms:calleraccount') ? ['kms:decrypt'] : ['s3:getobject'],
      resource: (action) =>
        behind === undefined
          ? resourceHints('*', action, subject.owner)
          : [`${behind.names.point}/object/example-object`, behind.names.point],
    },
    valueHints,
  };
  let certain = open.size === 0;
  const cost = costOf(documents);
  const search = (reading: 'strict' | 'lenient', assignment: ReadonlyMap<string, readonly string[]>): Solution<Box> => {
    if (!spend(budget, cost)) return OUT_OF_BUDGET;
    const formula = sides
      .map(
        ({ side, valuesOf: known }): Formula =>
          formulaOf(policiesOf(side), {
            caller,
            owner: side.owner,
            reading,
            valuesOf: (key) => assignment.get(key) ?? known(key),
            needsResource: true,
            sparesResource: false,
            ownAllowsAll: true,
            grantsStand: grantStands(caller, {
              ...side,
              resource: side.names?.bucket ?? subject.behind?.names.point ?? '*',
              restricts: side.blockPublicAccess?.restrictPublicBuckets ?? null,
              valuesOf: known,
            }),
            aclGrants: [],
            behind: side.names,
          }),
      )
      .reduce(bothOf);
    certain &&= formula.certain;
    return findAllowed(formula, formOf(subject), space);
  };
  let doubt: string | null = null;
  for (const assignment of assignmentsOf(open, documents, ['*']).list) {
    const solution = search('strict', assignment);
    if (solution.kind === 'limit') doubt = solution.reason;
    if (solution.kind !== 'found') continue;
    const { witness, decision } = confirm(subject, caller, unnamed, solution.value, assignment, valuesOf);
    if (decision.decision === 'allow') return { caller, unnamed, witness, decision };
    doubt = `the concrete evaluator does not confirm it: ${decision.reason}`;
  }
  if (doubt !== null) return doubt;
  if (certain) return null;
  const lenient = search('lenient', new Map());
  if (lenient.kind === 'none') return null;
  return lenient.kind === 'limit' ? lenient.reason : 'a statement whose effect is not certain may let them in';
}

/** Keys that a request has to one of the resources, by caller and resource; null for a key that is open. */
function knownValues(
  { context = new Map() }: OutsideSubject,
  { owner }: Pick<Side, 'owner'>,
  caller: Caller,
  unnamed: boolean,
): (key: string) => readonly string[] | null {
  const built = buildContext({ action: '', resource: '*', resourceAccount: owner, stated: {} }, caller);
  if (built === null) throw new Error('an empty context can always be read');
  const fixed = new Map([...built, ...context]);
  if (caller.account !== null) fixed.set('kms:calleraccount', [caller.account]);
  if (unnamed) for (const key of ['aws:principalarn', 'aws:username']) fixed.delete(key);
  return (key) =>
    fixed.get(key) ?? (canHave(caller, key) && !(key === 'aws:username' && caller.kind !== 'user') ? null : []);
}

const policiesOf = ({ policy, rcp }: Pick<Side, 'policy' | 'rcp'>): AccessPolicies => ({
  identity: [ALL_OF_ITS_OWN],
  resource: policy,
  ...{ boundary: null, session: null, scp: null, rcp, endpoint: null },
});

/** What requests are asked for: actions, and through an access point what is behind it. */
function formOf({ actions, behind }: OpenSubject): readonly Literal[] {
  const patterns = actions.length === 0 ? ['?*:?*'] : actions;
  const action: Literal = { dimension: 'action', text: { positive: true, globs: patterns.map(compileGlob) } };
  if (behind === undefined) return [action];
  const globs = [compileGlob(behind.names.point), compileGlob(`${behind.names.point}/object/*`)];
  return [action, { dimension: 'resource', text: { positive: true, globs } }];
}

function confirm(
  subject: OpenSubject,
  caller: Caller,
  unnamed: boolean,
  box: Box,
  assignment: ReadonlyMap<string, readonly string[]>,
  valuesOf: (key: string) => readonly string[] | null,
): { readonly witness: AccessRequest; readonly decision: Decision } {
  const { action, resource, context } = box.example;
  const stated: Record<string, unknown> = {};
  for (const [key, values] of subject.context ?? []) stated[key] = values;
  for (const [key, values] of [...assignment, ...context]) {
    if (values.length > 0 && valuesOf(key) === null) stated[key] = values.length === 1 ? values[0] : values;
  }
  const arn = stated['aws:principalarn'];
  const witness: AccessRequest = {
    principal: unnamed && typeof arn === 'string' ? arn : caller.text,
    action,
    resource,
    resourceAccount: subject.owner,
    context: stated,
    blockPublicAccess: subject.blockPublicAccess,
  };
  const decision = authorize(witness, policiesOf(subject));
  if (subject.behind === undefined || decision.decision !== 'allow') return { witness, decision };
  const { names, owner, blockPublicAccess } = subject.behind;
  const named = nameBehind(names, resource);
  if (named === null) throw new Error(`\`${resource}\` is not behind \`${names.point}\``);
  const behind = authorize(
    { ...witness, resource: named, resourceAccount: owner, blockPublicAccess },
    policiesOf(subject.behind),
  );
  return { witness, decision: behind.decision === 'allow' ? decision : behind };
}
