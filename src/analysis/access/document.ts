import { hasDuplicateNames } from './duplicate-names.ts';

/** What is wrong with a document, and where: a name in AWS's words and a path such as `Statement[2].Action[0]`. */
export interface Problem {
  /** Access Analyzer's check name in kebab-case where it has one (`invalid-effect`), else ours (`duplicate-key`). */
  readonly check: string;
  /** Empty for the document itself. */
  readonly path: string;
  readonly message: string;
}

/** One member of a Principal or NotPrincipal element. `"Principal": "*"` has the type `*`, `{"AWS": "*"}` the type `AWS`. */
export interface Principal {
  readonly type: '*' | 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';
  readonly value: string;
}

/** The operators of the policy language without their prefixes and `IfExists`. */
export const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'Null',
] as const;

/** One of `OPERATORS`. */
export type Operator = (typeof OPERATORS)[number];

/** One key under one operator of a Condition element. */
export interface Condition {
  readonly qualifier: 'ForAllValues' | 'ForAnyValue' | null;
  readonly operator: Operator;
  readonly ifExists: boolean;
  /** As written; names of keys are compared without regard to case. */
  readonly key: string;
  readonly values: readonly string[];
  readonly path: string;
}

/** One statement; an element that is not there is null. */
export interface Statement {
  readonly index: number;
  readonly sid: string | null;
  /** Null when there is none, or none that AWS knows. */
  readonly effect: 'Allow' | 'Deny' | null;
  readonly principals: readonly Principal[] | null;
  readonly notPrincipals: readonly Principal[] | null;
  readonly actions: readonly string[] | null;
  readonly notActions: readonly string[] | null;
  readonly resources: readonly string[] | null;
  readonly notResources: readonly string[] | null;
  readonly conditions: readonly Condition[];
  /** False when a part could not be read: then nothing about this statement is certain, and a question about it is unknown. */
  readonly understood: boolean;
  /** The statement as it was given. */
  readonly source: unknown;
}

/** A policy document in one form whatever way it was written. */
export interface PolicyDocument {
  /** A document without Version has the older one: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
  readonly version: '2012-10-17' | '2008-10-17';
  readonly id: string | null;
  readonly statements: readonly Statement[];
  /** False when the document itself could not be read: then nothing about it is certain, whatever its statements say. */
  readonly understood: boolean;
  readonly problems: readonly Problem[];
  /** The document as it was given, parsed if it was text. */
  readonly source: unknown;
}

/** No policy AWS stores comes near it (the largest quota, of an S3 access point or a KMS key, is 32 KB). */
const MAX_TEXT = 1_048_576;
const MAX_STATEMENTS = 10_000;

const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);
const PRINCIPAL_TYPES = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);
const KNOWN_OPERATORS = new Set<string>(OPERATORS);

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a policy document, given as a JSON value or as JSON text. It answers for every input and never throws: what cannot be
 * read is in `problems`, and makes the statement or the document not `understood`.
 * The grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parseDocument(input: unknown): PolicyDocument {
  const problems: Problem[] = [];
  const refuse = (check: string, message: string): PolicyDocument => {
    problems.push({ check, path: '', message });
    return { version: '2008-10-17', id: null, statements: [], understood: false, problems, source: input };
  };
  if (typeof input !== 'string') {
    return isObject(input) ? readDocument(input, problems) : refuse('data-type-mismatch', 'a policy is a JSON object');
  }
  if (input.length > MAX_TEXT) return refuse('policy-too-large', `a policy of ${input.length} characters is too large`);
  const parsed = parseText(input);
  if ('error' in parsed) return refuse('json-syntax-error', parsed.error);
  if (!isObject(parsed.value)) return refuse('data-type-mismatch', 'a policy is a JSON object');
  const document = readDocument(parsed.value, problems);
  if (!hasDuplicateNames(input)) return document;
  // JSON.parse keeps the last of two equal names, and nothing says that AWS does: the text means nothing certain.
  problems.push({ check: 'duplicate-key', path: '', message: 'an object of the policy has the same name twice' });
  return { ...document, understood: false };
}

/** JSON.parse throws SyntaxError for bad text, and RangeError where nesting exhausts the stack: both are the text's fault. */
function parseText(text: string): { readonly value: unknown } | { readonly error: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'the text is not JSON' };
  }
}

