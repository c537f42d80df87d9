import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, OutputError, UsageError } from '../errors.ts';
import { loadPatterns } from '../evaluation/cel/patterns.ts';
import { compilePolicy } from '../evaluation/compile-policy.ts';
import { checkExamples } from '../evaluation/examples.ts';
import type { PolicyOrigin } from '../evaluation/rule.ts';
import type { Framework } from '../model/framework.ts';
import { nearest } from '../model/nearest.ts';
import type { Policy } from '../model/policy.ts';
import { catalogue } from '../pipeline/catalogue.ts';
import { readFrameworks } from '../pipeline/frameworks.ts';
import { compilePolicies, readPolicies } from '../pipeline/policies.ts';
import { shippedPolicies } from '../pipeline/shipped.ts';
import { failureWords } from '../snapshot/parse.ts';
import type { PolicyArguments } from './options.ts';
import { policySkeleton } from './policy-skeleton.ts';
import { print } from './print.ts';
import { loadFrameworks, loadPolicies, loadSelected } from './rules.ts';

/** `datawarden policies list`. */
export const listPolicies = async (args: PolicyArguments & { readonly format: string }): Promise<number> => {
  const policies = (await loadSelected(args)).origins.map(({ policy }) => policy);
  if (args.format === 'json') {
    print(
      JSON.stringify(
        policies.map(({ examples: _examples, ...policy }) => policy),
        null,
        2,
      ),
    );
    return ExitCode.clean;
  }
  const longest = Math.max(...policies.map(({ id }) => id.length));
  for (const { id, severity, title } of policies) print(`${id.padEnd(longest)}  ${severity.padEnd(13)}  ${title}`);
  print(policies.length === 1 ? '1 policy' : `${policies.length} policies`);
  return ExitCode.clean;
};

