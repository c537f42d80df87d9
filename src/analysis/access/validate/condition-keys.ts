import { compileGlob, type Glob, matchGlob } from '../pattern.ts';
import { conditionKeyLines } from './condition-keys.generated.ts';

/** The types of condition keys by the sign that stands for them in the generated data. */
export const KEY_TYPES = {
  S: 'String',
  L: 'ArrayOfString',
  A: 'ARN',
  M: 'ArrayOfARN',
  B: 'Bool',
  C: 'ArrayOfBool',
  N: 'Numeric',
  I: 'IPAddress',
  D: 'Date',
} as const;

/** What AWS says the values of a condition key are; those of `ArrayOf…` may be several in one request. */
export type KeyType = (typeof KEY_TYPES)[keyof typeof KEY_TYPES];

interface KnownKey {
  readonly glob: Glob;
  /** Null where the services disagree. */
  readonly type: KeyType | null;
}

let byPrefix: ReadonlyMap<string, readonly KnownKey[]> | null = null;

function knownKeys(): ReadonlyMap<string, readonly KnownKey[]> {
  byPrefix ??= new Map(
    conditionKeyLines.split('|').map((line) => {
      const space = line.indexOf(' ');
      const keys = line
        .slice(space + 1)
        .split(',')
        .map((entry) => ({ glob: compileGlob(entry.slice(1)), type: typeOf(entry.charAt(0)) }));
      return [line.slice(0, space), keys];
    }),
  );
  return byPrefix;
}

const typeOf = (sign: string): KeyType | null => (sign in KEY_TYPES ? KEY_TYPES[sign as keyof typeof KEY_TYPES] : null);

/** Whether any key with this prefix is known, such as `s3`; in any case. */
export const isKeyPrefix = (prefix: string): boolean => knownKeys().has(prefix.toLowerCase());

/**
 * What is known of a condition key, in any case: its type (null where AWS gives several); undefined if AWS documents no such key.
 */
export function findKey(key: string): KeyType | null | undefined {
  const folded = key.toLowerCase();
  const colon = folded.indexOf(':');
  const name = folded.slice(colon + 1);
  return knownKeys()
    .get(folded.slice(0, colon))
    ?.find(({ glob }) => matchGlob(glob, name))?.type;
}
