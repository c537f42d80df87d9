import type { Verdict } from '../../src/model/finding.ts';
import type { Resource } from '../../src/model/resource.ts';
import type { Context } from './context.ts';

/** A policy as a function, for resources of these types. */
export interface PlainCheck {
  readonly id: string;
  readonly types: readonly string[];
  readonly judge: (facts: Readonly<Record<string, unknown>>, resource: Resource, context: Context) => Verdict;
}

/** Declares a check on facts of this shape; a fact that is not known is left out. */
export const check = <Facts extends object>(
  id: string,
  types: string | readonly string[],
  judge: (facts: Facts, resource: Resource, context: Context) => Verdict,
): PlainCheck => ({ id, types: typeof types === 'string' ? [types] : types, judge: judge as PlainCheck['judge'] });

/** The verdict where the answer is all there is to it. */
export const decide = (holds: boolean | undefined): Verdict =>
  holds === undefined ? 'unknown' : holds ? 'pass' : 'fail';

/** Days in milliseconds. */
export const days = (count: number): number => count * 86_400_000;
