import type { Finding } from '../model/finding.ts';
import { verdicts } from '../model/finding.ts';
import type { FrameworkResult } from '../model/framework.ts';
import { collectCauses } from './causes.ts';
import { shorten, toCodeSpan, toMarkdown } from './escape.ts';
import type { Format, Summary } from './report.ts';
import {
  count,
  describeExtent,
  describeGrounds,
  describeRefusal,
  describeSensitivities,
  describeSensitivity,
  describeStatuses,
  formatNumber,
  listOmissions,
  rankOf,
  statusNames,
  verdictNames,
  worstFirst,
} from './wording.ts';
import { keepWorstFirst } from './worst-first.ts';

/** GitHub drops a job summary of more than 1 MiB whole; this leaves room for what else a step says. */
const budget = 1_000_000;

/** How many failing findings, and causes of unknown verdicts, are listed. */
const findingsShown = 200;
const causesShown = 100;

/** Code points of a text from the snapshot that are shown in a cell. */
const cellLimit = 400;

const cell = (text: string): string => toMarkdown(shorten(text.trim(), cellLimit)) || '-';
const code = (text: string): string => toCodeSpan(shorten(text, cellLimit));
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

/**
 * For a pull request or a job summary: counts, the worst findings, what could not be decided by cause, and the requirements of frameworks. Text from the snapshot
 * cannot become markup, a link or a mention; what does not fit is counted.
 */
export const markdown: Format = (run) => {
  const failing = keepWorstFirst<string>(worstFirst.length, findingsShown);
  const causes = collectCauses(causesShown);

  function* writeCounts(summary: Summary): Iterable<string> {
    const { resources, verdicts: counts, failed } = summary;
    yield `# ${toMarkdown(run.tool.name)}: ${describeOutcome(counts.fail, counts.unknown)}\n\n`;
    yield `${count(resources, 'resource')}, ${count(run.policies.length, 'policy', 'policies')}, `;
    yield `${run.tool.name} ${toMarkdown(run.tool.version)}.\n\n`;
    yield row('Verdict', 'Count') + row('---', '---:');
    for (const verdict of verdicts) yield row(verdictNames[verdict], formatNumber(counts[verdict]));
    yield `\n${row('Failing', 'Count')}${row('---', '---:')}`;
    for (const severity of worstFirst) yield row(severity, formatNumber(failed[severity]));
    for (const text of describeSensitivities(summary)) yield `\n${toMarkdown(`${text}.`)}\n`;
  }

  function* writeFailing(): Iterable<string> {
    yield '\n## Failing, worst first\n\n';
    yield row('Severity', 'Policy', 'Resource', 'Account', 'Region', 'What is wrong', 'Where') +
      row(...Array(7).fill('---'));
    for (const rank of worstFirst.keys()) yield* failing.kept(rank);
  }

  function* writeUnknown(): Iterable<string> {
    yield '\n## Unknown, by cause\n\n';
    yield row('Refused', 'Reach', 'Facts', 'First resource', 'Answer') + row(...Array(5).fill('---'));
    for (const cause of causes.list()) {
      const { subject, message } = cause.first;
      yield row(
        code(describeRefusal(cause)),
        describeExtent(cause),
        cause.facts.map(code).join(', ') || '-',
        code(subject),
        cell(message),
      );
    }
  }

  function* writeOmissions(): Iterable<string> {
    const omissions = listOmissions(run);
    if (omissions.length > 0) yield '\n## Not in the snapshots\n\n';
    for (const { file, text } of omissions) yield `- ${code(file)}: ${cell(text)}\n`;
  }

  function* writeFramework(result: FrameworkResult): Iterable<string> {
    const { title, version } = result.framework;
    yield `\n## ${toMarkdown(`${title} ${version}`)}\n\n${describeStatuses(result)}.\n\n`;
    yield row('Status', 'Requirement', 'What it asks for', 'Verdicts') + row(...Array(4).fill('---'));
    for (const one of result.requirements) {
      const { id, title: asked } = one.requirement;
      yield row(statusNames[one.status], code(id), cell(asked), describeGrounds(one) || '-');
    }
  }

  return {
    wants: new Set(['fail', 'unknown']),
    begin: () => [],
    add(finding) {
      if (finding.verdict === 'unknown') causes.add(finding);
      else failing.add(rankOf(finding.severity), () => writeFinding(finding));
      return '';
    },
    *end(summary) {
      let left = budget;
      /** Yields whole lines while they fit, and returns how many did not. */
      const writeWhatFits = function* (lines: Iterable<string>): Generator<string, number> {
        let cut = 0;
        for (const line of lines) {
          const size = Buffer.byteLength(line);
          if (cut > 0 || size > left) {
            cut += 1;
            continue;
          }
          left -= size;
          yield line;
        }
        return cut;
      };

      yield* writeWhatFits(writeCounts(summary));
      if (summary.verdicts.fail > 0) {
        const cut = yield* writeWhatFits(writeFailing());
        const omitted = cut + worstFirst.reduce((sum, _, rank) => sum + failing.omitted(rank), 0);
        if (omitted > 0)
          yield `\n${count(omitted, 'more failing finding')} left out here: see the JSON or SARIF report.\n`;
      }
      if (summary.verdicts.unknown > 0) {
        const cut = yield* writeWhatFits(writeUnknown());
        if (cut > 0) yield `\n${count(cut, 'more cause')} left out here: see the JSON report.\n`;
        if (causes.omitted() > 0)
          yield `\n${count(causes.omitted(), 'verdict')} of other causes: see the JSON report.\n`;
      }
      for (const framework of summary.frameworks) {
        const cut = yield* writeWhatFits(writeFramework(framework));
        if (cut > 0) yield `\n${count(cut, 'more requirement')} left out here: see the JSON report.\n`;
      }
      const cut = yield* writeWhatFits(writeOmissions());
      if (cut > 0) yield `\n${count(cut, 'more line')} left out here: see the JSON report.\n`;
    },
  };
};

const describeOutcome = (failing: number, unknown: number): string => {
  const parts = [
    ...(failing > 0 ? [`${formatNumber(failing)} failing`] : []),
    ...(unknown > 0 ? [`${formatNumber(unknown)} unknown`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'nothing fails, nothing is unknown';
};

const writeFinding = ({ severity, policy, sensitivity, resource, message, location }: Finding): string => {
  const raised = describeSensitivity({ severity, policy, sensitivity });
  return row(
    severity,
    code(policy.id),
    code(resource.arn ?? `every ${resource.type}`),
    code(resource.account),
    code(resource.region),
    raised === '' ? cell(message) : `${cell(message)} **${cell(raised)}**`,
    code(`${location.file}:${location.line}`),
  );
};
