import { FOLD, type Glob, isStar, PART, PART_ONE, takes } from '../pattern.ts';
import { type Budget, OUT_OF_BUDGET, spend } from './budget.ts';
import type { Solution } from './text-set.ts';

/** How many states a search may visit; deciding such intersections is PSPACE-complete, so there has to be a bound. */
const MAX_STATES = 4096;
/** How many positions all patterns together may have: a policy of 20 KB has no more. */
const MAX_POSITIONS = 32_768;

/**
 * Finds a shortest text that one pattern of each group matches and no excluded pattern does, by walking the product of all
 * patterns breadth first, its states made as they are reached. Each set of positions is a bit field; a step of all patterns is a few
 * operations on it.
 */
export function findAccepted(
  groups: readonly (readonly Glob[])[],
  excluded: readonly Glob[],
  budget: Budget,
): Solution<string> {
  const product = new Product(groups, excluded);
  if (product.positions > MAX_POSITIONS) return { kind: 'limit', reason: 'the patterns are too long to decide' };
  const perState = product.alphabet.length * (0.1 + product.positions / 256);
  // Which positions take which character is found out once.
  if (!spend(budget, (product.alphabet.length * product.positions) / 64)) return OUT_OF_BUDGET;
  const first = product.start();
  if (product.accepts(first)) return { kind: 'found', value: '' };
  const seen = new Set([keyOf(first)]);
  const queue: { readonly state: Uint32Array; readonly from: number; readonly code: number }[] = [
    { state: first, from: -1, code: 0 },
  ];
  for (let at = 0; at < queue.length; at++) {
    if (!spend(budget, perState)) return OUT_OF_BUDGET;
    for (const code of product.alphabet) {
      const state = product.step(queue[at]?.state ?? first, code);
      if (state === null) continue;
      const key = keyOf(state);
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ state, from: at, code });
      if (product.accepts(state)) {
        let text = '';
        for (let back = queue.length - 1; back > 0; back = queue[back]?.from ?? 0) {
          text = String.fromCharCode(queue[back]?.code ?? 0) + text;
        }
        return { kind: 'found', value: text };
      }
      if (seen.size > MAX_STATES) {
        return { kind: 'limit', reason: `the patterns have more than ${MAX_STATES} states together` };
      }
    }
  }
  return { kind: 'none' };
}

const keyOf = (state: Uint32Array): string => String.fromCharCode(...new Uint16Array(state.buffer));

/** All patterns side by side in one bit field: each has a bit for each of its tokens and one, its last, for the end. */
class Product {
  readonly positions: number;
  /** One of each class of characters that the patterns tell apart, readable ones first. */
  readonly alphabet: readonly number[];
  readonly #words: number;
  readonly #tokens: number[] = [];
  readonly #starts: Uint32Array;
  readonly #stars: Uint32Array;
  /** The end bits of each group, and those of the excluded patterns. */
  readonly #ends: readonly Uint32Array[];
  readonly #excludedEnds: Uint32Array;
  /** The last bits before the end of excluded patterns that close with a star: from there all is excluded. */
  readonly #excludedForever: Uint32Array;
  readonly #members: readonly Uint32Array[];
  readonly #takes = new Map<number, Uint32Array>();

