import type { Static, TSchema } from 'typebox';
import type { ParameterType } from './policy.ts';
import type { Gap, Resource, Unknown } from './resource.ts';

/** Facts of another type that a relation gathers in a first pass over the snapshot. */
export interface Gathered {
  readonly type: string;
  readonly facts: readonly string[];
}

/**
 * What a first pass over some resource types leaves for the second: small, since it is held in memory.
 * `Index` answers for one snapshot or several together.
 */
export interface Relation<Index> {
  /** Names the relation; one index is built however many derived facts use it. */
  readonly name: string;
  readonly gathers: readonly Gathered[];
  readonly start: () => Index;
  readonly add: (index: Index, resource: Resource) => void;
  /** What could not be listed: the index must then not claim that something is absent. */
  readonly addGap: (index: Index, gap: Gap) => void;
  /** Which types each snapshot has collected, null where it does not say: of others nothing is absent. */
  readonly addTypes?: (index: Index, types: ReadonlySet<string> | null) => void;
}

/** A value that could not be derived, and why: the first unknown it rests on. */
export class Underivable {
  readonly because: Unknown;
  constructor(because: Unknown) {
    this.because = because;
  }
}

/** Parameters of a policy by name, and their types. */
export type Asks = Readonly<Record<string, ParameterType>>;

/** What each type of parameter is in code: days are milliseconds. */
interface ValueTypes {
  readonly boolean: boolean;
  readonly integer: number;
  readonly string: string;
  readonly strings: readonly string[];
  readonly days: number;
}

/** The values of parameters that are asked for. */
type Asked<Names extends Asks> = { readonly [Name in keyof Names]: ValueTypes[Names[Name]] };

/** A fact that analysis computes from facts of one or several resources: three-valued like any other. */
// biome-ignore lint/suspicious/noExplicitAny: each derived fact has its own index
export interface DerivedFact<Schema extends TSchema = TSchema, Index = any> {
  readonly type: string;
  readonly path: string;
  readonly schema: Schema;
  /** The facts of the resource itself that it reads. */
  readonly reads: readonly string[];
  readonly relation: Relation<Index> | null;
  /** Takes so long that it is derived only where a policy reads it: most are kept from it by what they ask first. */
  readonly costly?: true;
  /** Parameters that a policy must have to read it: it depends on them, and is derived for each such policy by itself. */
  readonly asks?: Asks;
  /** Pure. Absent facts are read as `undefined` and must end in {@link Underivable} where they matter. */
  readonly derive: (
    resource: Resource,
    index: Index,
    params?: Readonly<Record<string, unknown>>,
  ) => Static<Schema> | Underivable;
}

/** Declares a derived fact of one resource. */
export const defineDerived = <Schema extends TSchema, Index = null>(
  fact: DerivedFact<Schema, Index>,
): DerivedFact<Schema, Index> => fact;

/** Declares a derived fact that also depends on parameters of the policy which reads it. */
export const defineAsked = <const Names extends Asks, Schema extends TSchema, Index = null>(
  fact: Omit<DerivedFact<Schema, Index>, 'asks' | 'derive'> & {
    readonly asks: Names;
    readonly derive: (resource: Resource, index: Index, params: Asked<Names>) => Static<Schema> | Underivable;
  },
): DerivedFact<Schema, Index> => ({
  ...fact,
  derive: (resource, index, params) => {
    if (params === undefined) throw new Error(`${fact.path} is derived for a policy, from its parameters`);
    // Their types were checked when the policy was compiled, their values when they were set.
    return fact.derive(resource, index, params as Asked<Names>);
  },
});
