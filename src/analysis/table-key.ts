import { Type } from 'typebox';
import { Known, Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Place, Resource } from '../model/resource.ts';
import { unknownBecause } from './derive.ts';
import { type KeyManagers, keyManagers, managerOf } from './key-manager.ts';
import { KeyStateFact, type KeyStates, keyStates, stateOfNamed } from './key-state.ts';

const type = 'AWS::DynamoDB::Table';
const atRest = 'encryption.atRest';

/** The KMS key of a table; null for the key that DynamoDB owns, which shows in nobody's account. */
const keyOf = (table: Resource): string | null | Underivable => {
  const encryption = table.facts[atRest] as { readonly key: string | null } | undefined;
  return encryption === undefined ? unknownBecause(table, atRest) : encryption.key;
};

/** Who manages the KMS key of a table. */
export const tableKeyManager: DerivedFact = defineDerived({
  type,
  path: 'encryption.keyManager',
  schema: Nullable(Known(['AWS', 'CUSTOMER']), {
    description:
      'Who manages the KMS key: AWS (`alias/aws/dynamodb`) or the customer; null for the key that DynamoDB owns.',
  }),
  reads: [atRest],
  relation: keyManagers,
  derive: (table, index) => {
    const key = keyOf(table);
    return key === null || key instanceof Underivable ? key : managerOf(index, key, table);
  },
});

/** Whether the KMS key of a table can be used. */
export const tableKeyState: DerivedFact = defineDerived({
  type,
  path: 'encryption.keyState',
  schema: Nullable(KeyStateFact, { description: 'The KMS key of the table; null for the key that DynamoDB owns.' }),
  reads: [atRest],
  relation: keyStates,
  derive: (table, index) => {
    const key = keyOf(table);
    return key === null || key instanceof Underivable ? key : stateOfNamed(index, key, table);
  },
});

interface Keys {
  readonly managers: KeyManagers;
  readonly states: KeyStates;
}

/** Who manages the keys of the snapshot, and whether they can be used. */
const keys: Relation<Keys> = {
  name: 'key-managers-and-states',
  gathers: [...keyManagers.gathers, ...keyStates.gathers],
  start: () => ({ managers: keyManagers.start(), states: keyStates.start() }),
  add: ({ managers, states }, key) => {
    keyManagers.add(managers, key);
    keyStates.add(states, key);
  },
  addGap: ({ managers, states }, gap) => {
    keyManagers.addGap(managers, gap);
    keyStates.addGap(states, gap);
  },
};

type Problem = 'no-key' | 'managed-by-aws' | 'not-enabled';

const problemOf = (key: string | null, { managers, states }: Keys, place: Place): Problem | null | Underivable => {
  if (key === null) return 'no-key';
  const manager = managerOf(managers, key, place);
  if (manager === 'AWS') return 'managed-by-aws';
  const state = stateOfNamed(states, key, place);
  if (!(state instanceof Underivable) && state.state !== 'Enabled') return 'not-enabled';
  return manager instanceof Underivable ? manager : state instanceof Underivable ? state : null;
};

/** Which replicas of a global table lack a customer managed key of their Region. */
export const replicaKeyProblems: DerivedFact = defineDerived({
  type,
  path: 'recovery.replicaKeyProblems',
  schema: Type.Array(Shape({ region: Type.String(), problem: OneOf(['no-key', 'managed-by-aws', 'not-enabled']) }), {
    description:
      'Replicas of the global table in whose Region no customer managed key that is enabled encrypts them; empty without replicas.',
  }),
  reads: ['recovery.globalTable'],
  relation: keys,
  derive: (table, index) => {
    const global = table.facts['recovery.globalTable'] as
      | { readonly replicas: readonly { readonly region: string; readonly key: string | null }[] }
      | null
      | undefined;
    if (global === undefined) return unknownBecause(table, 'recovery.globalTable');
    const answers = (global?.replicas ?? []).map(({ region, key }) => {
      // A key that is named by id or alias is one of the replica's own Region.
      const problem = problemOf(key, index, { partition: table.partition, account: table.account, region });
      return problem === null || problem instanceof Underivable ? problem : { region, problem };
    });
    const found = answers.flatMap((answer) => (answer === null || answer instanceof Underivable ? [] : [answer]));
    const doubt = answers.find((answer) => answer instanceof Underivable);
    return found.length > 0 || doubt === undefined ? found : doubt;
  },
});
