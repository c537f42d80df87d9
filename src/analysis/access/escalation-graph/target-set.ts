import { literalPrefix } from '../estate/grants.ts';
import { type Glob, matchGlob } from '../pattern.ts';

/** ARNs, in order, so that those which a pattern matches are found without looking at all. */
export class TargetSet {
  readonly #sorted: readonly string[];
  readonly #all: ReadonlySet<string>;

  constructor(arns: Iterable<string>, sorted?: readonly string[]) {
    this.#all = new Set(sorted ?? arns);
    this.#sorted = sorted ?? [...this.#all].sort();
  }

  /** Those that are in the other set as well. */
  only(others: ReadonlySet<string>): TargetSet {
    return new TargetSet(
      [],
      this.#sorted.filter((arn) => others.has(arn)),
    );
  }

  get size(): number {
    return this.#all.size;
  }

  has(arn: string): boolean {
    return this.#all.has(arn);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#sorted[Symbol.iterator]();
  }

  /** Those that the pattern matches, in order. */
  *matching(glob: Glob): Iterable<string> {
    if (glob.kind === 'literal') {
      if (this.#all.has(glob.text)) yield glob.text;
      return;
    }
    const prefix = literalPrefix(glob);
    for (let at = this.#first(prefix); at < this.#sorted.length; at++) {
      const arn = this.#sorted[at] as string;
      if (!arn.startsWith(prefix)) return;
      if (matchGlob(glob, arn)) yield arn;
    }
  }

  /** Those that one of the patterns matches, each once. */
  *matchingAny(globs: readonly Glob[]): Iterable<string> {
    if (globs.length === 1 && globs[0] !== undefined) {
      yield* this.matching(globs[0]);
      return;
    }
    const seen = new Set<string>();
    for (const glob of globs) {
      for (const arn of this.matching(glob)) {
        if (seen.has(arn)) continue;
        seen.add(arn);
        yield arn;
      }
    }
  }

  /** The place of the first ARN that is not before the prefix. */
  #first(prefix: string): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] as string) < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
