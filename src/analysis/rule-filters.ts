/** Which objects a rule on a bucket is about. */
export interface ObjectFilter {
  readonly prefix: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** The same, by size too. */
export interface SizedFilter extends ObjectFilter {
  readonly sizeGreaterThan: number | null;
  readonly sizeLessThan: number | null;
}

/** Whether one object can match both filters, its size aside. */
export const meet = (a: ObjectFilter, b: ObjectFilter): boolean =>
  (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) &&
  a.tags.every(({ key, value }) => b.tags.every((other) => other.key !== key || other.value === value));

/** Whether one object can match both filters. */
export const meetInSize = (a: SizedFilter, b: SizedFilter): boolean =>
  meet(a, b) && Math.max(smallest(a), smallest(b)) <= Math.min(largest(a), largest(b));

const smallest = ({ sizeGreaterThan }: SizedFilter): number => (sizeGreaterThan === null ? 0 : sizeGreaterThan + 1);
const largest = ({ sizeLessThan }: SizedFilter): number =>
  sizeLessThan === null ? Number.POSITIVE_INFINITY : sizeLessThan - 1;
