import { createHash } from 'node:crypto';
import { judgeFramework } from '../../src/evaluation/requirement-status.ts';
import type { Counts, Finding, Missing, Subject, Verdict } from '../../src/model/finding.ts';
import type { Framework } from '../../src/model/framework.ts';
import { type Category, type Policy, raiseSeverity, type Severity } from '../../src/model/policy.ts';
import type { Gap, SnapshotHeader } from '../../src/model/resource.ts';
import type { Format, FormatOptions, Run, Summary } from '../../src/report/report.ts';

// A small run as the evaluation would hand it to a report.

export const snapshotFile = 'snapshots/estate.ndjson';

const definePolicy = (id: string, severity: Severity, category: Category, rest: Partial<Policy>): Policy => ({
  id,
  aliases: [],
  title: id,
  resources: ['AWS::S3::Bucket'],
  severity,
  category,
  when: null,
  require: 'true',
  at: 'tags',
  message: '',
  why: '',
  remediation: {},
  parameters: {},
  references: [],
  examples: { pass: [], fail: [], unknown: [], 'not-applicable': [] },
  ...rest,
});

export const blockPublicAccess = definePolicy('s3-bucket-level-public-access-prohibited', 'critical', 'public-access', {
  title: 'S3 buckets should block public access',
  why: 'One careless statement in a bucket policy, or one ACL, would make `features` readable by anyone; s3:* and [this](x) are plain text.',
  remediation: {
    text: 'Turn on all four settings.',
    cli: 'aws s3api put-public-access-block --bucket {name} \\\n  --public-access-block-configuration BlockPublicAcls=true\n',
    terraform: 'resource "aws_s3_bucket_public_access_block" "{name}" {\n  block_public_acls = true\n}\n',
  },
  references: [
    'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-level-public-access-prohibited.html',
    'CIS 2.1.4',
  ],
});

export const tablesRecover = definePolicy('dynamodb-pitr-enabled', 'medium', 'recovery', {
  title: 'DynamoDB tables should have point-in-time recovery',
  resources: ['AWS::DynamoDB::Table'],
  why: 'Without it, a bad write or a mistaken delete loses every change since the last on-demand backup.',
  references: ['https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-pitr-enabled.html'],
});

export const bucketsTagged = definePolicy('s3-bucket-tagged', 'informational', 'cost', {
  title: 'S3 buckets should be tagged',
  why: 'Nobody knows whom to ask.',
});

/** A policy that everything passes, and one that concerns nothing. */
export const tablesEncrypted = definePolicy('dynamodb-table-encryption-enabled', 'high', 'encryption-at-rest', {});
export const volumesTagged = definePolicy('ebs-volume-tagged', 'low', 'cost', {});

export const policies: readonly Policy[] = [tablesRecover, blockPublicAccess, bucketsTagged];

export const bucket = (name: string, region = 'eu-west-1'): Subject => ({
  type: 'AWS::S3::Bucket',
  arn: `arn:aws:s3:::${name}`,
  name,
  partition: 'aws',
  account: '111122223333',
  region,
});

export const labels: Subject = {
  type: 'AWS::DynamoDB::Table',
  arn: 'arn:aws:dynamodb:eu-central-1:444455556666:table/labels',
  name: 'labels',
  partition: 'aws',
  account: '444455556666',
  region: 'eu-central-1',
};

export const everyBucket: Subject = { ...bucket(''), arn: null, name: null, region: 'global' };

export const denied: Missing = {
  fact: 'access.publicAccessBlock',
  operation: 's3:GetPublicAccessBlock',
  code: 'AccessDenied',
  message: 'User: arn:aws:iam::111122223333:user/scanner is not authorized to perform: s3:GetBucketPublicAccessBlock',
};

