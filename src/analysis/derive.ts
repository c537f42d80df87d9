import type { FactSchemas, Model } from '../model/define.ts';
import type { DerivedFact, Gathered, Relation } from '../model/derived.ts';
import { Underivable } from '../model/derived.ts';
import { type Gap, type Resource, type Unknown, UnknownCode } from '../model/resource.ts';

/** The facts that policies can read on each type: those of the models and those that analysis derives. */
export const catalogueFacts = (
  models: readonly Model[],
  derived: readonly DerivedFact[],
): ReadonlyMap<string, FactSchemas> => {
  const catalogue = new Map<string, Record<string, FactSchemas[string]>>();
  for (const { type, facts } of models) catalogue.set(type, { ...facts });
  for (const { type, path, schema, asks } of derived) {
    const facts = catalogue.get(type);
    if (facts === undefined) throw new Error(`derived fact ${path}: there is no type ${type}`);
    if (Object.hasOwn(facts, path)) throw new Error(`derived fact ${path} of ${type}: the name is taken`);
    facts[path] = asks === undefined ? schema : { ...schema, 'x-asks': asks };
  }
  return catalogue;
};

/** The facts to collect, by type, so that these facts (which may be derived) can be read. */
export const requiredFacts = (
  facts: Iterable<{ readonly type: string; readonly fact: string }>,
  derived: readonly DerivedFact[],
): ReadonlyMap<string, ReadonlySet<string>> => {
  const needed = new Map<string, Set<string>>();
  const need = (type: string, fact: string): void => {
    const known = needed.get(type) ?? new Set();
    needed.set(type, known.add(fact));
  };
  const byName = new Map(derived.map((one) => [`${one.type} ${one.path}`, one]));
  for (const { type, fact } of facts) {
    const one = byName.get(`${type} ${fact}`);
    if (one === undefined) {
      need(type, fact);
      continue;
    }
    if (!needed.has(type)) needed.set(type, new Set());
    for (const read of one.reads) need(type, read);
    for (const gathered of one.relation?.gathers ?? []) {
      if (!needed.has(gathered.type)) needed.set(gathered.type, new Set());
      for (const read of gathered.facts) need(gathered.type, read);
    }
  }
  return needed;
};

/** The derived facts of one evaluation: first gathers what relations need, then adds the facts to each resource. */
export class Derivation {
  readonly #byType = new Map<string, Entry[]>();
  /** Those that ask for parameters. */
  readonly #asking = new Map<string, Entry[]>();
  readonly #indexes = new Map<string, Gathering>();
  readonly #gathering = new Map<string, readonly Gathering[]>();

