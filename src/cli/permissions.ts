import { ExitCode } from '../errors.ts';
import { actionsFor } from '../pipeline/collect.ts';
import { factsReadBy } from '../pipeline/evaluate.ts';
import type { PolicyArguments } from './options.ts';
import { loadRules } from './rules.ts';

/** `datawarden permissions`: the IAM policy that exactly the calls of such a scan need. */
export const permissions = async (args: PolicyArguments & { readonly allFacts: boolean }): Promise<number> => {
  const actions = await actionsFor(args.allFacts ? null : factsReadBy((await loadRules(args)).rules));
  const document = {
    Version: '2012-10-17',
    Statement: [{ Sid: 'DatawardenRead', Effect: 'Allow', Action: actions, Resource: '*' }],
  };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  return ExitCode.clean;
};