/** A finding with whatever matters to the test; the rest is what the evaluation would say. */
export const find = (
  policy: Policy,
  verdict: Verdict,
  resource: Subject,
  rest: Partial<Omit<Finding, 'policy' | 'verdict' | 'resource'>> = {},
): Finding => ({
  policy,
  severity: policy.severity,
  sensitivity: null,
  verdict,
  resource,
  message: messages[verdict],
  evidence: [],
  missing: verdict === 'unknown' ? [denied] : [],
  location: { file: snapshotFile, line: 2 },
  fingerprint: createHash('sha256')
    .update([policy.id, resource.type, resource.arn ?? `${resource.account} ${resource.region}`].join('\n'))
    .digest('hex'),
  remediation: {},
  ...rest,
});

const messages: Readonly<Record<Verdict, string>> = {
  fail: 'Something is wrong.',
  unknown: 'access.publicAccessBlock could not be read: s3:GetPublicAccessBlock AccessDenied.',
  pass: 'All is well.',
  'not-applicable': 'The policy does not concern it.',
};

export const findings: readonly Finding[] = [
  find(tablesRecover, 'fail', labels, {
    message: 'Point-in-time recovery is off.',
    evidence: [{ fact: 'recovery.pointInTime', value: { enabled: false, retentionDays: null } }],
    location: { file: snapshotFile, line: 2 },
    remediation: { cli: 'aws dynamodb update-continuous-backups --table-name labels' },
  }),
  find(blockPublicAccess, 'fail', bucket('features-raw'), {
    message: 'blockPublicPolicy and restrictPublicBuckets are off.',
    evidence: [
      {
        fact: 'access.publicAccessBlock',
        value: {
          blockPublicAcls: true,
          ignorePublicAcls: true,
          blockPublicPolicy: false,
          restrictPublicBuckets: false,
        },
      },
    ],
    location: { file: snapshotFile, line: 3 },
    remediation: { text: 'Turn on all four settings.' },
  }),
  find(bucketsTagged, 'pass', bucket('features-raw'), {
    evidence: [{ fact: 'tags', value: { team: 'features' } }],
    location: { file: snapshotFile, line: 3 },
  }),
  find(blockPublicAccess, 'unknown', bucket('labels-export'), { location: { file: snapshotFile, line: 4 } }),
  find(bucketsTagged, 'fail', bucket('labels-export'), {
    message: 'It has no tags.',
    evidence: [{ fact: 'tags', value: {} }],
    location: { file: snapshotFile, line: 4 },
  }),
  find(blockPublicAccess, 'unknown', bucket('models'), { location: { file: snapshotFile, line: 5 } }),
  find(bucketsTagged, 'not-applicable', bucket('models'), { location: { file: snapshotFile, line: 5 } }),
  find(blockPublicAccess, 'unknown', everyBucket, {
    missing: [{ fact: '', operation: 's3:ListBuckets', code: 'AccessDenied', message: 'Access Denied' }],
    message: 'Buckets could not be listed: s3:ListBuckets AccessDenied.',
    location: { file: snapshotFile, line: 1 },
  }),
];

const gap: Gap = {
  type: 'AWS::S3::Bucket',
  partition: 'aws',
  account: '111122223333',
  region: 'global',
  operation: 's3:ListBuckets',
  code: 'AccessDenied',
  message: 'Access Denied',
};

export const header: SnapshotHeader = {
  format: 'datawarden-snapshot',
  version: 1,
  tool: { name: 'datawarden', version: '0.1.0' },
  collectedAt: '2026-11-20T06:00:00Z',
  accounts: [{ account: '111122223333', partition: 'aws', regions: ['eu-west-1', 'eu-central-1'] }],
  skippedRegions: [{ account: '111122223333', region: 'af-south-1', reason: 'not-opted-in' }],
  gaps: [gap],
  interrupted: false,
  resources: 4,
};

export const run: Run = {
  tool: { name: 'datawarden', version: '0.1.0' },
  policies,
  frameworks: [],
  snapshots: [{ file: snapshotFile, header }],
};