/** `datawarden policies show ID`. @throws UsageError where there is no such policy. */
export const showPolicy = async (
  args: PolicyArguments & { readonly id: string; readonly format: string },
): Promise<number> => {
  const origins = await loadPolicies(args);
  const found = origins.find(({ policy }) => policy.id === args.id || policy.aliases.includes(args.id));
  if (found === undefined) {
    const close = nearest(
      args.id,
      origins.map(({ policy }) => policy.id),
    );
    throw new UsageError(
      `there is no policy \`${args.id}\`${close ? `: did you mean \`${close}\`?` : '; see `datawarden policies list`'}`,
    );
  }
  const { policy } = found;
  const frameworks = await loadFrameworks(args, origins);
  if (args.format === 'json') {
    print(JSON.stringify({ ...policy, frameworks: requirementsOf(policy, frameworks) }, null, 2));
    return ExitCode.clean;
  }
  const section = (title: string, text: string | undefined): void => {
    if (text) print(`\n${title}\n${text.trim().replace(/^/gm, '  ')}`);
  };
  print(`${policy.id} (${policy.severity}, ${policy.category})\n${policy.title}`);
  section('Resource', policy.resources.join(', '));
  section('Applies where', policy.when ?? undefined);
  section('Passes where', policy.require);
  section('Why', policy.why);
  section('Fix', policy.remediation.text);
  section('Fix with the AWS CLI', policy.remediation.cli);
  section('Fix in Terraform', policy.remediation.terraform);
  section('Fix in CloudFormation', policy.remediation.cloudformation);
  const parameters = Object.entries(policy.parameters).map(
    ([name, { type, default: value, description }]) =>
      `${name}: ${type}, ${JSON.stringify(value)} by default. ${description.trim()}`,
  );
  section('Parameters', parameters.join('\n'));
  const required = Object.entries(requirementsOf(policy, frameworks));
  section(
    'Frameworks',
    required.map(([framework, requirements]) => `${framework}: ${requirements.join(', ')}`).join('\n'),
  );
  section('References', policy.references.join('\n'));
  return ExitCode.clean;
};

/** The requirements that a policy decides, by framework. */
const requirementsOf = ({ id }: Policy, frameworks: readonly Framework[]): Readonly<Record<string, string[]>> =>
  Object.fromEntries(
    frameworks
      .map((framework): [string, string[]] => [
        framework.id,
        framework.requirements.filter(({ policies }) => policies.includes(id)).map((requirement) => requirement.id),
      ])
      .filter(([, requirements]) => requirements.length > 0),
  );

const originsAt = async (paths: readonly string[], args: PolicyArguments): Promise<readonly PolicyOrigin[]> =>
  paths.length === 0 ? (await loadSelected(args)).origins : (await Promise.all(paths.map(readPolicies))).flat();

/** The frameworks at paths, which may name shipped policies too. */
const frameworksAt = async (paths: readonly string[], origins: readonly PolicyOrigin[]): Promise<Framework[]> => {
  const policies = [...shippedPolicies(), ...origins].map(({ policy }) => policy);
  return (await Promise.all(paths.map((path) => readFrameworks(path, policies)))).flat();
};

/** `datawarden policies check [PATH…]`: schema and types. @throws PolicyError, FrameworkError at the first mistake. */
export const checkPolicies = async (
  args: PolicyArguments & { readonly paths?: string[] | undefined },
): Promise<number> => {
  const origins = await originsAt(args.paths ?? [], args);
  // From their text, the shipped ones too.
  for (const origin of origins) compilePolicy(origin, catalogue());
  const frameworks = await frameworksAt(args.paths ?? [], origins);
  print(origins.length === 1 ? '1 policy is sound' : `${origins.length} policies are sound`);
  if (frameworks.length > 0)
    print(frameworks.length === 1 ? '1 framework is sound' : `${frameworks.length} frameworks are sound`);
  return ExitCode.clean;
};

/** `datawarden policies test [PATH…]`: the examples inside the policies. Exit code 1 where one does not hold. */
export const testPolicies = async (
  args: PolicyArguments & { readonly paths?: string[] | undefined },
): Promise<number> => {
  const origins = await originsAt(args.paths ?? [], args);
  await loadPatterns();
  let [examples, failed] = [0, 0];
  for (const origin of origins) {
    examples += Object.values(origin.policy.examples).reduce((sum, { length }) => sum + length, 0);
    for (const rule of compilePolicies([origin])) {
      for (const { section, index, name, message } of checkExamples(rule)) {
        failed++;
        const { line } = origin.locate(index < 0 ? ['examples'] : ['examples', section, index]);
        print(
          `${origin.file}:${line}: example ${name ? `\`${name}\`` : index + 1} of ${section} on ${rule.type} ${message}`,
        );
      }
    }
  }
  print(`${origins.length === 1 ? '1 policy' : `${origins.length} policies`}, ${examples} examples, ${failed} wrong`);
  return failed > 0 ? ExitCode.findings : ExitCode.clean;
};

/** `datawarden policies new ID`: a policy to start from. @throws UsageError, OutputError */
export const newPolicy = async (args: {
  readonly id: string;
  readonly resource: string;
  readonly dir: string;
}): Promise<number> => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(args.id))
    throw new UsageError(`\`${args.id}\` is not kebab-case, as in s3-bucket-owner-tag`);
  const types = catalogue();
  const facts = types.get(args.resource);
  if (facts === undefined) {
    const close = nearest(args.resource, [...types.keys()]);
    throw new UsageError(
      `there is no resource type \`${args.resource}\`${close ? `: did you mean \`${close}\`?` : `; there are ${[...types.keys()].join(', ')}`}`,
    );
  }
  const path = join(args.dir, `${args.id}.yaml`);
  if (existsSync(path)) throw new OutputError(`\`${path}\` exists already: name another policy, or remove it`);
  try {
    writeFileSync(path, policySkeleton(args.id, args.resource, facts), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new OutputError(`cannot write \`${path}\`: ${failureWords(error as Error)}`, { cause: error });
  }
  print(`wrote ${path}: fill it in, then run \`datawarden policies test ${path}\``);
  return ExitCode.clean;
};
