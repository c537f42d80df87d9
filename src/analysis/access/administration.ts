import { type Action, actionsMatching, allActions, findAction, MAX_REACHING, reachesServices } from './actions.ts';
import type { PolicyDocument } from './document.ts';
import { ANYTHING, type IdentityStatement, identityStatements } from './identity-statements.ts';

/** What actions without resource-level permissions are asked for: only a pattern that matches it speaks of them. */
const NO_RESOURCE = '*';

/** Texts that stand for every resource: of any service, in a Region and an account or without. */
const everyResource = (partition: string): readonly string[] => [
  `arn:${partition}:${ANYTHING}:${ANYTHING}:${ANYTHING}:${ANYTHING}`,
  `arn:${partition}:${ANYTHING}::${ANYTHING}:${ANYTHING}`,
  `arn:${partition}:${ANYTHING}:::${ANYTHING}`,
];

/** A statement, and on which kinds of actions it speaks of all resources. */
export interface Wide {
  readonly one: IdentityStatement;
  readonly onResources: boolean;
  readonly onNone: boolean;
}

/** The statements that speak of all resources, or of actions that are on none. */
export const wideStatements = (statements: readonly IdentityStatement[], partition: string): readonly Wide[] =>
  statements
    .map((one) => ({
      one,
      onResources: everyResource(partition).every(one.hasResource),
      onNone: one.hasResource(NO_RESOURCE),
    }))
    .filter(({ onResources, onNone }) => onResources || onNone);

/** Whether the statement speaks of the action on all resources. */
export const speaksOf = ({ one, onResources, onNone }: Wide, action: Action): boolean =>
  (action.onResources ? onResources : onNone) && one.hasAction(action.folded);

/**
 * The Allow statements that, alone or only together, let an identity do every action that exists on all resources, after the Deny
 * statements of the same document; none if the document does not; null if that is not certain, or takes too long to find out.
 *
 * All resources are those that no statement names: NotResource, and a Deny of some resources, leave the rest. Conditions of an
 * Allow do not count, and a Deny with conditions takes nothing away: in some request both let everything through.
 */
export function administrationIn(document: PolicyDocument, partition: string): readonly IdentityStatement[] | null {
  const statements = identityStatements(document);
  const allows = wideStatements(statements.allows, partition);
  const denies = wideStatements(statements.denies, partition);
  const patterns = [...allows, ...denies].flatMap(({ one }) => one.statement.actions ?? one.statement.notActions ?? []);
  if (patterns.filter(reachesServices).length > MAX_REACHING) return null;
  if (!coverEverything(allows, denies)) {
    // Whatever an Allow that is not understood means, it cannot give back what is denied.
    return statements.unclear.allow && !takeAnything(denies) ? null : [];
  }
  if (statements.unclear.deny) return null;
  const alone = allows.filter((allow) => coverEverything([allow], denies));
  return (alone.length > 0 ? alone : allows).map(({ one }) => one);
}

function coverEverything(allows: readonly Wide[], denies: readonly Wide[]): boolean {
  if (allows.length === 0) return false;
  if (allows.some(isEverything)) return !takeAnything(denies);
  for (const action of allActions()) {
    if (!allows.some((allow) => speaksOf(allow, action)) || denies.some((deny) => speaksOf(deny, action))) return false;
  }
  return true;
}

/** Whether there is nothing to look up: the usual administrator has one `*`. */
const isEverything = ({ one, onResources, onNone }: Wide): boolean =>
  onResources && onNone && one.statement.actions?.some((pattern) => /^\*+(:\*+)?$/.test(pattern)) === true;

/** Whether an action that exists is denied on all resources. */
function takeAnything(denies: readonly Wide[]): boolean {
  for (const deny of denies) {
    const { actions } = deny.one.statement;
    const candidates = actions === null ? allActions() : knownActions(actions);
    for (const action of candidates) if (speaksOf(deny, action)) return true;
  }
  return false;
}

function* knownActions(patterns: readonly string[]): Iterable<Action> {
  for (const pattern of patterns) {
    for (const name of actionsMatching(pattern)) {
      const action = findAction(name);
      if (action !== null) yield action;
    }
  }
}
