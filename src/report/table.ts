import type { Finding } from '../model/finding.ts';
import type { FrameworkResult, RequirementStatus } from '../model/framework.ts';
import type { Severity } from '../model/policy.ts';
import { collectCauses } from './causes.ts';
import { makeVisible, shorten } from './escape.ts';
import { cutMiddle, measure, wrap } from './layout.ts';
import type { Format, Summary } from './report.ts';
import {
  count,
  describeExtent,
  describeGrounds,
  describeRefusal,
  describeSensitivities,
  describeSensitivity,
  describeStatuses,
  describeVerdicts,
  formatNumber,
  listOmissions,
  rankOf,
  statusNames,
  worstFirst,
} from './wording.ts';
import { keepWorstFirst } from './worst-first.ts';

/** How many failing findings, and causes of unknown verdicts, are shown and kept in memory. */
const findingsShown = 1_000;
const causesShown = 200;

/** Code points of a message that are shown: a value in it may be a whole policy document. */
const messageLimit = 600;

/** Code points that are kept of a name and of an ARN: AWS allows no more, a forged snapshot may. */
const nameLimit = 256;
const arnLimit = 2_048;

/** Narrower than this, nothing is readable; wider, nothing gains. */
const narrowest = 40;
const widest = 120;

const styles: Readonly<Record<Severity | 'bold' | 'dim', string>> = {
  bold: '1',
  dim: '2',
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  informational: '2',
};

const statusStyles: Readonly<Record<RequirementStatus, keyof typeof styles>> = {
  'not-met': 'high',
  unknown: 'medium',
  'not-covered': 'dim',
  'nothing-to-check': 'dim',
  met: 'bold',
};

interface Row {
  readonly policy: string;
  readonly name: string;
  readonly place: string;
  readonly message: string;
  /** Why it is worse than the policy says; empty where it is not. */
  readonly sensitivity: string;
  readonly location: string;
  readonly arn: string;
}

/**
 * For people at a terminal: what fails, worst first and by policy, then what could not be decided by cause, then the requirements of
 * frameworks that were asked for, then one line that counts every verdict. All text from the snapshot has its control characters written out.
 */
