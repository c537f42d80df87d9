import type { Finding, Subject, Verdict } from '../model/finding.ts';
import {
  type FrameworkResult,
  type RequirementResult,
  type RequirementStatus,
  requirementStatuses,
} from '../model/framework.ts';
import { type Severity, severities } from '../model/policy.ts';
import type { Gap } from '../model/resource.ts';
import type { Run, Summary } from './report.ts';

// What several formats say in the same words. Nothing here is escaped: each format does that in its own way.

/** The severities, worst first. */
export const worstFirst: readonly Severity[] = [...severities].reverse();

/** The place of a severity among {@link worstFirst}: 0 is critical. */
export const rankOf = (severity: Severity): number => worstFirst.indexOf(severity);

/** A whole number with commas between the thousands, whatever the locale. */
export const formatNumber = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

/** A number and its noun: `1 resource`, `1,204 resources`, `2 policies`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(number)} ${number === 1 ? noun : plural}`;

/** The first few of a list, and how many there are besides: `eu-west-1, eu-west-2 and 3 more`. */
const listSome = (items: readonly string[], limit: number): string => {
  const shown = items.slice(0, limit).join(', ');
  return items.length > limit ? `${shown} and ${formatNumber(items.length - limit)} more` : shown;
};

/** A resource in a sentence: `features (111122223333, eu-west-1)`, or what could not be listed. */
export const describeSubject = ({ type, name, account, region }: Subject): string =>
  name === null ? `every ${type} of ${account} in ${region}` : `${name} (${account}, ${region})`;

/** What was refused, and how: `s3:GetBucketPolicy AccessDenied`; only the code where nothing was asked. */
export const describeRefusal = ({ operation, code }: { readonly operation: string; readonly code: string }): string =>
  operation === '' ? code : `${operation} ${code}`;

/** How far a cause reaches: `41 verdicts undecided on 12 resources`, or on what refused listings would have shown. */
export const describeExtent = (extent: {
  readonly verdicts: number;
  readonly resources: number;
  readonly listings: number;
}): string => {
  const objects = [
    ...(extent.resources > 0 ? [count(extent.resources, 'resource')] : []),
    ...(extent.listings > 0 ? [`what ${count(extent.listings, 'refused listing')} would have shown`] : []),
  ];
  return `${count(extent.verdicts, 'verdict')} undecided on ${objects.join(' and ')}`;
};

/** Why a finding is worse than its policy: `sensitive data (Macie score 87): high instead of medium`; empty where it is not. */
export const describeSensitivity = ({
  severity,
  policy,
  sensitivity,
}: Pick<Finding, 'severity' | 'policy' | 'sensitivity'>): string => {
  if (sensitivity?.verdict !== 'sensitive') return '';
  const said = `sensitive data (${sensitivity.sources.join(', ')})`;
  return severity === policy.severity ? said : `${said}: ${severity} instead of ${policy.severity}`;
};

/** How many findings are on sensitive data, and of how many that is not known; a sentence for each that there are. */
export const describeSensitivities = ({ sensitivity: { sensitive, unknown } }: Summary): string[] => [
  ...(sensitive > 0
    ? [
        `${count(sensitive, 'finding is', 'findings are')} on sensitive data: one level worse than the policy says, or critical`,
      ]
    : []),
  ...(unknown > 0
    ? [`whether the data is sensitive is not known of ${count(unknown, 'finding')}: as bad as the policy says`]
    : []),
];

/** How a verdict is written for people. */
export const verdictNames: Readonly<Record<Verdict, string>> = {
  fail: 'fail',
  unknown: 'unknown',
  pass: 'pass',
  'not-applicable': 'not applicable',
};

