import { PolicyEvaluationError } from '../../errors.ts';

// What compiled expressions call. A value that rests on an unknown fact is `undefined`; logic absorbs it where the rest decides
// (https://github.com/google/cel-spec/blob/master/doc/langdef.md#logical-operators).

type Truth = boolean | undefined;

const exists = (list: readonly unknown[] | undefined, test: (item: unknown) => Truth): Truth => {
  if (list === undefined) return undefined;
  let result: Truth = false;
  for (const item of list) {
    const truth = test(item);
    if (truth === true) return true;
    if (truth === undefined) result = undefined;
  }
  return result;
};

const all = (list: readonly unknown[] | undefined, test: (item: unknown) => Truth): Truth => {
  if (list === undefined) return undefined;
  let result: Truth = true;
  for (const item of list) {
    const truth = test(item);
    if (truth === false) return false;
    if (truth === undefined) result = undefined;
  }
  return result;
};

/** `exists_one` does not absorb: one undecided item leaves the count open. */
const existsOne = (list: readonly unknown[] | undefined, test: (item: unknown) => Truth): Truth => {
  const kept = filter(list, test);
  return kept === undefined ? undefined : kept.length === 1;
};

const filter = (list: readonly unknown[] | undefined, test: (item: unknown) => Truth): unknown[] | undefined => {
  if (list === undefined) return undefined;
  const kept: unknown[] = [];
  for (const item of list) {
    const truth = test(item);
    if (truth === undefined) return undefined;
    if (truth) kept.push(item);
  }
  return kept;
};

const map = (list: readonly unknown[] | undefined, make: (item: unknown) => unknown): unknown[] | undefined => {
  if (list === undefined) return undefined;
  const made: unknown[] = [];
  for (const item of list) {
    const value = make(item);
    if (value === undefined) return undefined;
    made.push(value);
  }
  return made;
};

/** Length of a string in code points, of a list in items, of a map in keys. */
const size = (value: string | readonly unknown[] | Readonly<Record<string, unknown>>): number => {
  if (typeof value === 'string') {
    let count = 0;
    for (const _ of value) count++;
    return count;
  }
  return Array.isArray(value) ? value.length : Object.keys(value).length;
};

const hasKey = (value: object, key: string): boolean => Object.hasOwn(value, key);

/** Milliseconds since 1970 of an RFC 3339 text that the schema has accepted. */
const time = (value: string | null): number | null => (value === null ? null : Date.parse(value));

/** An integer: without the negative zero, and exact. CEL's 64 bits go further than a JavaScript number is exact. */
const int = (value: number): number => {
  if (!Number.isSafeInteger(value)) throw new PolicyEvaluationError('a whole number grew beyond 2^53 in an expression');
  return value + 0;
};

/** Functions that compiled code receives as `h`. */
export const runtime = { exists, all, existsOne, filter, map, size, hasKey, time, int } as const;
