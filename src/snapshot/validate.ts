import { type FilePosition, SnapshotError } from '../errors.ts';
import {
  type Resource,
  type SnapshotHeader,
  snapshotFormat,
  snapshotVersion,
  type Unknown,
  UnknownCode,
} from '../model/resource.ts';
import { explain, type FactNames, noSuchFact, quoted, suggest, type Violation } from './explain.ts';
import { resourceKey } from './key.ts';

/** A check that ajv wrote. After `false`, `errors` says why. */
export interface Check {
  (value: unknown): boolean;
  errors?: readonly Violation[] | null;
}

/** How the resources of one type are checked. */
export interface TypeValidator {
  readonly validate: Check;
  /** All facts of the type. */
  readonly names: readonly string[];
  /** Those that may hold JSON of any shape. */
  readonly opaque: readonly string[];
}

/** What `validators.generated.js` exports: import it whole and hand it on. */
export interface Validators {
  readonly header: Check;
  readonly envelope: Check;
  readonly types: ReadonlyMap<string, TypeValidator>;
}

/** Where a value stands: a line, or a file whose first line it begins on. */
export interface At {
  readonly file: string;
  readonly line: number;
  /** The line of a property (`facts/tags`) where a value spans several. */
  readonly lineAt?: (path: string) => number;
}

/** How deep the JSON of one fact may be nested: AWS's own documents stay far below, and a reader may recurse. */
export const maxFactDepth = 100;

/** The value as a snapshot's header. Throws {@link SnapshotError} saying what is wrong with it. */
export const checkHeader = (value: unknown, at: At, { header }: Validators): SnapshotHeader => {
  if (!isObject(value) || value.format !== snapshotFormat) {
    const message = `not a datawarden snapshot: expected a header with \`"format":"${snapshotFormat}"\` first`;
    throw new SnapshotError(message, { position: { file: at.file, line: at.line } });
  }
  // Once there is a version 2, what follows checks by the version's own schema and lifts the older one step by step.
  if (typeof value.version === 'number' && value.version > snapshotVersion) {
    throw new SnapshotError(
      `written by a newer version of datawarden, in format ${value.version} where this one reads up to ${snapshotVersion}: upgrade datawarden`,
      { position: { file: at.file, line: at.line } },
    );
  }
  if (!header(value)) throw violated(header, value, at);
  return value as unknown as SnapshotHeader;
};

const olderThanFact: Unknown = {
  operation: '',
  code: UnknownCode.notCollected,
  message: 'the snapshot is older than this fact: collect it again',
};

/**
 * The value as a resource, valid for its type. Facts that it neither knows nor names as unknown are unknown from here on: a snapshot
 * stays readable when its types get further facts. Throws {@link SnapshotError} saying what is wrong with it.
 */
export const checkResource = (value: unknown, at: At, validators: Validators): Resource => {
  const { envelope, types } = validators;
  if (!envelope(value)) throw violated(envelope, value, at);
  const resource = value as Resource;
  const type = types.get(resource.type);
  if (type === undefined) {
    throw problem(at, 'type', `unknown resource type ${quoted(resource.type)}${suggest(resource.type, types.keys())}`);
  }
  if (!type.validate(resource.facts))
    throw violated(type.validate, resource.facts, at, 'facts', { type: resource.type, names: type.names });
  const count = countFacts(resource, type.names, at);
  const key = resourceKey(resource.arn);
  if (resource.key !== key) {
    throw problem(at, 'key', `expected the SHA-256 of the ARN, \`${key}\`, found ${quoted(resource.key)}`);
  }
  for (const name of type.opaque) {
    if (isDeeperThan(resource.facts[name], maxFactDepth)) {
      throw problem(at, `facts/${name}`, `nested deeper than ${maxFactDepth} levels`);
    }
  }
  return count === type.names.length ? resource : completed(resource, type.names);
};

/** How many facts of the type are in `facts` (which has no others by now) or in `unknown`. Throws where one is in both. */
const countFacts = ({ type, facts, unknown }: Resource, names: readonly string[], at: At): number => {
  // Counted in loops: making lists of the names of every line takes a tenth of the time of reading it.
  let count = 0;
  for (const name in unknown) {
    count++;
    if (Object.hasOwn(facts, name))
      throw problem(at, `unknown/${name}`, 'in `facts` as well: a fact is known or unknown');
    if (!names.includes(name)) {
      throw problem(at, 'unknown', noSuchFact(name, { type, names }));
    }
  }
  for (const _ in facts) count++;
  return count;
};

const completed = (resource: Resource, names: readonly string[]): Resource => {
  const lost = names.filter((name) => !Object.hasOwn(resource.facts, name) && !Object.hasOwn(resource.unknown, name));
  const unknown = { ...resource.unknown, ...Object.fromEntries(lost.map((name) => [name, olderThanFact])) };
  return { ...resource, unknown };
};

const violated = (check: Check, value: unknown, at: At, under = '', facts?: FactNames): SnapshotError => {
  const { path, message } = explain(check.errors?.[0], value, facts);
  return problem(at, [under, path].filter(Boolean).join('/'), message);
};

const problem = (at: At, path: string, message: string): SnapshotError => {
  const position: FilePosition = { file: at.file, line: at.lineAt?.(path) ?? at.line, path };
  return new SnapshotError(message, { position });
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDeeperThan = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) {
    if (isDeeperThan((value as Readonly<Record<string, unknown>>)[key], levels - 1)) return true;
  }
  return false;
};
