import { deflateRawSync } from 'node:zlib';
import type { Notification, ReportingDescriptor, Result } from 'sarif';
import type { Finding, Location } from '../model/finding.ts';
import { type Severity, severities } from '../model/policy.ts';
import { type Causes, collectCauses } from './causes.ts';
import { makeVisible, shorten, toJson, toSarifText } from './escape.ts';
import type { Format, Run, Summary } from './report.ts';
import { levelOf, toRule } from './sarif-rules.ts';
import { relatePolicies, summarizeFramework, toTaxonomy } from './sarif-taxonomies.ts';
import { toRelativeUri } from './sarif-uri.ts';
import {
  count,
  describeExtent,
  describeRefusal,
  describeSensitivity,
  describeSubject,
  formatNumber,
  listOmissions,
  rankOf,
  worstFirst,
} from './wording.ts';
import { keepWorstFirst } from './worst-first.ts';

/** GitHub refuses a run with more results. */
const resultLimit = 25_000;

/** GitHub refuses a file that is larger after gzip: 10 MB. What is left is for the rules and the notifications. */
const compressedLimit = 9_000_000;

/** Results are compressed in blocks of this many characters to learn their size: apart they never take less than together. */
const blockSize = 1_000_000;

/** How many causes of unknown verdicts, and of what a snapshot lacks, get a notification of their own. */
const causeLimit = 500;
const omissionLimit = 200;

/** Code points that are kept of a message, an ARN or name, and a fact's value; and how many facts. */
const messageLimit = 600;
const nameLimit = 300;
const valueLimit = 160;
const evidenceLimit = 4;

/** What a notification can be about. GitHub's rules want of these all that they want of a policy's. */
const describe = (id: string, name: string, short: string, full: string) => ({
  id,
  name,
  shortDescription: { text: short },
  fullDescription: { text: full },
  help: { text: full },
});
const descriptors = {
  factsUnknown: describe(
    'facts-unknown',
    'FactsUnknown',
    'Facts that could not be read left verdicts undecided.',
    'A call was refused or not made. Every verdict that rests on its facts is unknown, which is not a pass.',
  ),
  snapshotIncomplete: describe(
    'snapshot-incomplete',
    'SnapshotIncomplete',
    'The snapshot does not hold everything.',
    'Resources could not be listed, Regions were not scanned, or the collection was stopped.',
  ),
  resultsOmitted: describe(
    'results-omitted',
    'ResultsOmitted',
    'There are more results than GitHub code scanning takes.',
    'The mildest results were left out of this file. The JSON report has them all.',
  ),
} as const satisfies Readonly<Record<string, ReportingDescriptor>>;

/** A result as it will be written, and what it is sorted by. */
interface Entry {
  readonly json: string;
  readonly order: readonly [file: string, line: number, policy: string, fingerprint: string];
}

/**
 * SARIF 2.1.0 as GitHub code scanning takes it (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning):
 * failing verdicts are results, worst first, unknown ones notifications (with `unknownAsResults` results too). What is over
 * GitHub's limits is left out from the mildest up, and counted. Holds at most 25,000 results in memory.
 */
