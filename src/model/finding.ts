import type { Policy, Severity } from './policy.ts';
import type { Place, Resource, Unknown } from './resource.ts';

/** What a policy says of a resource, worst first. */
export const verdicts = ['fail', 'unknown', 'pass', 'not-applicable'] as const;
export type Verdict = (typeof verdicts)[number];

/** A fact that the policy read, and what it was. */
export interface Evidence {
  readonly fact: string;
  readonly value: unknown;
}

/** A fact that the policy needed and that could not be read. */
export interface Missing extends Unknown {
  readonly fact: string;
}

/** Whether the data of a resource is sensitive, and who says so. */
export interface Sensitivity {
  readonly verdict: 'sensitive' | 'not-sensitive' | 'unknown';
  /** Who says that it is: `Macie score 87`, `tag data=pii`. */
  readonly sources: readonly string[];
  /** Why it is not known; null unless it is not. */
  readonly because: Unknown | null;
}

/** Where a finding points: a file as the user named it, lines counted from 1. */
export interface Location {
  /** Path with forward slashes, relative to the working directory where it lies below it. Not yet percent-encoded. */
  readonly file: string;
  readonly line: number;
}

/** The resource a verdict is about. A gap (nothing could be listed) has `null` for ARN and name. */
export interface Subject extends Place {
  readonly type: string;
  readonly arn: string | null;
  readonly name: string | null;
}

/** One policy on one resource. `evidence` is computed when it is first asked for. */
export interface Finding {
  readonly policy: Policy;
  /** The policy's; one level worse where something that fails holds sensitive data. */
  readonly severity: Severity;
  /** Of what fails; null for another verdict, and for a type of which nobody says whether its data is sensitive. */
  readonly sensitivity: Sensitivity | null;
  readonly verdict: Verdict;
  readonly resource: Subject;
  /** One sentence for people: what is wrong, what could not be read, or that all is well. May hold text from the snapshot. */
  readonly message: string;
  readonly evidence: readonly Evidence[];
  /** Why the verdict is `unknown`; empty for any other. */
  readonly missing: readonly Missing[];
  readonly location: Location;
  /** SHA-256 in hex over policy id, resource type and ARN (a gap: type, account, region): survives moved lines and reordering. */
  readonly fingerprint: string;
  /** Remediation with its placeholders filled in. */
  readonly remediation: Policy['remediation'];
}

/** How many verdicts of each kind. */
export type Counts = Readonly<Record<Verdict, number>>;

/** A resource with where it stands: what evaluation reads. */
export interface LocatedResource {
  readonly resource: Resource;
  /** As in {@link Location}. */
  readonly file: string;
  /** The line the resource begins on, counted from 1. */
  readonly line: number;
  /** The line of one fact, where the file gives each a line of its own. */
  readonly lineOf?: (fact: string) => number | undefined;
}
