import { verdicts } from '../model/finding.ts';
import { toJson } from './escape.ts';
import { recordFinding, recordFramework, recordRun, recordSummary } from './findings-record.ts';
import type { Format } from './report.ts';

/**
 * Every verdict, passes included, as one line of JSON, after a line on the run and before those on frameworks and one with the counts;
 * `schemas/findings.schema.json` describes the lines. A report without its last line was cut short.
 */
export const ndjson: Format = (run) => ({
  wants: new Set(verdicts),
  *begin() {
    yield `${toJson({ kind: 'run', ...recordRun(run) })}\n`;
  },
  add: (finding) => `${toJson({ kind: 'finding', ...recordFinding(finding) })}\n`,
  *end(summary) {
    for (const framework of summary.frameworks)
      yield `${toJson({ kind: 'framework', ...recordFramework(framework) })}\n`;
    yield `${toJson({ kind: 'summary', ...recordSummary(summary) })}\n`;
  },
});
