import { Known, Nullable } from '../../model/define.ts';
import { type DerivedFact, defineDerived } from '../../model/derived.ts';
import { unknownBecause } from '../derive.ts';
import { keyManagers, managerOf } from '../key-manager.ts';

/** Who manages the KMS key of an event data store. */
export const storeKeyManager: DerivedFact = defineDerived({
  type: 'AWS::CloudTrail::EventDataStore',
  path: 'encryption.keyManager',
  schema: Nullable(Known(['AWS', 'CUSTOMER']), {
    description: 'Who manages the KMS key that it names; null where it names none, and AWS owns the key.',
  }),
  reads: ['encryption.atRest'],
  relation: keyManagers,
  derive: (store, index) => {
    const atRest = store.facts['encryption.atRest'] as { readonly key: string | null } | undefined;
    if (atRest === undefined) return unknownBecause(store, 'encryption.atRest');
    return atRest.key === null ? null : managerOf(index, atRest.key, store);
  },
});
