import type { Argv } from 'yargs';
import { UsageError } from '../errors.ts';
import type { Framework } from '../model/framework.ts';
import { nearest } from '../model/nearest.ts';
import { categories, type Severity, severities } from '../model/policy.ts';
import type { PolicyFilter } from '../pipeline/policies.ts';

/** Values of an option that may be repeated or hold several, comma-separated. */
export const listOf = (values: readonly string[] | undefined): string[] =>
  (values ?? [])
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');

/** One of a closed set of words. @throws UsageError naming the nearest. */
const oneOf = <Word extends string>(value: string, words: readonly Word[], option: string): Word => {
  const found = words.find((word) => word === value.toLowerCase());
  if (found !== undefined) return found;
  const close = nearest(value.toLowerCase(), words);
  throw new UsageError(
    `${option} \`${value}\` is not known${close ? `: did you mean \`${close}\`?` : `; use ${words.join(', ')}`}`,
  );
};

/** The options that choose policies. */
export const policyOptions = <T>(yargs: Argv<T>) =>
  yargs
    .option('policy', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'only these policies, by id; * stands for any text',
      group: 'Policies:',
    })
    .option('exclude', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'all but these policies',
      group: 'Policies:',
    })
    .option('severity', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: `only these: ${severities.join(', ')}`,
      group: 'Policies:',
    })
    .option('category', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'only these, such as public-access or recovery',
      group: 'Policies:',
    })
    .option('service', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'only these, such as s3, ebs, dynamodb, iam',
      group: 'Policies:',
    })
    .option('framework', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'only what its requirements need, such as cis-aws; reports say which are met',
      group: 'Policies:',
    })
    .option('policies', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'your own policies: YAML files or folders of them',
      group: 'Policies:',
    });

/** What {@link policyOptions} parse to. */
export interface PolicyArguments {
  readonly policy?: string[] | undefined;
  readonly exclude?: string[] | undefined;
  readonly severity?: string[] | undefined;
  readonly category?: string[] | undefined;
  readonly service?: string[] | undefined;
  readonly framework?: string[] | undefined;
  readonly policies?: string[] | undefined;
}

/**
 * The filter that the options say.
 * @param framework those that `--framework` names.
 * @throws UsageError
 */
export const policyFilter = (args: PolicyArguments, framework: readonly Framework[]): PolicyFilter => ({
  policy: listOf(args.policy),
  exclude: listOf(args.exclude),
  severity: listOf(args.severity).map((value) => oneOf(value, severities, '--severity')),
  category: listOf(args.category).map((value) => oneOf(value, categories, '--category')),
  service: listOf(args.service),
  framework,
});

/** The options that say how to sign in and what to read. */
export const liveOptions = <T>(yargs: Argv<T>) =>
  yargs
    .option('profile', {
      type: 'string',
      requiresArg: true,
      describe: 'profile of the AWS configuration',
      group: 'Account:',
    })
    .option('role-arn', { type: 'string', requiresArg: true, describe: 'role to assume first', group: 'Account:' })
    .option('external-id', {
      type: 'string',
      requiresArg: true,
      describe: "external id that the role's trust policy asks for",
      group: 'Account:',
    })
    .option('regions', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'only these Regions; all that are enabled otherwise',
      group: 'Account:',
    })
    .option('all-facts', {
      type: 'boolean',
      default: false,
      describe: 'read every fact, not only what the policies need',
      group: 'Account:',
    })
    .option('quiet', { type: 'boolean', describe: 'no progress on standard error', group: 'Progress:' })
    .option('verbose', {
      type: 'boolean',
      describe: 'every call on standard error',
      group: 'Progress:',
    })
    .conflicts('quiet', 'verbose')
    .implies('external-id', 'role-arn');

/** What {@link liveOptions} parse to. */
export interface LiveArguments {
  readonly profile?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
  readonly regions?: string[] | undefined;
  readonly allFacts: boolean;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** The option that says which tags mean sensitive data. */
export const sensitivityOptions = <T>(yargs: Argv<T>) =>
  yargs.option('sensitive-tag', {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'KEY=VALUE of buckets with sensitive data, * for any text: findings there are one level worse',
    group: 'Report:',
  });

/** What {@link sensitivityOptions} parse to. */
export interface SensitivityArguments {
  readonly sensitiveTag?: string[] | undefined;
}

/** The tags that mean sensitive data, as they were written: a value may hold a comma. @throws UsageError */
export const sensitiveTags = ({ sensitiveTag = [] }: SensitivityArguments): readonly string[] => {
  for (const tag of sensitiveTag) {
    const [key, ...value] = tag.split('=');
    if (key === '' || value.length === 0)
      throw new UsageError(`--sensitive-tag \`${tag}\` is no KEY=VALUE, such as data-class=confidential or pii=*`);
    if (key?.includes('*')) throw new UsageError(`--sensitive-tag \`${tag}\`: * stands for any text of the value only`);
  }
  return sensitiveTag;
};

/** The options that say what to report, and what decides the exit code. */
export const reportOptions = <T>(yargs: Argv<T>) =>
  yargs
    .option('output', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'FORMAT or FORMAT=FILE, several at once: table, json, ndjson, sarif, markdown',
      group: 'Report:',
    })
    .option('fail-on', {
      type: 'string',
      requiresArg: true,
      default: 'low',
      describe: `exit 1 on findings this bad: ${severities.join(', ')}, never`,
      group: 'Report:',
    })
    .option('fail-on-unknown', {
      type: 'boolean',
      default: false,
      describe: 'exit 3 where something could not be decided',
      group: 'Report:',
    })
    .option('unknown-as-results', {
      type: 'boolean',
      default: false,
      describe: 'SARIF: what could not be decided becomes a result too',
      group: 'Report:',
    })
    .option('sarif-category', {
      type: 'string',
      requiresArg: true,
      default: 'datawarden',
      describe: 'SARIF: the category that code scanning keeps runs apart by',
      group: 'Report:',
    });

/** What {@link reportOptions} parse to. */
export interface ReportArguments {
  readonly output?: string[] | undefined;
  readonly failOn: string;
  readonly failOnUnknown: boolean;
  readonly unknownAsResults: boolean;
  readonly sarifCategory: string;
}

/** The severity from which findings fail the run; `null` for never. @throws UsageError */
export const failOnLevel = (value: string): Severity | null => {
  const level = oneOf(value, [...severities, 'never'] as const, '--fail-on');
  return level === 'never' ? null : level;
};
