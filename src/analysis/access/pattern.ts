/** The token of a `*`, any number of characters, in `Tokens`. */
const STAR = -1;
/** The token of a `?`, exactly one character, in `Tokens`. */
const ONE = -2;

/** A pattern as UTF-16 code units, with `STAR` and `ONE` for the wildcards: a `*` that is only a character is its code unit. */
export type Tokens = readonly number[];

/** A compiled pattern: the kinds that policies use most are compared without looking at tokens. */
export interface Glob {
  readonly kind: 'any' | 'literal' | 'prefix' | 'general';
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
  for (const token of given) {
    if (token === STAR) {
      if (tokens.at(-1) === STAR) continue;
      stars++;
    } else if (token === ONE) ones++;
    tokens.push(token);
  }
  const fewest = tokens.length - stars;
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
  }
}

/** Going back to the last star only is enough: an earlier star could not take more without this one taking less. */
function matchTokens(tokens: Tokens, text: string): boolean {
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