  constructor(groups: readonly (readonly Glob[])[], excluded: readonly Glob[]) {
    const all = [...groups, excluded];
    this.positions = all.flat().reduce((sum, { tokens }) => sum + tokens.length + 1, 0);
    const words = (this.positions + 31) >>> 5;
    this.#words = words;
    this.#starts = new Uint32Array(words);
    this.#stars = new Uint32Array(words);
    this.#excludedForever = new Uint32Array(words);
    const ends: Uint32Array[] = [];
    const members: Uint32Array[] = [];
    const codes = new Set<number>();
    let colons = false;
    let at = 0;
    for (const [index, globs] of all.entries()) {
      const end = new Uint32Array(words);
      const member = new Uint32Array(words);
      for (const { tokens } of globs) {
        set(this.#starts, at);
        for (const token of tokens) {
          if (token >= 0) codes.add(token);
          else if (token <= FOLD) codes.add(FOLD - token).add(FOLD - token - 0x20);
          else if (token === PART || token === PART_ONE) colons = true;
          if (isStar(token)) set(this.#stars, at);
          set(member, at);
          this.#tokens[at++] = token;
        }
        if (index === groups.length && tokens.at(-1) === -1) set(this.#excludedForever, at - 1);
        set(end, at);
        set(member, at);
        this.#tokens[at++] = NOTHING;
      }
      ends.push(end);
      members.push(member);
    }
    this.#excludedEnds = ends.pop() ?? new Uint32Array(words);
    members.pop();
    this.#ends = ends;
    this.#members = members;
    if (colons) codes.add(0x3a);
    this.alphabet = [fresh(codes), ...[...codes].sort((a, b) => rank(a) - rank(b))];
  }

  start(): Uint32Array {
    const state = Uint32Array.from(this.#starts);
    this.#skipStars(state);
    return state;
  }

  /** The state behind one more character; null where no text from there can be accepted. */
  step(state: Uint32Array, code: number): Uint32Array | null {
    const takers = this.#takersOf(code);
    const next = new Uint32Array(this.#words);
    let carry = 0;
    for (let word = 0; word < this.#words; word++) {
      const active = (state[word] ?? 0) & (takers[word] ?? 0);
      const staying = active & (this.#stars[word] ?? 0);
      const moving = active & ~(this.#stars[word] ?? 0);
      next[word] = staying | (moving << 1) | carry;
      carry = moving >>> 31;
    }
    this.#skipStars(next);
    for (const member of this.#members) if (!meets(next, member)) return null;
    return meets(next, this.#excludedForever) ? null : next;
  }

  accepts(state: Uint32Array): boolean {
    return !meets(state, this.#excludedEnds) && this.#ends.every((end) => meets(state, end));
  }

  #skipStars(state: Uint32Array): void {
    for (let changed = true; changed; ) {
      changed = false;
      let carry = 0;
      for (let word = 0; word < this.#words; word++) {
        const active = (state[word] ?? 0) & (this.#stars[word] ?? 0);
        const grown = ((state[word] ?? 0) | (active << 1) | carry) >>> 0;
        carry = active >>> 31;
        if (grown === state[word]) continue;
        state[word] = grown;
        changed = true;
      }
    }
  }

  #takersOf(code: number): Uint32Array {
    const known = this.#takes.get(code);
    if (known !== undefined) return known;
    const takers = new Uint32Array(this.#words);
    for (const [at, token] of this.#tokens.entries()) if (token !== NOTHING && takes(token, code)) set(takers, at);
    this.#takes.set(code, takers);
    return takers;
  }
}

/** Stands behind the last token of a pattern and takes nothing. */
const NOTHING = Number.MIN_SAFE_INTEGER;

const set = (bits: Uint32Array, at: number): void => {
  bits[at >>> 5] = ((bits[at >>> 5] ?? 0) | (1 << (at & 31))) >>> 0;
};

function meets(a: Uint32Array, b: Uint32Array): boolean {
  for (let word = 0; word < a.length; word++) if (((a[word] ?? 0) & (b[word] ?? 0)) !== 0) return true;
  return false;
}

/** Letters and figures before punctuation, so that a text that is found can be read. */
const rank = (code: number): number => (/[a-z0-9]/.test(String.fromCharCode(code)) ? code : code + 0x10000);

/** A character that no pattern names: it stands for all of them. */
function fresh(codes: ReadonlySet<number>): number {
  for (const character of 'xyzwvutsrqponmlkjihgfedcba0123456789XYZ_-') {
    const code = character.charCodeAt(0);
    if (!codes.has(code)) return code;
  }
  let code = 0x100;
  while (codes.has(code)) code++;
  return code;
}
