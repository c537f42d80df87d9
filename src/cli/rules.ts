import type { PolicyOrigin, Rule } from '../evaluation/rule.ts';
import { compilePolicies, joinPolicies, readPolicies, selectPolicies } from '../pipeline/policies.ts';
import { shippedPolicies } from '../pipeline/shipped.ts';
import { listOf, type PolicyArguments, policyFilter } from './options.ts';

/** The policies that come with the package and the user's own. @throws PolicyError */
export const loadPolicies = async (args: Pick<PolicyArguments, 'policies'>): Promise<PolicyOrigin[]> => {
  const own = await Promise.all(listOf(args.policies).map(readPolicies));
  return joinPolicies([...shippedPolicies(), ...own.flat()]);
};

/** The rules that the options select. @throws PolicyError, UsageError */
export const loadRules = async (args: PolicyArguments): Promise<Rule[]> =>
  compilePolicies(selectPolicies(await loadPolicies(args), policyFilter(args)));
