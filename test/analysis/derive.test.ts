import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { catalogueFacts, Derivation, reasonFor, requiredFacts, unknownBecause } from '../../src/analysis/derive.ts';
import { defineModel } from '../../src/model/define.ts';
import { type DerivedFact, defineAsked, defineDerived, type Relation, Underivable } from '../../src/model/derived.ts';
import type { Resource, Unknown } from '../../src/model/resource.ts';

const denied: Unknown = { operation: 'test:GetKey', code: 'AccessDenied', message: 'no' };
const bucket = defineModel('AWS::Test::Bucket', 'A bucket.', { keyId: Type.String(), size: Type.Integer() });
const key = defineModel('AWS::Test::Key', 'A key.', { manager: Type.String() });

const managers: Relation<Map<string, string>> = {
  name: 'key-managers',
  gathers: [{ type: 'AWS::Test::Key', facts: ['manager'] }],
  start: () => new Map(),
  add: (index, resource) => void index.set(resource.name, String(resource.facts['manager'])),
  addGap: (index, { code }) => void index.set('*', code),
};
const manager: DerivedFact = defineDerived({
  type: 'AWS::Test::Bucket',
  path: 'encryption.keyManager',
  schema: Type.String(),
  reads: ['keyId'],
  relation: managers,
  derive: (resource, index) => {
    const id = resource.facts['keyId'] as string | undefined;
    return id === undefined ? unknownBecause(resource, 'keyId') : (index.get(id) ?? index.get('*') ?? 'none');
  },
});
const large: DerivedFact = defineDerived({
  type: 'AWS::Test::Bucket',
  path: 'isLarge',
  schema: Type.Boolean(),
  reads: ['size'],
  relation: null,
  derive: (resource) => Number(resource.facts['size']) > 10,
});

const larger: DerivedFact = defineAsked({
  type: 'AWS::Test::Bucket',
  path: 'isLarger',
  schema: Type.Boolean(),
  reads: ['size'],
  relation: null,
  asks: { than: 'integer' },
  derive: (resource, _index, { than }) =>
    resource.facts['size'] === undefined ? new Underivable(denied) : Number(resource.facts['size']) > than,
});

const make = (
  type: string,
  name: string,
  facts: Record<string, unknown>,
  unknown: Record<string, Unknown> = {},
): Resource => ({
  key: '',
  arn: `arn:${name}`,
  type,
  name,
  partition: 'aws',
  account: '111122223333',
  region: 'eu-central-1',
  source: 'live',
  collectedAt: '2026-01-31T00:00:00Z',
  facts,
  unknown,
});

describe('derived facts', () => {
  it('are added to a resource beside its own, from what the first pass gathered', () => {
    const derivation = new Derivation([manager, large]);
    expect([...derivation.gathers]).toEqual(['AWS::Test::Key']);
    derivation.gather(make('AWS::Test::Key', 'k1', { manager: 'CUSTOMER' }));
    const resource = make('AWS::Test::Bucket', 'b', { keyId: 'k1', size: 11 });
    expect(derivation.apply(resource).facts).toEqual({
      keyId: 'k1',
      size: 11,
      'encryption.keyManager': 'CUSTOMER',
      isLarge: true,
    });
  });

  it('are unknown for the reason of the fact that they rest on', () => {
    const derivation = new Derivation([manager]);
    const applied = derivation.apply(make('AWS::Test::Bucket', 'b', { size: 1 }, { keyId: denied }));
    expect(applied.facts).not.toHaveProperty(['encryption.keyManager']);
    expect(applied.unknown['encryption.keyManager']).toEqual(denied);
  });

  it('that are costly are derived when somebody reads them, once, and then have their reason if there is one', () => {
    const asked: string[] = [];
    const costly = (fact: DerivedFact): DerivedFact => ({
      ...fact,
      costly: true,
      derive: (resource, index) => {
        asked.push(`${fact.path} of ${resource.name}`);
        return fact.derive(resource, index);
      },
    });
    const derivation = new Derivation([costly(manager), costly(large)]);
    const resource = derivation.apply(make('AWS::Test::Bucket', 'b', { size: 11 }, { keyId: denied }));
    expect(asked).toEqual([]);
    expect([resource.facts['isLarge'], resource.facts['isLarge']]).toEqual([true, true]);
    expect(resource.unknown).not.toHaveProperty(['encryption.keyManager']);
    expect(resource.facts['encryption.keyManager']).toBeUndefined();
    expect(resource.unknown['encryption.keyManager']).toEqual(denied);
    expect(asked).toEqual(['isLarge of b', 'encryption.keyManager of b']);
  });

  it('hear of what could not be listed', () => {
    const derivation = new Derivation([manager]);
    derivation.gatherGap({
      ...denied,
      type: 'AWS::Test::Key',
      partition: 'aws',
      account: '111122223333',
      region: 'eu-central-1',
    });
    derivation.gatherGap({
      ...denied,
      code: 'Other',
      type: 'AWS::Test::Bucket',
      partition: 'aws',
      account: '111122223333',
      region: 'eu-central-1',
    });
    expect(derivation.apply(make('AWS::Test::Bucket', 'b', { keyId: 'k9' })).facts['encryption.keyManager']).toBe(
      'AccessDenied',
    );
  });

  it('leave other types as they are', () => {
    const resource = make('AWS::Test::Key', 'k1', { manager: 'AWS' });
    expect(new Derivation([manager]).apply(resource)).toBe(resource);
  });
});

