import yargs, { type Argv } from 'yargs';
import { ExitCode, UsageError } from '../errors.ts';
import { liveOptions, policyOptions, reportOptions, sensitivityOptions } from './options.ts';
import { explainUsage, findMistake } from './usage.ts';
import { tool } from './version.ts';

/** Where a policy document can be attached. */
const documentKinds = ['identity', 'resource', 'trust', 'scp', 'rcp'] as const;

/**
 * Runs one command line. Each command loads its code when it is chosen: an offline one loads no AWS client.
 * @returns the exit code. @throws DatawardenError
 */
export const run = async (argv: readonly string[]): Promise<number> => {
  let exitCode: number = ExitCode.clean;
  const does =
    <Args>(command: (args: Args) => Promise<number>) =>
    async (args: Args): Promise<void> => {
      exitCode = await command(args);
    };
  const formatOption = <T>(args: Argv<T>) =>
    args.option('format', { choices: ['text', 'json'] as const, default: 'text', describe: 'how to print it' });

  const parser = yargs([...argv]);
  keepNoHelp(parser);
  await parser
    .scriptName('datawarden')
    .usage('$0 <command>\n\nReads the configuration of an AWS data estate and holds it against policies.')
    .command(
      'scan',
      'read a live account, evaluate it and report',
      (args) =>
        sensitivityOptions(reportOptions(policyOptions(liveOptions(args))))
          .option('snapshot', {
            type: 'string',
            requiresArg: true,
            describe: 'keep what was read: a .ndjson or .ndjson.gz file, or a folder',
            group: 'Report:',
          })
          .example('$0 scan', 'every enabled Region of the account you are signed in to')
          .example(
            '$0 scan --profile prod --service s3,kms --output sarif=findings.sarif --output table',
            'two reports of one scan',
          )
          .example(
            '$0 scan --role-arn arn:aws:iam::111122223333:role/audit --fail-on high',
            'another account; exit 1 from high on',
          ),
      does(async (args) => (await import('./scan.ts')).scan(args)),
    )
    .command(
      'collect',
      'read a live account into a snapshot',
      (args) =>
        policyOptions(liveOptions(args))
          .option('to', {
            type: 'string',
            alias: 'o',
            requiresArg: true,
            default: 'snapshot.ndjson',
            describe: 'a .ndjson or .ndjson.gz file, or a folder',
          })
          .example('$0 collect --to estate.ndjson.gz', 'all that the policies read')
          .example('$0 collect --all-facts --to estate', 'everything, as a folder of JSON files that git can compare'),
      does(async (args) => (await import('./collect.ts')).collect(args)),
    )
    .command(
      'evaluate <paths..>',
      'evaluate snapshots and report; needs no network',
      (args) =>
        sensitivityOptions(reportOptions(policyOptions(args)))
          .positional('paths', {
            type: 'string',
            array: true,
            demandOption: true,
            describe: 'snapshots: files or folders',
          })
          .example('$0 evaluate estate.ndjson', 'a table of what is wrong')
          .example('$0 evaluate estate.ndjson --output json=findings.json --fail-on never', 'every verdict, passes too')
          .example("$0 evaluate estate --policy 's3-*' --policies my-policies", 'some policies, and your own')
          .example("$0 evaluate estate --sensitive-tag 'data-class=confidential*'", 'worse on buckets with such a tag')
          .example('$0 evaluate estate --framework cis-aws --framework hipaa', 'which of their requirements are met'),
      does(async (args) => (await import('./evaluate.ts')).evaluate(args)),
    )
    .command('policies', 'list, show, check, test and start policies; list frameworks', (args) =>
      args
        .command(
          'list',
          'the policies and what they ask for',
          (inner) => formatOption(policyOptions(inner)).example('$0 policies list --service iam', 'those on IAM'),
          does(async (given) => (await import('./policies.ts')).listPolicies(given)),
        )
        .command(
          'show <id>',
          'one policy: why, how it is decided, how to fix it',
          (inner) =>
            formatOption(policyOptions(inner))
              .positional('id', { type: 'string', demandOption: true })
              .example('$0 policies show s3-bucket-versioning-enabled', 'with its fix for the AWS CLI and Terraform'),
          does(async (given) => (await import('./policies.ts')).showPolicy(given)),
        )
        .command(
          'frameworks [name]',
          'the frameworks, or the requirements of one with their policies',
          (inner) =>
            formatOption(inner)
              .positional('name', { type: 'string', describe: 'one framework, such as cis-aws' })
              .option('policies', {
                type: 'string',
                array: true,
                requiresArg: true,
                describe: 'folders of your own policies, with frameworks/ in them',
              })
              .example('$0 policies frameworks', 'which there are, and how much of each is covered')
              .example('$0 policies frameworks cis-aws', 'what it asks for, and what no policy decides'),
          does(async (given) => (await import('./frameworks.ts')).listFrameworks(given)),
        )
        .command(
          'check [paths..]',
          'check the schema and the types of policy files',
          (inner) =>
            policyOptions(inner)
              .positional('paths', { type: 'string', array: true })
              .example('$0 policies check my-policies', 'a folder of your own'),
          does(async (given) => (await import('./policies.ts')).checkPolicies(given)),
        )
        .command(
          'test [paths..]',
          'run the examples inside policies',
          (inner) =>
            policyOptions(inner)
              .positional('paths', { type: 'string', array: true })
              .example('$0 policies test my-policies', 'those of a folder of your own'),
          does(async (given) => (await import('./policies.ts')).testPolicies(given)),
        )
        .command(
          'new <id>',
          'write a policy to start from',
          (inner) =>
            inner
              .positional('id', { type: 'string', demandOption: true })
              .option('resource', {
                type: 'string',
                requiresArg: true,
                demandOption: true,
                describe: 'resource type, such as AWS::S3::Bucket',
              })
              .option('dir', { type: 'string', requiresArg: true, default: '.', describe: 'folder to write it to' })
              .example(
                '$0 policies new s3-bucket-owner-tag --resource AWS::S3::Bucket',
                'a file s3-bucket-owner-tag.yaml',
              ),
          does(async (given) => (await import('./policies.ts')).newPolicy(given)),
        )
        .example('$0 policies list --severity critical', 'what matters most')
        .example('$0 policies new s3-bucket-owner-tag --resource AWS::S3::Bucket', 'one of your own to start from')
        .demandCommand(1, 'say what to do with policies: list, show, frameworks, check, test or new'),
    )
    .command(
      'who-can <action> <resource> [snapshots..]',
      'who can do an action on a resource, and why',
      (args) =>
        formatOption(args)
          .positional('action', { type: 'string', demandOption: true, describe: 'one action, such as s3:GetObject' })
          .positional('resource', {
            type: 'string',
            demandOption: true,
            describe: 'an ARN, in which * and ? stand for any text, or *',
          })
          .positional('snapshots', { type: 'string', array: true, describe: 'snapshots: files or folders' })
          .example("$0 who-can s3:GetObject 'arn:aws:s3:::features/*' estate.ndjson", 'through which statements, too')
          .example('$0 who-can kms:Decrypt KEY-ARN a.ndjson b.ndjson --format json', 'over two accounts, for a script'),
      does(async (args) => (await import('./who-can.ts')).whoCan(args)),
    )
    .command(
      'can <principal> [words..]',
      'what a principal can do',
      (args) =>
        formatOption(args)
          .usage('$0 can PRINCIPAL [ACTION] [RESOURCE] SNAPSHOT...')
          .positional('principal', {
            type: 'string',
            demandOption: true,
            describe: 'ARN of a user, role or session; an account, a service, or anonymous',
          })
          .positional('words', {
            type: 'string',
            array: true,
            describe: 'an action, the ARN of a resource, and snapshots: files or folders',
          })
          .example('$0 can arn:aws:iam::111122223333:role/etl estate.ndjson', 'all the data it reaches')
          .example(
            "$0 can arn:aws:iam::111122223333:role/etl s3:PutObject 'arn:aws:s3:::features/*' estate.ndjson",
            'yes or no, and why',
          ),
      does(async (args) => (await import('./can.ts')).can(args)),
    )
    .command(
      'paths [words..]',
      'who can become administrator, step by step',
      (args) =>
        formatOption(args)
          .usage('$0 paths PRINCIPAL SNAPSHOT...\n$0 paths --to-admin SNAPSHOT...')
          .positional('words', {
            type: 'string',
            array: true,
            describe: 'the ARN of a user or role, and snapshots: files or folders',
          })
          .option('to-admin', { type: 'boolean', default: false, describe: 'of every user and role' })
          .example('$0 paths --to-admin estate.ndjson', 'everybody who can, and how')
          .example(
            '$0 paths arn:aws:iam::111122223333:user/ada estate.ndjson',
            'the shortest way, with its statements',
          ),
      does(async (args) => (await import('./paths.ts')).paths(args)),
    )
    .command('policy-document', 'check and compare IAM policy documents', (args) =>
      args
        .command(
          'check <files..>',
          'find errors and risks in policy documents',
          (inner) =>
            formatOption(inner)
              .positional('files', {
                type: 'string',
                array: true,
                demandOption: true,
                describe: 'JSON files; - is standard input',
              })
              .option('kind', {
                choices: documentKinds,
                describe: 'where the documents are attached; told by what they say otherwise',
              })
              .option('fail-on', {
                choices: ['error', 'security-warning', 'warning', 'suggestion', 'never'] as const,
                default: 'security-warning' as const,
                describe: 'exit 1 on findings this bad',
              })
              .example('$0 policy-document check policy.json', 'what AWS would refuse, and what it would warn of')
              .example('$0 policy-document check trust/*.json --kind trust --fail-on error', 'trust policies of roles'),
          does(async (given) => (await import('./policy-document.ts')).checkDocuments(given)),
        )
        .command(
          'compare <old> <new>',
          'whether a policy document allows anything that another does not',
          (inner) =>
            formatOption(inner)
              .positional('old', { type: 'string', demandOption: true, describe: 'a JSON file' })
              .positional('new', { type: 'string', demandOption: true, describe: 'a JSON file' })
              .option('kind', {
                choices: documentKinds,
                describe: 'where the documents are attached; told by what they say otherwise',
              })
              .example('$0 policy-document compare main.json branch.json', 'exit 1 if the second grants anything new'),
          does(async (given) => (await import('./policy-document.ts')).compareDocuments(given)),
        )
        .example('$0 policy-document check policy.json', 'errors and risks, with their places')
        .example('$0 policy-document compare main.json branch.json', 'does this change grant anything new?')
        .demandCommand(1, 'say what to do with policy documents: check or compare'),
    )
    .command(
      'permissions',
      'print the IAM policy that a scan needs',
      (args) =>
        policyOptions(args)
          .option('all-facts', { type: 'boolean', default: false, describe: 'for a scan with --all-facts' })
          .example('$0 permissions > policy.json', 'for all policies')
          .example('$0 permissions --service s3', 'for a scan of S3 alone'),
      does(async (args) => (await import('./permissions.ts')).permissions(args)),
    )
    .command(
      'convert <from> <to>',
      'write a snapshot in another form, its resources in order',
      (args) =>
        args
          .positional('from', { type: 'string', demandOption: true })
          .positional('to', {
            type: 'string',
            demandOption: true,
            describe: 'a .ndjson or .ndjson.gz file, or a folder',
          })
          .example('$0 convert estate.ndjson estate', 'a folder of JSON files, one a resource'),
      does(async (args) => (await import('./convert.ts')).convert(args)),
    )
    .completion('completion', 'print a completion script for bash or zsh')
    .example('$0 scan', 'read the account you are signed in to')
    .example('$0 evaluate estate.ndjson', 'a snapshot, without a network')
    .example('$0 completion >> ~/.bashrc', 'complete commands and options with the Tab key')
    .epilogue(
      'Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 the command, input or a policy is wrong;\n3 something is unknown and --fail-on-unknown was given; 130 interrupted.',
    )
    .version(tool.version)
    .help()
    .strict()
    .recommendCommands()
    .demandCommand(1, 'say what to do')
    .parserConfiguration({
      'duplicate-arguments-array': true,
      'greedy-arrays': false,
      'strip-aliased': true,
      // `--no-output` and `--policy.id` would otherwise turn a list into something else.
      'boolean-negation': false,
      'dot-notation': false,
    })
    .detectLocale(false)
    .check((args) => {
      const mistake = findMistake(args, argv, optionsOf(parser).boolean);
      if (mistake !== undefined) throw new UsageError(mistake);
      return true;
    })
    .exitProcess(false)
    .showHelpOnFail(false)
    .wrap(Math.min(120, process.stdout.columns || 100))
    .fail((message, error: Error | null | undefined) => {
      // A YError is a mistake in the arguments, too.
      if (error !== undefined && error !== null && error.name !== 'YError') throw error;
      throw new UsageError(explainUsage(error?.message ?? message, argv, Object.keys(optionsOf(parser).key)));
    })
    .parseAsync();
  return exitCode;
};

/** What yargs knows of the options of the command that was chosen; its types leave the method out. */
const optionsOf = (parser: object): { readonly key: object; readonly boolean: readonly string[] } =>
  (parser as { getOptions(): { key: object; boolean: string[] } }).getOptions();

/** yargs writes the help of every command that it runs, in case it is asked for later: half the time of reading the arguments. */
const keepNoHelp = (parser: object): void => {
  const { getInternalMethods } = parser as {
    getInternalMethods(): { getUsageInstance(): { cacheHelpMessage: () => void } };
  };
  getInternalMethods.call(parser).getUsageInstance().cacheHelpMessage = () => undefined;
};
