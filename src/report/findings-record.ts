import type { Counts, Finding, Sensitivity } from '../model/finding.ts';
import type { FrameworkResult } from '../model/framework.ts';
import type { FindingLine, FrameworkLine, RunLine, SummaryLine } from './findings-schema.ts';
import type { Run, Summary } from './report.ts';

/** The value of `format` in our JSON reports. */
export const findingsFormat = 'datawarden-findings';

/** The version of our JSON reports; it grows when a reader of the older ones would misread them. */
export const findingsVersion = 1;

/** What our JSON reports say of the run, before the first finding. */
export const recordRun = (run: Run): Omit<RunLine, 'kind'> => ({
  format: findingsFormat,
  version: findingsVersion,
  tool: { name: run.tool.name, version: run.tool.version },
  snapshots: run.snapshots.map(({ file, header }) => ({
    file,
    collectedAt: header.collectedAt,
    accounts: header.accounts.map(({ account, partition, regions }) => ({ account, partition, regions: [...regions] })),
    skippedRegions: header.skippedRegions.map(({ account, region, reason }) => ({ account, region, reason })),
    gaps: header.gaps.map(({ type, partition, account, region, operation, code, message }) => ({
      type,
      partition,
      account,
      region,
      operation,
      code,
      message,
    })),
    interrupted: header.interrupted,
    resources: header.resources,
  })),
  policies: run.policies.map(({ id, title, resources, severity, category }) => ({
    id,
    title,
    resources: [...resources],
    severity,
    category,
  })),
});

/** What our JSON reports say of one finding: the same keys in the same order, whoever built it. */
export const recordFinding = (finding: Finding): Omit<FindingLine, 'kind'> => {
  const { policy, severity, sensitivity, verdict, resource, message, evidence, missing, location, fingerprint } =
    finding;
  return {
    policy: policy.id,
    severity,
    policySeverity: policy.severity,
    sensitivity: recordSensitivity(sensitivity),
    category: policy.category,
    verdict,
    resource: {
      type: resource.type,
      arn: resource.arn,
      name: resource.name,
      account: resource.account,
      region: resource.region,
      partition: resource.partition,
    },
    message,
    evidence: evidence.map(({ fact, value }) => ({ fact, value })),
    missing: missing.map(({ fact, operation, code, message: reason }) => ({ fact, operation, code, message: reason })),
    location: { file: location.file, line: location.line },
    fingerprint,
    ...(verdict === 'fail' ? { remediation: recordRemediation(finding) } : {}),
  };
};

const recordSensitivity = (sensitivity: Sensitivity | null): FindingLine['sensitivity'] => {
  if (sensitivity === null) return null;
  const { verdict, sources, because } = sensitivity;
  const missing =
    because === null ? null : { operation: because.operation, code: because.code, message: because.message };
  return { verdict, sources: [...sources], missing };
};

const recordRemediation = ({ remediation: { text, cli, terraform, cloudformation } }: Finding) => ({
  ...(text === undefined ? {} : { text }),
  ...(cli === undefined ? {} : { cli }),
  ...(terraform === undefined ? {} : { terraform }),
  ...(cloudformation === undefined ? {} : { cloudformation }),
});

/** What our JSON reports say of a framework. */
export const recordFramework = ({ framework, requirements }: FrameworkResult): Omit<FrameworkLine, 'kind'> => ({
  id: framework.id,
  title: framework.title,
  version: framework.version,
  source: framework.source,
  requirements: requirements.map(({ requirement: { id, title, page, policies }, status, verdicts, notRun }) => ({
    id,
    title,
    page,
    status,
    verdicts: recordVerdicts(verdicts),
    policies: [...policies],
    notRun: [...notRun],
  })),
});

const recordVerdicts = (counts: Counts) => ({
  fail: counts.fail,
  unknown: counts.unknown,
  pass: counts.pass,
  'not-applicable': counts['not-applicable'],
});

/** What our JSON reports say after the last finding. */
export const recordSummary = ({ resources, verdicts, failed, sensitivity }: Summary): Omit<SummaryLine, 'kind'> => ({
  resources,
  verdicts: recordVerdicts(verdicts),
  failed: {
    critical: failed.critical,
    high: failed.high,
    medium: failed.medium,
    low: failed.low,
    informational: failed.informational,
  },
  sensitivity: { sensitive: sensitivity.sensitive, unknown: sensitivity.unknown },
});