export const table: Format = (run, { width, colour }) => {
  const columns = Math.min(widest, Math.max(narrowest, width));
  const paint = (style: keyof typeof styles, text: string) =>
    colour ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;
  const titles = new Map(run.policies.map(({ id, title }) => [id, title]));
  const failing = keepWorstFirst<Row>(worstFirst.length, findingsShown);
  const causes = collectCauses(causesShown);

  const indent = (depth: number, text: string, style?: keyof typeof styles): string =>
    wrap(text, columns - depth)
      .map((line) => `${' '.repeat(depth)}${style === undefined ? line : paint(style, line)}\n`)
      .join('');

  function* writeRow({ name, place, message, sensitivity, location, arn }: Row): Iterable<string> {
    if (4 + measure(name) + 2 + measure(place) <= columns) yield `    ${paint('bold', name)}  ${place}\n`;
    else yield indent(4, name, 'bold') + indent(6, place);
    yield indent(6, message);
    if (sensitivity !== '') yield indent(6, sensitivity, 'bold');
    if (6 + measure(location) + 2 + measure(arn) <= columns) yield `      ${paint('dim', `${location}  ${arn}`)}\n`;
    else yield indent(6, location, 'dim') + (arn === '' ? '' : indent(6, cutMiddle(arn, columns - 6), 'dim'));
  }

  function* writeSeverity(severity: Severity, failed: number): Iterable<string> {
    const rows = [...failing.kept(rankOf(severity))].sort((one, other) =>
      one.policy < other.policy ? -1 : one.policy > other.policy ? 1 : 0,
    );
    yield `${paint(severity, severity.toUpperCase())}  ${count(failed, 'finding')}\n`;
    let policy: string | undefined;
    for (const row of rows) {
      if (row.policy !== policy) {
        policy = row.policy;
        yield `\n${indent(2, policy, 'bold')}${indent(2, makeVisible(titles.get(policy) ?? ''))}`;
      }
      yield* writeRow(row);
    }
    const omitted = failing.omitted(rankOf(severity));
    if (omitted > 0)
      yield `\n${indent(2, `and ${formatNumber(omitted)} more of ${severity} severity (use --output json)`)}`;
    yield '\n';
  }

  function* writeUnknown(unknown: number): Iterable<string> {
    yield `${paint('bold', 'UNKNOWN')}  ${count(unknown, 'verdict')} could not be decided\n`;
    for (const cause of causes.list()) {
      const { subject, message } = cause.first;
      const facts = cause.facts.length === 0 ? '' : `, for want of ${cause.facts.join(', ')}`;
      yield `\n${indent(2, makeVisible(describeRefusal(cause)), 'bold')}`;
      yield indent(4, makeVisible(`${describeExtent(cause)}${facts}`));
      yield indent(4, makeVisible(shorten(`first: ${subject}: ${message}`, messageLimit)), 'dim');
    }
    const omitted = causes.omitted();
    if (omitted > 0) yield `\n${indent(2, `and ${count(omitted, 'verdict')} of other causes (use --output json)`)}`;
    yield '\n';
  }

  function* writeFramework(result: FrameworkResult): Iterable<string> {
    const { id, version, title } = result.framework;
    yield `${paint('bold', makeVisible(id).toUpperCase())}  ${makeVisible(`${title} ${version}`)}\n`;
    yield `${indent(2, describeStatuses(result), 'bold')}\n`;
    const widest = Math.max(...result.requirements.map(({ requirement }) => measure(makeVisible(requirement.id))));
    for (const { requirement, status, ...rest } of result.requirements) {
      const name = makeVisible(requirement.id);
      const grounds = describeGrounds({ requirement, status, ...rest });
      const text = makeVisible(shorten(`${requirement.title}${grounds === '' ? '' : ` (${grounds})`}`, messageLimit));
      const [first = '', ...others] = wrap(text, Math.max(narrowest / 2, columns - 22 - widest));
      const label = paint(statusStyles[status], statusNames[status].padEnd(16));
      yield `  ${label}  ${name}${' '.repeat(widest - measure(name))}  ${first}\n`;
      for (const line of others) yield `${' '.repeat(22 + widest)}${line}\n`;
    }
    yield '\n';
  }

  function* writeSummary(summary: Summary): Iterable<string> {
    const omissions = listOmissions(run);
    for (const { file, text } of omissions) yield indent(0, makeVisible(shorten(`${file}: ${text}`, messageLimit)));
    if (omissions.length > 0) yield '\n';
    yield indent(0, `${count(summary.resources, 'resource')}, ${count(run.policies.length, 'policy', 'policies')}`);
    for (const text of describeSensitivities(summary)) yield indent(0, text);
    yield indent(0, describeVerdicts(summary), 'bold');
  }

  return {
    wants: new Set(['fail', 'unknown']),
    begin: () => [],
    add(finding) {
      if (finding.verdict === 'unknown') causes.add(finding);
      else failing.add(rankOf(finding.severity), () => toRow(finding));
      return '';
    },
    *end(summary) {
      for (const severity of worstFirst) {
        if (summary.failed[severity] > 0) yield* writeSeverity(severity, summary.failed[severity]);
      }
      if (summary.verdicts.unknown > 0) yield* writeUnknown(summary.verdicts.unknown);
      for (const framework of summary.frameworks) yield* writeFramework(framework);
      yield* writeSummary(summary);
    },
  };
};

/** Strings only: a finding holds on to its resource, a thousand rows must not. */
const toRow = ({ policy, severity, sensitivity, resource, message, location }: Finding): Row => ({
  policy: policy.id,
  name: makeVisible(shorten(resource.name ?? `every ${resource.type}`, nameLimit)),
  place: makeVisible(shorten(`${resource.account} ${resource.region}`, nameLimit)),
  message: makeVisible(shorten(message.trim(), messageLimit)),
  sensitivity: makeVisible(shorten(describeSensitivity({ policy, severity, sensitivity }), messageLimit)),
  location: makeVisible(`${location.file}:${location.line}`),
  arn: makeVisible(shorten(resource.arn ?? '', arnLimit)),
});
