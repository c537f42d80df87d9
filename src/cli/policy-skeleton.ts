import type { FactSchemas } from '../model/define.ts';

/** The parts of JSON Schema that models are made of. */
interface Schema {
  readonly type?: string;
  readonly anyOf?: readonly [Schema, ...Schema[]];
  readonly enum?: readonly string[];
  readonly examples?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly 'x-cel'?: string;
}

/** A requirement on a value, and values that meet it and do not. */
interface Requirement {
  readonly cel: string;
  readonly pass: unknown;
  readonly fail: unknown;
}

/** A policy to start from: sound as it stands, with a requirement on a fact that the type has. */
export const policySkeleton = (id: string, type: string, facts: FactSchemas): string => {
  const names = Object.keys(facts).sort();
  const requirements = names.flatMap((at) => {
    const requirement = requireOf(`resource.${at}`, facts[at] as Schema);
    return requirement === null ? [] : [{ at, ...requirement }];
  });
  const plainest = (a: { cel: string }, b: { cel: string }): number => rank(a.cel) - rank(b.cel);
  const [start] = requirements.sort(plainest);
  if (start === undefined) throw new Error(`${type} has no fact that a policy could begin with`);
  const { at, cel, pass, fail } = start;
  return `# Facts of ${type}: ${names.join(', ')}
id: ${id}
title: Say here what should hold
resource: ${type}
severity: medium
category: configuration
require: ${JSON.stringify(cel)}
at: ${at}
message: '{name} does not have it: say here what is wrong.'
why: Say here what an attacker or an auditor would say.
remediation:
  text: Say here how to mend it.
references:
  - https://docs.aws.amazon.com/
examples:
  pass:
    - ${JSON.stringify({ [at]: pass })}
  fail:
    - ${JSON.stringify({ [at]: fail })}
  unknown:
    - {} # what an example leaves out is unknown
`;
};

/** Tags are what everybody has an opinion on; then whatever is shortest to say. */
const rank = (cel: string): number => (cel.endsWith(' in resource.tags') ? 0 : cel.length);

const requireOf = (path: string, schema: Schema): Requirement | null => {
  if (schema.anyOf !== undefined) return { cel: `${path} != null`, pass: sample(schema.anyOf[0]), fail: null };
  if (schema['x-cel'] !== undefined) return null;
  switch (schema.type) {
    case 'boolean':
      return { cel: path, pass: true, fail: false };
    case 'string': {
      const [first, second] = wordsOf(schema);
      if (first === undefined || second === undefined) return { cel: `${path} != ''`, pass: 'example', fail: '' };
      return { cel: `${path} == '${first}'`, pass: first, fail: second };
    }
    case 'integer':
      return { cel: `${path} > 0`, pass: 1, fail: 0 };
    case 'array':
      return { cel: `size(${path}) > 0`, pass: [sample(schema.items ?? {})], fail: [] };
    case 'object': {
      if (schema.properties === undefined)
        return { cel: `'Owner' in ${path}`, pass: { Owner: 'data-platform' }, fail: {} };
      for (const [name, property] of Object.entries(schema.properties)) {
        const inner = requireOf(`${path}.${name}`, property);
        if (inner === null) continue;
        const whole = sample(schema) as object;
        return { ...inner, pass: { ...whole, [name]: inner.pass }, fail: { ...whole, [name]: inner.fail } };
      }
      return null;
    }
    default:
      return null;
  }
};

const wordsOf = ({ enum: closed, examples }: Schema): readonly string[] => closed ?? examples ?? [];

/** A value that the schema allows. */
const sample = (schema: Schema): unknown => {
  if (schema.anyOf !== undefined) return sample(schema.anyOf[0]);
  if (schema['x-cel'] === 'timestamp') return '2026-01-01T00:00:00Z';
  switch (schema.type) {
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'string':
      return wordsOf(schema)[0] ?? 'example';
    case 'array':
      return [];
    default:
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [name, sample(property)]),
      );
  }
};
