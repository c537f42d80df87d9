import { compileTokens, type Glob, isStar, matchGlob, ONE, PART, PART_ONE, type Tokens } from './pattern.ts';

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

/** A pattern of the ARN operators: one pattern a part; `any` is a bare `*`, `none` any other pattern with fewer than six parts. */
export type ArnPattern = { readonly parts: readonly Glob[] } | 'any' | 'none';

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
  if (parts.length === 6) return { parts };
  return compileTokens(tokens).kind === 'any' ? 'any' : 'none';
}

/**
 * Compares part by part, so that a `*` in one part does not reach into the next:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 * "Each of the six colon-delimited components of the ARN is checked separately": what has fewer is no ARN and matches none.
 */
export function matchArnPattern(pattern: ArnPattern, text: string): 'yes' | 'no' | 'mismatch' {
  if (pattern === 'any') return 'yes';
  if (pattern === 'none') return 'mismatch';
  const parts = splitArn(text);
  if (parts === null) return 'mismatch';
  return pattern.parts.every((glob, index) => matchGlob(glob, parts[index] ?? '')) ? 'yes' : 'no';
}

/**
 * The tokens of a pattern of a Resource element. Wildcards stay within their part of the ARN, only a `*` at the end of a part may
 * reach beyond its colon:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
export function confineResource(tokens: Tokens): Tokens {
  const confined = [...tokens];
  let from = 0;
  for (let at = 0, colons = 0; at < tokens.length && colons < 5; at++) {
    if (tokens[at] !== COLON) continue;
    for (let inside = from; inside < at; inside++) {
      const token = tokens[inside] ?? 0;
      if (token === ONE) confined[inside] = PART_ONE;
      else if (isStar(token) && inside < at - 1) confined[inside] = PART;
    }
    from = at + 1;
    colons++;
  }
  return confined;
}
