import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Unknown } from '../model/resource.ts';
import { reasonFor } from './derive.ts';

interface StoreKeys {
  /** ARNs and states of the keys of each store, by its id. */
  readonly keys: Map<string, { readonly arn: string; readonly state: string | undefined; readonly because: Unknown }[]>;
  /** By account and Region: keys of which it is not known whose they are, or why there may be more. */
  readonly gaps: Map<string, Unknown>;
}

const storeKeys: Relation<StoreKeys> = {
  name: 'key-store-keys',
  gathers: [{ type: 'AWS::KMS::Key', facts: ['customKeyStore', 'state'] }],
  start: () => ({ keys: new Map(), gaps: new Map() }),
  add: ({ keys, gaps }, key) => {
    const store = key.facts['customKeyStore'] as { readonly id: string } | null | undefined;
    if (store === null) return;
    if (store === undefined) {
      gaps.set(`${key.account} ${key.region}`, reasonFor(key, 'customKeyStore'));
      return;
    }
    const one = {
      arn: key.arn,
      state: key.facts['state'] as string | undefined,
      because: reasonFor(key, 'state'),
    };
    keys.set(store.id, [...(keys.get(store.id) ?? []), one]);
  },
  addGap: ({ gaps }, { account, region, operation, code, message }) => {
    gaps.set(`${account} ${region}`, { operation, code, message });
  },
};

const type = 'AWS::KMS::CustomKeyStore';

/** How many keys a custom key store holds. */
export const keyStoreHolds: DerivedFact = defineDerived({
  type,
  path: 'holdsKeys',
  schema: Type.Boolean({ description: 'Whether KMS keys have their key material in it.' }),
  reads: [],
  relation: storeKeys,
  derive: ({ name, account, region }, { keys, gaps }) => {
    if (keys.has(name)) return true;
    const gap = gaps.get(`${account} ${region}`);
    return gap === undefined ? false : new Underivable(gap);
  },
});

/** Keys that a custom key store keeps from being used. */
export const keyStoreUnavailable: DerivedFact = defineDerived({
  type,
  path: 'unavailableKeys',
  schema: Type.Array(Shape({ arn: Type.String(), state: Type.String() }), {
    description: 'Its keys that are `Unavailable`: AWS KMS does not reach what holds their key material.',
  }),
  reads: [],
  relation: storeKeys,
  derive: ({ name, account, region }, { keys, gaps }) => {
    const all = keys.get(name) ?? [];
    const found = all.flatMap(({ arn, state }) => (state === 'Unavailable' ? [{ arn, state }] : []));
    if (found.length > 0) return found;
    const because = all.find(({ state }) => state === undefined)?.because ?? gaps.get(`${account} ${region}`);
    return because === undefined ? [] : new Underivable(because);
  },
});
