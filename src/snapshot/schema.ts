import type { Model } from '../model/define.ts';
import { snapshotFormat } from '../model/resource.ts';
import { pattern } from './patterns.ts';

/** A JSON Schema, draft 2020-12, as plain JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The dialect that every published schema names. */
const dialect = 'https://json-schema.org/draft/2020-12/schema';

const text = (description: string): JsonSchema => ({ description, type: 'string' });
const matching = (name: keyof typeof pattern, description: string): JsonSchema => ({
  description,
  type: 'string',
  pattern: pattern[name],
});
const list = (description: string, items: JsonSchema): JsonSchema => ({ description, type: 'array', items });
const closed = (
  properties: Readonly<Record<string, JsonSchema>>,
  description?: string,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema => ({
  ...(description === undefined ? {} : { description }),
  type: 'object',
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
  additionalProperties: false,
});

const place = {
  partition: matching('partition', 'The AWS partition: `aws`, `aws-cn`, `aws-us-gov`.'),
  account: matching('account', 'The twelve digits of the owning account.'),
  region: matching('region', 'A Region code, or `global` for what has none.'),
};

const why = {
  operation: text('`service:Operation` that was asked; empty where nothing was.'),
  code: text(
    "AWS's error code, or one of datawarden's own: NotCollected, MissingInAnswer, Interrupted, NotInSnapshot, InProgress, NotUnderstood.",
  ),
  message: text('What AWS said.'),
};

const header = (): JsonSchema =>
  closed(
    {
      format: { description: "The format's name.", const: snapshotFormat },
      version: { description: "The format's version.", type: 'integer', minimum: 1 },
      tool: closed({ name: text('Its name.'), version: text('Its version.') }, 'What wrote the snapshot.'),
      collectedAt: matching('timestamp', 'When the collection began: ages are measured from here.'),
      accounts: list(
        'What was scanned.',
        closed({
          account: place.account,
          partition: place.partition,
          regions: list('The Regions that were scanned.', matching('region', 'A Region code.')),
        }),
      ),
      skippedRegions: list(
        'Regions that were not scanned, and why.',
        closed({
          account: place.account,
          region: place.region,
          reason: {
            description: 'Disabled for the account, or left out by `--regions`.',
            type: 'string',
            enum: ['not-opted-in', 'not-requested'],
          },
        }),
      ),
      gaps: list(
        'What could not be listed at all: every resource of a type, in one account and Region.',
        closed({ type: matching('type', 'The resource type.'), ...place, ...why }),
      ),
      interrupted: { description: 'Whether the collection was stopped before it was through.', type: 'boolean' },
      resources: { description: 'How many resources follow.', type: 'integer', minimum: 0 },
    },
    'The first line of a snapshot, or its `header.json`.',
    {
      types: list(
        'The resource types that were collected: there are no others in the snapshot. Absent where that is not known.',
        matching('type', 'A resource type.'),
      ),
    },
  );

/** What every resource says of itself, whatever its type. */
const envelope = (
  key: JsonSchema,
  type: JsonSchema,
  facts: JsonSchema,
  unknown: JsonSchema,
): Readonly<Record<string, JsonSchema>> => ({
  key,
  arn: matching('arn', 'The ARN.'),
  type,
  name: text('What a person calls it.'),
  ...place,
  source: matching('source', 'Where the facts come from.'),
  collectedAt: matching('timestamp', 'When they were read.'),
  facts,
  unknown,
});

const unknowns: JsonSchema = {
  description: 'The facts that could not be read, by path, and why.',
  type: 'object',
  additionalProperties: closed(why),
};

const resource = (model: Model): JsonSchema => {
  const names = Object.keys(model.facts).sort();
  const type = { description: "The resource's type.", const: model.type };
  return {
    ...closed(
      envelope(matching('key', 'SHA-256 of the ARN.'), type, factsSchema(model), {
        ...unknowns,
        propertyNames: { enum: names },
      }),
      model.description,
    ),
    // A fact is known or unknown, never both and never neither: no reader can take the one for the other.
    allOf: names.map((name) => ({
      if: { properties: { facts: { required: [name] } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { unknown: { properties: { [name]: false } } } },
      else: { properties: { unknown: { required: [name] } } },
    })),
  };
};

/**
 * The schema of any resource as far as its type does not matter: a part of {@link resourceSchema}, checked on its own. The key is
 * compared with the ARN's hash, which leaves nothing for a pattern to check.
 */
export const envelopeSchema = (): JsonSchema =>
  closed(envelope(text('SHA-256 of the ARN.'), matching('type', "The resource's type."), { type: 'object' }, unknowns));

/** The schema of the known facts of a type, any of which may be left out: a part of {@link resourceSchema}. */
export const factsSchema = ({ facts }: Model): JsonSchema => ({
  description: 'What is known, by path. `null` means that AWS says there is none.',
  type: 'object',
  properties: Object.fromEntries(
    Object.keys(facts)
      .sort()
      .map((name) => [name, simplify(plain(facts[name]))]),
  ),
  additionalProperties: false,
});

/** The schema of a snapshot's header. */
export const headerSchema = (): JsonSchema => ({ $schema: dialect, title: 'Snapshot header', ...header() });

/** The schema of one resource of a type: its line in a snapshot, or its file in a snapshot directory. */
export const resourceSchema = (model: Model): JsonSchema => ({
  $schema: dialect,
  title: model.type,
  ...resource(model),
});

/** The schema of any line of a snapshot: the header, or a resource of one of the types. */
export const snapshotSchema = (models: readonly Model[]): JsonSchema => ({
  $schema: dialect,
  title: 'datawarden snapshot',
  description: 'One line of a snapshot (NDJSON), or one file of a snapshot directory.',
  anyOf: ['header', ...models.map(({ type }) => type)].map((name) => ({ $ref: `#/$defs/${name}` })),
  $defs: { header: header(), ...Object.fromEntries(models.map((model) => [model.type, resource(model)])) },
});

/** Whether a value of the schema may hold JSON that the schema says nothing about. */
export const isOpaque = (schema: JsonSchema): boolean =>
  schema['x-cel'] === 'opaque' || subschemas(schema).some((inner) => isOpaque(inner));

/** The schema without what only people and the policy checker read. */
export const withoutAnnotations = (schema: JsonSchema): JsonSchema =>
  mapSubschemas(
    Object.fromEntries(Object.entries(schema).filter(([keyword]) => !annotation.test(keyword))),
    withoutAnnotations,
  );

const annotation = /^(title|description|examples|default|deprecated|\$comment|\$schema|x-.*)$/;

const plain = (schema: unknown): JsonSchema => JSON.parse(JSON.stringify(schema)) as JsonSchema;

/** Says "or null" by `type` where it can: shorter, quicker to check, and an error can say what else was expected. */
const simplify = (schema: JsonSchema): JsonSchema => {
  const { anyOf, ...rest } = mapSubschemas(schema, simplify);
  if (!Array.isArray(anyOf)) return rest;
  const [value, none, ...others] = anyOf as JsonSchema[];
  if (others.length > 0 || none?.type !== 'null' || typeof value?.type !== 'string' || 'const' in value) {
    return { ...rest, anyOf };
  }
  const words = Array.isArray(value.enum) ? { enum: [...value.enum, null] } : {};
  return { ...value, ...rest, type: [value.type, 'null'], ...words };
};

const keywordsOfOne = ['items', 'additionalProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else'];
const keywordsOfLists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const keywordsOfNames = ['properties', 'patternProperties', '$defs'];

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema with each schema directly inside it replaced. Names of properties are left alone, whatever they are. */
const mapSubschemas = (schema: JsonSchema, replace: (inner: JsonSchema) => JsonSchema): JsonSchema => {
  const one = (value: unknown) => (isSchema(value) ? replace(value) : value);
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (keywordsOfOne.includes(keyword)) return [keyword, one(value)];
      if (keywordsOfLists.includes(keyword)) return [keyword, (value as unknown[]).map(one)];
      if (!keywordsOfNames.includes(keyword)) return [keyword, value];
      return [
        keyword,
        Object.fromEntries(Object.entries(value as JsonSchema).map(([name, inner]) => [name, one(inner)])),
      ];
    }),
  );
};

const subschemas = (schema: JsonSchema): readonly JsonSchema[] => {
  const found: JsonSchema[] = [];
  mapSubschemas(schema, (inner) => {
    found.push(inner);
    return inner;
  });
  return found;
};
