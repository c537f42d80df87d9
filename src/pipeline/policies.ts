import { PolicyError, UsageError } from '../errors.ts';
import type { PolicyOrigin, Rule } from '../evaluation/rule.ts';
import type { Framework } from '../model/framework.ts';
import { nearest } from '../model/nearest.ts';
import type { Policy, Severity } from '../model/policy.ts';
import { isFrameworkFile, readYamlText, yamlFilesAt } from './own-files.ts';

/** Which policies to run. Within one filter any match counts; all filters must match. */
export interface PolicyFilter {
  /** Ids or aliases, `*` standing for any text; empty selects all. */
  readonly policy: readonly string[];
  readonly exclude: readonly string[];
  readonly severity: readonly Severity[];
  readonly category: readonly string[];
  /** `s3`, `ebs`, `iam`: the first word of an id, or the service of a resource type; then only its types are judged. */
  readonly service: readonly string[];
  /** The policies that decide their requirements. */
  readonly framework: readonly Framework[];
}

/** A filter that selects all. */
export const everyPolicy: PolicyFilter = {
  ...{ policy: [], exclude: [], severity: [], category: [], service: [] },
  framework: [],
};

/**
 * The user's own policies: every `.yaml` and `.yml` below a folder that is not a framework, or one file.
 * @throws PolicyError with file, line and column; UsageError where there is no such folder, or no policy in it.
 */
export const readPolicies = async (path: string): Promise<PolicyOrigin[]> => {
  // Loading what reads and compiles policies takes longer than evaluating a small snapshot.
  const [{ parsePolicy }, { compilePolicy }, { catalogue }] = await Promise.all([
    import('../evaluation/policy-file.ts'),
    import('../evaluation/compile-policy.ts'),
    import('./catalogue.ts'),
  ]);
  return policyFiles(path).map((file) => {
    const source = parsePolicy(readYamlText(file, PolicyError), file);
    return { ...source, rules: () => compilePolicy(source, catalogue()) };
  });
};

const policyFiles = (path: string): string[] => {
  const files = yamlFilesAt(path, PolicyError);
  if (files.length === 0)
    throw new UsageError(`there is no policy in \`${path}\`: its files should end in .yaml or .yml`);
  return files.filter((file) => !isFrameworkFile(file, path));
};

/**
 * The policies of several places together.
 * @throws PolicyError where two have one id: a policy of the user's never silently replaces another.
 */
export const joinPolicies = (origins: readonly PolicyOrigin[]): PolicyOrigin[] => {
  const byId = new Map<string, PolicyOrigin>();
  for (const origin of origins) {
    for (const id of [origin.policy.id, ...origin.policy.aliases]) {
      const other = byId.get(id);
      if (other !== undefined) {
        throw new PolicyError(`the id \`${id}\` is taken by ${other.file}: choose another`, {
          position: { file: origin.file, ...origin.locate(['id']) },
        });
      }
      byId.set(id, origin);
    }
  }
  return [...new Set(byId.values())].sort((a, b) => (a.policy.id < b.policy.id ? -1 : 1));
};

/**
 * The policies that a filter selects.
 * @throws UsageError where a name selects nothing: a misspelt filter must not look like a clean scan.
 */
export const selectPolicies = (origins: readonly PolicyOrigin[], filter: PolicyFilter): PolicyOrigin[] => {
  const named = (patterns: readonly string[], option: string): Set<string> => {
    const found = new Set<string>();
    for (const pattern of patterns) {
      const matches = origins.filter(({ policy }) => [policy.id, ...policy.aliases].some(globTest(pattern)));
      if (matches.length === 0) {
        const close = nearest(
          pattern,
          origins.flatMap(({ policy }) => [policy.id, ...policy.aliases]),
        );
        throw new UsageError(
          `--${option} \`${pattern}\` names no policy${close ? `: did you mean \`${close}\`?` : '; see `datawarden policies list`'}`,
        );
      }
      for (const { policy } of matches) found.add(policy.id);
    }
    return found;
  };
  const included = named(filter.policy, 'policy');
  const excluded = named(filter.exclude, 'exclude');
  const services = new Set(origins.flatMap(({ policy }) => servicesOf(policy)));
  for (const service of filter.service) {
    if (services.has(service.toLowerCase())) continue;
    const close = nearest(service.toLowerCase(), [...services]);
    throw new UsageError(
      `--service \`${service}\` has no policies${close ? `: did you mean \`${close}\`?` : `; there are ${[...services].sort().join(', ')}`}`,
    );
  }
  const wanted = new Set(filter.service.map((service) => service.toLowerCase()));
  const required = new Set(
    filter.framework.flatMap(({ requirements }) => requirements.flatMap(({ policies }) => policies)),
  );
  const selected = origins.filter(
    ({ policy }) =>
      (included.size === 0 || included.has(policy.id)) &&
      !excluded.has(policy.id) &&
      (filter.severity.length === 0 || filter.severity.includes(policy.severity)) &&
      (filter.category.length === 0 || filter.category.includes(policy.category)) &&
      (wanted.size === 0 || servicesOf(policy).some((service) => wanted.has(service))) &&
      (filter.framework.length === 0 || required.has(policy.id)),
  );
  if (selected.length === 0)
    throw new UsageError(
      'no policy is left after --framework, --policy, --exclude, --severity, --category and --service',
    );
  // What a framework asks for is asked for whole: its answer is on the policy.
  return wanted.size === 0 || filter.framework.length > 0 ? selected : selected.map((one) => ofServices(one, wanted));
};

/** A policy of another service, such as one on policy documents of all kinds, is held against the types of the wanted services alone. */
const ofServices = (origin: PolicyOrigin, wanted: ReadonlySet<string>): PolicyOrigin =>
  wanted.has(firstWord(origin.policy))
    ? origin
    : { ...origin, rules: () => origin.rules().filter(({ type }) => wanted.has(serviceOf(type))) };

const firstWord = ({ id }: Policy): string => id.split('-')[0] as string;
const serviceOf = (type: string): string => (type.split('::')[1] ?? '').toLowerCase();

const servicesOf = (policy: Policy): string[] => [...new Set([firstWord(policy), ...policy.resources.map(serviceOf)])];

const globTest = (pattern: string): ((id: string) => boolean) => {
  const matcher = new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '.*')}$`);
  return (id) => matcher.test(id);
};

/** The rules of policies, one for each of their types. @throws PolicyError where one does not type-check. */
export const compilePolicies = (origins: readonly PolicyOrigin[]): Rule[] => origins.flatMap(({ rules }) => rules());
