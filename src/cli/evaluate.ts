import { openSnapshots } from '../pipeline/evaluate.ts';
import type { PolicyArguments, ReportArguments } from './options.ts';
import { openReports } from './report.ts';
import { loadRules } from './rules.ts';

/** `datawarden evaluate`: hold snapshots against the policies. Loads no AWS client. */
export const evaluate = async (
  args: PolicyArguments & ReportArguments & { readonly paths: string[] },
): Promise<number> => {
  const reports = await openReports(args, args.paths);
  try {
    return await reports.write(await openSnapshots(args.paths), await loadRules(args));
  } catch (error) {
    reports.discard();
    throw error;
  }
};