function readDocument(source: Json, problems: Problem[]): PolicyDocument {
  const before = problems.length;
  for (const name of Object.keys(source)) if (!DOCUMENT_ELEMENTS.has(name)) refuseElement(name, '', problems);
  const version = readVersion(source, problems);
  const givenId = own(source, 'Id');
  const id = givenId === undefined ? null : readScalar(givenId, 'Id', '', problems);
  let list: readonly unknown[] = [];
  const given = own(source, 'Statement');
  if (given === undefined) {
    problems.push({ check: 'missing-statement', path: '', message: 'the policy has no Statement' });
  } else if (Array.isArray(given)) {
    list = given;
  } else if (isObject(given)) {
    list = [given];
  } else {
    problems.push({ check: 'data-type-mismatch', path: 'Statement', message: 'Statement is an object or a list' });
  }
  if (list.length > MAX_STATEMENTS) {
    problems.push({ check: 'policy-too-large', path: 'Statement', message: `${list.length} statements are too many` });
    list = [];
  }
  const understood = problems.length === before;
  const statements: Statement[] = [];
  for (let index = 0; index < list.length; index++) {
    const path = Array.isArray(given) ? `Statement[${index}]` : 'Statement';
    statements.push(readStatement(list[index], index, path, problems));
  }
  return { version, id, statements, understood, problems, source };
}

function readVersion(source: Json, problems: Problem[]): PolicyDocument['version'] {
  const version = own(source, 'Version');
  if (version === undefined || version === '2008-10-17') return '2008-10-17';
  if (version === '2012-10-17') return version;
  problems.push({ check: 'invalid-version', path: 'Version', message: 'Version is 2012-10-17 or 2008-10-17' });
  return '2008-10-17';
}

const EMPTY: readonly Condition[] = [];

function readStatement(source: unknown, index: number, path: string, problems: Problem[]): Statement {
  const before = problems.length;
  if (!isObject(source)) {
    problems.push({ check: 'data-type-mismatch', path, message: 'a statement is an object' });
    return {
      index,
      sid: null,
      effect: null,
      principals: null,
      notPrincipals: null,
      actions: null,
      notActions: null,
      resources: null,
      notResources: null,
      conditions: EMPTY,
      understood: false,
      source,
    };
  }
  let sid: Statement['sid'] = null;
  let effect: Statement['effect'] = null;
  let principals: Statement['principals'] = null;
  let notPrincipals: Statement['notPrincipals'] = null;
  let actions: Statement['actions'] = null;
  let notActions: Statement['notActions'] = null;
  let resources: Statement['resources'] = null;
  let notResources: Statement['notResources'] = null;
  let conditions = EMPTY;
  for (const name of Object.keys(source)) {
    const value = source[name];
    if (value === undefined) continue;
    switch (name) {
      case 'Sid':
        sid = readScalar(value, name, path, problems);
        break;
      case 'Effect':
        effect = readEffect(value, path, problems);
        break;
      case 'Principal':
        principals = readPrincipals(value, name, path, problems);
        break;
      case 'NotPrincipal':
        notPrincipals = readPrincipals(value, name, path, problems);
        break;
      case 'Action':
        actions = readList(value, name, path, problems);
        break;
      case 'NotAction':
        notActions = readList(value, name, path, problems);
        break;
      case 'Resource':
        resources = readList(value, name, path, problems);
        break;
      case 'NotResource':
        notResources = readList(value, name, path, problems);
        break;
      case 'Condition':
        conditions = readConditions(value, path, problems);
        break;
      default:
        refuseElement(name, path, problems);
    }
  }
  if (own(source, 'Effect') === undefined)
    problems.push({ check: 'missing-effect', path, message: 'the statement has no Effect' });
  if (actions === null && notActions === null) {
    problems.push({ check: 'missing-action', path, message: 'the statement has neither Action nor NotAction' });
  }
  checkPair('Principal', principals, notPrincipals, path, problems);
  checkPair('Action', actions, notActions, path, problems);
  checkPair('Resource', resources, notResources, path, problems);
  return {
    index,
    sid,
    effect,
    principals,
    notPrincipals,
    actions,
    notActions,
    resources,
    notResources,
    conditions,
    understood: problems.length === before,
    source,
  };
}

function checkPair(
  name: string,
  listed: readonly unknown[] | null,
  excluded: readonly unknown[] | null,
  path: string,
  problems: Problem[],
): void {
  if (excluded === null) return;
  if (listed !== null) {
    problems.push({
      check: 'unsupported-element-combination',
      path,
      message: `${name} and Not${name} exclude each other`,
    });
  }
  // "Everything except nothing" is everything: no one writes it on purpose, and AWS documents no meaning for it.
  if (excluded.length === 0) {
    const check = `empty-array-not${name.toLowerCase()}`;
    problems.push({ check, path: `${path}.Not${name}`, message: `Not${name} is empty` });
  }
}

function readEffect(given: unknown, path: string, problems: Problem[]): Statement['effect'] {
  // Case matters: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html
  if (given === 'Allow' || given === 'Deny') return given;
  problems.push({ check: 'invalid-effect', path: `${path}.Effect`, message: 'Effect is Allow or Deny' });
  return null;
}

