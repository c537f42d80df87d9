import { actionsMatching, actionsOfService, findAction } from '../actions.ts';
import type { Statement } from '../document.ts';
import { ANY, ANYTHING } from '../identity-statements.ts';
import { compileGlob, matchGlob } from '../pattern.ts';
import { type Check, hasWildcard, members, type Place, pathOf, perStatement, type Subject } from './check.ts';

const ACTIONS = ['Action', 'NotAction'] as const;
const RESOURCES = ['Resource', 'NotResource'] as const;

/** The prefix of an action, or null where the pattern has none or one with wildcards. */
const prefixOf = (action: string): string | null => {
  const colon = action.indexOf(':');
  const prefix = action.slice(0, colon);
  return colon < 0 || hasWildcard(prefix) || prefix.includes('$') ? null : prefix.toLowerCase();
};

/** A text that stands for everything a pattern matches: what matches it, matches all of that. */
const standIn = (pattern: string): string => pattern.replaceAll('*', ANYTHING).replaceAll('?', ANY);

/** No policy within AWS's quotas needs more comparisons; more would take seconds. */
const MAX_COMPARISONS = 200_000;
/** How many characters they may look at together: a moment's work, and more than policies need that nobody made to take long. */
const MAX_CHARACTERS = 1_000_000;

/** The longest part of a pattern without a wildcard: a text without it does not match. */
const longestPart = (pattern: string): string =>
  pattern.split(/[*?]+/).reduce((longest, part) => (part.length > longest.length ? part : longest));

/** Members of a list that another member makes superfluous; of two alike, the second. */
function* superfluous(
  given: readonly (Place & { readonly value: string; readonly element: string })[],
  fold: (text: string) => string,
): Iterable<Place> {
  const texts = given.map(({ value }) => fold(value));
  // The literals, by far the most, are compared by name; what is left is compared pairwise.
  const firstOf = new Map<string, number>();
  for (const [index, text] of texts.entries()) if (!firstOf.has(text)) firstOf.set(text, index);
  const outer = texts.flatMap((text, index) =>
    hasWildcard(text) && firstOf.get(text) === index
      ? [{ index, glob: compileGlob(text), head: text.slice(0, text.search(/[*?]/)), part: longestPart(text) }]
      : [],
  );
  if (outer.length * texts.length > MAX_COMPARISONS) outer.length = 0;
  let characters = 0;
  for (const [index, text] of texts.entries()) {
    const first = firstOf.get(text);
    // What begins otherwise, or lacks a part, cannot be within: that settles nearly all pairs.
    const candidates =
      first === index
        ? outer.filter(
            ({ index: other, head, part }) => other !== index && text.startsWith(head) && text.includes(part),
          )
        : [];
    const inner = candidates.length > 0 ? standIn(text) : '';
    characters += candidates.length * inner.length;
    if (characters > MAX_CHARACTERS) return;
    const by = first === index ? candidates.find(({ glob }) => matchGlob(glob, inner))?.index : first;
    const place = given[index];
    if (by === undefined || place === undefined) continue;
    yield { path: place.path, message: `\`${place.value}\` is in \`${given[by]?.value}\` already` };
  }
}

const perElement = (elements: typeof ACTIONS | typeof RESOURCES, fold: (text: string) => string): Check['find'] =>
  perStatement((statement, path) =>
    elements.flatMap((element) => [...superfluous([...members(statement, path, [element])], fold)]),
  );

/** A statement in one spelling, without its Sid. */
function spelling(statement: Statement): string {
  const sorted = (list: readonly string[] | null, fold = (text: string): string => text): unknown =>
    list === null ? null : [...new Set(list.map(fold))].sort();
  const principals = (list: Statement['principals']): unknown =>
    sorted(list?.map(({ type, value }) => `${type} ${value}`) ?? null);
  const lower = (text: string): string => text.toLowerCase();
  return JSON.stringify([
    statement.effect,
    principals(statement.principals),
    principals(statement.notPrincipals),
    sorted(statement.actions, lower),
    sorted(statement.notActions, lower),
    sorted(statement.resources),
    sorted(statement.notResources),
    statement.conditions
      .map(({ qualifier, operator, ifExists, key, values }) =>
        JSON.stringify([qualifier, operator, ifExists, key.toLowerCase(), [...values].sort()]),
      )
      .sort(),
  ]);
}

function* repeatedStatements(subject: Subject): Iterable<Place> {
  const seen = new Map<string, number>();
  for (const statement of subject.document.statements) {
    if (!statement.understood) continue;
    const text = spelling(statement);
    const first = seen.get(text);
    if (first === undefined) seen.set(text, statement.index);
    else yield { path: pathOf(statement, subject), message: `the statement says the same as statement ${first}` };
  }
}

/** Checks of actions against those that exist, and of what is said twice. */
export const patternChecks: readonly Check[] = [
  {
    name: 'invalid-action',
    severity: 'error',
    find: perStatement(function* (statement, path) {
      for (const { value, path: at } of members(statement, path, ACTIONS)) {
        const prefix = prefixOf(value);
        // A variable, which no action has, has a check of its own.
        if (value.includes('${')) continue;
        if (value.includes(':') ? prefix === null : hasWildcard(value)) continue;
        // A service of which nothing is known has a check of its own.
        if (prefix !== null && actionsOfService(prefix).length === 0) continue;
        const exists = hasWildcard(value) ? actionsMatching(value).length > 0 : findAction(value) !== null;
        if (!exists) yield { path: at, message: `there is no action \`${value}\`` };
      }
    }),
  },
  {
    name: 'invalid-service-in-action',
    severity: 'error',
    find: perStatement(function* (statement, path) {
      for (const { value, path: at } of members(statement, path, ACTIONS)) {
        // Access Analyzer takes a wildcard before the colon for part of the name, and knows no such service.
        const prefix = value.includes(':') ? value.slice(0, value.indexOf(':')).toLowerCase() : null;
        if (prefix === null || prefix.includes('$') || actionsOfService(prefix).length > 0) continue;
        yield { path: at, message: `there is no service \`${prefix}\`` };
      }
    }),
  },
  {
    name: 'redundant-action',
    severity: 'suggestion',
    find: perElement(ACTIONS, (text) => text.toLowerCase()),
  },
  {
    name: 'redundant-resource',
    severity: 'suggestion',
    find: perElement(RESOURCES, (text) => text),
  },
  { name: 'redundant-statement', severity: 'suggestion', find: repeatedStatements },
];
