import { compileArnPattern, matchArnPattern } from './arn.ts';
import type { Context } from './context.ts';
import type { Condition, Operator } from './document.ts';
import { holdsAddress, parseAddress, parseRange } from './ip-range.ts';
import { compileGlob, matchGlob, tokenize } from './pattern.ts';
import type { Truth } from './truth.ts';
import { parseTemplate, resolveGlob, resolveText, resolveTokens, type Template } from './variables.ts';

/** Whether a value of the request matches one value of the policy; `mismatch` if one of them is not of the operator's type. */
type Match = (value: string) => Truth | 'mismatch';

/** A condition, compiled. */
export interface CompiledCondition {
  /** In lower case. */
  readonly key: string;
  readonly operator: Operator;
  readonly qualifier: Condition['qualifier'];
  readonly ifExists: boolean;
  readonly negated: boolean;
  readonly fixed: readonly Match[];
  readonly templates: readonly Template[];
  /** False if AWS would not accept a value: a malformed variable. */
  readonly understood: boolean;
}

/** How an operator reads its values. */
export type Family = 'equals' | 'ignore-case' | 'like' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip' | 'arn' | 'null';

/** The family of each operator. */
export const FAMILIES: Readonly<Record<Operator, Family>> = {
  StringEquals: 'equals',
  StringNotEquals: 'equals',
  StringEqualsIgnoreCase: 'ignore-case',
  StringNotEqualsIgnoreCase: 'ignore-case',
  StringLike: 'like',
  StringNotLike: 'like',
  NumericEquals: 'numeric',
  NumericNotEquals: 'numeric',
  NumericLessThan: 'numeric',
  NumericLessThanEquals: 'numeric',
  NumericGreaterThan: 'numeric',
  NumericGreaterThanEquals: 'numeric',
  DateEquals: 'date',
  DateNotEquals: 'date',
  DateLessThan: 'date',
  DateLessThanEquals: 'date',
  DateGreaterThan: 'date',
  DateGreaterThanEquals: 'date',
  Bool: 'bool',
  BinaryEquals: 'binary',
  IpAddress: 'ip',
  NotIpAddress: 'ip',
  ArnEquals: 'arn',
  ArnLike: 'arn',
  ArnNotEquals: 'arn',
  ArnNotLike: 'arn',
  Null: 'null',
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-conditionelement */
const TAKES_VARIABLES: ReadonlySet<Family> = new Set(['equals', 'ignore-case', 'like', 'arn', 'bool']);

/** Compiles a condition of a document of the given version. */
export function compileCondition(condition: Condition, version: '2012-10-17' | '2008-10-17'): CompiledCondition {
  const family = FAMILIES[condition.operator];
  const fixed: Match[] = [];
  const templates: Template[] = [];
  let understood = true;
  for (const value of condition.values) {
    const parsed = parseTemplate(value, version);
    if (parsed === null) understood = false;
    else if (typeof parsed === 'string') fixed.push(compileValue(family, condition.operator, parsed));
    else if (TAKES_VARIABLES.has(family)) templates.push(parsed);
    // Where AWS replaces no variables the text stays: no number, date or address.
    else fixed.push(never);
  }
  const { operator, qualifier, ifExists } = condition;
  const negated = operator.includes('Not');
  return { key: condition.key.toLowerCase(), operator, qualifier, ifExists, negated, fixed, templates, understood };
}

/** Whether the request's context fulfils the condition. */
export function testCondition(condition: CompiledCondition, context: Context): Truth {
  if (!condition.understood) return 'unknown';
  const values = context.get(condition.key) ?? [];
  if (condition.operator === 'Null') return testNull(condition, values);
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists
  if (values.length === 0 && condition.ifExists) return 'yes';
  if (condition.templates.length === 0) return testValues(condition, condition.fixed, values);
  const matches = [...condition.fixed];
  for (const template of condition.templates) {
    const match = compileTemplate(FAMILIES[condition.operator], template, context);
    // "There is no equal or like value" of a variable without one, so that an inverted operator does match:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
    if (match !== null) matches.push(match);
  }
  return testValues(condition, matches, values);
}

function testNull(condition: CompiledCondition, values: readonly string[]): Truth {
  const state = String(values.length === 0);
  let result: Truth = 'no';
  for (const match of condition.fixed) {
    const answer = match(state);
    if (answer === 'yes') return 'yes';
    if (answer !== 'no') result = 'unknown';
  }
  return result;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
function testValues(condition: CompiledCondition, matches: readonly Match[], values: readonly string[]): Truth {
  const { qualifier, negated } = condition;
  if (qualifier === null) {
    if (values.length === 0) return negated ? 'yes' : 'no';
    // Several values need a qualifier; without one nothing matches.
    return values.length === 1 ? testValue(values[0] ?? '', matches, negated) : 'no';
  }
  // An empty string counts as an empty set.
  const empty = values.every((value) => value === '');
  if (qualifier === 'ForAllValues') {
    let all: Truth = 'yes';
    if (empty) return all;
    for (const value of values) {
      const answer = testValue(value, matches, negated);
      if (answer === 'no') return 'no';
      if (answer === 'unknown') all = 'unknown';
    }
    return all;
  }
  let any: Truth = 'no';
  if (empty) return any;
  for (const value of values) {
    const answer = testValue(value, matches, negated);
    if (answer === 'yes') return 'yes';
    if (answer === 'unknown') any = 'unknown';
  }
  return any;
}

/** The values of the policy are alternatives; of a negated operator none may match. */
function testValue(value: string, matches: readonly Match[], negated: boolean): Truth {
  let uncertain = false;
  let mismatched = false;
  for (const match of matches) {
    const answer = match(value);
    if (answer === 'yes') return negated ? 'no' : 'yes';
    if (answer === 'unknown') uncertain = true;
    else if (answer === 'mismatch') mismatched = true;
  }
  if (uncertain) return 'unknown';
  // What is no number cannot be compared with one: neither an operator nor its opposite matches (our decision; AWS does not say).
  return negated && !mismatched ? 'yes' : 'no';
}

const truth = (holds: boolean): Truth => (holds ? 'yes' : 'no');
const never: Match = () => 'mismatch';

function compileValue(family: Family, operator: Operator, text: string): Match {
  switch (family) {
    case 'equals':
      return (value) => truth(value === text);
    case 'ignore-case': {
      const folded = text.toLowerCase();
      return (value) => truth(value.toLowerCase() === folded);
    }
    case 'like': {
      const glob = compileGlob(text);
      return (value) => truth(matchGlob(glob, value));
    }
    case 'arn': {
      const pattern = compileArnPattern(tokenize(text));
      return (value) => matchArnPattern(pattern, value);
    }
    case 'bool':
    case 'null':
      return matchBoolean(text);
    case 'binary': {
      const bytes = text.replace(/=+$/, '');
      return (value) => truth(value.replace(/=+$/, '') === bytes);
    }
    case 'numeric':
      return matchOrdered(operator, parseNumber, text);
    case 'date':
      return matchOrdered(operator, parseDate, text);
    case 'ip':
      return matchRange(text);
  }
}

function compileTemplate(family: Family, template: Template, context: Context): Match | null {
  if (family === 'like') {
    const glob = resolveGlob(template, context);
    return glob === null ? null : (value) => truth(matchGlob(glob, value));
  }
  if (family === 'arn') {
    const tokens = resolveTokens(template, context);
    if (tokens === null) return null;
    const pattern = compileArnPattern(tokens);
    return (value) => matchArnPattern(pattern, value);
  }
  const text = resolveText(template, context);
  return text === null ? null : compileValue(family, 'StringEquals', text);
}

function matchBoolean(text: string): Match {
  const wanted = text.toLowerCase();
  if (wanted !== 'true' && wanted !== 'false') return never;
  return (value) => {
    const given = value.toLowerCase();
    return given === 'true' || given === 'false' ? truth(given === wanted) : 'mismatch';
  };
}

function matchOrdered(operator: Operator, parse: (text: string) => number | null, text: string): Match {
  const bound = parse(text);
  if (bound === null) return never;
  const holds = comparison(operator);
  return (value) => {
    const given = parse(value);
    return given === null ? 'mismatch' : truth(holds(given, bound));
  };
}

function comparison(operator: Operator): (given: number, bound: number) => boolean {
  if (operator.endsWith('LessThan')) return (given, bound) => given < bound;
  if (operator.endsWith('LessThanEquals')) return (given, bound) => given <= bound;
  if (operator.endsWith('GreaterThan')) return (given, bound) => given > bound;
  if (operator.endsWith('GreaterThanEquals')) return (given, bound) => given >= bound;
  return (given, bound) => given === bound;
}

/** An integer or decimal; one too long for a double to tell from its neighbours is none. */
export function parseNumber(text: string): number | null {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) return null;
  const value = Number(text);
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? null : value;
}

const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/i;

/** Milliseconds since 1970 of an ISO 8601 date (https://www.w3.org/TR/NOTE-datetime; without a zone it is UTC) or of epoch seconds. */
export function parseDate(text: string): number | null {
  if (/^\d{5,12}(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const parts = DATE.exec(text);
  if (parts === null) return null;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] =
    parts;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const date = new Date(time);
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && Number(minute) < 60;
  if (!isReal || Number(hour) > 23 || Number(second) > 60) return null;
  return time + Number(`0.${fraction}`) * 1000 - zoneOffset(zone);
}

function zoneOffset(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

function matchRange(text: string): Match {
  const range = parseRange(text);
  if (range === null) return never;
  return (value) => {
    const address = parseAddress(value);
    return address === null ? 'mismatch' : truth(holdsAddress(range, address));
  };
}