function readPrincipals(
  given: unknown,
  name: 'Principal' | 'NotPrincipal',
  path: string,
  problems: Problem[],
): readonly Principal[] {
  const at = `${path}.${name}`;
  if (given === '*') return [{ type: '*', value: '*' }];
  const principals: Principal[] = [];
  if (!isObject(given)) {
    problems.push({ check: 'invalid-principal-format', path: at, message: `${name} is "*" or an object` });
    return principals;
  }
  for (const type of Object.keys(given)) {
    if (!PRINCIPAL_TYPES.has(type)) {
      problems.push({
        check: 'invalid-principal-key',
        path: `${at}.${type}`,
        message: `\`${type}\` is no kind of principal`,
      });
      continue;
    }
    for (const value of readList(given[type], type, at, problems)) {
      principals.push({ type: type as Principal['type'], value });
    }
  }
  return principals;
}

function readConditions(given: unknown, path: string, problems: Problem[]): readonly Condition[] {
  const at = `${path}.Condition`;
  if (!isObject(given)) {
    problems.push({ check: 'data-type-mismatch', path: at, message: 'Condition is an object' });
    return EMPTY;
  }
  const conditions: Condition[] = [];
  for (const name of Object.keys(given)) {
    const operator = parseOperator(name);
    const keys = given[name];
    if (operator === null) {
      problems.push({
        check: 'invalid-condition-operator',
        path: `${at}.${name}`,
        message: `\`${name}\` is no operator`,
      });
    } else if (operator.operator === 'Null' && operator.ifExists) {
      problems.push({ check: 'null-with-if-exists', path: `${at}.${name}`, message: 'Null takes no IfExists' });
    } else if (isObject(keys)) {
      readKeys(keys, operator, `${at}.${name}`, conditions, problems);
    } else {
      problems.push({
        check: 'data-type-mismatch',
        path: `${at}.${name}`,
        message: 'an operator holds an object of keys',
      });
    }
  }
  return conditions;
}

type ParsedOperator = Pick<Condition, 'qualifier' | 'operator' | 'ifExists'>;

function readKeys(keys: Json, operator: ParsedOperator, at: string, into: Condition[], problems: Problem[]): void {
  const names = Object.keys(keys);
  for (const key of names) {
    into.push({
      qualifier: operator.qualifier,
      operator: operator.operator,
      ifExists: operator.ifExists,
      key,
      values: readList(keys[key], key, at, problems),
      path: `${at}.${key}`,
    });
  }
  if (names.length < 2) return;
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html (duplicate keys with different case)
  const seen = new Set<string>();
  for (const key of names) {
    const folded = key.toLowerCase();
    if (seen.has(folded)) {
      problems.push({
        check: 'duplicate-keys-with-different-case',
        path: `${at}.${key}`,
        message: `\`${key}\` is there twice: names of keys are compared without regard to case`,
      });
    }
    seen.add(folded);
  }
}

const operators = new Map<string, ParsedOperator | null>();

/** Splits a name such as `ForAllValues:StringLikeIfExists` into its parts; null if it is none of the language's operators. */
export function parseOperator(name: string): ParsedOperator | null {
  const known = operators.get(name);
  if (known !== undefined) return known;
  const parts = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
  if (parts === null || !KNOWN_OPERATORS.has(parts[2] ?? '')) return null;
  const parsed: ParsedOperator = {
    qualifier: (parts[1] ?? null) as Condition['qualifier'],
    operator: parts[2] as Operator,
    ifExists: parts[3] !== undefined,
  };
  operators.set(name, parsed);
  return parsed;
}

/** A scalar or a list of scalars as a list of strings; numbers and booleans become the strings JSON writes for them. */
function readList(given: unknown, name: string, path: string, problems: Problem[]): readonly string[] {
  if (typeof given === 'string') return [given];
  const values: string[] = [];
  if (Array.isArray(given)) {
    for (let index = 0; index < given.length; index++) {
      const value = scalar(given[index]);
      if (value !== null) values.push(value);
      else {
        const at = `${path}.${name}[${index}]`;
        problems.push({ check: 'data-type-mismatch', path: at, message: 'a value is a string, a number or a boolean' });
      }
    }
    return values;
  }
  const value = scalar(given);
  if (value !== null) return [value];
  problems.push({
    check: 'data-type-mismatch',
    path: `${path}.${name}`,
    message: `${name} is a string or a list of strings`,
  });
  return values;
}

function readScalar(given: unknown, name: string, path: string, problems: Problem[]): string | null {
  const value = scalar(given);
  if (value === null) {
    const at = path === '' ? name : `${path}.${name}`;
    problems.push({ check: 'data-type-mismatch', path: at, message: `${name} is a string` });
  }
  return value;
}

/** `action` or `Actions` is seen for what it is: something AWS does not know. */
function refuseElement(name: string, path: string, problems: Problem[]): void {
  const at = path === '' ? name : `${path}.${name}`;
  problems.push({ check: 'invalid-policy-element', path: at, message: `\`${name}\` is no element of a policy` });
}

const scalar = (value: unknown): string | null =>
  typeof value === 'string'
    ? value
    : (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'boolean'
      ? String(value)
      : null;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Inherited names (`constructor`) are no elements. */
const own = (source: Json, name: string): unknown => (Object.hasOwn(source, name) ? source[name] : undefined);
