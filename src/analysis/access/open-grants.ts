import { type Action, actionsMatching, allActions, findAction, MAX_REACHING, reachesServices } from './actions.ts';
import { speaksOf, type Wide, wideStatements } from './administration.ts';
import type { PolicyDocument } from './document.ts';
import { type IdentityStatement, identityStatements } from './identity-statements.ts';

/** An Allow that grants certain actions on all resources, without a condition, and which of its patterns do. */
export interface OpenGrant {
  readonly one: IdentityStatement;
  /** Patterns of Action as written, or all those of NotAction. */
  readonly patterns: readonly string[];
}

interface Read {
  readonly allows: readonly Wide[];
  readonly denies: readonly Wide[];
  readonly unclear: { readonly allow: boolean; readonly deny: boolean };
  readonly isTooMuch: boolean;
}

/** Several facts ask the same of one document. */
const known = new WeakMap<PolicyDocument, Map<string, Read>>();

function read(document: PolicyDocument, partition: string): Read {
  let byPartition = known.get(document);
  if (byPartition === undefined) {
    byPartition = new Map();
    known.set(document, byPartition);
  }
  let one = byPartition.get(partition);
  if (one === undefined) {
    const { allows: all, denies: denied, unclear } = identityStatements(document);
    const unconditional = all.filter(({ statement }) => statement.conditions.length === 0);
    const allows = wideStatements(unconditional, partition);
    const denies = wideStatements(denied, partition);
    const patterns = [...allows, ...denies].flatMap(
      ({ one: { statement } }) => statement.actions ?? statement.notActions ?? [],
    );
    one = { allows, denies, unclear, isTooMuch: patterns.filter(reachesServices).length > MAX_REACHING };
    byPartition.set(partition, one);
  }
  return one;
}

/**
 * The Allow statements that grant any of the wanted actions on all resources and without a condition, less what the same document
 * denies for good; null if that is not certain, or takes too long to find out.
 */
export function openGrants(
  document: PolicyDocument,
  partition: string,
  isWanted: (action: Action) => boolean,
): readonly OpenGrant[] | null {
  const { allows, denies, unclear, isTooMuch } = read(document, partition);
  if (isTooMuch) return null;
  const found: OpenGrant[] = [];
  for (const allow of allows) {
    const isGranted = (action: Action): boolean =>
      isWanted(action) && speaksOf(allow, action) && !denies.some((deny) => speaksOf(deny, action));
    const { actions, notActions } = allow.one.statement;
    const patterns =
      actions === null
        ? some(allActions(), isGranted)
          ? (notActions ?? [])
          : null
        : actions.filter((pattern) => some(actionsOf(pattern), isGranted));
    if (patterns !== null && (actions === null || patterns.length > 0)) found.push({ one: allow.one, patterns });
  }
  if (found.length === 0) return unclear.allow ? null : found;
  return unclear.deny ? null : found;
}

function some<Item>(items: Iterable<Item>, holds: (item: Item) => boolean): boolean {
  for (const item of items) if (holds(item)) return true;
  return false;
}

/** The known actions of a pattern; those of `*` one by one, since the first is often enough. */
function* actionsOf(pattern: string): Iterable<Action> {
  if (/^\*+(?::\*+)?$/.test(pattern)) {
    yield* allActions();
    return;
  }
  for (const name of actionsMatching(pattern)) {
    const action = findAction(name);
    if (action !== null) yield action;
  }
}
