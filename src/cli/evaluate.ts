import { openSnapshots } from '../pipeline/evaluate.ts';
import { type PolicyArguments, type ReportArguments, type SensitivityArguments, sensitiveTags } from './options.ts';
import { openReports } from './report.ts';
import { loadRules } from './rules.ts';

/** `datawarden evaluate`: hold snapshots against the policies. Loads no AWS client. */
export const evaluate = async (
  args: PolicyArguments & ReportArguments & SensitivityArguments & { readonly paths: string[] },
): Promise<number> => {
  const tags = sensitiveTags(args);
  const reports = await openReports(args, args.paths);
  try {
    return await reports.write(await openSnapshots(args.paths), {
      ...(await loadRules(args)),
      sensitiveTags: tags,
    });
  } catch (error) {
    reports.discard();
    throw error;
  }
};
