import { type Static, type TNull, type TSchema, type TUnion, Type } from 'typebox';

/**
 * The facts of a type by path. The schemas follow these rules, which the policy checker relies on:
 * every property of an object is required, "there is none" is `Nullable`, and integers are `Type.Integer`.
 */
export type FactSchemas = Readonly<Record<string, TSchema>>;

/** The values of the facts of a type: what `live.ts` must produce and a policy can read. */
export type FactValues<Facts extends FactSchemas> = { readonly [Path in keyof Facts]: Static<Facts[Path]> };

/** A resource type: its CloudFormation name, what it is, and its facts. */
export interface Model<Facts extends FactSchemas = FactSchemas> {
  readonly type: string;
  /** One or two sentences for the reference page: what it is, and what its `arn` is where AWS gives none. */
  readonly description: string;
  readonly facts: Facts;
}

/** Declares a resource type. */
export const defineModel = <const Facts extends FactSchemas>(
  type: string,
  description: string,
  facts: Facts,
): Model<Facts> => ({ type, description, facts });

/** A value, or `null` for "AWS says there is none". */
export const Nullable = <S extends TSchema>(schema: S, options: { description?: string } = {}): TUnion<[S, TNull]> =>
  Type.Union([schema, Type.Null()], options);

/**
 * A string that AWS may extend: any value is accepted in a snapshot, while a policy that compares with a value not among the
 * `known` ones is refused as a misspelling.
 */
export const Known = (known: readonly string[], options: { description?: string } = {}) =>
  Type.String({ ...options, examples: [...known] });

/** One of our own words: closed, in snapshots and policies alike. */
export const OneOf = <const Values extends readonly string[]>(values: Values, options: { description?: string } = {}) =>
  Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options });

/** RFC 3339 in UTC: `2026-11-23T06:40:30Z` or with milliseconds. A `timestamp` in policies. */
export const Timestamp = (options: { description?: string } = {}) =>
  Type.String({
    ...options,
    pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?Z$',
    'x-cel': 'timestamp',
  });

/** JSON that is kept as AWS gives it and that policies cannot look into: `analysis` derives facts from it. */
export const Opaque = <T>(options: { description?: string } = {}) =>
  Type.Unsafe<T>({ type: 'object', ...options, 'x-cel': 'opaque' });

/** Names to strings, such as tags. A `map(string, string)` in policies. */
export const StringMap = (options: { description?: string } = {}) =>
  Type.Unsafe<Readonly<Record<string, string>>>({
    type: 'object',
    ...options,
    additionalProperties: { type: 'string' },
  });

/** A closed object: every property required, none besides. */
export const Shape = <const Properties extends Record<string, TSchema>>(
  properties: Properties,
  options: { description?: string } = {},
) => Type.Object(properties, { ...options, additionalProperties: false });
