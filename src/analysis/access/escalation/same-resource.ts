import { type AccessPolicies, type AccessRequest, authorize, type Decision, type Level } from '../authorize.ts';
import type { PolicyDocument, Statement } from '../document.ts';
import { type Budget, newBudget } from '../exact/budget.ts';
import { type OpenRequest, type Possibility, possible } from '../exact/possible.ts';
import { compileGlob, matchGlob } from '../pattern.ts';
import { both, type Truth } from '../truth.ts';

/** What one action of several may be asked with. */
export interface AskedAction {
  readonly action: string;
  /** Contexts one of which has to be allowed. */
  readonly contexts: readonly Readonly<Record<string, unknown>>[];
}

/** An action with the request that proves it. */
export interface ProvenAction {
  readonly action: string;
  readonly truth: Truth;
  readonly witness: AccessRequest | null;
  readonly decision: Decision | null;
  readonly reason: string;
}

/**
 * Whether all actions can be done to one and the same resource, which may be open; each with its own request.
 * @param budget where all questions together have to be answered in a moment; null where each has a budget of its own.
 */
export function possibleOnOne(
  asked: readonly AskedAction[],
  request: Omit<OpenRequest, 'action' | 'context'>,
  policies: AccessPolicies,
  budget: Budget | null = null,
): { readonly truth: Truth; readonly actions: readonly ProvenAction[] } {
  const ask = (resource: string): readonly ProvenAction[] =>
    asked.map((one) => askOne(one, { ...request, resource }, policies, budget));
  const alone = ask(request.resource);
  const truth = truthOf(alone);
  if (truth !== 'yes' || asked.length === 1) return { truth, actions: alone };
  for (const { witness } of alone) {
    const together = witness === null ? [] : ask(witness.resource);
    if (together.length > 0 && truthOf(together) === 'yes') return { truth, actions: together };
  }
  const [first] = asked;
  if (first === undefined) return { truth, actions: alone };
  const joined = asOneAction(asked, policies);
  const one: Possibility | ProvenAction =
    joined === null
      ? { truth: 'unknown', witness: null, decision: null, behind: null, reason: NOT_READ }
      : askOne(first, request, joined, budget);
  const together = one.witness === null ? alone : ask(one.witness.resource);
  if (one.truth === 'yes' && truthOf(together) === 'yes') return { truth: 'yes', actions: together };
  const answer: Truth = one.truth === 'no' ? 'no' : 'unknown';
  return {
    truth: answer,
    actions: alone.map((action) => ({
      ...action,
      truth: answer,
      witness: null,
      decision: null,
      reason: answer === 'no' ? 'no resource is open to all actions of the method' : one.reason,
    })),
  };
}

const NOT_READ = 'a policy could not be read';

const truthOf = (actions: readonly ProvenAction[]): Truth =>
  actions.reduce<Truth>((all, { truth }) => both(all, truth), 'yes');

function askOne(
  { action, contexts }: AskedAction,
  request: Omit<OpenRequest, 'action' | 'context'>,
  policies: AccessPolicies,
  budget: Budget | null,
): ProvenAction {
  let result: ProvenAction = { action, truth: 'no', witness: null, decision: null, reason: 'no policy allows it' };
  // Most of what is possible needs no search: the first name that comes to mind will do.
  const resource = request.resource === '*' ? '*' : request.resource.replace(/[*?]+/g, 'example');
  for (const context of contexts) {
    const { principal, resourceAccount, blockPublicAccess } = request;
    const witness = { principal, action, resource, resourceAccount, context, blockPublicAccess };
    const decision = authorize(witness, policies);
    if (decision.decision === 'allow') return { action, truth: 'yes', witness, decision, reason: decision.reason };
  }
  for (const context of contexts) {
    const { truth, witness, decision, reason } = possible(
      { ...request, action, context },
      policies,
      null,
      budget ?? newBudget(),
    );
    if (truth === 'yes') return { action, truth, witness, decision, reason };
    if (truth === 'unknown' || result.truth === 'no') result = { action, truth, witness, decision, reason };
  }
  return result;
}

/**
 * Policies under which the first action is allowed on a resource exactly where all are: what the policies say of every other
 * action is put beside them as limits on the first. Null where a document could not be read.
 */
function asOneAction([first, ...others]: readonly AskedAction[], policies: AccessPolicies): AccessPolicies | null {
  const { identity, boundary, session, scp } = policies;
  if (first === undefined || identity === 'unknown' || boundary === 'unknown') return null;
  if (session === 'unknown' || scp === 'unknown') return null;
  const given: readonly (readonly PolicyDocument[])[] = [
    identity,
    ...(boundary === null ? [] : [boundary]),
    ...(session === null ? [] : [[session]]),
    ...(scp ?? []).map((level) => level.policies),
  ];
  const levels = others.flatMap(({ action }) =>
    given.map(
      (documents, index): Level => ({
        id: `${action} ${index}`,
        policies: documents.map((document) => speakingOf(document, action, first.action)),
      }),
    ),
  );
  return { ...policies, scp: [...(scp ?? []), ...levels] };
}

/** The document with what it says of one action said of another, and nothing else. */
function speakingOf(document: PolicyDocument, action: string, instead: string): PolicyDocument {
  const statements = document.statements.flatMap((statement): readonly Statement[] =>
    mentions(statement, action) ? [{ ...statement, actions: [instead], notActions: null }] : [],
  );
  return { ...document, statements };
}

/** Whether the statement speaks of the action. */
export function mentions({ actions, notActions }: Statement, action: string): boolean {
  const folded = action.toLowerCase();
  const listed = (actions ?? notActions ?? []).some((text) => matchGlob(compileGlob(text.toLowerCase()), folded));
  return listed === (actions !== null);
}
