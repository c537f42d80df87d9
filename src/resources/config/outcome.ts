import { MissingInAnswer } from '../live.ts';

const outcomes = new Map([
  ['SUCCESS', 'success'],
  ['FAILURE', 'failure'],
  ['PENDING', 'pending'],
  ['NOTAPPLICABLE', 'not-applicable'],
] as const);

/** AWS writes `Success`, `SUCCESS`, `Not_Applicable`, `NotApplicable`: the same words in several spellings. */
export const outcome = (status: string) => {
  const known = outcomes.get(status.replace('_', '').toUpperCase() as 'SUCCESS');
  if (known === undefined)
    throw new MissingInAnswer(`the answer has the status ${status}, which is none that AWS documents`);
  return known;
};
