import type { Static, TSchema } from 'typebox';
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
}

/** A value that could not be derived, and why: the first unknown it rests on. */
export class Underivable {
  readonly because: Unknown;
  constructor(because: Unknown) {
    this.because = because;
  }
}

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
  /** Pure. Absent facts are read as `undefined` and must end in {@link Underivable} where they matter. */
  readonly derive: (resource: Resource, index: Index) => Static<Schema> | Underivable;
}

/** Declares a derived fact of one resource. */
export const defineDerived = <Schema extends TSchema, Index = null>(
  fact: DerivedFact<Schema, Index>,
): DerivedFact<Schema, Index> => fact;
