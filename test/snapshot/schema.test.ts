import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { generateChecks } from '../../scripts/gen-checks.ts';
import { generateValidators } from '../../scripts/gen-validators.ts';
import { SnapshotError } from '../../src/errors.ts';
import { defineModel, Shape, Timestamp } from '../../src/model/define.ts';
import type { Resource } from '../../src/model/resource.ts';
import { types as generatedTypes } from '../../src/snapshot/checks.generated.js';
import { resourceKey } from '../../src/snapshot/key.ts';
import { pattern } from '../../src/snapshot/patterns.ts';
import { refuseHeader, refuseResource } from '../../src/snapshot/refusal.ts';
import { headerSchema, resourceSchema, snapshotSchema } from '../../src/snapshot/schema.ts';
import { asResource, isHeader } from '../../src/snapshot/validate.ts';
import { facts as generatedExplanations } from '../../src/snapshot/validators.generated.js';
import { anyEstate, checks, header, keyOf, models, table, tableOf } from './estate.ts';

const ajv = () =>
  new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false }).addVocabulary([
    'x-cel',
  ]);

test('the published schema of a type takes what a snapshot of it may hold', () => {
  const validate = ajv().compile(resourceSchema(table));
  expect(validate(tableOf('a'))).toBe(true);
  expect(validate(keyOf('a'))).toBe(false);
});

test('the published schema of a snapshot takes the header and each type', () => {
  const validate = ajv().compile(snapshotSchema(models));
  for (const line of [header(2), tableOf('a'), keyOf('a')]) expect(validate(line)).toBe(true);
  expect(validate({ ...header(2), type: 'AWS::KMS::Key' })).toBe(false);
  expect(ajv().compile(headerSchema())(header(0))).toBe(true);
});

// What may go wrong with a resource: a value put anywhere, a property dropped, a fact moved or copied.
const change = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), path: fc.array(fc.nat(9), { maxLength: 4 }), value: fc.jsonValue() }),
  fc.record({ kind: fc.constant('drop' as const), path: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }) }),
  fc.record({
    kind: fc.constant('know' as const),
    fact: fc.constantFrom(...Object.keys(table.facts), '__proto__', 'x'),
  }),
  fc.record({
    kind: fc.constant('lose' as const),
    fact: fc.constantFrom(...Object.keys(table.facts), '__proto__', 'x'),
  }),
);
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

const apply = (resource: Resource, one: Change): Resource => {
  const copy = structuredClone(resource) as unknown as Record<string, Record<string, unknown>>;
  // An earlier change may have put a scalar where the facts stood: then there is nothing to put into.
  const put = (target: unknown, name: string, value: unknown) => {
    if (typeof target !== 'object' || target === null) return;
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
  };
  if (one.kind === 'know') put(copy.facts, one.fact, null);
  else if (one.kind === 'lose') put(copy.unknown, one.fact, { operation: '', code: '', message: '' });
  else {
    let target: Record<string, unknown> = copy;
    for (const [depth, step] of one.path.entries()) {
      const names = Object.keys(target);
      const name = names[step % names.length] ?? 'x';
      const inner = target[name];
      const isLast = depth === one.path.length - 1 || typeof inner !== 'object' || inner === null;
      if (isLast && one.kind === 'set') put(target, name, one.value);
      if (isLast && one.kind === 'drop') delete target[name];
      if (isLast) break;
      target = inner as Record<string, unknown>;
    }
  }
  return JSON.parse(JSON.stringify(copy)) as Resource;
};

/** Holds that all checks of a value agree, and gives their answer. */
const agree = async (value: Resource, published: (value: unknown) => boolean): Promise<boolean> => {
  const valid = published(value);
  const resource = asResource(value, checks);
  // What the reader had to complete is older than the schema.
  expect(resource === value).toBe(valid);
  // What the quick check refuses ajv's must refuse too, or there is nothing to say: that would be an `Error`.
  if (resource === null)
    expect(await refuseResource(value, { file: 'a', line: 1 }, checks)).toBeInstanceOf(SnapshotError);
  return valid;
};

