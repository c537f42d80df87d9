import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { TSchema } from 'typebox';
import { type Document, isAlias, isMap, isScalar, LineCounter, type Node, parseDocument, type Range } from 'yaml';
import type { DatawardenError, FilePosition } from '../errors.ts';
import { nearest } from '../model/nearest.ts';

/** A place in a file: lines and columns count from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** The place of a path such as `['require']`, `offset` characters into its text. */
export type Locate = (path: readonly (string | number)[], offset?: number) => Position;

/** What a kind of file must look like, and how its mistakes are called. */
export interface FileKind {
  readonly schema: TSchema;
  /** What the errors call the whole of it: `the policy`. */
  readonly noun: string;
  readonly error: new (
    message: string,
    options: { readonly cause?: unknown; readonly position: FilePosition },
  ) => DatawardenError;
}

const validators = new Map<TSchema, ValidateFunction>();

/** `verbose` puts the names that would have been right, and what stands there, into the errors. */
const validatorOf = (schema: TSchema): ValidateFunction => {
  const made = validators.get(schema);
  if (made !== undefined) return made;
  const validate = new Ajv2020({ allErrors: true, strict: false, verbose: true }).compile(schema);
  validators.set(schema, validate);
  return validate;
};

/**
 * Reads a YAML file of one of our kinds and checks it against its schema.
 * @throws the kind's error with file, line and column where the text is not YAML or does not follow the schema.
 */
export const readYaml = (
  text: string,
  file: string,
  { schema, noun, error: Mistake }: FileKind,
): { readonly data: unknown; readonly locate: Locate } => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', uniqueKeys: true });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new Mistake(firstLine(error.message), { cause: error, position: { file, line, column: col } });
  }
  const data = toData(document, (cause) => {
    throw new Mistake('its aliases stand for too much: write it out', { cause, position: { file } });
  });
  const locate = makeLocate(document, text, lines);
  const validate = validatorOf(schema);
  if (validate(data)) return { data, locate };
  // A misspelt key says more than the one that it leaves missing.
  const errors = validate.errors ?? [];
  const wrong = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
  if (wrong === undefined) throw new Error('ajv refused a file without saying why');
  const path = wrong.instancePath.split('/').slice(1).map(unescapePointer);
  const message = describe(wrong, path, noun);
  if (wrong.keyword !== 'additionalProperties')
    throw new Mistake(message, { position: { file, ...locate(path.map(toStep)) } });
  const { line, col } = lines.linePos(offsetOfKey(document, path, String(wrong.params['additionalProperty'])));
  throw new Mistake(message, { position: { file, line, column: col } });
};

const toData = (document: Document.Parsed, tooMuch: (cause: Error) => never): unknown => {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Few lines of aliases of aliases can stand for more than fits into memory.
    if (!(error instanceof ReferenceError)) throw error;
    return tooMuch(error);
  }
};

/** A step of a JSON pointer, as the document takes it. */
const toStep = (segment: string): string | number => (/^\d+$/.test(segment) ? Number(segment) : segment);

/** Where a key of a mapping begins. */
const offsetOfKey = (document: Document.Parsed, path: readonly string[], key: string): number => {
  const mapping: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(mapping)) return 0;
  const found = mapping.items.map((pair) => pair.key).find((node) => isScalar(node) && String(node.value) === key);
  return (isScalar(found) ? found.range?.[0] : mapping.range?.[0]) ?? 0;
};

const describe = (
  { keyword, params, message, parentSchema, data }: ErrorObject,
  path: readonly string[],
  noun: string,
): string => {
  const at = path.length === 0 ? noun : `\`${path.join('.')}\``;
  switch (keyword) {
    case 'additionalProperties': {
      const unknown = String(params['additionalProperty']);
      const close = nearest(unknown, Object.keys((parentSchema?.['properties'] as object | undefined) ?? {}));
      return `unknown key \`${unknown}\` in ${at}${close ? `: did you mean \`${close}\`?` : ''}`;
    }
    case 'required':
      return `${at} lacks \`${String(params['missingProperty'])}\``;
    case 'enum':
      return `${at} must be one of ${(params['allowedValues'] as readonly string[]).join(', ')}`;
    case 'type':
      // `3.10` and `4` are numbers to YAML, and the first has lost its zero already.
      if (params['type'] === 'string' && typeof data === 'number') return `${at} must be text: put it in quotes`;
      return `${at} ${message}`;
    default:
      return `${at} ${message ?? 'does not follow the schema'}`;
  }
};

const unescapePointer = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~');

const firstLine = (message: string): string => {
  const [line = message] = message.split('\n');
  return (line.charAt(0).toLowerCase() + line.slice(1)).replace(/ at line \d+, column \d+:?$/, '');
};

const makeLocate =
  (document: Document.Parsed, text: string, lines: LineCounter): Locate =>
  (path, offset = 0) => {
    const node = deepest(document, path);
    const range = node?.range as Range | null | undefined;
    const start = range?.[0] ?? 0;
    const value = isScalar(node) && typeof node.value === 'string' ? node.value : '';
    const { line, col } = lines.linePos(
      offset === 0 && value === '' ? start : sourceOffset(text, start, value, offset),
    );
    return { line, column: col };
  };

/** The node at a path, or the closest one above it. */
const deepest = (document: Document.Parsed, path: readonly (string | number)[]): Node | null => {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node !== undefined && node !== null && typeof node === 'object' && !isAlias(node)) return node;
  }
  return document.contents;
};

/**
 * Where the character at `offset` of a scalar's value stands in the source. White space is folded differently in each of YAML's
 * styles, so the characters that are not white space are counted.
 */
const sourceOffset = (text: string, start: number, value: string, offset: number): number => {
  let wanted = value.slice(0, offset).replace(/\s/g, '').length;
  let at = start;
  const opening = text[at];
  if (opening === '|' || opening === '>') at = text.indexOf('\n', at) + 1;
  else if (opening === '"' || opening === "'") at++;
  while (at < text.length) {
    const [width, written] =
      opening === '"' ? escapeAt(text, at) : opening === "'" && text[at] === "'" ? [2, "'"] : [1, text[at]];
    const counted = (written ?? '').replace(/\s/g, '').length;
    if (wanted <= 0 && counted > 0) break;
    wanted -= counted;
    at += width;
  }
  return at;
};

/** How many characters of a double-quoted scalar stand for what, at one place. */
const escapeAt = (text: string, at: number): readonly [width: number, written: string] => {
  if (text[at] !== '\\') return [1, text[at] ?? ''];
  const digits = /^\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/.exec(text.slice(at, at + 10));
  if (digits !== null) {
    const code = Number.parseInt(digits[1] ?? digits[2] ?? digits[3] ?? '', 16);
    return [digits[0].length, code <= 0x10ffff ? String.fromCodePoint(code) : ''];
  }
  // Those that stand for white space, a line break among them, count for nothing.
  return [2, /[ \t\r\nntvfr_LP]/.test(text[at + 1] ?? '') ? '' : 'x'];
};
