import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Document, isAlias, isMap, isScalar, LineCounter, type Node, parseDocument, type Range } from 'yaml';
import { PolicyError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Example, Policy } from '../model/policy.ts';
import { PolicyFile } from './policy-schema.ts';
import type { PolicySource } from './rule.ts';

let validate: ValidateFunction | undefined;

/**
 * Reads one policy from YAML text. Expressions are not checked here: `compilePolicy` does.
 * @throws PolicyError with file, line and column where the text is not YAML or does not follow the schema.
 */
export const parsePolicy = (text: string, file: string): PolicySource => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', uniqueKeys: true });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new PolicyError(firstLine(error.message), { cause: error, position: { file, line, column: col } });
  }
  const locate = makeLocate(document, text, lines);
  const fail = (message: string, path: readonly (string | number)[]): never => {
    throw new PolicyError(message, { position: { file, ...locate(path) } });
  };
  const data = toData(document, file);
  // `verbose` puts the names that would have been right into the error.
  validate ??= new Ajv2020({ allErrors: true, strict: false, verbose: true }).compile(PolicyFile);
  if (!validate(data)) {
    // A misspelt key says more than the one that it leaves missing.
    const errors = validate.errors ?? [];
    const wrong = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
    if (wrong === undefined) throw new Error('ajv refused a policy without saying why');
    const path = wrong.instancePath.split('/').slice(1).map(unescapePointer);
    const message = describe(wrong, path);
    if (wrong.keyword !== 'additionalProperties') return fail(message, path);
    const { line, col } = lines.linePos(offsetOfKey(document, path, String(wrong.params['additionalProperty'])));
    throw new PolicyError(message, { position: { file, line, column: col } });
  }
  return { policy: normalize(data as RawPolicy), file, locate };
};

const toData = (document: Document.Parsed, file: string): unknown => {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Few lines of aliases of aliases can stand for more than fits into memory.
    if (!(error instanceof ReferenceError)) throw error;
    throw new PolicyError('its aliases stand for too much: write it out', { cause: error, position: { file } });
  }
};

/** Where a key of a mapping begins. */
const offsetOfKey = (document: Document.Parsed, path: readonly string[], key: string): number => {
  const mapping: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(mapping)) return 0;
  const found = mapping.items.map((pair) => pair.key).find((node) => isScalar(node) && String(node.value) === key);
  return (isScalar(found) ? found.range?.[0] : mapping.range?.[0]) ?? 0;
};

interface RawPolicy extends Omit<Policy, 'aliases' | 'resources' | 'when' | 'parameters' | 'examples'> {
  readonly aliases?: readonly string[];
  readonly resource: string | readonly string[];
  readonly when?: string;
  readonly parameters?: Policy['parameters'];
  readonly examples: Readonly<
    Record<keyof Policy['examples'], readonly (Example | Readonly<Record<string, unknown>>)[] | undefined>
  >;
}

const normalize = ({
  aliases,
  resource,
  when,
  require: required,
  parameters,
  examples,
  ...rest
}: RawPolicy): Policy => ({
  ...rest,
  aliases: aliases ?? [],
  resources: typeof resource === 'string' ? [resource] : resource,
  when: when?.trim() ?? null,
  require: required.trim(),
  parameters: parameters ?? {},
  examples: {
    pass: (examples.pass ?? []).map(toExample),
    fail: (examples.fail ?? []).map(toExample),
    unknown: (examples.unknown ?? []).map(toExample),
    'not-applicable': (examples['not-applicable'] ?? []).map(toExample),
  },
});

/** An example is either the facts alone, or has them under `facts`, which is no fact's name. */
const toExample = (raw: Example | Readonly<Record<string, unknown>>): Example =>
  typeof raw['facts'] === 'object' && raw['facts'] !== null ? (raw as Example) : { facts: raw as Example['facts'] };

const describe = ({ keyword, params, message, parentSchema }: ErrorObject, path: readonly string[]): string => {
  const at = path.length === 0 ? 'the policy' : `\`${path.join('.')}\``;
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
  (document: Document.Parsed, text: string, lines: LineCounter): PolicySource['locate'] =>
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
