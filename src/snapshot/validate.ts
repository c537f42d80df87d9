import { type Resource, type SnapshotHeader, snapshotVersion, type Unknown, UnknownCode } from '../model/resource.ts';
import type { Violation } from './explain.ts';
import { resourceKey } from './key.ts';

/** A check that ajv wrote. After `false`, `errors` says why. */
export interface Check {
  (value: unknown): boolean;
  errors?: readonly Violation[] | null;
}

/** What `validators.generated.js` exports: by type, the checks of its facts. */
export interface Explanations {
  readonly header: Check;
  readonly envelope: Check;
  readonly facts: ReadonlyMap<string, Check>;
}

/** How the resources of one type are checked. */
export interface TypeCheck {
  /** How many facts are known; -1 where one is not as its schema says, or no fact of the type. */
  readonly count: (facts: unknown) => number;
  /** All facts of the type. */
  readonly names: readonly string[];
  /** Those that may hold JSON of any shape. */
  readonly opaque: readonly string[];
}

/** What `checks.generated.js` exports: import it whole and hand it on. */
export interface Checks {
  readonly isHeader: (value: unknown) => boolean;
  readonly isEnvelope: (value: unknown) => boolean;
  readonly types: ReadonlyMap<string, TypeCheck>;
  /** Checks that say why, for what these refuse. Loading them takes longer than all else, so a sound snapshot does without. */
  readonly explain: () => Promise<Explanations>;
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

/** Whether the value is a snapshot's header. What is not, `refuseHeader` explains. */
export const isHeader = (value: unknown, checks: Checks): value is SnapshotHeader =>
  checks.isHeader(value) && (value as SnapshotHeader).version === snapshotVersion;

/**
 * The value as a resource, valid for its type; `null` where it is none, which `refuseResource` explains. Facts that it neither knows
 * nor names as unknown are unknown from here on: a snapshot stays readable when its types get further facts.
 */
export const asResource = (value: unknown, { isEnvelope, types }: Checks): Resource | null => {
  if (!isEnvelope(value)) return null;
  const resource = value as Resource;
  const { facts, unknown } = resource;
  const check = types.get(resource.type);
  if (check === undefined) return null;
  // Counted in a loop: making lists of the names of every line takes a tenth of the time of reading it.
  let count = check.count(facts);
  if (count === -1) return null;
  for (const name in unknown) {
    count++;
    if (Object.hasOwn(facts, name) || !check.names.includes(name)) return null;
  }
  if (resource.key !== resourceKey(resource.arn)) return null;
  for (const name of check.opaque) if (isDeeperThan(facts[name], maxFactDepth)) return null;
  return count === check.names.length ? resource : completed(resource, check.names);
};

const olderThanFact: Unknown = {
  operation: '',
  code: UnknownCode.notCollected,
  message: 'the snapshot is older than this fact: collect it again',
};

const completed = (resource: Resource, names: readonly string[]): Resource => {
  const lost = names.filter((name) => !Object.hasOwn(resource.facts, name) && !Object.hasOwn(resource.unknown, name));
  const unknown = { ...resource.unknown, ...Object.fromEntries(lost.map((name) => [name, olderThanFact])) };
  return { ...resource, unknown };
};

/** Whether lists and objects are nested in each other more than so many levels deep. */
export const isDeeperThan = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) {
    if (isDeeperThan((value as Readonly<Record<string, unknown>>)[key], levels - 1)) return true;
  }
  return false;
};
