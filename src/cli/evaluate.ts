import { openSnapshots } from '../pipeline/evaluate.ts';
import type { PolicyArguments, ReportArguments } from './options.ts';
import { evaluateAndReport } from './report.ts';
import { loadRules } from './rules.ts';

/** `datawarden evaluate`: hold snapshots against the policies. Loads no AWS client. */
export const evaluate = async (
  args: PolicyArguments & ReportArguments & { readonly paths: string[] },
): Promise<number> => evaluateAndReport(await openSnapshots(args.paths), await loadRules(args), args);
