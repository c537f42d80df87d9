import { compileTokens, type Glob, matchGlob, type Tokens } from './pattern.ts';
import type { Truth } from './truth.ts';

/** The six parts of an ARN: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Everything after the fifth colon. */
  readonly resource: string;
}

/** The parts of an ARN, or null if the text is none. */
export function parseArn(text: string): Arn | null {
  const parts = splitArn(text);
  if (parts === null || parts[0] !== 'arn') return null;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = parts;
  return { partition, service, region, account, resource };
}

/** Six parts, the last with all further colons; null if there are fewer. */
function splitArn(text: string): readonly string[] | null {
  const parts: string[] = [];
  let from = 0;
  for (let part = 0; part < 5; part++) {
    const colon = text.indexOf(':', from);
    if (colon < 0) return null;
    parts.push(text.slice(from, colon));
    from = colon + 1;
  }
  parts.push(text.slice(from));
  return parts;
}

/** A pattern of the ARN operators: one pattern a part, or, of a pattern with fewer than six parts, the whole. */
export type ArnPattern = { readonly parts: readonly Glob[] } | { readonly whole: Glob };

const COLON = 0x3a;

/** Compiles a value of an ARN operator. */
export function compileArnPattern(tokens: Tokens): ArnPattern {
  const parts: Glob[] = [];
  let from = 0;
  for (let at = 0; at < tokens.length && parts.length < 5; at++) {
    if (tokens[at] !== COLON) continue;
    parts.push(compileTokens(tokens.slice(from, at)));
    from = at + 1;
  }
  parts.push(compileTokens(tokens.slice(from)));
  return parts.length === 6 ? { parts } : { whole: compileTokens(tokens) };
}

/**
 * Compares part by part, so that a `*` in one part does not reach into the next:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 * A pattern with fewer than six parts is no ARN, and only of a bare `*` is it plain what it means.
 */
export function matchArnPattern(pattern: ArnPattern, text: string): Truth | 'mismatch' {
  if ('whole' in pattern) {
    if (pattern.whole.kind === 'any') return 'yes';
    return matchGlob(pattern.whole, text) ? 'unknown' : 'no';
  }
  const parts = splitArn(text);
  if (parts === null) return 'mismatch';
  return pattern.parts.every((glob, index) => matchGlob(glob, parts[index] ?? '')) ? 'yes' : 'no';
}
