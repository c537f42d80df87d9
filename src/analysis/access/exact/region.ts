import { type AccessPointNames, patternsThrough } from '../access-point.ts';
import { confineResource } from '../arn.ts';
import {
  type CompiledCondition,
  compileCondition,
  FAMILIES,
  parseDate,
  parseNumber,
  testCondition,
} from '../condition.ts';
import type { Context } from '../context.ts';
import type { Condition, PolicyDocument, Statement } from '../document.ts';
import { parseRange } from '../ip-range.ts';
import {
  compileGlob,
  compileTokens,
  confineToParts,
  type Glob,
  STAR,
  tokenize,
  tokenizeFolded,
  tokenizeLiteral,
} from '../pattern.ts';
import type { Truth } from '../truth.ts';
import { parseTemplate, standsInResourcePart, type Template } from '../variables.ts';
import { ABSENT, complementOf, holds, type KeySet, type KeyUse, present } from './key-set.ts';
import type { TextLiteral } from './text-set.ts';
import type { Bound, ValueLiteral, ValuePredicate } from './value-set.ts';

/** One condition on a request, about its action, its resource or one context key. */
export type Literal = { readonly dimension: 'action' | 'resource'; readonly text: TextLiteral } | KeyLiteral;

interface KeyLiteral {
  readonly dimension: 'key';
  readonly key: string;
  readonly set: KeySet;
  readonly complement: KeySet;
}

/** The opposite. */
export const negate = (literal: Literal): Literal =>
  literal.dimension === 'key'
    ? { ...literal, set: literal.complement, complement: literal.set }
    : { ...literal, text: { ...literal.text, positive: !literal.text.positive } };

/** The requests that a statement speaks of, as far as its action, resource and conditions say: all literals hold. */
export interface Region {
  readonly statement: Statement;
  readonly version: PolicyDocument['version'];
  readonly literals: readonly Literal[];
  /** False where a part of the statement could not be expressed: then the statement may speak of less than this. */
  readonly certain: boolean;
}

/** What is known of the request when statements are turned into regions. */
export interface Known {
  /** The values of a key that is fixed; an empty list for one that is absent; null where it is open. */
  readonly valuesOf: (key: string) => readonly string[] | null;
  /** How a variable of an open key is read: so that the statement speaks of the most that it may, or of the least. */
  readonly variables: 'widest' | 'narrowest';
  /** Where the request goes through an access point and the statements are of the bucket's documents, or the caller's held against it. */
  readonly behind: AccessPointNames | null;
}

/** The region of a statement; null if it speaks of no request. */
export function regionOf(statement: Statement, version: PolicyDocument['version'], known: Known): Region | null {
  // What could not be read may have said anything.
  if (!statement.understood) return { statement, version, literals: [], certain: false };
  const literals: Literal[] = [];
  let certain = statement.effect !== null;
  const actions = actionLiteral(statement);
  if (actions === 'nothing') return null;
  if (actions !== null) literals.push(actions);
  const resources = resourceLiteral(statement, version, known);
  if (resources === null) return null;
  certain &&= resources.certain;
  if (resources.literal !== null) literals.push(resources.literal);
  for (const condition of statement.conditions) {
    const read = conditionLiteral(condition, version, known);
    if (read === 'no') return null;
    if (read === 'yes') continue;
    if (read === 'unknown' || !read.certain) certain = false;
    if (read !== 'unknown') literals.push(read.literal);
  }
  return { statement, version, literals, certain };
}

const actionLiterals = new WeakMap<Statement, Literal | 'nothing' | null>();

/** Null where the statement has no actions, `nothing` where it has an empty list. */
function actionLiteral(statement: Statement): Literal | 'nothing' | null {
  const cached = actionLiterals.get(statement);
  if (cached !== undefined) return cached;
  const positive = statement.actions !== null;
  const globs = (statement.actions ?? statement.notActions)?.map((action) => compileGlob(action.toLowerCase())) ?? null;
  const literal: Literal | 'nothing' | null =
    globs === null
      ? null
      : positive && globs.length === 0
        ? 'nothing'
        : { dimension: 'action', text: { positive, globs } };
  actionLiterals.set(statement, literal);
  return literal;
}

