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

/** Says on standard error what could not be listed. */
export const reportGaps = ({ gaps }: HeaderContent): void => {
  for (const { type, region, operation, code } of gaps) {
    const why = makeVisible(`${operation ? `${operation}: ` : ''}${code}`);
    process.stderr.write(`not listed: ${type} in ${region === '*' ? 'all other Regions' : region} (${why})\n`);
  }
};
