import type { TSchema } from 'typebox';

/** A type in expressions. `nullable` values must be guarded (`x != null && …`) before they are read into. */
export type CelType = { readonly nullable: boolean } & (
  | { readonly kind: 'bool' | 'int' | 'double' | 'timestamp' | 'duration' | 'null' }
  /** A policy document and its like: only `== null` may be asked of it. */
  | { readonly kind: 'opaque' }
  /** `known`: the values it may be compared with; `null` where any text will do. */
  | { readonly kind: 'string'; readonly known: readonly string[] | null }
  | { readonly kind: 'list'; readonly of: CelType }
  | { readonly kind: 'map'; readonly of: CelType }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, CelType>> }
);

/** A type without a parameter. */
export const plain = (kind: 'bool' | 'int' | 'double' | 'timestamp' | 'duration' | 'null' | 'opaque'): CelType => ({
  kind,
  nullable: kind === 'null',
});

/** Any text. */
export const text: CelType = { kind: 'string', known: null, nullable: false };

/** A list of `of`. */
export const listOf = (of: CelType): CelType => ({ kind: 'list', of, nullable: false });

/** The parts of JSON Schema that facts are written in (`model/define.ts`). */
interface FactSchema {
  readonly type?: string;
  readonly anyOf?: readonly FactSchema[];
  readonly enum?: readonly string[];
  readonly examples?: readonly string[];
  readonly properties?: Readonly<Record<string, FactSchema>>;
  readonly required?: readonly string[];
  readonly items?: FactSchema;
  readonly additionalProperties?: FactSchema | boolean;
  readonly 'x-cel'?: 'timestamp' | 'opaque';
}

/**
 * The type of a fact from its schema.
 * @throws Error where a schema leaves the rules of `model/define.ts`: a bug of the model.
 */
export const typeOfSchema = (schema: TSchema): CelType => convert(schema as FactSchema);

const convert = (schema: FactSchema): CelType => {
  if (schema.anyOf) {
    const rest = schema.anyOf.filter(({ type }) => type !== 'null');
    const [only] = rest;
    if (rest.length !== 1 || only === undefined) throw new Error('a fact is one type, or that type and null');
    return { ...convert(only), nullable: rest.length < schema.anyOf.length };
  }
  if (schema['x-cel'] === 'timestamp') return plain('timestamp');
  if (schema['x-cel'] === 'opaque') return plain('opaque');
  switch (schema.type) {
    case 'boolean':
      return plain('bool');
    case 'integer':
      return plain('int');
    case 'number':
      return plain('double');
    case 'null':
      return plain('null');
    case 'string':
      return { kind: 'string', known: schema.enum ?? schema.examples ?? null, nullable: false };
    case 'array':
      if (!schema.items) throw new Error('an array needs items');
      return listOf(convert(schema.items));
    case 'object': {
      if (typeof schema.additionalProperties === 'object') {
        return { kind: 'map', of: convert(schema.additionalProperties), nullable: false };
      }
      const properties = schema.properties ?? {};
      for (const name of Object.keys(properties)) {
        if (!schema.required?.includes(name))
          throw new Error(`property ${name} of a fact must be required, or Nullable`);
      }
      const fields = Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, convert(of)]));
      return { kind: 'object', fields, nullable: false };
    }
    default:
      throw new Error(`a fact cannot be of type ${schema.type}`);
  }
};

/** A type as an error message names it. */
export const describeType = (type: CelType): string => {
  const name =
    type.kind === 'list'
      ? `list(${describeType(type.of)})`
      : type.kind === 'map'
        ? `map(string, ${describeType(type.of)})`
        : type.kind;
  return type.nullable && type.kind !== 'null' ? `${name} or null` : name;
};