  /** @param facts only the derived facts that somebody reads. */
  constructor(facts: readonly DerivedFact[]) {
    for (const fact of facts) {
      const entry = { fact, index: fact.relation === null ? null : this.#indexOf(fact.relation) };
      const byType = fact.asks === undefined ? this.#byType : this.#asking;
      const sameType = byType.get(fact.type);
      if (sameType) sameType.push(entry);
      else byType.set(fact.type, [entry]);
    }
  }

  /** The types the first pass must read; empty where none is needed. */
  get gathers(): ReadonlySet<string> {
    const types = new Set<string>();
    for (const { relation } of this.#indexes.values()) for (const { type } of relation.gathers) types.add(type);
    return types;
  }

  /** First pass: a resource of one of the types in {@link gathers}. */
  gather(resource: Resource): void {
    for (const { relation, index } of this.#relationsOf(resource.type)) relation.add(index, resource);
  }

  /** First pass: what could not be listed. */
  gatherGap(gap: Gap): void {
    for (const { relation, index } of this.#relationsOf(gap.type)) relation.addGap(index, gap);
  }

  /** First pass: which types a snapshot has collected. */
  gatherTypes(types: ReadonlySet<string> | null): void {
    for (const { relation, index } of this.#indexes.values()) relation.addTypes?.(index, types);
  }

  /**
   * Second pass: adds its derived facts to a resource, in place, and returns it. A resource fresh from a reader is nobody else's, and
   * copying each one takes as long as deriving.
   */
  apply(resource: Resource): Resource {
    const derived = this.#byType.get(resource.type);
    if (derived === undefined) return resource;
    const facts = resource.facts as Record<string, unknown>;
    const unknown = resource.unknown as Record<string, Unknown>;
    for (const { fact, index } of derived) {
      const derive = (): unknown => {
        const value: unknown = fact.derive(resource, index);
        if (!(value instanceof Underivable)) return value;
        unknown[fact.path] = value.because;
        return undefined;
      };
      if (fact.costly) deriveWhenRead(facts, fact.path, derive);
      else {
        const value = derive();
        if (value !== undefined) facts[fact.path] = value;
      }
    }
    return resource;
  }

  /**
   * What a policy sees of a resource, after {@link apply}, if it reads facts that ask for its parameters: the same with these facts,
   * which no other policy sees; null where it reads none.
   */
  seenBy(reader: Reader): ((resource: Resource) => Resource) | null {
    const asking = (this.#asking.get(reader.type) ?? []).filter(({ fact }) => reader.shows.has(fact.path));
    if (asking.length === 0) return null;
    // Read here, since those of a shipped policy are made when they are first read.
    const { params } = reader;
    return (resource) => {
      // Before the resource's own, and not copied with them: some are only derived when they are read.
      const facts: Record<string, unknown> = Object.create(resource.facts);
      const unknown: Record<string, Unknown> = Object.create(resource.unknown);
      for (const { fact, index } of asking) {
        const value: unknown = fact.derive(resource, index, params);
        if (value instanceof Underivable) unknown[fact.path] = value.because;
        else facts[fact.path] = value;
      }
      return { ...resource, facts, unknown };
    };
  }

  #indexOf(relation: Relation<unknown>): unknown {
    const existing = this.#indexes.get(relation.name);
    if (existing !== undefined) return existing.index;
    const index = relation.start();
    this.#indexes.set(relation.name, { relation, index });
    return index;
  }

  #relationsOf(type: string): readonly Gathering[] {
    let found = this.#gathering.get(type);
    if (found === undefined) {
      found = [...this.#indexes.values()].filter(({ relation }) =>
        relation.gathers.some((gathered: Gathered) => gathered.type === type),
      );
      this.#gathering.set(type, found);
    }
    return found;
  }
}

/** The value is derived when somebody first asks for it. Where there is none, the reason for it is there from then on. */
const deriveWhenRead = (facts: Record<string, unknown>, path: string, derive: () => unknown): void => {
  Object.defineProperty(facts, path, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = derive();
      Object.defineProperty(facts, path, { configurable: true, enumerable: true, value });
      return value;
    },
  });
};

/** A derived fact, and what its relation has gathered. */
interface Entry {
  readonly fact: DerivedFact;
  readonly index: unknown;
}

/** A policy on one type: what it reads and shows, and its parameters. */
interface Reader {
  readonly type: string;
  readonly shows: ReadonlySet<string>;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A relation and what it has gathered. */
interface Gathering {
  readonly relation: Relation<unknown>;
  readonly index: unknown;
}

/** Why a fact of a resource cannot be read, for passing on. */
export const reasonFor = (resource: Resource, fact: string): Unknown =>
  resource.unknown[fact] ?? { operation: '', code: UnknownCode.notCollected, message: `\`${fact}\` was not collected` };

/** An {@link Underivable} for a fact that the resource does not know. */
export const unknownBecause = (resource: Resource, fact: string): Underivable =>
  new Underivable(reasonFor(resource, fact));

/** An {@link Underivable} for a resource that the snapshot does not hold. */
export const notInSnapshot = (what: string): Underivable =>
  new Underivable({ operation: '', code: UnknownCode.notInSnapshot, message: `${what} is not in the snapshot` });
