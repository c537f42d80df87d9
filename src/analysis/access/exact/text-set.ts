import { areApart, type Glob, isStar, matchGlob, ONE, PART_ONE, STAR, takes } from '../pattern.ts';
import { findAccepted } from './automaton.ts';
import { type Budget, OUT_OF_BUDGET, spend } from './budget.ts';

/** A condition on one text: that one of the patterns matches it, or that none does. */
export interface TextLiteral {
  readonly positive: boolean;
  readonly globs: readonly Glob[];
}

/** What a search came to: a value, the proof that there is none, or a bound of ours and which. */
export type Solution<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'none' }
  | { readonly kind: 'limit'; readonly reason: string };

/** There is no value. */
export const NONE = { kind: 'none' } as const;

/** A value. */
export const found = <T>(value: T): Solution<T> => ({ kind: 'found', value });

/** Whether the text fulfils all literals. */
export const fulfils = (literals: readonly TextLiteral[], text: string): boolean =>
  literals.every(({ positive, globs }) => globs.some((glob) => matchGlob(glob, text)) === positive);

/** How many patterns of a literal are filled in to find a text quickly. */
const FILLED = 48;

/**
 * Finds a text that fulfils all literals, or proves that there is none: over all texts of UTF-16 code units. The hints, then simple
 * fillings of the patterns, are tried first; what they do not settle an automaton decides.
 */
export function solveText(
  literals: readonly TextLiteral[],
  budget: Budget,
  hints: Iterable<string> = [],
): Solution<string> {
  const given: (readonly Glob[])[] = [];
  const negatives: Glob[] = [];
  for (const { positive, globs } of literals) {
    if (!positive) for (const glob of globs) negatives.push(glob);
    else if (!globs.some(({ kind }) => kind === 'any')) given.push(globs);
  }
  if (given.some((globs) => globs.length === 0) || negatives.some(({ kind }) => kind === 'any')) return NONE;
  const patterns = negatives.length + given.reduce((sum, globs) => sum + globs.length, 0);
  if (!spend(budget, 1 + patterns / 4)) return OUT_OF_BUDGET;
  const positives = withoutStrangers(given, budget);
  if (positives.some((globs) => globs.length === 0)) return NONE;

  const finite = positives.find((globs) => globs.every(({ kind }) => kind === 'literal'));
  if (finite !== undefined) {
    const text = finite.find((glob) => fulfils(literals, glob.text))?.text;
    return text === undefined ? NONE : found(text);
  }
  for (const hint of hints) if (fulfils(literals, hint)) return found(hint);
  const base = positives.reduce<readonly Glob[]>(
    (best, globs) => (globs.length < best.length ? globs : best),
    [...(positives[0] ?? [ANY])],
  );
  for (const filler of FILLERS) {
    if (!spend(budget, (Math.min(base.length, FILLED) * patterns) / 32)) return OUT_OF_BUDGET;
    for (const glob of base.slice(0, FILLED)) {
      const text = fill(glob, filler);
      if (fulfils(literals, text)) return found(text);
    }
  }
  if (positives.some((globs) => globs.every((glob) => negatives.some((other) => covers(other, glob))))) return NONE;
  return findAccepted(positives, negatives, budget);
}

/** Leaves out the patterns that plainly share no text with any pattern of another group, where telling so is quick. */
function withoutStrangers(groups: readonly (readonly Glob[])[], budget: Budget): readonly (readonly Glob[])[] {
  if (groups.length < 2) return groups;
  return groups.map((globs, index) =>
    groups.reduce((rest, others, at) => {
      if (at === index || others.length > FEW || !spend(budget, (rest.length * others.length) / 64)) return rest;
      return rest.filter((glob) => others.some((other) => !areApart(glob, other)));
    }, globs),
  );
}

/** How many patterns a group may have for others to be held against each of them. */
const FEW = 16;

const ANY: Glob = { kind: 'any', text: '', tokens: [STAR], fewest: 0 };

/** What a star is filled with: something short, nothing, and something that no policy says. */
const FILLERS = ['x', '', 'q7x0-fresh'];

function fill({ tokens }: Glob, filler: string): string {
  let text = '';
  for (const token of tokens) {
    if (token >= 0) text += String.fromCharCode(token);
    else if (isStar(token)) text += filler;
    else text += token === ONE || token === PART_ONE ? 'x' : String.fromCharCode(-16 - token);
  }
  return text;
}

/**
 * Whether one pattern matches everything that the other does, where that is plain: pattern tokens are read as if they were text. Never
 * true where it does not hold.
 */
function covers(wide: Glob, narrow: Glob): boolean {
  switch (wide.kind) {
    case 'any':
      return true;
    case 'literal':
      return narrow.kind === 'literal' && narrow.text === wide.text;
    case 'prefix':
      return startsWith(narrow, wide.text);
    case 'general':
      return absorbs(wide, narrow);
    case 'special':
      return narrow.kind === 'literal' && matchGlob(wide, narrow.text);
  }
}

const startsWith = ({ tokens }: Glob, text: string): boolean => {
  if (tokens.length < text.length) return false;
  for (let at = 0; at < text.length; at++) if (tokens[at] !== text.charCodeAt(at)) return false;
  return true;
};

/** The same walk as over a text; a star of the narrow pattern is taken by a star of the wide one only. */
function absorbs(wide: Glob, { tokens: text }: Glob): boolean {
  const { tokens } = wide;
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const token = tokens[next];
    const given = text[at] ?? 0;
    if (token === STAR) {
      star = next++;
      resume = at;
    } else if (token !== undefined && (given >= 0 ? takes(token, given) : token === ONE && given === ONE)) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (tokens[next] === STAR) next++;
  return next === tokens.length;
}
