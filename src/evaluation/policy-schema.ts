import { type Static, type TSchema, Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { categories, parameterTypes, severities } from '../model/policy.ts';

const nonEmpty = (description: string) => Type.String({ pattern: '\\S', description });

/** Names to values of one kind. Written out: what the library would load for it takes longer to load than all else of it. */
const MapOf = <Schema extends TSchema>(value: Schema, options: { description?: string } = {}) =>
  Type.Unsafe<Readonly<Record<string, Static<Schema>>>>({ type: 'object', ...options, additionalProperties: value });

const ParameterValue = Type.Union([Type.Boolean(), Type.Integer(), Type.String(), Type.Array(Type.String())]);

const FullExample = Type.Object(
  {
    name: Type.Optional(nonEmpty('What the example shows, where that is not plain.')),
    facts: MapOf(Type.Unknown(), {
      description: 'The facts that are known; all others are unknown.',
    }),
    parameters: Type.Optional(MapOf(ParameterValue)),
    now: Type.Optional(nonEmpty('RFC 3339: the moment ages are measured from.')),
    resource: Type.Optional(
      MapOf(Type.String(), { description: 'name, region, account and type, where they matter.' }),
    ),
  },
  { additionalProperties: false },
);

const Examples = Type.Array(Type.Union([FullExample, MapOf(Type.Unknown(), { description: 'The facts alone.' })]));

/** The JSON Schema of a policy file: published as `schemas/policy.schema.json`, checked before the expressions are. */
export const PolicyFile = Type.Object(
  {
    id: Type.String({
      pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
      description: "Kebab-case, service first; the AWS Config managed rule's name where there is one.",
    }),
    aliases: Type.Optional(Type.Array(Type.String(), { description: 'Older ids that still select it.' })),
    title: nonEmpty('What should hold, in one sentence without a full stop.'),
    resource: Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })], {
      description: 'The resource type, or several that share the facts.',
    }),
    severity: OneOf(severities),
    category: OneOf(categories),
    when: Type.Optional(nonEmpty('CEL: where it is false the verdict is not-applicable.')),
    require: nonEmpty('CEL: true passes, false fails, what rests on an unknown fact is unknown.'),
    at: nonEmpty('The fact a finding points at.'),
    message: nonEmpty('What is wrong with this one; {name}, {resource.path} and {params.name} are filled in.'),
    why: nonEmpty('What an attacker or an auditor would say.'),
    remediation: Shape(
      {
        text: Type.Optional(Type.String()),
        cli: Type.Optional(Type.String()),
        terraform: Type.Optional(Type.String()),
        cloudformation: Type.Optional(Type.String()),
      },
      { description: 'How to mend it; {name}, {arn}, {account}, {region} and {resource.path} are filled in.' },
    ),
    parameters: Type.Optional(
      MapOf(
        Shape({
          type: OneOf(parameterTypes),
          default: ParameterValue,
          description: nonEmpty('What it changes, and why the default is what it is.'),
        }),
      ),
    ),
    references: Type.Array(Type.String({ pattern: '^https://' }), { minItems: 1 }),
    examples: Type.Object(
      {
        pass: Type.Array(Examples.items, { minItems: 1 }),
        fail: Type.Array(Examples.items, { minItems: 1 }),
        unknown: Type.Array(Examples.items, { minItems: 1 }),
        'not-applicable': Type.Optional(Examples),
      },
      { additionalProperties: false, description: 'Run by `datawarden policies test` and by the test suite.' },
    ),
  },
  { additionalProperties: false, $id: 'policy.schema.json', title: 'datawarden policy' },
);
