import { ExitCode } from '../errors.ts';
import { selectFrameworks } from '../pipeline/frameworks.ts';
import type { PolicyArguments } from './options.ts';
import { print } from './print.ts';
import { loadFrameworks, loadPolicies } from './rules.ts';

/**
 * `datawarden policies frameworks [NAME]`: the frameworks, or the requirements of one with the policies that decide them.
 * @throws UsageError where there is no such framework.
 */
export const listFrameworks = async (
  args: Pick<PolicyArguments, 'policies'> & { readonly name?: string | undefined; readonly format: string },
): Promise<number> => {
  const all = await loadFrameworks(args, await loadPolicies(args));
  const shown = args.name === undefined ? all : selectFrameworks(all, [args.name]);
  if (args.format === 'json') {
    print(JSON.stringify(args.name === undefined ? shown : shown[0], null, 2));
    return ExitCode.clean;
  }
  const longest = Math.max(...shown.map(({ id }) => id.length));
  if (args.name === undefined) print(`${'Framework'.padEnd(longest)}  Covered`);
  for (const { id, version, title, source, requirements } of shown) {
    const covered = requirements.filter(({ policies }) => policies.length > 0).length;
    const extent = `${covered} of ${requirements.length}`;
    if (args.name === undefined) {
      print(`${id.padEnd(longest)}  ${extent.padEnd(10)}  ${title}, ${version}`);
      continue;
    }
    print(`${title}, ${version}\n${source}\n${extent} requirements are covered`);
    for (const requirement of requirements) {
      print(`\n${requirement.id}  ${requirement.title}`);
      print(`  ${requirement.policies.join('\n  ') || 'not covered'}`);
    }
  }
  return ExitCode.clean;
};
