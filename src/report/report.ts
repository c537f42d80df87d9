import type { Counts, Finding, Verdict } from '../model/finding.ts';
import type { Framework, FrameworkResult } from '../model/framework.ts';
import type { Policy, Severity } from '../model/policy.ts';
import type { SnapshotHeader } from '../model/resource.ts';

/** What is known before the first finding. */
export interface Run {
  readonly tool: { readonly name: string; readonly version: string };
  /** The policies that were evaluated, by id. */
  readonly policies: readonly Policy[];
  /** The frameworks that were asked for. */
  readonly frameworks: readonly Framework[];
  /** The snapshots read, in the order they were given, with the file name findings point at. */
  readonly snapshots: readonly { readonly file: string; readonly header: SnapshotHeader }[];
}

/** What is known after the last finding. */
export interface Summary {
  /** How many resources were evaluated. */
  readonly resources: number;
  readonly verdicts: Counts;
  /** Failing findings by severity, raised where the data is sensitive. */
  readonly failed: Readonly<Record<Severity, number>>;
  /** Failing findings on sensitive data, and on such of which it is not known whether it is. */
  readonly sensitivity: { readonly sensitive: number; readonly unknown: number };
  /** What the verdicts make of the frameworks that were asked for, in the order of {@link Run.frameworks}. */
  readonly frameworks: readonly FrameworkResult[];
}

/** How a format is asked to show things; a format ignores what it has no use for. */
export interface FormatOptions {
  /** Columns of the terminal; 80 when unknown. */
  readonly width: number;
  /** ANSI colours are wanted. */
  readonly colour: boolean;
  /** SARIF: unknown verdicts become results too. */
  readonly unknownAsResults: boolean;
  /** SARIF: `automationDetails.id` before the slash. */
  readonly category: string;
}

/**
 * One report being written. It is fed in the snapshot's order, prints nothing and reads no clock: the text it yields is all
 * there is. Its memory does not grow with the number of findings.
 */
export interface Reporter {
  /** The verdicts it shows; the others reach it only as counts, and no finding is built for them. */
  readonly wants: ReadonlySet<Verdict>;
  /** Text before the first finding. */
  begin(): Iterable<string>;
  /** Text for one finding; empty where the format needs them all first. */
  add(finding: Finding): string;
  /** Text after the last finding. */
  end(summary: Summary): Iterable<string>;
}

/** A report format. */
export type Format = (run: Run, options: FormatOptions) => Reporter;
