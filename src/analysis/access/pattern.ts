/** The token of a `*`, any number of characters, in `Tokens`. */
export const STAR = -1;
/** The token of a `?`, exactly one character, in `Tokens`. */
export const ONE = -2;
/** The token of a `*` that takes no colon: those of the ARN operators, before the sixth part. */
export const PART = -3;
/** The token of a `?` that takes no colon. */
export const PART_ONE = -4;
/** Tokens from here down stand for a letter in either case: `FOLD - code` of the small letter. */
export const FOLD = -16;

/** A pattern as UTF-16 code units, with negative numbers for wildcards: a `*` that is only a character is its code unit. */
export type Tokens = readonly number[];

/** A compiled pattern: the kinds that policies use most are compared without looking at tokens. */
export interface Glob {
  readonly kind: 'any' | 'literal' | 'prefix' | 'general' | 'special';
  /** The literal, or the prefix before the only, final `*`; empty for the other kinds. */
  readonly text: string;
  readonly tokens: Tokens;
  /** How many characters a text must have at least. */
  readonly fewest: number;
}

/** The tokens of a text in which `*` and `?` are wildcards. */
export function tokenize(text: string): number[] {
  const tokens: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    tokens.push(code === 0x2a ? STAR : code === 0x3f ? ONE : code);
  }
  return tokens;
}

/** The tokens of a text in which no character is a wildcard. */
export function tokenizeLiteral(text: string): number[] {
  const tokens: number[] = [];
  for (let at = 0; at < text.length; at++) tokens.push(text.charCodeAt(at));
  return tokens;
}

/** Compiles tokens; neighbouring stars become one. */
export function compileTokens(given: Tokens): Glob {
  const tokens: number[] = [];
  let stars = 0;
  let ones = 0;
  let special = false;
  for (const token of given) {
    if (token === STAR || token === PART) {
      if (tokens.at(-1) === token) continue;
      stars++;
    } else if (token === ONE) ones++;
    special ||= token < ONE;
    tokens.push(token);
  }
  const fewest = tokens.length - stars;
  if (special) return { kind: 'special', text: '', tokens, fewest };
  if (stars === 0 && ones === 0) return { kind: 'literal', text: textOf(tokens), tokens, fewest };
  if (ones === 0 && stars === 1 && tokens.at(-1) === STAR) {
    return fewest === 0
      ? { kind: 'any', text: '', tokens, fewest }
      : { kind: 'prefix', text: textOf(tokens.slice(0, -1)), tokens, fewest };
  }
  return { kind: 'general', text: '', tokens, fewest };
}

/** Compiles a text in which `*` and `?` are wildcards. */
export const compileGlob = (text: string): Glob => compileTokens(tokenize(text));

/** Whether the whole text matches; in the worst case it takes the product of both lengths, never more. */
export function matchGlob(glob: Glob, text: string): boolean {
  switch (glob.kind) {
    case 'any':
      return true;
    case 'literal':
      return glob.text === text;
    case 'prefix':
      return text.startsWith(glob.text);
    case 'general':
      return text.length >= glob.fewest && matchTokens(glob.tokens, text);
    case 'special':
      return text.length >= glob.fewest && matchSpecial(glob.tokens, text);
  }
}

const COLON = 0x3a;

/** Whether one character, a UTF-16 code unit, is one that the token takes. */
export function takes(token: number, code: number): boolean {
  if (token >= 0) return token === code;
  if (token <= FOLD) return FOLD - token === (code >= 0x41 && code <= 0x5a ? code + 0x20 : code);
  return token === STAR || token === ONE || code !== COLON;
}

/** A star that does not take everything may have to give back to an earlier one: all ways are followed at once. */
function matchSpecial(tokens: Tokens, text: string): boolean {
  const end = tokens.length;
  let states = new Uint8Array(end + 1);
  const skipStars = (into: Uint8Array): void => {
    for (let at = 0; at < end; at++) if (into[at] === 1 && isStar(tokens[at] ?? 0)) into[at + 1] = 1;
  };
  states[0] = 1;
  skipStars(states);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const next = new Uint8Array(end + 1);
    let alive = false;
    for (let at = 0; at < end; at++) {
      const token = tokens[at] ?? 0;
      if (states[at] === 0 || !takes(token, code)) continue;
      next[isStar(token) ? at : at + 1] = 1;
      alive = true;
    }
    if (!alive) return false;
    skipStars(next);
    states = next;
  }
  return states[end] === 1;
}

/** Whether the token may take any number of characters. */
export const isStar = (token: number): boolean => token === STAR || token === PART;

/** The tokens of a text that is compared without regard to the case of the letters A to Z. */
export function tokenizeFolded(text: string): number[] {
  const tokens: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) | 0;
    const small = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
    tokens.push(small >= 0x61 && small <= 0x7a ? FOLD - small : small);
  }
  return tokens;
}

/** The tokens of a pattern of an ARN operator: its wildcards stay within their part before the sixth. Null if it has not six parts. */
export function confineToParts(tokens: Tokens): number[] | null {
  const confined: number[] = [];
  let colons = 0;
  for (const token of tokens) {
    if (token === COLON) colons++;
    if (colons >= 5) confined.push(token);
    else confined.push(token === STAR ? PART : token === ONE ? PART_ONE : token);
  }
  return colons >= 5 ? confined : null;
}

/** Going back to the last star only is enough: an earlier star could not take more without this one taking less. */
function matchTokens(tokens: Tokens, text: string): boolean {
  // Most texts end otherwise than a pattern that ends in a character.
  const last = tokens.at(-1) ?? STAR;
  if (last >= 0 && last !== text.charCodeAt(text.length - 1)) return false;
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const token = tokens[next];
    if (token === STAR) {
      star = next++;
      resume = at;
    } else if (token === ONE || token === text.charCodeAt(at)) {
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

function textOf(tokens: Tokens): string {
  let text = '';
  for (const token of tokens) text += String.fromCharCode(token);
  return text;
}

/** Whether what two patterns begin or end with shows that no text matches both; false says nothing. */
export function areApart(one: Glob, other: Glob): boolean {
  const [a, b] = [one.tokens, other.tokens];
  const most = Math.min(a.length, b.length);
  for (let at = 0; at < most; at++) {
    const [x, y] = [a[at] ?? 0, b[at] ?? 0];
    if (x < 0 || y < 0) break;
    if (x !== y) return true;
  }
  for (let back = 1; back <= most; back++) {
    const [x, y] = [a[a.length - back] ?? 0, b[b.length - back] ?? 0];
    if (x < 0 || y < 0) break;
    if (x !== y) return true;
  }
  return false;
}
