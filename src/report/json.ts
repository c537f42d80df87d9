import { verdicts } from '../model/finding.ts';
import { toJson } from './escape.ts';
import { recordFinding, recordFramework, recordRun, recordSummary } from './findings-record.ts';
import type { Format } from './report.ts';

/**
 * One JSON document with every verdict, passes included, one a line; `schemas/findings.schema.json` describes it. Characters
 * that a terminal would obey are JSON escapes, so that it may be shown as it is.
 */
export const json: Format = (run) => {
  let separator = '\n';
  return {
    wants: new Set(verdicts),
    *begin() {
      const members = Object.entries(recordRun(run));
      yield '{\n';
      for (const [name, value] of members) yield `${toJson(name)}: ${toJson(value)},\n`;
      yield '"findings": [';
    },
    add(finding) {
      const text = `${separator}${toJson(recordFinding(finding))}`;
      separator = ',\n';
      return text;
    },
    *end(summary) {
      const frameworks = summary.frameworks.map((framework) => `\n${toJson(recordFramework(framework))}`);
      yield `\n],\n"frameworks": [${frameworks.join(',')}],\n"summary": ${toJson(recordSummary(summary))}\n}\n`;
    },
  };
};
