/** The members of a JSON object; of anything else, none. */
export type Fields = Readonly<Record<string, unknown>>;

/** A value as a list: itself, or alone in one; nothing is an empty one. */
export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** A value as an object, or an empty one. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** A string or number as text, else empty text. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** A name without its case and punctuation, so that `AWS::S3::AccessPoint`, `access-point` and `accessPoint` read alike. */
export const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The first member with one of the names, however they are spelled; undefined if there is none. */
export function memberOf(fields: Fields, ...names: readonly string[]): unknown {
  for (const name of names) {
    for (const key of Object.keys(fields)) if (plain(key) === plain(name)) return fields[key];
  }
  return undefined;
}