type ResourceReading = { readonly literal: Literal | null; readonly certain: boolean } | null;

/** Of statements without variables, which belong to one document and so to one version of the language. */
const resourceReadings = new WeakMap<Statement, ResourceReading>();
const behindReadings = new WeakMap<AccessPointNames, WeakMap<Statement, ResourceReading>>();

function readingsOf(behind: AccessPointNames | null): WeakMap<Statement, ResourceReading> {
  if (behind === null) return resourceReadings;
  const known = behindReadings.get(behind) ?? new WeakMap<Statement, ResourceReading>();
  behindReadings.set(behind, known);
  return known;
}

function resourceLiteral(statement: Statement, version: PolicyDocument['version'], known: Known): ResourceReading {
  const readings = readingsOf(known.behind);
  const cached = readings.get(statement);
  if (cached !== undefined) return cached;
  const listed = statement.resources ?? statement.notResources;
  const reading = readResources(statement, version, known);
  if (listed?.some((text) => text.includes('${')) !== true) readings.set(statement, reading);
  return reading;
}

function readResources(
  { resources, notResources }: Statement,
  version: PolicyDocument['version'],
  known: Known,
): ResourceReading {
  const listed = resources ?? notResources;
  if (listed === null) return { literal: null, certain: true };
  const globs: Glob[] = [];
  let unresolved = false;
  let narrowed = false;
  for (const text of listed) {
    const parsed = parseTemplate(text, version);
    if (parsed === null || (typeof parsed !== 'string' && !standsInResourcePart(parsed))) {
      return { literal: null, certain: false };
    }
    const tokens = typeof parsed === 'string' ? tokenize(parsed) : tokensOf(parsed, known, resources !== null);
    if (tokens === 'missing') unresolved = true;
    else if (tokens === 'nothing') narrowed = true;
    else {
      const confined = confineResource(tokens);
      const patterns = known.behind === null ? [confined] : patternsThrough(known.behind, confined);
      globs.push(...patterns.map(compileTokens));
    }
  }
  // See `matchResource` of the concrete evaluator. A region that holds nothing in this reading still stands for its statement.
  if (resources === null ? unresolved : globs.length === 0 && !narrowed) return null;
  return { literal: { dimension: 'resource', text: { positive: resources !== null, globs } }, certain: true };
}

/**
 * The tokens of a template: values of fixed keys mean themselves. `missing` where a variable has no value, `nothing` where it is open
 * and the template is to match the least.
 */
