import { compileGlob, compileTokens, tokenizeLiteral } from '../pattern.ts';
import { findKey } from '../validate/condition-keys.ts';
import { type Budget, OUT_OF_BUDGET, spend } from './budget.ts';
import { found, NONE, type Solution } from './text-set.ts';
import { fulfilsLiteral, opposite, solveValue, type ValueLiteral } from './value-set.ts';

/**
 * What the values of one context key may be: the key is absent, or it has values of which each fulfils all of `each` and, for every
 * literal of `some`, at least one fulfils it.
 */
export type Piece =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'present';
      readonly count: 'one' | 'many' | 'any';
      readonly each: readonly ValueLiteral[];
      readonly some: readonly ValueLiteral[];
    };

/** One of the pieces; none at all is impossible. */
export type KeySet = readonly Piece[];

/** The key is not there. */
export const ABSENT: Piece = { kind: 'absent' };

/** The key is there, with values as said. */
export const present = (
  each: readonly ValueLiteral[] = [],
  some: readonly ValueLiteral[] = [],
  count: 'one' | 'many' | 'any' = 'any',
): Piece => ({ kind: 'present', count, each, some });

/** Everything else. */
export function complementOf(set: KeySet): KeySet {
  return set.reduce<KeySet>((rest, piece) => intersect(rest, complementOfPiece(piece)), [ABSENT, present()]);
}

function complementOfPiece(piece: Piece): KeySet {
  if (piece.kind === 'absent') return [present()];
  const rest: Piece[] = [ABSENT];
  for (const literal of piece.each) rest.push(present([], [opposite(literal)]));
  for (const literal of piece.some) rest.push(present([opposite(literal)]));
  if (piece.count !== 'any') rest.push(present([], [], piece.count === 'one' ? 'many' : 'one'));
  return rest;
}

/** What is in both. */
export function intersect(a: KeySet, b: KeySet): KeySet {
  const pieces: Piece[] = [];
  for (const one of a) {
    for (const other of b) {
      if (one.kind === 'absent' || other.kind === 'absent') {
        if (one.kind === other.kind) pieces.push(one);
        continue;
      }
      if (one.count !== other.count && one.count !== 'any' && other.count !== 'any') continue;
      const count = one.count === 'any' ? other.count : one.count;
      pieces.push(present([...one.each, ...other.each], [...one.some, ...other.some], count));
    }
  }
  return pieces;
}

/** Whether a request with these values, null for none, is in the set. */
export const holds = (set: KeySet, values: readonly string[] | null): boolean =>
  set.some((piece) => {
    if (piece.kind === 'absent' || values === null) return piece.kind === 'absent' && values === null;
    if (piece.count !== 'any' && (piece.count === 'one') !== (values.length === 1)) return false;
    return (
      piece.each.every((literal) => values.every((value) => fulfilsLiteral(literal, value))) &&
      piece.some.every((literal) => values.some((value) => fulfilsLiteral(literal, value)))
    );
  });

/** Finds values, or null for an absent key, that are in the set. */
export function solveKey(
  set: KeySet,
  budget: Budget,
  hints: readonly string[] = [],
): Solution<readonly string[] | null> {
  let limit: Solution<never> | null = null;
  for (const piece of set) {
    if (!spend(budget, 1)) return OUT_OF_BUDGET;
    const solution = solvePiece(piece, budget, hints);
    if (solution.kind === 'found') return solution;
    if (solution.kind === 'limit') limit = solution;
  }
  return limit ?? NONE;
}

function solvePiece(piece: Piece, budget: Budget, hints: readonly string[]): Solution<readonly string[] | null> {
  if (piece.kind === 'absent') return found(null);
  if (piece.count === 'one' || piece.some.length === 0) {
    const first = solveValue([...piece.each, ...piece.some], budget, hints);
    if (first.kind !== 'found') return first;
    if (piece.count !== 'many') return found([first.value]);
    const other = solveValue([...piece.each, isNot(first.value)], budget, hints);
    return other.kind === 'found' ? found([first.value, other.value]) : other;
  }
  const values = new Set<string>();
  for (const literal of piece.some) {
    const one = solveValue([...piece.each, literal], budget, hints);
    if (one.kind !== 'found') return one;
    values.add(one.value);
  }
  if (piece.count === 'many' && values.size === 1) {
    const [only = ''] = values;
    const other = solveValue([...piece.each, isNot(only)], budget, hints);
    if (other.kind !== 'found') return other;
    values.add(other.value);
  }
  return found([...values]);
}

const isNot = (text: string): ValueLiteral => ({
  positive: false,
  predicate: { family: 'text', globs: [compileTokens(tokenizeLiteral(text))] },
});

const text = (positive: boolean, ...patterns: readonly string[]): ValueLiteral => ({
  positive,
  predicate: { family: 'text', globs: patterns.map(compileGlob) },
});

/** A set of an empty text counts as none, and a number, a date or an address is never empty. */
const NOT_EMPTY = text(true, '?*');
const BOOLEAN = text(true, 'true', 'false');
const ARN = text(true, 'arn:*:*:*:*:?*');

/** Keys that AWS says every request has: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const ALWAYS_PRESENT = new Set(['aws:securetransport', 'aws:currenttime', 'aws:epochtime', 'aws:viaawsservice']);

/**
 * Keys with a text that the caller chooses, which may be empty: a tag's value (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html),
 * or a parameter of the request, such as the prefix that lists the root of a bucket:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example1.html
 */
const MAY_BE_EMPTY =
  /^aws:(?:principal|request|resource)tag\/|^aws:(?:referer|useragent)$|^(?!aws:|kms:calleraccount$)/;

/** How policies use a key whose type AWS does not say. */
export interface KeyUse {
  /** With ForAllValues or ForAnyValue. */
  readonly asSet: boolean;
  /** With an ARN operator. */
  readonly asArn: boolean;
}

/** Which values a key can have at all, whatever policies say: by its type as AWS documents it. */
export function domainOf(key: string, use: KeyUse): KeySet {
  const type = findKey(key);
  const isKnown = type !== undefined && type !== null;
  const many = isKnown ? type.startsWith('ArrayOf') : use.asSet;
  const isArn = isKnown ? type.endsWith('ARN') : use.asArn;
  const isText = !many && !use.asSet && (type === 'String' || !isKnown);
  const each =
    type?.endsWith('Bool') === true ? [BOOLEAN] : isArn ? [ARN] : isText && MAY_BE_EMPTY.test(key) ? [] : [NOT_EMPTY];
  const piece = present(each, [], many ? 'any' : 'one');
  return ALWAYS_PRESENT.has(key) ? [piece] : [ABSENT, piece];
}