/** A framework with a requirement of each status for {@link findings}. */
export const framework: Framework = {
  id: 'own-standard',
  title: 'Our own standard',
  version: '2.0',
  source: 'https://standard.example/',
  requirements: [
    { id: 'R-1', title: 'Tables can be restored', page: null, policies: [tablesRecover.id] },
    {
      id: 'R-2(a)',
      title: 'Data is public to nobody, in whatever way a bucket, a table or a snapshot can be made so',
      page: 'https://standard.example/2#a',
      policies: [tablesEncrypted.id, 's3-bucket-public-read-prohibited'],
    },
    { id: 'R-3', title: 'Somebody is asked', page: null, policies: [] },
    { id: 'R-4', title: 'Everything has an owner', page: null, policies: [volumesTagged.id] },
    { id: 'R-5', title: 'Tables are encrypted', page: null, policies: [tablesEncrypted.id, volumesTagged.id] },
  ],
};

export const options: FormatOptions = { width: 80, colour: false, unknownAsResults: false, category: 'datawarden' };

/** Counts findings as the evaluation does. */
const summarize = (all: readonly Finding[], { policies: run, frameworks }: Run): Summary => {
  const resources = new Set<string>();
  const verdicts = { fail: 0, unknown: 0, pass: 0, 'not-applicable': 0 };
  const failed = { informational: 0, low: 0, medium: 0, high: 0, critical: 0 };
  const sensitivities = { sensitive: 0, unknown: 0 };
  for (const { verdict, severity, sensitivity, resource } of all) {
    if (resource.arn !== null) resources.add(resource.arn);
    verdicts[verdict] += 1;
    if (verdict === 'fail') failed[severity] += 1;
    const said = sensitivity?.verdict;
    if (said === 'sensitive' || said === 'unknown') sensitivities[said] += 1;
  }
  const countsOf = (id: string): Counts | undefined => {
    if (!run.some((policy) => policy.id === id)) return undefined;
    const counts = { fail: 0, unknown: 0, pass: 0, 'not-applicable': 0 };
    for (const { policy, verdict } of all) if (policy.id === id) counts[verdict] += 1;
    return counts;
  };
  const judged = frameworks.map((framework) => judgeFramework(framework, countsOf, () => true));
  return { resources: resources.size, verdicts, failed, sensitivity: sensitivities, frameworks: judged };
};

/** The whole report, fed as the command line feeds it. */
export const report = (
  format: Format,
  all: readonly Finding[] = findings,
  { of = run, ...rest }: Partial<FormatOptions> & { readonly of?: Run } = {},
): string => {
  const reporter = format(of, { ...options, ...rest });
  const parts = [...reporter.begin()];
  for (const finding of all) if (reporter.wants.has(finding.verdict)) parts.push(reporter.add(finding));
  return [...parts, ...reporter.end(summarize(all, of))].join('');
};

/** On sensitive data: one that is worse for it, and one that is critical anyway; and one of whose data nobody knows. */
export const onSensitiveData = (source: string): readonly Finding[] => {
  const sensitivity = { verdict: 'sensitive', sources: [source], because: null } as const;
  const because = { operation: 'macie2:DescribeBuckets', code: 'AccessDeniedException', message: 'not you' };
  return [
    find(tablesRecover, 'fail', labels, { severity: raiseSeverity(tablesRecover.severity), sensitivity }),
    find(blockPublicAccess, 'fail', bucket('exports'), { sensitivity }),
    find(tablesRecover, 'fail', bucket('dumps'), { sensitivity: { verdict: 'unknown', sources: [], because } }),
  ];
};

/** Text that tries everything: escapes, markup, links, placeholders, mentions, invisible characters. */
export const hostile =
  'x\u001b[31m\u0007\u009b2J\u202e\u200b\u007f\ud800|`a``b`\\|<img src=x onerror=alert(1)>[click](https://evil.example)' +
  '\r\n# heading @admin #1 {0} *b* _i_ ~~s~~ $x$ &lt; www.evil.example \u{e0041}';
