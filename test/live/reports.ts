import { readFileSync } from 'node:fs';
import type { Resource, SnapshotHeader } from '../../src/model/resource.ts';

// What the command wrote, read back.

/** What the tests read of a finding in a JSON report. */
export interface Finding {
  readonly policy: string;
  readonly verdict: 'pass' | 'fail' | 'unknown' | 'not-applicable';
  readonly resource: { readonly arn: string; readonly type: string };
  readonly location: { readonly file: string; readonly line: number };
  readonly missing: readonly { readonly fact: string; readonly operation: string; readonly code: string }[];
}

/** The findings of a JSON report. */
export const readFindings = (file: string): readonly Finding[] =>
  (JSON.parse(readFileSync(file, 'utf8')) as { findings: Finding[] }).findings;

/** A snapshot in one file. */
export interface Lines {
  readonly header: SnapshotHeader;
  readonly resources: readonly Resource[];
}

/** The header and resources of a snapshot in one file. */
export const readLines = (file: string): Lines => {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return {
    header: JSON.parse(header) as SnapshotHeader,
    resources: lines.map((line) => JSON.parse(line) as Resource),
  };
};

/**
 * The text of a report or snapshot without the moment of the collection, and of the last use of a role, which each run signs in with:
 * two runs are otherwise the same bytes.
 */
export const withoutTimes = (file: string): string =>
  readFileSync(file, 'utf8')
    .replace(/"(collectedAt|credentialReportAt)":\s*"[^"]*"/g, '"$1":"…"')
    .replace(/"lastUsed":\s*\{\s*"at":\s*"[^"]*"/g, '"lastUsed":{"at":"…"');

/** What could not be read, but for what no policy reads: `fact of resource: code from operation`. */
export const lostFacts = ({ resources }: Lines): readonly string[] =>
  resources.flatMap(({ arn, unknown }) =>
    Object.entries(unknown)
      .filter(([, { code }]) => code !== 'NotCollected')
      .map(([fact, { code, operation }]) => `${fact} of ${arn}: ${code} from ${operation}`),
  );