describe('a derived fact that asks for parameters', () => {
  const reader = (than: number, shows = ['isLarger']) => ({
    type: 'AWS::Test::Bucket',
    shows: new Set(shows),
    params: { than },
  });
  const bucketOf = (facts: Record<string, unknown>) => make('AWS::Test::Bucket', 'b', facts);

  it('is seen by each policy with its own parameters, and by no other', () => {
    const derivation = new Derivation([large, larger]);
    const resource = derivation.apply(bucketOf({ size: 11 }));
    expect(resource.facts).toEqual({ size: 11, isLarge: true });
    expect(derivation.seenBy(reader(10))?.(resource).facts).toMatchObject({ size: 11, isLarge: true, isLarger: true });
    expect(derivation.seenBy(reader(20))?.(resource).facts).toMatchObject({ isLarger: false });
    expect(resource.facts).toEqual({ size: 11, isLarge: true });
    expect(derivation.seenBy(reader(10, ['isLarge']))).toBeNull();
    expect(derivation.seenBy({ ...reader(10), type: 'AWS::Test::Key' })).toBeNull();
  });

  it('is unknown for its reason', () =>
    expect(new Derivation([larger]).seenBy(reader(1))?.(bucketOf({})).unknown).toMatchObject({ isLarger: denied }));

  it('leaves facts that are costly until they are read, and has their reasons then', () => {
    const derivation = new Derivation([{ ...manager, costly: true }, larger]);
    const bucket = make('AWS::Test::Bucket', 'b', { size: 1 }, { keyId: denied });
    const seen = derivation.seenBy(reader(1))?.(derivation.apply(bucket));
    expect(seen?.unknown).not.toHaveProperty(['encryption.keyManager']);
    expect(seen?.facts['encryption.keyManager']).toBeUndefined();
    expect(seen?.unknown['encryption.keyManager']).toEqual(denied);
  });

  it('is never derived without them', () =>
    expect(() => larger.derive(bucketOf({ size: 1 }), null)).toThrow('isLarger is derived for a policy'));
});

describe('the facts to collect', () => {
  it('are those that are read, those that derived ones rest on, and those of related types', () => {
    const needed = requiredFacts(
      [
        { type: 'AWS::Test::Bucket', fact: 'encryption.keyManager' },
        { type: 'AWS::Test::Bucket', fact: 'size' },
      ],
      [manager, large],
    );
    expect(needed).toEqual(
      new Map([
        ['AWS::Test::Bucket', new Set(['keyId', 'size'])],
        ['AWS::Test::Key', new Set(['manager'])],
      ]),
    );
  });
});

describe('the facts that policies can read', () => {
  it('are those of the model and the derived ones', () =>
    expect(
      [...catalogueFacts([bucket, key], [manager, large])].map(([type, facts]) => [type, Object.keys(facts)]),
    ).toEqual([
      ['AWS::Test::Bucket', ['keyId', 'size', 'encryption.keyManager', 'isLarge']],
      ['AWS::Test::Key', ['manager']],
    ]));

  it('have one meaning each', () => {
    expect(() => catalogueFacts([key], [manager])).toThrow('there is no type AWS::Test::Bucket');
    expect(() => catalogueFacts([bucket, key], [large, large])).toThrow('the name is taken');
  });
});

it('says of a fact that nobody asked for that it was not collected', () =>
  expect(reasonFor(make('AWS::Test::Bucket', 'b', {}), 'size').code).toBe('NotCollected'));
