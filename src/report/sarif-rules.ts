import type { ReportingDescriptor, ReportingDescriptorRelationship, Result } from 'sarif';
import type { Policy, Severity } from '../model/policy.ts';
import { makeVisible, shorten } from './escape.ts';
import { toWebAddress } from './sarif-uri.ts';

/** GitHub refuses longer descriptions, and shows no more than ten tags. */
const descriptionLimit = 1_024;
const tagLimit = 10;

/** Code points of a rule's help, in either form. */
const helpLimit = 8_000;

/**
 * What GitHub sorts and gates alerts by: over 9.0 is critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, 0.1 to 3.9 low
 * (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
 */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  informational: '0.0',
};

/** SARIF's level of a failing finding. */
export const levelOf: Readonly<Record<Severity, Result.level & ('error' | 'warning' | 'note')>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  informational: 'note',
};

/**
 * A policy as SARIF's rule. `precision` is very high: a policy fails only on facts that were read.
 * @param related the requirements that it decides, and the frameworks they belong to.
 */
export const toRule = (
  policy: Policy,
  related: {
    readonly relationships: ReportingDescriptorRelationship[];
    readonly tags: readonly string[];
  } = { relationships: [], tags: [] },
): ReportingDescriptor => {
  const helpUri = policy.references.map(toWebAddress).find((address) => address !== null);
  return {
    id: policy.id,
    name: toPascalCase(policy.id),
    shortDescription: { text: describe(policy.title, policy.id) },
    fullDescription: { text: describe(policy.why, policy.title.trim() || policy.id) },
    help: { text: shorten(writeHelp(policy), helpLimit), markdown: shorten(writeMarkdownHelp(policy), helpLimit) },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: levelOf[policy.severity] },
    ...(related.relationships.length > 0 ? { relationships: related.relationships } : {}),
    properties: {
      tags: ['security', policy.category, ...servicesOf(policy), ...related.tags].slice(0, tagLimit),
      precision: 'very-high',
      'security-severity': securitySeverity[policy.severity],
      severity: policy.severity,
    },
  };
};

/** An empty text does not count as one to GitHub. */
const describe = (text: string, otherwise: string): string =>
  shorten(makeVisible(text.trim()) || makeVisible(otherwise), descriptionLimit);

/** `s3-bucket-acl-prohibited` becomes `S3BucketAclProhibited`. */
const toPascalCase = (id: string): string =>
  id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');

/** The services of the policy's resource types: `AWS::DynamoDB::Table` gives `dynamodb`. */
const servicesOf = ({ resources }: Policy): readonly string[] => [
  ...new Set(resources.flatMap((type) => type.split('::')[1]?.toLowerCase() ?? [])),
];

const remedies = ({ remediation }: Policy) =>
  [
    { title: 'AWS CLI', language: 'sh', code: remediation.cli },
    { title: 'Terraform', language: 'hcl', code: remediation.terraform },
    { title: 'CloudFormation', language: 'yaml', code: remediation.cloudformation },
  ].flatMap(({ title, language, code }) =>
    code === undefined || code.trim() === '' ? [] : [{ title, language, code }],
  );

/** What a policy's author wrote over several lines, made visible line by line. */
const linesOf = (text: string): string =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => makeVisible(line.replaceAll('\t', '  ')))
    .join('\n');

const writeHelp = (policy: Policy): string =>
  [
    linesOf(policy.title),
    linesOf(policy.why),
    linesOf(policy.remediation.text ?? ''),
    ...remedies(policy).map(({ title, code }) => `${title}:\n${linesOf(code)}`),
    policy.references.length > 0 ? `References:\n${policy.references.map(linesOf).join('\n')}` : '',
  ]
    .filter((part) => part.trim() !== '')
    .join('\n\n') || policy.id;

const writeMarkdownHelp = (policy: Policy): string =>
  [
    `# ${writeProse(policy.title) || policy.id}`,
    writeProse(policy.why),
    ...(policy.remediation.text === undefined && remedies(policy).length === 0 ? [] : ['## How to mend it']),
    writeProse(policy.remediation.text ?? ''),
    ...remedies(policy).map(({ title, language, code }) => `${title}:\n\n${writeBlock(language, linesOf(code))}`),
    policy.references.length > 0 ? `## References\n\n${policy.references.map(writeReference).join('\n')}` : '',
  ]
    .filter((part) => part.trim() !== '')
    .join('\n\n');

/**
 * A policy's prose is plain text in which backticks mark code, as in every text of ours: all else that Markdown would read as
 * markup (`s3:*`, `<name>`) is escaped.
 */
const writeProse = (text: string): string =>
  linesOf(text)
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\*_[\]<>~|$&#]/g, '\\$&')))
    .join('')
    .trim();

/** A fenced block that its own text cannot close. */
const writeBlock = (language: string, code: string): string => {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
};

const writeReference = (reference: string): string => {
  const address = toWebAddress(reference);
  return `- ${address === null ? writeProse(reference) : `<${address}>`}`;
};