function tokensOf(template: Template, known: Known, positive: boolean): number[] | 'missing' | 'nothing' {
  const tokens: number[] = [];
  let open = false;
  for (const piece of template.pieces) {
    if (piece.kind === 'pattern') tokens.push(...tokenize(piece.text));
    else if (piece.kind === 'literal') tokens.push(...tokenizeLiteral(piece.text));
    else {
      const fixed = known.valuesOf(piece.key);
      const value = fixed === null ? null : fixed.length === 0 ? piece.fallback : fixed.length === 1 ? fixed[0] : null;
      if (fixed === null) open = true;
      else if (value === null || value === undefined) return 'missing';
      tokens.push(...(value === null || value === undefined ? [STAR] : tokenizeLiteral(value)));
    }
  }
  return open && (known.variables === 'widest') !== positive ? 'nothing' : tokens;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function conditionLiteral(condition: Condition, version: PolicyDocument['version'], known: Known): Reading {
  const { compiled, variables, literal } = preparedOf(condition, version);
  if (!compiled.understood) return 'unknown';
  const { key } = compiled;
  const fixed = known.valuesOf(key);
  if (fixed !== null && variables.every((name) => known.valuesOf(name) !== null)) {
    return testCondition(compiled, contextOf([key, ...variables], known));
  }
  if (literal !== null) return literal;
  const made = makeLiteral(condition, compiled, version, known);
  if (typeof made === 'string' || fixed === null) return made;
  if (!holds(made.literal.set, fixed.length === 0 ? null : fixed)) return 'no';
  return made.certain ? 'yes' : 'unknown';
}

/** What a condition says of its key, or whether it holds whatever the key; where it is not certain it may hold for less. */
type Reading = { readonly literal: KeyLiteral; readonly certain: boolean } | Truth;

interface Prepared {
  readonly compiled: CompiledCondition;
  /** Keys of the variables in its values. */
  readonly variables: readonly string[];
  /** Of a condition without variables, what it says of its key; null where that depends on variables. */
  readonly literal: Reading | null;
}

const prepared = new WeakMap<Condition, Prepared>();

/** A condition belongs to one document, so to one version of the language. */
function preparedOf(condition: Condition, version: PolicyDocument['version']): Prepared {
  const cached = prepared.get(condition);
  if (cached !== undefined) return cached;
  const compiled = compileCondition(condition, version);
  const variables = compiled.templates.flatMap(({ pieces }) =>
    pieces.flatMap((piece) => (piece.kind === 'variable' ? [piece.key] : [])),
  );
  const literal = variables.length > 0 || !compiled.understood ? null : makeLiteral(condition, compiled, version, OPEN);
  const result: Prepared = { compiled, variables, literal };
  prepared.set(condition, result);
  return result;
}

/** The values that a condition leaves its key, and all others; null where that depends on variables, or is not certain. */
export function valuesLeft(
  condition: Condition,
  version: PolicyDocument['version'],
): { readonly set: KeySet; readonly complement: KeySet } | null {
  const { literal } = preparedOf(condition, version);
  return literal === null || typeof literal === 'string' || !literal.certain ? null : literal.literal;
}

const COLON = 0x3a;

const OPEN: Known = { valuesOf: () => null, variables: 'widest', behind: null };

/** What a condition says of its key, where the key is open. */
function makeLiteral(
  condition: Condition,
  compiled: CompiledCondition,
  version: PolicyDocument['version'],
  known: Known,
): Reading {
  const { key } = compiled;
  if (compiled.operator === 'Null') return nullLiteral(condition, key);
  const predicate = predicateOf(condition, compiled, version, known);
  if (predicate === 'unknown') return 'unknown';
  // Both keys tell the time of the request, and a date reads either.
  const name = key === 'aws:epochtime' && predicate.family === 'date' ? 'aws:currenttime' : key;
  const short = FAMILIES[compiled.operator] === 'arn' && condition.values.some(isShort);
  return { literal: literalOf(name, setOf(compiled, predicate)), certain: !short };
}

/** No ARN and no `*`: it has fewer than six parts. */
const isShort = (text: string): boolean => text.split(':').length < 6 && !/^\*+$/.test(text);

function contextOf(keys: readonly string[], known: Known): Context {
  const context = new Map<string, readonly string[]>();
  for (const key of keys) {
    const values = known.valuesOf(key);
    if (values !== null && values.length > 0) context.set(key, values);
  }
  return context;
}

const literalOf = (key: string, set: KeySet): KeyLiteral => ({
  dimension: 'key',
  key,
  set,
  complement: complementOf(set),
});

function nullLiteral({ values }: Condition, key: string): Reading {
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  for (const value of wanted) if (value !== 'true' && value !== 'false') return 'unknown';
  if (wanted.size === 0) return 'no';
  if (wanted.size === 2) return 'yes';
  return { literal: literalOf(key, [wanted.has('true') ? ABSENT : present()]), certain: true };
}

/** Null values of the operators: a missing key fails a positive operator and fulfils a negated one, IfExists or ForAllValues. */
function setOf({ qualifier, negated, ifExists }: CompiledCondition, predicate: ValuePredicate): KeySet {
  const literal: ValueLiteral = { positive: !negated, predicate };
  switch (qualifier) {
    case 'ForAllValues':
      return [ABSENT, present([literal])];
    case 'ForAnyValue': {
      const some = present([], [literal]);
      return ifExists ? [some, ABSENT] : [some];
    }
    case null: {
      const one = present([literal], [], 'one');
      return ifExists || negated ? [one, ABSENT] : [one];
    }
  }
}

function predicateOf(
  condition: Condition,
  { key, operator, negated }: CompiledCondition,
  version: PolicyDocument['version'],
  known: Known,
): ValuePredicate | 'unknown' {
  const family = FAMILIES[operator];
  switch (family) {
    case 'ip': {
      const ranges = condition.values.map(parseRange);
      return ranges.every((range) => range !== null) ? { family: 'address', ranges } : 'unknown';
    }
    case 'numeric':
    case 'date': {
      const bounds: Bound[] = [];
      for (const text of condition.values) {
        const value = family === 'date' ? parseDate(text) : parseNumber(text);
        if (value === null) return 'unknown';
        const isSeconds = key === 'aws:epochtime' && family === 'numeric';
        bounds.push({ relation: relationOf(operator), value: isSeconds ? value * 1000 : value });
      }
      return { family: family === 'date' || key === 'aws:epochtime' ? 'date' : 'number', bounds };
    }
    default: {
      const globs: Glob[] = [];
      for (const text of condition.values) {
        const parsed = parseTemplate(text, version);
        if (parsed === null) return 'unknown';
        const tokens =
          typeof parsed === 'string'
            ? family === 'like' || family === 'arn'
              ? tokenize(parsed)
              : tokenizeLiteral(parsed)
            : tokensOf(parsed, known, !negated);
        // Nothing is equal to a variable without a value; see `testCondition` of the concrete evaluator.
        if (tokens === 'missing' || tokens === 'nothing' || (family === 'arn' && negated && isShort(text))) continue;
        const glob = valueGlob(family, tokens);
        if (glob === null) return 'unknown';
        globs.push(glob);
      }
      return { family: 'text', globs };
    }
  }
}

function valueGlob(family: string, tokens: readonly number[]): Glob | null {
  switch (family) {
    case 'ignore-case':
    case 'bool': {
      if (tokens.some((token) => token > 0x7f)) return null;
      return compileTokens(tokens.flatMap((token) => (token < 0 ? token : tokenizeFolded(String.fromCharCode(token)))));
    }
    case 'arn': {
      if (tokens.every((token) => token === STAR)) return compileTokens([STAR]);
      // What is no ARN matches none. Whoever wrote it meant the parts that are missing to be anything: it is read as the most it may be.
      let whole: readonly number[] = tokens;
      for (let parts = tokens.filter((token) => token === COLON).length; parts < 5; parts++)
        whole = [...whole, COLON, STAR];
      const confined = confineToParts(whole);
      return confined === null ? null : compileTokens(confined);
    }
    default:
      return compileTokens(tokens);
  }
}

function relationOf(operator: string): Bound['relation'] {
  if (operator.endsWith('LessThan')) return '<';
  if (operator.endsWith('LessThanEquals')) return '<=';
  if (operator.endsWith('GreaterThan')) return '>';
  return operator.endsWith('GreaterThanEquals') ? '>=' : '=';
}

/** The keys of variables in a document, in lower case. */
export function variablesOf(document: PolicyDocument): ReadonlySet<string> {
  const cached = variables.get(document);
  if (cached !== undefined) return cached;
  const keys = findVariables(document);
  variables.set(document, keys);
  return keys;
}

const variables = new WeakMap<PolicyDocument, ReadonlySet<string>>();

function findVariables({ statements, version }: PolicyDocument): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { resources, notResources, conditions } of statements) {
    for (const text of [...(resources ?? []), ...(notResources ?? []), ...conditions.flatMap(({ values }) => values)]) {
      const parsed = parseTemplate(text, version);
      if (parsed === null || typeof parsed === 'string') continue;
      for (const piece of parsed.pieces) if (piece.kind === 'variable') keys.add(piece.key);
    }
  }
  return keys;
}

/** How a document uses each key, in lower case, that its conditions ask for. */
export function usesOf(documents: Iterable<PolicyDocument>): ReadonlyMap<string, KeyUse> {
  const uses = new Map<string, KeyUse>();
  for (const { statements } of documents) {
    for (const { conditions } of statements) {
      for (const { key, qualifier, operator } of conditions) {
        const name = key.toLowerCase();
        const known = uses.get(name);
        uses.set(name, {
          asSet: qualifier !== null || known?.asSet === true,
          asArn: operator.startsWith('Arn') || known?.asArn === true,
        });
      }
    }
  }
  return uses;
}
