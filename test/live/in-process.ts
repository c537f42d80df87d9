import type { Finding } from '../../src/model/finding.ts';
import { collectLive, type LiveRequest } from '../../src/pipeline/collect.ts';
import { evaluateSnapshots, openSnapshots } from '../../src/pipeline/evaluate.ts';
import { compilePolicies } from '../../src/pipeline/policies.ts';
import { shippedPolicies } from '../../src/pipeline/shipped.ts';
import type { FormatName } from '../../src/report/index.ts';
import type { Lines } from './reports.ts';
import { readLines } from './reports.ts';

// Collecting and evaluating without starting the command: for tests that do so dozens of times.

const tool = { name: 'datawarden', version: '0.0.0-test' } as const;

/** Collects all facts, or those that are given, into a file and reads it back. */
export const collectHere = async (
  file: string,
  env: NodeJS.ProcessEnv,
  request: Pick<LiveRequest, 'regions'> & Partial<Pick<LiveRequest, 'facts' | 'signal' | 'answerWithin'>>,
): Promise<Lines> => {
  // The SDK looks for credentials and endpoints there, and nowhere else.
  Object.assign(process.env, env);
  const { signal } = new AbortController();
  const identity = { profile: undefined, roleArn: undefined, externalId: undefined };
  await collectLive({ facts: null, signal, env, tool, now: new Date(), ...identity, ...request }, file);
  return readLines(file);
};

const rules = compilePolicies(shippedPolicies());

/** The verdicts on a snapshot, and the texts of its reports. */
export interface Evaluated {
  readonly findings: readonly Finding[];
  readonly reports: Readonly<Record<FormatName, string>>;
}

const formats = ['table', 'json', 'ndjson', 'sarif', 'markdown'] as const satisfies readonly FormatName[];

/** Evaluates a snapshot against all policies that come with the package. */
export const evaluateHere = async (file: string): Promise<Evaluated> => {
  const findings: Finding[] = [];
  const parts = new Map<FormatName, string[]>(formats.map((format) => [format, []]));
  const options = { width: 80, colour: false, unknownAsResults: false, category: 'datawarden' };
  await evaluateSnapshots({
    snapshots: await openSnapshots([file]),
    rules,
    tool,
    reports: [...parts].map(([format, texts]) => ({
      format,
      options,
      sink: { write: (text) => void texts.push(text), flush: async () => {} },
    })),
    onFinding: {
      wants: new Set(['pass', 'fail', 'unknown', 'not-applicable']),
      take: (finding) => void findings.push(finding),
    },
  });
  const reports = Object.fromEntries([...parts].map(([format, texts]) => [format, texts.join('')]));
  return { findings, reports: reports as Record<FormatName, string> };
};
