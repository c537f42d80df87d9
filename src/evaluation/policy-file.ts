import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Document, isAlias, isScalar, LineCounter, type Node, parseDocument, type Range } from 'yaml';
import { PolicyError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Example, Policy } from '../model/policy.ts';
import { PolicyFile } from './policy-schema.ts';

/** A policy and where its parts stand in its file. */
export interface PolicySource {
  readonly policy: Policy;
  readonly file: string;
  /** The place of a path such as `['require']`, `offset` characters into its text. Lines and columns count from 1. */
  readonly locate: (
    path: readonly (string | number)[],
    offset?: number,
  ) => { readonly line: number; readonly column: number };
}

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
  const data: unknown = document.toJS({ maxAliasCount: 100 });
  validate ??= new Ajv2020({ allErrors: true, strict: false }).compile(PolicyFile);
  if (!validate(data)) {
    // A misspelt key says more than the one that it leaves missing.
    const errors = validate.errors ?? [];
    const wrong = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
    if (wrong === undefined) throw new Error('ajv refused a policy without saying why');
    const path = wrong.instancePath.split('/').slice(1).map(unescapePointer);
    fail(
      describe(wrong, path),
      wrong.keyword === 'additionalProperties' ? [...path, wrong.params.additionalProperty] : path,
    );
  }
  return { policy: normalize(data as RawPolicy), file, locate };
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

const describe = ({ keyword, params, message }: ErrorObject, path: readonly string[]): string => {
  const at = path.length === 0 ? 'the policy' : `\`${path.join('.')}\``;
  switch (keyword) {
    case 'additionalProperties': {
      const unknown = String(params['additionalProperty']);
      const close = path.length === 0 ? nearest(unknown, Object.keys(PolicyFile.properties)) : undefined;
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
  const quoted = opening === '"' ? '\\' : opening === "'" ? "'" : null;
  for (; at < text.length; at++) {
    if (/\s/.test(text[at] as string)) continue;
    if (wanted === 0) break;
    if (quoted !== null && text[at] === quoted) at++;
    wanted--;
  }
  return at;
};
