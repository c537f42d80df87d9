import type { PolicyOrigin, Rule } from '../evaluation/rule.ts';
import type { Framework } from '../model/framework.ts';
import { joinFrameworks, readFrameworks, selectFrameworks } from '../pipeline/frameworks.ts';
import { compilePolicies, joinPolicies, readPolicies, selectPolicies } from '../pipeline/policies.ts';
import { shippedFrameworks, shippedPolicies } from '../pipeline/shipped.ts';
import { listOf, type PolicyArguments, policyFilter } from './options.ts';

/** The policies that come with the package and the user's own. @throws PolicyError */
export const loadPolicies = async (args: Pick<PolicyArguments, 'policies'>): Promise<PolicyOrigin[]> => {
  const own = await Promise.all(listOf(args.policies).map(readPolicies));
  return joinPolicies([...shippedPolicies(), ...own.flat()]);
};

/** The frameworks that come with the package and the user's own, which may name any of these policies. @throws FrameworkError */
export const loadFrameworks = async (
  args: Pick<PolicyArguments, 'policies'>,
  origins: readonly PolicyOrigin[],
): Promise<Framework[]> => {
  const policies = origins.map(({ policy }) => policy);
  const own = await Promise.all(listOf(args.policies).map((path) => readFrameworks(path, policies)));
  return joinFrameworks([...shippedFrameworks(), ...own.flat()]);
};

/** The policies that the options select, and the frameworks that they name. @throws PolicyError, FrameworkError, UsageError */
export const loadSelected = async (
  args: PolicyArguments,
): Promise<{ readonly origins: readonly PolicyOrigin[]; readonly frameworks: readonly Framework[] }> => {
  const all = await loadPolicies(args);
  const named = listOf(args.framework);
  const frameworks = named.length === 0 ? [] : selectFrameworks(await loadFrameworks(args, all), named);
  return { origins: selectPolicies(all, policyFilter(args, frameworks)), frameworks };
};

/** What a run holds resources against. */
export interface Selection {
  readonly rules: readonly Rule[];
  readonly frameworks: readonly Framework[];
}

/** The rules that the options select. @throws PolicyError, FrameworkError, UsageError */
export const loadRules = async (args: PolicyArguments): Promise<Selection> => {
  const { origins, frameworks } = await loadSelected(args);
  return { rules: compilePolicies(origins), frameworks };
};
