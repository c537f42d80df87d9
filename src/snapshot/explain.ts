import { nearest } from '../model/nearest.ts';
import { patternWords } from './patterns.ts';

/** An error of ajv's. */
export interface Violation {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A resource type and what its facts are called. */
export interface FactNames {
  readonly type: string;
  readonly names: readonly string[];
}

/**
 * What is wrong, in plain words, and where below the value (`recovery.pointInTime/enabled`). `facts` is given when the value is the
 * facts of a resource.
 */
export const explain = (
  violation: Violation | undefined,
  value: unknown,
  facts?: FactNames,
): { readonly path: string; readonly message: string } => {
  if (violation === undefined) throw new Error('ajv refused a value and gave no reason');
  const steps = violation.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const found = steps.reduce<unknown>((inner, step) => (inner as Readonly<Record<string, unknown>>)[step], value);
  const names = steps.length === 0 ? facts : undefined;
  return { path: steps.map(escaped).join('/'), message: describe(violation, shown(found), names) };
};

const describe = ({ keyword, params }: Violation, found: string, facts: FactNames | undefined): string => {
  switch (keyword) {
    case 'type':
      return `expected ${typeWords(params.type)}, found ${found}`;
    case 'required':
      return `lacks ${quoted(String(params.missingProperty))}`;
    case 'additionalProperties': {
      const name = String(params.additionalProperty);
      return facts === undefined ? `unexpected property ${quoted(name)}` : noSuchFact(name, facts);
    }
    case 'const':
      return `expected ${shown(params.allowedValue)}, found ${found}`;
    case 'enum':
      return `expected one of ${(params.allowedValues as unknown[]).map(shown).join(', ')}, found ${found}`;
    case 'pattern': {
      const pattern = String(params.pattern);
      return `expected ${patternWords.get(pattern) ?? `text like /${pattern}/`}, found ${found}`;
    }
    case 'minimum':
      return `expected at least ${params.limit}, found ${found}`;
    case 'maximum':
      return `expected at most ${params.limit}, found ${found}`;
    case 'anyOf':
    case 'oneOf':
      return `${found} has none of the forms that the schema allows`;
    default:
      return `${found} breaks the schema's rule \`${keyword}\``;
  }
};

/** Says that a type has no fact of that name, and which it may be meant to be. */
export const noSuchFact = (name: string, { type, names }: FactNames): string =>
  `\`${type}\` has no fact ${quoted(name)}${suggest(name, names)}`;

/** `; did you mean …?`, where one of the candidates is near. */
export const suggest = (word: string, candidates: Iterable<string>): string => {
  const match = nearest(word, candidates);
  return match === undefined ? '' : `; did you mean \`${match}\`?`;
};

const typeWords = (type: unknown): string =>
  (Array.isArray(type) ? type : [type]).map((name) => words.get(name) ?? String(name)).join(' or ');

const words: ReadonlyMap<unknown, string> = new Map([
  ['object', 'an object'],
  ['array', 'a list'],
  ['string', 'a string'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
]);

/** A JSON value as an error shows it. */
const shown = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? `\`"${escaped(value)}"\`` : `\`${String(value)}\``;
};

/** Text as an error shows it, in backticks: short, on one line, and with nothing in it that a terminal obeys. */
export const quoted = (value: string): string => `\`${escaped(value)}\``;

const longest = 100;

/** The text cut to a readable length, with control characters, invisible ones and lone surrogates as `\u` escapes. */
const escaped = (value: string): string => {
  const short = value.length > longest ? `${value.slice(0, longest)}…` : value;
  return short.replace(/[\p{C}\u2028\u2029`]/gu, (char) =>
    char === '`' ? "'" : `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
};
