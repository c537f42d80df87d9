import type { Counts } from './finding.ts';

/** One thing that a framework asks for, and the policies that decide it. */
export interface Requirement {
  /** As the framework numbers it: `3.1.1`, `AC-6(10)`. */
  readonly id: string;
  readonly title: string;
  /** Where it can be read, if that is another page than the framework's. */
  readonly page: string | null;
  /** Ids of policies; empty where none decides it. */
  readonly policies: readonly string[];
}

/** A published standard, or a list of one's own: requirements in the order in which people know them. */
export interface Framework {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  /** Where the standard is published. */
  readonly source: string;
  readonly requirements: readonly Requirement[];
}

/** What a run says of a requirement, what calls for attention first. */
export const requirementStatuses = ['not-met', 'unknown', 'not-covered', 'nothing-to-check', 'met'] as const;
export type RequirementStatus = (typeof requirementStatuses)[number];

/** A requirement, and what the verdicts of its policies make of it. */
export interface RequirementResult {
  readonly requirement: Requirement;
  readonly status: RequirementStatus;
  /** The verdicts of its policies together. */
  readonly verdicts: Counts;
  /** Those of its policies that this run left out. */
  readonly notRun: readonly string[];
}

/** A framework, and what a run says of each of its requirements. */
export interface FrameworkResult {
  readonly framework: Framework;
  readonly requirements: readonly RequirementResult[];
}