test('the quick checks, those that explain and the published schema agree on what is valid', async () => {
  const published = ajv().compile(resourceSchema(table));
  let accepted = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(anyEstate, fc.array(change, { maxLength: 2 }), async ([resource], changes) => {
      const value = changes.reduce(apply, resource ?? tableOf('a'));
      // That the key is the ARN's hash is more than a schema can say.
      fc.pre(typeof value.arn !== 'string' || value.key === resourceKey(value.arn));
      if (await agree(value, published)) accepted++;
      else refused++;
    }),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(300);
  expect(refused).toBeGreaterThan(300);
});

test.each([...generatedTypes])(
  'the quick check of the facts of %s agrees with the one that explains, whatever is changed',
  (type, { count }) => {
    const folder = type.split('::').slice(1).join('/').toLowerCase();
    const { resources } = JSON.parse(readFileSync(`fixtures/resources/${folder}/live.json`, 'utf8')) as {
      readonly resources: readonly Resource[];
    };
    const explained = generatedExplanations.get(type);
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...resources), fc.array(change, { maxLength: 2 }), ({ facts: sound }, changes) => {
        const { facts } = changes.reduce(apply, { facts: sound, unknown: {} } as Resource);
        const accepts = explained?.(facts);
        expect(count(facts)).toBe(accepts === true ? Object.keys(facts).length : -1);
        if (accepts === false) refused++;
      }),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(40);
  },
);

test('a header is refused by the quick check exactly where there is something to say about it', async () => {
  const refusedAt = (value: unknown) => refuseHeader(value, { file: 'a', line: 1 }, checks);
  const published = ajv().compile(headerSchema());
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 2 }), async (changes) => {
      const value = changes.reduce(apply, { ...header(1), facts: {}, unknown: {} } as unknown as Resource);
      const { facts: _, unknown: __, ...changed } = value;
      // A newer version follows another schema.
      fc.pre((changed as { version?: unknown }).version === 1);
      expect(isHeader(changed, checks)).toBe(published(changed));
      if (!isHeader(changed, checks)) expect(await refusedAt(changed)).toBeInstanceOf(SnapshotError);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['a keyword without a quick check', Type.String({ minLength: 1 }), '`minLength`, which has no quick check'],
  [
    'an object that may hold anything besides',
    Type.Object({ a: Type.Null() }),
    'is closed and all its properties required',
  ],
  ['a property that may be left out', Shape({ a: Type.Optional(Type.Null()) }), 'is closed and all its properties'],
  [
    'a property that every object has',
    Shape({ constructor: Type.Null() }),
    'every object has a property `constructor`',
  ],
])('%s is refused by the generator of quick checks', (_, schema, message) => {
  expect(() => generateChecks([defineModel('AWS::A::B', '', { a: schema })])).toThrow(message);
});

test('a moment is written in the envelope as in facts', () => {
  expect(JSON.parse(JSON.stringify(Timestamp()))).toMatchObject({ pattern: pattern.timestamp });
});

test('a schema whose check would load a part of ajv is refused by the generator', () => {
  const slow = defineModel('AWS::A::B', '', { name: Type.String({ minLength: 1 }) });
  expect(() => generateValidators([slow])).toThrow('`require("ajv/dist/runtime/ucs2length")`');
});

test('the generator writes the same text whatever the order of the models', () => {
  for (const generate of [generateValidators, generateChecks]) {
    expect(generate([...models].reverse())).toBe(generate(models));
    expect(generate(models)).toMatch(/^\/\/ Generated by `npm run gen`/);
  }
});

test('"or null" is said by type, so that an error can say what else was expected', () => {
  const { properties } = resourceSchema(table) as { properties: { facts: { properties: Record<string, unknown> } } };
  expect(properties.facts.properties['recovery.pointInTime']).toMatchObject({
    properties: { retentionDays: { type: ['integer', 'null'], minimum: 0 } },
  });
});
