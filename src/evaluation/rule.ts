import type { Policy } from '../model/policy.ts';
import type { Expression } from './cel/expression.ts';
import type { Template } from './template.ts';
import type { Locate } from './yaml-file.ts';

/** A policy on one of its resource types, ready to run. */
export interface Rule {
  readonly policy: Policy;
  readonly type: string;
  /** Whether `loadPatterns` must have ended before it is run. */
  readonly matches: boolean;
  readonly when: Expression | null;
  readonly require: Expression;
  /** Every fact that the verdict may read. */
  readonly facts: ReadonlySet<string>;
  /**
   * Those, and the facts that the message and the remediation show: what is worth collecting. None for a policy that applies to nothing,
   * whatever the resource, until its parameters say more than their defaults.
   */
  readonly shows: ReadonlySet<string>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: Template;
  readonly remediation: Readonly<Partial<Record<keyof Policy['remediation'], Template>>>;
}

/** A policy and where it was read, for errors. */
export interface PolicySource {
  readonly policy: Policy;
  readonly file: string;
  readonly locate: Locate;
}

/** A policy, where it comes from, and its rules. */
export interface PolicyOrigin extends PolicySource {
  /** A rule for each of its types. @throws PolicyError where a policy of the user's own does not type-check. */
  readonly rules: () => readonly Rule[];
}

/** The source of a policy that has no file at hand: shipped policies were checked when they were built. */
export const unlocated = (policy: Policy): PolicySource => ({
  policy,
  file: `policy ${policy.id}`,
  locate: () => ({ line: 1, column: 1 }),
});
