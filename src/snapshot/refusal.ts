import { type FilePosition, SnapshotError } from '../errors.ts';
import { type Resource, snapshotFormat, snapshotVersion } from '../model/resource.ts';
import { explain, type FactNames, noSuchFact, quoted, suggest } from './explain.ts';
import { resourceKey } from './key.ts';
import { type At, type Check, type Checks, isDeeperThan, maxFactDepth } from './validate.ts';

/** What is wrong with a value that `isHeader` refuses. */
export const refuseHeader = async (value: unknown, at: At, { explain: load }: Checks): Promise<SnapshotError> => {
  const position = { file: at.file, line: at.line };
  if (!isObject(value) || value.format !== snapshotFormat) {
    const message = `not a datawarden snapshot: expected a header with \`"format":"${snapshotFormat}"\` first`;
    return new SnapshotError(message, { position });
  }
  // Once there is a version 2, what follows checks by the version's own schema and lifts the older one step by step.
  if (typeof value.version === 'number' && value.version > snapshotVersion) {
    const message = `written by a newer version of datawarden, in format ${value.version} where this one reads up to ${snapshotVersion}: upgrade datawarden`;
    return new SnapshotError(message, { position });
  }
  const { header } = await load();
  if (header(value)) throw disagreement();
  return violated(header, value, at);
};

/** What is wrong with a value that `asResource` refuses. */
export const refuseResource = async (value: unknown, at: At, checks: Checks): Promise<SnapshotError> => {
  const { envelope, facts } = await checks.explain();
  if (!envelope(value)) return violated(envelope, value, at);
  const resource = value as Resource;
  const { type } = resource;
  const validate = facts.get(type);
  const check = checks.types.get(type);
  if (validate === undefined || check === undefined) {
    return problem(at, 'type', `unknown resource type ${quoted(type)}${suggest(type, checks.types.keys())}`);
  }
  const { names, opaque } = check;
  if (!validate(resource.facts)) return violated(validate, resource.facts, at, 'facts', { type, names });
  const misplaced = refuseUnknown(resource, names, at);
  if (misplaced !== null) return misplaced;
  const key = resourceKey(resource.arn);
  if (resource.key !== key) {
    return problem(at, 'key', `expected the SHA-256 of the ARN, \`${key}\`, found ${quoted(resource.key)}`);
  }
  for (const name of opaque) {
    if (isDeeperThan(resource.facts[name], maxFactDepth)) {
      return problem(at, `facts/${name}`, `nested deeper than ${maxFactDepth} levels`);
    }
  }
  throw disagreement();
};

/** Where `unknown` names a fact that is in `facts` too, or none of the type's. */
const refuseUnknown = ({ type, facts, unknown }: Resource, names: readonly string[], at: At): SnapshotError | null => {
  for (const name in unknown) {
    if (Object.hasOwn(facts, name))
      return problem(at, `unknown/${name}`, 'in `facts` as well: a fact is known or unknown');
    if (!names.includes(name)) return problem(at, 'unknown', noSuchFact(name, { type, names }));
  }
  return null;
};

/** The two are written from the same schemas. */
const disagreement = (): Error => new Error("a quick check refused what ajv's check accepts: one of the two is wrong");

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
