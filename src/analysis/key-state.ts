import { Type } from 'typebox';
import { Nullable, Shape, Timestamp } from '../model/define.ts';
import { type Relation, Underivable } from '../model/derived.ts';
import type { Place, Unknown } from '../model/resource.ts';
import { notInSnapshot, reasonFor } from './derive.ts';

/** Whether a key can be used. */
export interface KeyState {
  readonly state: string;
  /** When imported key material expires; null when none does. */
  readonly expiresAt: string | null;
}

/** A fact of the same. */
export const KeyStateFact = Shape({
  state: Type.String({ description: "The key's state, in the spelling of AWS KMS: `Enabled`, `PendingDeletion`." }),
  expiresAt: Nullable(Timestamp(), { description: 'When imported key material expires; null when none does.' }),
});

/** The state of each KMS key by ARN and by alias, or why it is not known. */
export interface KeyStates {
  readonly states: Map<string, KeyState | Unknown>;
  /** Listings that were refused, by account and Region. */
  readonly gaps: Map<string, Unknown>;
}

/** The states of the keys of the snapshot. */
export const keyStates: Relation<KeyStates> = {
  name: 'key-states',
  gathers: [{ type: 'AWS::KMS::Key', facts: ['state', 'importedMaterial', 'aliases'] }],
  start: () => ({ states: new Map(), gaps: new Map() }),
  add: ({ states }, key) => {
    const state = key.facts['state'] as string | undefined;
    const imported = key.facts['importedMaterial'] as { readonly expiresAt: string | null } | null | undefined;
    const value =
      state === undefined
        ? reasonFor(key, 'state')
        : imported === undefined
          ? reasonFor(key, 'importedMaterial')
          : { state, expiresAt: imported?.expiresAt ?? null };
    states.set(key.arn, value);
    const aliases = (key.facts['aliases'] as readonly string[] | undefined) ?? [];
    for (const alias of aliases) states.set(`${key.arn.slice(0, key.arn.lastIndexOf(':'))}:${alias}`, value);
  },
  addGap: ({ gaps }, { account, region, operation, code, message }) => {
    gaps.set(`${account} ${region}`, { operation, code, message });
  },
};

/** The state of the key that an ARN or the ARN of an alias names. */
export const stateOfKey = ({ states, gaps }: KeyStates, arn: string): KeyState | Underivable => {
  const known = states.get(arn);
  if (known !== undefined) return 'state' in known ? known : new Underivable(known);
  const [, , , region, account] = arn.split(':');
  const because = gaps.get(`${account} ${region}`);
  return because === undefined ? notInSnapshot(`the key ${arn}`) : new Underivable(because);
};

/** The ARN of a key, or of its alias, that a resource names by ARN, id or alias. */
export const keyArn = (named: string, { partition, account, region }: Place): string => {
  if (named.startsWith('arn:')) return named;
  const id = named.startsWith('alias/') || named.startsWith('key/') ? named : `key/${named}`;
  return `arn:${partition}:kms:${region}:${account}:${id}`;
};

/** Nobody can disable or delete an AWS managed key. */
export const ofAwsManagedKey: KeyState = { state: 'Enabled', expiresAt: null };

/** The state of the key that a resource names by ARN, id or alias. */
export const stateOfNamed = (index: KeyStates, named: string, place: Place): KeyState | Underivable => {
  const arn = keyArn(named, place);
  return arn.split(':')[5]?.startsWith('alias/aws/') ? ofAwsManagedKey : stateOfKey(index, arn);
};
