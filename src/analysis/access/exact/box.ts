import { actionsOfService, findAction } from '../actions.ts';
import { type Budget, newBudget, OUT_OF_BUDGET, spend } from './budget.ts';
import { domainOf, holds, intersect, type KeySet, type KeyUse, solveKey } from './key-set.ts';
import { type Literal, negate, type Region } from './region.ts';
import { fulfils, NONE, type Solution, solveText, type TextLiteral } from './text-set.ts';

/** One dimension that is a text, with a text that fulfils all its literals. */
interface TextDimension {
  readonly literals: readonly TextLiteral[];
  readonly example: string;
}

/** One context key, with values (null: absent) that are in its set. */
interface KeyDimension {
  readonly set: KeySet;
  readonly example: readonly string[] | null;
}

/** Where boxes live: what is true of all requests that are looked at. */
export interface Space {
  readonly budget: Budget;
  readonly uses: ReadonlyMap<string, KeyUse>;
  /** Restricts a key beyond what its type does; null where nothing does. */
  readonly limitsOf: (key: string) => KeySet | null;
  /** Texts to try first, so that what is found looks like a request. */
  readonly hints: { readonly action: readonly string[]; readonly resource: (action: string) => readonly string[] };
  /** Values of a key to try first. */
  readonly valueHints: (key: string) => readonly string[];
}

/** A request as a search finds it: keys that are not there are absent. */
export interface Example {
  readonly action: string;
  readonly resource: string;
  readonly context: ReadonlyMap<string, readonly string[]>;
}

/** A product of sets, one a dimension; never empty, and every dimension knows a member. Keys that are not here may have any value. */
export class Box {
  readonly #space: Space;
  readonly #action: TextDimension;
  readonly #resource: TextDimension;
  readonly #keys: ReadonlyMap<string, KeyDimension>;

  private constructor(
    space: Space,
    action: TextDimension,
    resource: TextDimension,
    keys: ReadonlyMap<string, KeyDimension>,
  ) {
    this.#space = space;
    this.#action = action;
    this.#resource = resource;
    this.#keys = keys;
  }

  /** All requests of a space. */
  static all(space: Space): Box {
    const action = space.hints.action[0] ?? 'x:x';
    const resource = space.hints.resource(action)[0] ?? '*';
    return new Box(space, { literals: [], example: action }, { literals: [], example: resource }, new Map());
  }