/** Every verdict: `12 fail (1 critical, 11 low), 41 unknown, 300 pass, 20 not applicable`. */
export const describeVerdicts = ({ verdicts, failed }: Summary): string => {
  const bySeverity = worstFirst
    .filter((severity) => failed[severity] > 0)
    .map((severity) => `${formatNumber(failed[severity])} ${severity}`);
  return [
    `${formatNumber(verdicts.fail)} fail${bySeverity.length > 0 ? ` (${bySeverity.join(', ')})` : ''}`,
    `${formatNumber(verdicts.unknown)} unknown`,
    `${formatNumber(verdicts.pass)} pass`,
    `${formatNumber(verdicts['not-applicable'])} not applicable`,
  ].join(', ');
};

/** How the status of a requirement is written for people. */
export const statusNames: Readonly<Record<RequirementStatus, string>> = {
  'not-met': 'not met',
  unknown: 'unknown',
  'not-covered': 'not covered',
  'nothing-to-check': 'nothing to check',
  met: 'met',
};

/** How many requirements have each status. */
export const countStatuses = ({ requirements }: FrameworkResult): Readonly<Record<RequirementStatus, number>> => {
  const counts: Record<RequirementStatus, number> = {
    'not-met': 0,
    unknown: 0,
    'not-covered': 0,
    'nothing-to-check': 0,
    met: 0,
  };
  for (const { status } of requirements) counts[status] += 1;
  return counts;
};

/** Every status: `4 not met, 2 unknown, 30 not covered, 1 nothing to check, 12 met`. */
export const describeStatuses = (result: FrameworkResult): string => {
  const counts = countStatuses(result);
  return requirementStatuses.map((status) => `${formatNumber(counts[status])} ${statusNames[status]}`).join(', ');
};

/** What a status rests on: `3 fail, 1 unknown, 12 pass`, and how many policies were left out; empty for what no policy decides. */
export const describeGrounds = ({ requirement, verdicts, notRun }: RequirementResult): string => {
  if (requirement.policies.length === 0) return '';
  const counted = (['fail', 'unknown', 'pass'] as const)
    .filter((verdict) => verdicts[verdict] > 0)
    .map((verdict) => `${formatNumber(verdicts[verdict])} ${verdict}`);
  const left = notRun.length > 0 ? [`${count(notRun.length, 'policy', 'policies')} not run`] : [];
  return [...counted, ...left].join(', ');
};

/** What a snapshot does not hold, in one sentence each. */
interface Omission {
  readonly file: string;
  readonly text: string;
}

const placesShown = 5;

/** What the run's snapshots do not hold: collections that were stopped, refused listings, Regions that were not asked. */
export const listOmissions = (run: Run): readonly Omission[] =>
  run.snapshots.flatMap(({ file, header }): Omission[] => {
    const skipped = (reason: string) => [
      ...new Set(header.skippedRegions.filter((region) => region.reason === reason).map(({ region }) => region)),
    ];
    const disabled = skipped('not-opted-in');
    const unasked = skipped('not-requested');
    return [
      ...(header.interrupted ? [{ file, text: 'The collection was stopped before it was through.' }] : []),
      ...groupGaps(header.gaps).map((text) => ({ file, text })),
      ...(disabled.length > 0
        ? [{ file, text: `Not enabled, so not scanned: ${listSome(disabled, placesShown)}.` }]
        : []),
      ...(unasked.length > 0
        ? [
            {
              file,
              text: `Not requested, so not scanned: ${listSome(unasked, placesShown)}.`,
            },
          ]
        : []),
    ];
  });

/** One sentence per type and refusal: an account has as many gaps as Regions when a permission is missing. */
const groupGaps = (gaps: readonly Gap[]): readonly string[] => {
  const places = new Map<string, string[]>();
  for (const gap of gaps) {
    const what = `${gap.type} could not be listed (${describeRefusal(gap)}) in`;
    const known = places.get(what);
    if (known === undefined) places.set(what, [`${gap.account} ${gap.region}`]);
    else known.push(`${gap.account} ${gap.region}`);
  }
  return [...places].map(([what, where]) => `${what} ${listSome(where, placesShown)}.`);
};
