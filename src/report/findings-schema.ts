import { type Static, Type } from 'typebox';
import { Nullable, OneOf, Shape, Timestamp } from '../model/define.ts';
import { verdicts } from '../model/finding.ts';
import { requirementStatuses } from '../model/framework.ts';
import { categories, severities } from '../model/policy.ts';
import { findingsFormat, findingsVersion } from './findings-record.ts';

const Count = (description: string) => Type.Integer({ minimum: 0, description });

const Account = Type.String({ description: 'The twelve digits of the account.' });
const Region = Type.String({ description: 'A Region code, or `global`.' });

const Gap = Shape(
  {
    type: Type.String({ description: 'The resource type that could not be listed.' }),
    partition: Type.String(),
    account: Account,
    region: Region,
    operation: Type.String({ description: 'The call that was refused: `service:Operation`.' }),
    code: Type.String({ description: "AWS's error code." }),
    message: Type.String(),
  },
  { description: 'Resources that could not be listed, so that nothing is known of them.' },
);

const Snapshot = Shape(
  {
    file: Type.String({ description: 'As the findings name it.' }),
    collectedAt: Timestamp({ description: 'When its collection began; ages are measured from here.' }),
    accounts: Type.Array(Shape({ account: Account, partition: Type.String(), regions: Type.Array(Region) })),
    skippedRegions: Type.Array(
      Shape({ account: Account, region: Region, reason: OneOf(['not-opted-in', 'not-requested']) }),
    ),
    gaps: Type.Array(Gap),
    interrupted: Type.Boolean({ description: 'The collection was stopped before it was through.' }),
    resources: Count('How many resources it holds.'),
  },
  { description: 'A snapshot that was evaluated.' },
);

const EvaluatedPolicy = Shape({
  id: Type.String(),
  title: Type.String(),
  resources: Type.Array(Type.String(), { description: 'The resource types it applies to.' }),
  severity: OneOf(severities),
  category: OneOf(categories),
});

const head = {
  format: Type.Literal(findingsFormat),
  version: Type.Literal(findingsVersion),
  tool: Shape({ name: Type.String(), version: Type.String() }),
  snapshots: Type.Array(Snapshot),
  policies: Type.Array(EvaluatedPolicy, { description: 'Every policy that was evaluated, findings or not.' }),
};

const finding = {
  policy: Type.String({ description: "The policy's id." }),
  severity: OneOf(severities, {
    description: "The policy's; one level worse where something that fails holds sensitive data.",
  }),
  policySeverity: OneOf(severities, { description: "The policy's own." }),
  sensitivity: Nullable(
    Shape({
      verdict: OneOf(['sensitive', 'not-sensitive', 'unknown']),
      sources: Type.Array(Type.String(), { description: 'Who says that it is sensitive.' }),
      missing: Nullable(Shape({ operation: Type.String(), code: Type.String(), message: Type.String() }), {
        description: 'Why it is not known; null where it is.',
      }),
    }),
    {
      description:
        'Whether the data of the resource is sensitive: of failing verdicts on types of which somebody says it, null for all others.',
    },
  ),
  category: OneOf(categories),
  verdict: OneOf(verdicts),
  resource: Shape({
    type: Type.String({ description: "CloudFormation's type name, or one in its form." }),
    arn: Nullable(Type.String(), { description: 'Null where resources of the type could not be listed.' }),
    name: Nullable(Type.String()),
    account: Account,
    region: Region,
    partition: Type.String(),
  }),
  message: Type.String({ description: 'One sentence for people. May hold text from the snapshot, unescaped.' }),
  evidence: Type.Array(Shape({ fact: Type.String(), value: Type.Unknown() }), {
    description: 'The facts that the policy read, and their values.',
  }),
  missing: Type.Array(
    Shape({
      fact: Type.String({ description: 'The fact that could not be read.' }),
      operation: Type.String({ description: '`service:Operation`; empty where nothing was asked.' }),
      code: Type.String(),
      message: Type.String(),
    }),
    { description: 'Why the verdict is unknown; empty for any other.' },
  ),
  location: Shape({ file: Type.String(), line: Type.Integer({ minimum: 1 }) }),
  fingerprint: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'The same from run to run for one policy on one resource, wherever its line moves.',
  }),
  remediation: Type.Optional(
    Type.Object(
      {
        text: Type.Optional(Type.String()),
        cli: Type.Optional(Type.String()),
        terraform: Type.Optional(Type.String()),
        cloudformation: Type.Optional(Type.String()),
      },
      {
        additionalProperties: false,
        description: 'How to mend it, filled in for this resource; of failing verdicts only.',
      },
    ),
  ),
};