  /** The same box with a member whose action is one that AWS has; null if it has one already, or holds none of its service. */
  named(): Box | null {
    const { literals, example } = this.#action;
    if (findAction(example) !== null) return null;
    const service = actionsOfService(example.slice(0, example.indexOf(':')));
    const action = service.find(({ folded }) => fulfils(literals, folded));
    if (action === undefined) return null;
    return new Box(this.#space, { literals, example: action.folded }, this.#resource, this.#keys);
  }

  /** What is left to search with. */
  get budget(): Budget {
    return this.#space.budget;
  }

  /** The requests of the box that fulfil the literal too. */
  with(literal: Literal): Solution<Box> {
    switch (literal.dimension) {
      case 'action': {
        const action = narrow(this.#action, literal.text, this.#space.hints.action, this.#space.budget);
        return action.kind === 'found'
          ? { kind: 'found', value: new Box(this.#space, action.value, this.#resource, this.#keys) }
          : action;
      }
      case 'resource': {
        const hints = this.#space.hints.resource(this.#action.example);
        const resource = narrow(this.#resource, literal.text, hints, this.#space.budget);
        return resource.kind === 'found'
          ? { kind: 'found', value: new Box(this.#space, this.#action, resource.value, this.#keys) }
          : resource;
      }
      case 'key': {
        const key = this.#narrowKey(literal.key, literal.set);
        if (key.kind !== 'found') return key;
        const keys = new Map(this.#keys).set(literal.key, key.value);
        return { kind: 'found', value: new Box(this.#space, this.#action, this.#resource, keys) };
      }
    }
  }

  /** The requests of the box that are in the region too. */
  withRegion(region: Region): Solution<Box> {
    let box: Box = this;
    for (const literal of region.literals) {
      const next = box.with(literal);
      if (next.kind !== 'found') return next;
      box = next.value;
    }
    return { kind: 'found', value: box };
  }

  /** Whether the example fulfils the literal. */
  meets(literal: Literal): boolean {
    if (literal.dimension === 'key') return holds(literal.set, this.#exampleOf(literal.key));
    return fulfils([literal.text], literal.dimension === 'action' ? this.#action.example : this.#resource.example);
  }

  /** A member of the box. */
  get example(): Example {
    const context = new Map<string, readonly string[]>();
    // Keys that every request has are there even where no statement of the box asks for them.
    for (const key of new Set([...this.#space.uses.keys(), ...this.#keys.keys()])) {
      const example = this.#exampleOf(key);
      if (example !== null) context.set(key, example);
    }
    return { action: this.#action.example, resource: this.#resource.example, context };
  }

  #exampleOf(key: string): readonly string[] | null {
    const known = this.#keys.get(key);
    if (known !== undefined) return known.example;
    // What a key can have at all is found at once: it costs the search nothing.
    const fresh = solveKey(this.#domainOf(key), newBudget(), this.#space.valueHints(key));
    return fresh.kind === 'found' ? fresh.value : null;
  }

  #domainOf(key: string): KeySet {
    const domain = domainOf(key, this.#space.uses.get(key) ?? { asSet: false, asArn: false });
    const limits = this.#space.limitsOf(key);
    return limits === null ? domain : intersect(domain, limits);
  }

  #narrowKey(key: string, set: KeySet): Solution<KeyDimension> {
    const known = this.#keys.get(key);
    const both = intersect(known?.set ?? this.#domainOf(key), set);
    if (!spend(this.#space.budget, 1 + both.length)) return OUT_OF_BUDGET;
    if (known !== undefined && holds(both, known.example)) {
      return { kind: 'found', value: { set: both, example: known.example } };
    }
    const solution = solveKey(both, this.#space.budget, this.#space.valueHints(key));
    return solution.kind === 'found' ? { kind: 'found', value: { set: both, example: solution.value } } : solution;
  }
}

function narrow(
  dimension: TextDimension,
  literal: TextLiteral,
  hints: readonly string[],
  budget: Budget,
): Solution<TextDimension> {
  if (!spend(budget, 1)) return OUT_OF_BUDGET;
  const literals = [...dimension.literals, literal];
  if (fulfils([literal], dimension.example)) return { kind: 'found', value: { literals, example: dimension.example } };
  const solution = solveText(literals, budget, hints);
  return solution.kind === 'found' ? { kind: 'found', value: { literals, example: solution.value } } : solution;
}

/**
 * Finds a box with a member that is in one region of each group and in none of the excluded regions, or proves that there is none.
 * A group is a union of regions, and the groups are intersected. What a bound cut off makes the answer `limit`, unless a member is
 * found elsewhere.
 */
export function search(start: Box, groups: readonly (readonly Region[])[], excluded: readonly Region[]): Solution<Box> {
  const [group, ...rest] = groups;
  if (group === undefined) return subtract(start, excluded);
  let limit: Solution<never> | null = null;
  for (const region of group) {
    if (!spend(start.budget, 1)) return OUT_OF_BUDGET;
    const both = start.withRegion(region);
    const solution = both.kind === 'found' ? search(both.value, rest, excluded) : both;
    if (solution.kind === 'found') return solution;
    if (solution.kind === 'limit') limit = solution;
  }
  return limit ?? NONE;
}

/**
 * A member of the box outside all regions. Where the example of the box is in a region, a member outside it fulfils the opposite of one
 * of its literals: the box is split there.
 */
function subtract(box: Box, excluded: readonly Region[]): Solution<Box> {
  if (!spend(box.budget, 1 + excluded.length / 64)) return OUT_OF_BUDGET;
  const hit = excluded.find(({ literals }) => literals.every((literal) => box.meets(literal)));
  if (hit === undefined) return { kind: 'found', value: namedOutside(box, excluded) };
  let limit: Solution<never> | null = null;
  let remaining = box;
  for (const literal of hit.literals) {
    const outside = remaining.with(negate(literal));
    const solution = outside.kind === 'found' ? subtract(outside.value, excluded) : outside;
    if (solution.kind === 'found') return solution;
    if (solution.kind === 'limit') limit = solution;
    // What is left to look at fulfils this literal: the pieces do not overlap. The example does, so this cannot fail.
    const inside = remaining.with(literal);
    if (inside.kind === 'found') remaining = inside.value;
  }
  return limit ?? NONE;
}

/** A request is easier to believe with an action that exists. */
function namedOutside(box: Box, excluded: readonly Region[]): Box {
  const named = box.named();
  if (named === null) return box;
  return excluded.some(({ literals }) => literals.every((literal) => named.meets(literal))) ? box : named;
}