export const sarif: Format = (run, { unknownAsResults, category }) => {
  const ruleIndexes = new Map(run.policies.map(({ id }, index) => [id, index]));
  // Unknown verdicts rank behind all that fail: ranks 0 to 4 fail, 5 to 9 are unknown, each worst first.
  const entries = keepWorstFirst<Entry>(2 * severities.length, resultLimit);
  const causes = collectCauses(causeLimit);

  const ruleIndexOf = (id: string): number => {
    const index = ruleIndexes.get(id);
    if (index === undefined) throw new Error(`a finding of policy ${id}, which the run does not name`);
    return index;
  };

  return {
    wants: new Set(['fail', 'unknown']),
    *begin() {
      yield '{\n"version": "2.1.0",\n"$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n"runs": [{\n';
      const { name, version } = run.tool;
      yield `"tool": {"driver": {\n"name": ${toJson(name)},\n"semanticVersion": ${toJson(version)},\n`;
      yield `"notifications": ${toJson(Object.values(descriptors))},\n"rules": [`;
      const related = relatePolicies(run.frameworks);
      yield run.policies.map((policy) => `\n${toJson(toRule(policy, related.get(policy.id)))}`).join(',');
      yield '\n]';
      if (run.frameworks.length > 0) {
        const supported = run.frameworks.map(({ id: framework }, index) => ({ name: framework, index }));
        yield `,\n"supportedTaxonomies": ${toJson(supported)}`;
      }
      yield '}},\n';
      if (run.frameworks.length > 0) {
        const taxonomies = run.frameworks.map((framework) => `\n${toJson(toTaxonomy(framework))}`);
        yield `"taxonomies": [${taxonomies.join(',')}\n],\n`;
      }
      yield `"automationDetails": ${toJson({ id: `${category}/` })},\n`;
      yield '"columnKind": "utf16CodeUnits",\n';
    },
    add(finding) {
      const unknown = finding.verdict === 'unknown';
      if (unknown) causes.add(finding);
      const ruleIndex = ruleIndexOf(finding.policy.id);
      if (unknown && !unknownAsResults) return '';
      const rank = rankOf(finding.severity) + (unknown ? severities.length : 0);
      entries.add(rank, () => toEntry(finding, ruleIndex));
      return '';
    },
    *end(summary) {
      let left = compressedLimit;
      let written = 0;
      const omitted: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
      let unknownOmitted = 0;

      yield '"results": [';
      for (let rank = 0; rank < 2 * severities.length; rank += 1) {
        let cut = entries.omitted(rank);
        const sorted = entries.kept(rank).toSorted(compareEntries);
        for (const block of cutIntoBlocks(sorted)) {
          // One block that does not fit ends it: a milder result never takes the place of a worse one.
          if (left > 0) left -= deflateRawSync(block.text).length;
          if (left <= 0) {
            cut += block.results;
            continue;
          }
          yield `${written === 0 ? '' : ','}${block.text}`;
          written += block.results;
        }
        const severity = worstFirst[rank % severities.length];
        if (rank >= severities.length) unknownOmitted += cut;
        else if (severity !== undefined) omitted[severity] += cut;
      }
      yield '\n],\n';

      const notifications = [
        ...noteOmitted(omitted, unknownOmitted, written),
        ...noteUnknown(causes, ruleIndexOf),
        ...noteIncomplete(run),
      ];
      yield '"invocations": [{"executionSuccessful": true, "toolExecutionNotifications": [';
      yield notifications.map((notification) => `\n${toJson(notification)}`).join(',');
      yield '\n]}],\n';
      yield `"properties": ${toJson(countEverything(summary, omitted, unknownOmitted))}\n}]\n}\n`;
    },
  };
};

const toEntry = (finding: Finding, ruleIndex: number): Entry => {
  const { policy, location, fingerprint } = finding;
  return {
    json: toJson(toResult(finding, ruleIndex)),
    order: [location.file, location.line, policy.id, fingerprint],
  };
};

