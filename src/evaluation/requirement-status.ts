import type { Counts, Verdict } from '../model/finding.ts';
import { verdicts } from '../model/finding.ts';
import type { Framework, FrameworkResult, Requirement, RequirementStatus } from '../model/framework.ts';

/**
 * What the verdicts of a run make of each requirement of a framework.
 * @param countsOf the verdicts of a policy; `undefined` where the run left it out.
 * @param isWhole whether all that a policy judges was collected.
 */
export const judgeFramework = (
  framework: Framework,
  countsOf: (policy: string) => Counts | undefined,
  isWhole: (policy: string) => boolean,
): FrameworkResult => ({
  framework,
  requirements: framework.requirements.map((requirement) => {
    const total: Record<Verdict, number> = { fail: 0, unknown: 0, pass: 0, 'not-applicable': 0 };
    const notRun: string[] = [];
    for (const policy of requirement.policies) {
      const counts = countsOf(policy);
      if (counts === undefined || !isWhole(policy)) notRun.push(policy);
      if (counts !== undefined) for (const verdict of verdicts) total[verdict] += counts[verdict];
    }
    return { requirement, status: statusOf(requirement, total, notRun), verdicts: total, notRun };
  }),
});

/**
 * One failing resource is enough for a requirement not to be met; one that is undecided, or a policy that was not run, is enough for it not to
 * be known. So no requirement is called met on less than all that its policies say.
 */
const statusOf = ({ policies }: Requirement, total: Counts, notRun: readonly string[]): RequirementStatus => {
  if (policies.length === 0) return 'not-covered';
  if (total.fail > 0) return 'not-met';
  if (total.unknown > 0 || notRun.length > 0) return 'unknown';
  return total.pass > 0 ? 'met' : 'nothing-to-check';
};
