/**
 * What a question may still spend, in steps of about a microsecond. All its searches share one, so that no question takes longer than a
 * moment; the same question always gets equally far.
 */
export interface Budget {
  left: number;
}

/** Far more than what policies that people write need: most take less than a hundredth of it. */
const MOST = 10_000;

/** What one question may spend, or several that have to be answered together. */
export const newBudget = (questions = 1): Budget => ({ left: MOST * questions });

/** Pays for some steps; false where there is nothing left to pay with. */
export function spend(budget: Budget, steps: number): boolean {
  budget.left -= steps;
  return budget.left > 0;
}

/** The answer of a search that has nothing left. */
export const OUT_OF_BUDGET = { kind: 'limit', reason: 'the policies have too many combinations to decide' } as const;
