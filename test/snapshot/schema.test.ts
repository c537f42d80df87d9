import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { generateValidators } from '../../scripts/gen-validators.ts';
import { defineModel, Timestamp } from '../../src/model/define.ts';
import type { Resource } from '../../src/model/resource.ts';
import { resourceKey } from '../../src/snapshot/key.ts';
import { pattern } from '../../src/snapshot/patterns.ts';
import { headerSchema, resourceSchema, snapshotSchema } from '../../src/snapshot/schema.ts';
import { checkResource } from '../../src/snapshot/validate.ts';
import { anyEstate, header, keyOf, models, table, tableOf, validators } from './estate.ts';

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

test('the generated checks and the published schema agree on what is valid', () => {
  const published = ajv().compile(resourceSchema(table));
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(anyEstate, fc.array(change, { maxLength: 2 }), ([resource], changes) => {
      const value = changes.reduce(apply, resource ?? tableOf('a'));
      const accepts = () => {
        try {
          // What the reader had to complete is older than the schema.
          return checkResource(value, { file: 'a', line: 1 }, validators) === value;
        } catch {
          return false;
        }
      };
      // That the key is the ARN's hash is more than a schema can say.
      fc.pre(typeof value.arn !== 'string' || value.key === resourceKey(value.arn));
      const valid = published(value);
      if (valid) accepted++;
      else refused++;
      expect(accepts()).toBe(valid);
    }),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(300);
  expect(refused).toBeGreaterThan(300);
});

test('a moment is written in the envelope as in facts', () => {
  expect(JSON.parse(JSON.stringify(Timestamp()))).toMatchObject({ pattern: pattern.timestamp });
});

test('a schema whose check would load a part of ajv is refused by the generator', () => {
  const slow = defineModel('AWS::A::B', '', { name: Type.String({ minLength: 1 }) });
  expect(() => generateValidators([slow])).toThrow('`require("ajv/dist/runtime/ucs2length")`');
});

test('the generator writes the same text whatever the order of the models', () => {
  expect(generateValidators([...models].reverse())).toBe(generateValidators(models));
  expect(generateValidators(models)).toMatch(/^\/\/ Generated by `npm run gen`/);
});

test('"or null" is said by type, so that an error can say what else was expected', () => {
  const { properties } = resourceSchema(table) as { properties: { facts: { properties: Record<string, unknown> } } };
  expect(properties.facts.properties['recovery.pointInTime']).toMatchObject({
    properties: { retentionDays: { type: ['integer', 'null'], minimum: 0 } },
  });
});