const toResult = (finding: Finding, ruleIndex: number): Result => {
  const { policy, severity, sensitivity, verdict, resource, location, fingerprint } = finding;
  const name = shorten(makeVisible(resource.name ?? describeSubject(resource)), nameLimit);
  const fullyQualifiedName = shorten(makeVisible(resource.arn ?? describeSubject(resource)), nameLimit);
  return {
    ruleId: policy.id,
    ruleIndex,
    // `kind` stays away: its default is `fail`, the only kind that GitHub shows. So an unknown verdict is milder by a level.
    level: verdict === 'unknown' ? (levelOf[severity] === 'error' ? 'warning' : 'note') : levelOf[severity],
    message: { text: writeMessage(finding) },
    locations: [
      {
        ...toLocation(location),
        logicalLocations: [{ name: name || '-', fullyQualifiedName: fullyQualifiedName || '-', kind: 'resource' }],
      },
    ],
    partialFingerprints: {
      // GitHub tells alerts apart by rule, path and this one alone: 16 digits and an occurrence, in the form of its own hash.
      primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`,
      'datawarden/v1': fingerprint,
    },
    properties: {
      verdict,
      severity,
      policySeverity: policy.severity,
      ...(sensitivity === null
        ? {}
        : {
            sensitivity: {
              verdict: sensitivity.verdict,
              sources: sensitivity.sources.map((source) => shorten(makeVisible(source), nameLimit)),
            },
          }),
      type: resource.type,
      account: resource.account,
      region: resource.region,
      evidence: finding.evidence
        .slice(0, evidenceLimit)
        .map(({ fact, value }) => ({ fact, value: shortenValue(value) })),
    },
  };
};

/** What is wrong or could not be read, then the resource: GitHub shows a message without its logical location. */
const writeMessage = (finding: Finding): string => {
  const { message, verdict, resource } = finding;
  const said = message.trim() || (verdict === 'unknown' ? 'This could not be decided.' : 'The requirement is not met.');
  const where = `${resource.arn ?? `every ${resource.type}`} (${resource.account}, ${resource.region})`;
  const raised = describeSensitivity(finding);
  const worse = raised === '' ? '' : ` On ${shorten(raised, nameLimit)}.`;
  return toSarifText(`${shorten(said, messageLimit)}${worse} Resource: ${shorten(where, nameLimit)}.`);
};

/** A small value as it is, a large one as the beginning of its JSON. */
const shortenValue = (value: unknown): unknown => {
  const text = JSON.stringify(value) ?? 'null';
  return text.length <= valueLimit ? value : shorten(text, valueLimit);
};

// A finding knows its line and no more, while GitHub wants all four numbers: the line's first character.
const toLocation = ({ file, line }: Location) => ({
  physicalLocation: {
    artifactLocation: { uri: toRelativeUri(file) },
    region: { startLine: line, startColumn: 1, endLine: line, endColumn: 2 },
  },
});

const compareEntries = ({ order: one }: Entry, { order: other }: Entry): number => {
  for (const [index, part] of one.entries()) {
    const against = other[index] ?? part;
    if (part !== against) return part < against ? -1 : 1;
  }
  return 0;
};

function* cutIntoBlocks(entries: readonly Entry[]): Iterable<{ readonly text: string; readonly results: number }> {
  let lines: string[] = [];
  let size = 0;
  for (const { json } of entries) {
    lines.push(`\n${json}`);
    size += json.length;
    if (size < blockSize) continue;
    yield { text: lines.join(','), results: lines.length };
    lines = [];
    size = 0;
  }
  if (lines.length > 0) yield { text: lines.join(','), results: lines.length };
}

const notify = (descriptor: keyof typeof descriptors, text: string): Notification => ({
  descriptor: { id: descriptors[descriptor].id, index: Object.keys(descriptors).indexOf(descriptor) },
  level: 'warning',
  message: { text: toSarifText(text) },
});

const noteOmitted = (
  omitted: Readonly<Record<Severity, number>>,
  unknown: number,
  written: number,
): readonly Notification[] => {
  const parts = [
    ...worstFirst
      .filter((severity) => omitted[severity] > 0)
      .map((severity) => count(omitted[severity], `${severity} finding`)),
    ...(unknown > 0 ? [count(unknown, 'unknown verdict')] : []),
  ];
  if (parts.length === 0) return [];
  const text = `GitHub code scanning takes no more than 25,000 results in 10 MB: this file holds the worst ${formatNumber(written)} and leaves out ${parts.join(', ')}.`;
  return [notify('resultsOmitted', text)];
};

const noteUnknown = (causes: Causes, ruleIndexOf: (id: string) => number): readonly Notification[] => {
  const notifications = causes.list().map((cause): Notification => {
    const { subject, message, location } = cause.first;
    const facts = cause.facts.length > 0 ? `, for want of ${cause.facts.join(', ')}` : '';
    const text = `${describeRefusal(cause)}: ${describeExtent(cause)}${facts}. First: ${subject}: ${message}`;
    return {
      ...notify('factsUnknown', shorten(text, messageLimit)),
      locations: [toLocation(location)],
      ...(cause.onlyPolicy === null
        ? {}
        : { associatedRule: { id: cause.onlyPolicy, index: ruleIndexOf(cause.onlyPolicy) } }),
    };
  });
  const omitted = causes.omitted();
  return omitted === 0
    ? notifications
    : [...notifications, notify('factsUnknown', `${count(omitted, 'verdict')} undecided for other causes.`)];
};

const noteIncomplete = (run: Run): readonly Notification[] => {
  const omissions = listOmissions(run);
  const notifications = omissions.slice(0, omissionLimit).map(({ file, text }) => ({
    ...notify('snapshotIncomplete', shorten(text, messageLimit)),
    locations: [toLocation({ file, line: 1 })],
  }));
  const more = omissions.length - notifications.length;
  return more === 0
    ? notifications
    : [...notifications, notify('snapshotIncomplete', `${count(more, 'more thing')} that the snapshots do not hold.`)];
};

const countEverything = (summary: Summary, omitted: Readonly<Record<Severity, number>>, unknownOmitted: number) => ({
  resources: summary.resources,
  verdicts: summary.verdicts,
  failed: summary.failed,
  sensitivity: summary.sensitivity,
  omitted: { ...omitted, unknown: unknownOmitted },
  ...(summary.frameworks.length > 0 ? { frameworks: summary.frameworks.map(summarizeFramework) } : {}),
});
