import { UsageError } from '../errors.ts';
import { collectLive, type LiveRequest } from '../pipeline/collect.ts';
import { makeVisible } from '../report/escape.ts';
import type { HeaderContent } from '../snapshot/write.ts';
import { onInterrupt, stoppable, stopSignal } from './interrupt.ts';
import { type LiveArguments, listOf } from './options.ts';
import { makeProgress } from './progress.ts';
import { tool } from './version.ts';

/** Collects the account that the options name into `path`, showing progress. @throws CredentialsError, UsageError, OutputError */
export const collectTo = async (
  path: string,
  args: LiveArguments,
  facts: LiveRequest['facts'],
): Promise<HeaderContent> => {
  if (args.roleArn !== undefined && !/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(args.roleArn)) {
    throw new UsageError(`\`${args.roleArn}\` is not the ARN of a role: expected arn:aws:iam::<account>:role/<name>`);
  }
  const regions = args.regions === undefined ? undefined : listOf(args.regions);
  if (regions?.length === 0) throw new UsageError('--regions names no Region');
  for (const region of regions ?? []) checkRegion(region, '--regions');
  checkEnvironment();
  const progress = makeProgress(args);
  const release = onInterrupt(progress.finish);
  try {
    return await stoppable(() =>
      collectLive(
        {
          profile: args.profile,
          roleArn: args.roleArn,
          externalId: args.externalId,
          regions,
          facts: args.allFacts ? null : facts,
          env: process.env,
          tool,
          now: new Date(),
          signal: stopSignal,
          onEvent: progress.onEvent,
          onCall: progress.onCall,
          onAccount: progress.onAccount,
        },
        path,
      ),
    );
  } finally {
    release();
    progress.finish();
  }
};

const checkRegion = (region: string, where: string): void => {
  if (!/^[a-z]+(-[a-z]+)+-\d+$/.test(region))
    throw new UsageError(`${where}: \`${region}\` is not the name of a Region, as eu-central-1 is`);
};

/** The SDK takes a mistake in these for one of ours. */
const checkEnvironment = (): void => {
  for (const [name, value] of Object.entries(process.env)) {
    if (!value) continue;
    if (name === 'AWS_REGION' || name === 'AWS_DEFAULT_REGION') checkRegion(value, name);
    if (!/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(name)) continue;
    if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
      throw new UsageError(`${name}: \`${value}\` is not an address, as http://127.0.0.1:5000 is`);
  }
};

/** Says on standard error what could not be listed. */
export const reportGaps = ({ gaps }: HeaderContent): void => {
  for (const { type, region, operation, code } of gaps) {
    const why = makeVisible(`${operation ? `${operation}: ` : ''}${code}`);
    process.stderr.write(`not listed: ${type} in ${region === '*' ? 'all other Regions' : region} (${why})\n`);
  }
};
