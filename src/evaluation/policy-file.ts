import { PolicyError } from '../errors.ts';
import type { Example, Policy } from '../model/policy.ts';
import { PolicyFile } from './policy-schema.ts';
import type { PolicySource } from './rule.ts';
import { type FileKind, readYaml } from './yaml-file.ts';

const kind: FileKind = { schema: PolicyFile, noun: 'the policy', error: PolicyError };

/**
 * Reads one policy from YAML text. Expressions are not checked here: `compilePolicy` does.
 * @throws PolicyError with file, line and column where the text is not YAML or does not follow the schema.
 */
export const parsePolicy = (text: string, file: string): PolicySource => {
  const { data, locate } = readYaml(text, file, kind);
  return { policy: normalize(data as RawPolicy), file, locate };
};

interface RawPolicy extends Omit<Policy, 'aliases' | 'resources' | 'when' | 'parameters' | 'examples'> {
  readonly aliases?: readonly string[];
  readonly resource: string | readonly string[];
  readonly when?: string;
  readonly parameters?: Policy['parameters'];
  readonly examples: Readonly<
    Record<keyof Policy['examples'], readonly (Example | Readonly<Record<string, unknown>>)[] | undefined>
  >;
}

const normalize = ({
  aliases,
  resource,
  when,
  require: required,
  parameters,
  examples,
  ...rest
}: RawPolicy): Policy => ({
  ...rest,
  aliases: aliases ?? [],
  resources: typeof resource === 'string' ? [resource] : resource,
  when: when?.trim() ?? null,
  require: required.trim(),
  parameters: parameters ?? {},
  examples: {
    pass: (examples.pass ?? []).map(toExample),
    fail: (examples.fail ?? []).map(toExample),
    unknown: (examples.unknown ?? []).map(toExample),
    'not-applicable': (examples['not-applicable'] ?? []).map(toExample),
  },
});

/** An example is either the facts alone, or has them under `facts`, which is no fact's name. */
const toExample = (raw: Example | Readonly<Record<string, unknown>>): Example =>
  typeof raw['facts'] === 'object' && raw['facts'] !== null ? (raw as Example) : { facts: raw as Example['facts'] };
