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

/** Keys of one prefix: most by their name, some (`resourcetag/*`) by a pattern. Null types: the services disagree. */
interface KnownKeys {
  readonly byName: ReadonlyMap<string, KeyType | null>;
  readonly patterns: readonly { readonly glob: Glob; readonly type: KeyType | null }[];
}

let lines: ReadonlyMap<string, string> | null = null;
const read = new Map<string, KnownKeys>();

/** The keys with a prefix, read when they are first asked for; undefined where there are none. */
function keysWith(prefix: string): KnownKeys | undefined {
  const known = read.get(prefix);
  if (known !== undefined) return known;
  lines ??= new Map(
    conditionKeyLines.split('|').map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)];
    }),
  );
  const line = lines.get(prefix);
  if (line === undefined) return undefined;
  const byName = new Map<string, KeyType | null>();
  const patterns: { glob: Glob; type: KeyType | null }[] = [];
  for (const entry of line.split(',')) {
    const glob = compileGlob(entry.slice(1));
    const type = typeOf(entry.charAt(0));
    if (glob.kind !== 'literal') patterns.push({ glob, type });
    else if (!byName.has(glob.text)) byName.set(glob.text, type);
  }
  const keys = { byName, patterns };
  read.set(prefix, keys);
  return keys;
}

const typeOf = (sign: string): KeyType | null => (sign in KEY_TYPES ? KEY_TYPES[sign as keyof typeof KEY_TYPES] : null);

/** Whether any key with this prefix is known, such as `s3`; in any case. */
export const isKeyPrefix = (prefix: string): boolean => keysWith(prefix.toLowerCase()) !== undefined;

/**
 * What is known of a condition key, in any case: its type (null where AWS gives several); undefined if AWS documents no such key.
 */
export function findKey(key: string): KeyType | null | undefined {
  const folded = key.toLowerCase();
  const colon = folded.indexOf(':');
  const name = folded.slice(colon + 1);
  const keys = keysWith(folded.slice(0, colon));
  if (keys === undefined) return undefined;
  const type = keys.byName.get(name);
  return type === undefined ? keys.patterns.find(({ glob }) => matchGlob(glob, name))?.type : type;
}