const Summary = Shape(
  {
    resources: Count('How many resources were evaluated.'),
    verdicts: Shape({
      fail: Count('Verdicts that fail.'),
      unknown: Count('Verdicts that rest on something that could not be read.'),
      pass: Count('Verdicts that pass.'),
      'not-applicable': Count('Verdicts of policies that do not concern the resource.'),
    }),
    failed: Shape({
      informational: Count('Failing verdicts of this severity.'),
      low: Count('Failing verdicts of this severity.'),
      medium: Count('Failing verdicts of this severity.'),
      high: Count('Failing verdicts of this severity.'),
      critical: Count('Failing verdicts of this severity.'),
    }),
    sensitivity: Shape({
      sensitive: Count('Failing verdicts on sensitive data.'),
      unknown: Count('Failing verdicts on data of which it is not known whether it is sensitive.'),
    }),
  },
  { description: 'How many there are of each kind.' },
);

const framework = {
  id: Type.String({ description: 'As `--framework` takes it.' }),
  title: Type.String(),
  version: Type.String(),
  source: Type.String({ description: 'Where it is published.' }),
  requirements: Type.Array(
    Shape({
      id: Type.String({ description: 'As the framework numbers it.' }),
      title: Type.String(),
      page: Nullable(Type.String(), { description: "Where it can be read; null for the framework's source." }),
      status: OneOf(requirementStatuses, {
        description:
          'not-met: a verdict of its policies fails. unknown: none fails, but one is unknown or a policy was not run. not-covered: no policy decides it. nothing-to-check: its policies concern no resource. met: all others.',
      }),
      verdicts: Shape({
        fail: Count('Verdicts of its policies that fail.'),
        unknown: Count('Verdicts of its policies that are unknown.'),
        pass: Count('Verdicts of its policies that pass.'),
        'not-applicable': Count('Verdicts of its policies on resources that they do not concern.'),
      }),
      policies: Type.Array(Type.String(), { description: 'The policies that decide it.' }),
      notRun: Type.Array(Type.String(), {
        description: 'Those of its policies that other options left out, or whose types were not all collected.',
      }),
    }),
    { description: "In the framework's order." },
  ),
};

/** What `--output json` writes: one document. */
export const FindingsDocument = Shape(
  {
    ...head,
    findings: Type.Array(Shape(finding), { description: "Every verdict, in the snapshots' order." }),
    frameworks: Type.Array(Shape(framework), { description: 'Those that `--framework` named.' }),
    summary: Summary,
  },
  { description: 'The report of `--output json`.' },
);
export type FindingsDocument = Static<typeof FindingsDocument>;

/** What `--output ndjson` writes first. */
export const RunLine = Shape(
  { kind: Type.Literal('run'), ...head },
  { description: 'The first line of `--output ndjson`.' },
);
export type RunLine = Static<typeof RunLine>;

/** What `--output ndjson` writes for each verdict. */
export const FindingLine = Shape(
  { kind: Type.Literal('finding'), ...finding },
  { description: 'A line of `--output ndjson`: one verdict.' },
);
export type FindingLine = Static<typeof FindingLine>;

/** What `--output ndjson` writes for each framework that was asked for. */
export const FrameworkLine = Shape(
  { kind: Type.Literal('framework'), ...framework },
  { description: 'A line of `--output ndjson`: a framework that `--framework` named, after the verdicts.' },
);
export type FrameworkLine = Static<typeof FrameworkLine>;

/** What `--output ndjson` writes last: a report without it was cut short. */
export const SummaryLine = Shape(
  { kind: Type.Literal('summary'), ...Summary.properties },
  { description: 'The last line of `--output ndjson`.' },
);
export type SummaryLine = Static<typeof SummaryLine>;

/** The JSON Schema of our JSON reports: the document, or any one line of NDJSON. */
export const FindingsSchema = Type.Union([FindingsDocument, RunLine, FindingLine, FrameworkLine, SummaryLine], {
  title: 'datawarden findings',
  description: 'The document that `--output json` writes, or any one line that `--output ndjson` writes.',
});
