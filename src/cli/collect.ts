import { ExitCode } from '../errors.ts';
import { factsReadBy } from '../pipeline/evaluate.ts';
import { collectTo, reportGaps } from './live.ts';
import type { LiveArguments, PolicyArguments } from './options.ts';
import { loadRules } from './rules.ts';

/** `datawarden collect`: read a live account into a snapshot. */
export const collect = async (args: LiveArguments & PolicyArguments & { readonly to: string }): Promise<number> => {
  const facts = args.allFacts ? null : factsReadBy((await loadRules(args)).rules);
  const header = await collectTo(args.to, args, facts);
  reportGaps(header);
  process.stderr.write(`${header.interrupted ? 'interrupted: what was collected is in' : 'wrote'} \`${args.to}\`\n`);
  return header.interrupted ? ExitCode.interrupted : ExitCode.clean;
};
