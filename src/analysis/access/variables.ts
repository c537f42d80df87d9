import type { Context } from './context.ts';
import { compileTokens, type Glob, type Tokens, tokenize, tokenizeLiteral } from './pattern.ts';

/** A part of a policy value: text whose wildcards count, text that means itself, or a variable. */
export type Piece =
  | { readonly kind: 'pattern'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | null };

/** A policy value with at least one `${…}` in it. */
export interface Template {
  readonly pieces: readonly Piece[];
}

/**
 * A policy value as it stands, as a template, or null when a `${` in it is no variable that AWS accepts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parseTemplate(text: string, version: '2012-10-17' | '2008-10-17'): string | Template | null {
  // In the older version of the language a variable is only text.
  if (version === '2008-10-17' || !text.includes('${')) return text;
  const pieces: Piece[] = [];
  let from = 0;
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', from)) {
    if (start > from) pieces.push({ kind: 'pattern', text: text.slice(from, start) });
    const parsed = parseVariable(text, start + 2);
    if (parsed === null) return null;
    pieces.push(parsed.piece);
    from = parsed.end;
  }
  if (from < text.length) pieces.push({ kind: 'pattern', text: text.slice(from) });
  return { pieces };
}

const VARIABLE = /([^\s{}'",*?$](?:[^{}'",*?$]*[^\s{}'",*?$])?)(?:, ?'([^']*)')?\}/y;

function parseVariable(text: string, from: number): { readonly piece: Piece; readonly end: number } | null {
  const character = text[from];
  if ((character === '*' || character === '?' || character === '$') && text[from + 1] === '}') {
    return { piece: { kind: 'literal', text: character }, end: from + 2 };
  }
  VARIABLE.lastIndex = from;
  const parts = VARIABLE.exec(text);
  if (parts === null) return null;
  return {
    piece: { kind: 'variable', key: (parts[1] ?? '').toLowerCase(), fallback: parts[2] ?? null },
    end: VARIABLE.lastIndex,
  };
}

/** The value of a variable; null when the request has none, or several: only keys with a single value can be variables. */
function lookUp(piece: Extract<Piece, { kind: 'variable' }>, context: Context): string | null {
  const values = context.get(piece.key);
  if (values === undefined || values.length === 0) return piece.fallback;
  return values.length === 1 ? (values[0] ?? null) : null;
}

/** The text of a template whose wildcards mean themselves (StringEquals, Bool); null when a variable has no value. */
export function resolveText(template: Template, context: Context): string | null {
  let text = '';
  for (const piece of template.pieces) {
    const value = piece.kind === 'variable' ? lookUp(piece, context) : piece.text;
    if (value === null) return null;
    text += value;
  }
  return text;
}

/** The tokens of a template; wildcards inside a variable's value mean themselves. Null when a variable has no value. */
export function resolveTokens(template: Template, context: Context): Tokens | null {
  const tokens: number[] = [];
  for (const piece of template.pieces) {
    if (piece.kind === 'pattern') {
      for (const token of tokenize(piece.text)) tokens.push(token);
      continue;
    }
    const value = piece.kind === 'variable' ? lookUp(piece, context) : piece.text;
    if (value === null) return null;
    for (const token of tokenizeLiteral(value)) tokens.push(token);
  }
  return tokens;
}

/** The pattern of a template; null when a variable has no value. */
export function resolveGlob(template: Template, context: Context): Glob | null {
  const tokens = resolveTokens(template, context);
  return tokens === null ? null : compileTokens(tokens);
}

/**
 * Whether each variable stands after the fifth colon, the only place of a Resource where AWS takes one:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-resourceelement
 */
export function standsInResourcePart(template: Template): boolean {
  let colons = 0;
  for (const piece of template.pieces) {
    if (piece.kind !== 'pattern') return colons >= 5;
    for (let at = piece.text.indexOf(':'); at >= 0; at = piece.text.indexOf(':', at + 1)) colons++;
  }
  return true;
}
