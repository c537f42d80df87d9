import type { Condition, Operator, PolicyDocument } from '../document.ts';
import { parseRange } from '../ip-range.ts';
import { parseTemplate } from '../variables.ts';

/** A condition that holds only where its key is in the request and has one of these values. */
export interface Restriction {
  /** In lower case. */
  readonly key: string;
  readonly operator: Operator;
  /** Each with its wildcards, where the operator knows any. */
  readonly values: readonly RestrictedValue[];
}

/** One value of a restriction. */
export interface RestrictedValue {
  readonly text: string;
  /** The text before the first wildcard: all of it where there is none. */
  readonly fixed: string;
  /** Whether `*` or `?` in it stand for other characters. */
  readonly wild: boolean;
}

const TEXT: ReadonlySet<Operator> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
]);
const ORDERED: ReadonlySet<Operator> = new Set([
  'NumericEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'BinaryEquals',
]);

/** Operators in whose values `*` and `?` are wildcards. */
const WILD: ReadonlySet<Operator> = new Set(['StringLike', 'ArnEquals', 'ArnLike']);

/**
 * What a condition of an Allow statement really restricts; null if nothing. Nothing is what holds in a request without the key (negated
 * operators, IfExists, ForAllValues), what only asks whether the key is there (Null), and what any value fulfils.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function restrictionOf(
  { operator, ifExists, qualifier, key, values }: Condition,
  version: PolicyDocument['version'],
): Restriction | null {
  if (ifExists || qualifier === 'ForAllValues') return null;
  const read: RestrictedValue[] = [];
  for (const text of values) {
    const value = readValue(text, operator, version);
    if (value === null) return null;
    read.push(value);
  }
  if (operator === 'Bool' && new Set(values.map((value) => value.toLowerCase())).size > 1) return null;
  return { key: key.toLowerCase(), operator, values: read };
}

/** Null where the value lets everything through, or what only the request says. */
function readValue(text: string, operator: Operator, version: PolicyDocument['version']): RestrictedValue | null {
  if (operator === 'Bool' || ORDERED.has(operator)) return { text, fixed: text, wild: false };
  if (operator === 'IpAddress') {
    return parseRange(text)?.bits === 0 ? null : { text, fixed: text, wild: false };
  }
  if (!TEXT.has(operator)) return null;
  const template = parseTemplate(text, version);
  if (template === null) return null;
  const pieces = typeof template === 'string' ? [{ kind: 'pattern' as const, text: template }] : template.pieces;
  let fixed = '';
  let whole = '';
  let wild = false;
  for (const piece of pieces) {
    if (piece.kind === 'variable') return null;
    whole += piece.text;
    if (wild) continue;
    const at = piece.kind === 'pattern' && WILD.has(operator) ? piece.text.search(/[*?]/) : -1;
    wild = at >= 0;
    fixed += wild ? piece.text.slice(0, at) : piece.text;
  }
  return wild && isEverything(whole) ? null : { text: whole, fixed, wild };
}

/** A pattern of wildcards alone, or an ARN with nothing but its partition and service given: `arn:aws:*`, `arn:aws:iam::*:*`. */
const isEverything = (text: string): boolean =>
  /^[*?]+$/.test(text) || /^arn(?::[a-z0-9*?-]*){0,3}(?::[*?]*)*$/.test(text);

/** Whether every value is one of those that a test accepts; a restriction without values lets nothing through. */
export const allValues = ({ values }: Restriction, accepts: (value: RestrictedValue) => boolean): boolean =>
  values.every(accepts);

/**
 * What holds of the requests that a Deny with just this condition spares; null where that is no restriction: `absent` stands for a
 * request without the key.
 */
export function spared(condition: Condition, version: PolicyDocument['version']): Restriction | 'absent' | null {
  const { operator, ifExists, qualifier, values } = condition;
  // ForAnyValue of a negated operator spares where no value differs, and where there is none.
  if (qualifier !== null) {
    const opposite = OPPOSITE[operator];
    if (qualifier !== 'ForAllValues' || opposite === undefined) return null;
    // ForAllValues denies where no value is listed; it spares where one is.
    return restrictionOf({ ...condition, operator: opposite, qualifier: 'ForAnyValue', ifExists: false }, version);
  }
  if (operator === 'Null') return values.length === 1 && values[0]?.toLowerCase() === 'false' ? 'absent' : null;
  if (operator === 'Bool') {
    const [value] = values;
    if (!ifExists || values.length !== 1 || value === undefined) return null;
    return restrictionOf(
      { ...condition, ifExists: false, values: [value.toLowerCase() === 'true' ? 'false' : 'true'] },
      version,
    );
  }
  const opposite = OPPOSITE[operator];
  if (opposite !== undefined) {
    // A negated operator holds without the key, with IfExists or without it.
    return restrictionOf({ ...condition, operator: opposite, ifExists: false }, version);
  }
  const inverse = INVERSE[operator];
  // An ordering holds without the key only with IfExists.
  return inverse !== undefined && ifExists
    ? restrictionOf({ ...condition, operator: inverse, ifExists: false }, version)
    : null;
}

const OPPOSITE: Readonly<Partial<Record<Operator, Operator>>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NotIpAddress: 'IpAddress',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

const INVERSE: Readonly<Partial<Record<Operator, Operator>>> = {
  NumericGreaterThan: 'NumericLessThanEquals',
  NumericGreaterThanEquals: 'NumericLessThan',
  NumericLessThan: 'NumericGreaterThanEquals',
  NumericLessThanEquals: 'NumericGreaterThan',
};
