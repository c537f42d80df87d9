import { Type } from 'typebox';
import { Nullable } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';
import { keyStates, stateOfKey } from './key-state.ts';

/** What an alias leads to. */
export const aliasTargetState: DerivedFact = defineDerived({
  type: 'AWS::KMS::Alias',
  path: 'targetState',
  schema: Nullable(Type.String(), {
    description: 'The state of the key, in the spelling of AWS KMS: `Enabled`, `PendingDeletion`. Null without a key.',
  }),
  reads: ['target'],
  relation: keyStates,
  derive: (alias, index) => {
    const target = alias.facts['target'] as string | null | undefined;
    if (target === undefined) return unknownBecause(alias, 'target');
    if (target === null) return null;
    const found = stateOfKey(index, target);
    return found instanceof Underivable ? found : found.state;
  },
});
