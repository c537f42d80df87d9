import { Known, Nullable } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import { unknownBecause } from './derive.ts';
import { keyManagers, managerOf } from './key-manager.ts';
import { KeyStateFact, keyStates, stateOfNamed } from './key-state.ts';

const atRest = 'encryption.atRest';
const defaultKey = 'encryption.defaultKey';

/** The KMS key of a volume or snapshot; null where it is not encrypted. */
const keyOf = (resource: Resource): string | null | Underivable => {
  const value = resource.facts[atRest] as { readonly enabled: boolean; readonly key: string | null } | undefined;
  if (value === undefined) return unknownBecause(resource, atRest);
  if (!value.enabled) return null;
  if (value.key !== null) return value.key;
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html: what is encrypted has a key.
  const message = 'it is encrypted, and the answer names no key';
  return new Underivable({ operation: '', code: UnknownCode.missingInAnswer, message });
};

const manager = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'encryption.keyManager',
    schema: Nullable(Known(['AWS', 'CUSTOMER']), {
      description: 'Who manages the KMS key: AWS (`alias/aws/ebs`) or the customer; null where it is not encrypted.',
    }),
    reads: [atRest],
    relation: keyManagers,
    derive: (resource, index) => {
      const key = keyOf(resource);
      return key === null || key instanceof Underivable ? key : managerOf(index, key, resource);
    },
  });

const state = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'encryption.keyState',
    schema: Nullable(KeyStateFact, { description: 'The KMS key; null where it is not encrypted.' }),
    reads: [atRest],
    relation: keyStates,
    derive: (resource, index) => {
      const key = keyOf(resource);
      return key === null || key instanceof Underivable ? key : stateOfNamed(index, key, resource);
    },
  });

/** Who manages the KMS key of a volume. */
export const volumeKeyManager: DerivedFact = manager('AWS::EC2::Volume');
/** Whether the KMS key of a volume can be used. */
export const volumeKeyState: DerivedFact = state('AWS::EC2::Volume');
/** Whether the KMS key of a snapshot can be used. */
export const snapshotKeyState: DerivedFact = state('AWS::EC2::Snapshot');

/** Who manages the KMS key that a Region takes for volumes whose request names none. */
export const defaultKeyManager: DerivedFact = defineDerived({
  type: 'AWS::EC2::EBSEncryptionByDefault',
  path: 'encryption.keyManager',
  schema: Known(['AWS', 'CUSTOMER'], {
    description: 'Who manages the default key: AWS (`alias/aws/ebs`) or the customer.',
  }),
  reads: [defaultKey],
  relation: keyManagers,
  derive: (setting, index) => {
    const key = setting.facts[defaultKey] as string | undefined;
    return key === undefined ? unknownBecause(setting, defaultKey) : managerOf(index, key, setting);
  },
});

/** Whether the KMS key that a Region takes can be used. */
export const defaultKeyState: DerivedFact = defineDerived({
  type: 'AWS::EC2::EBSEncryptionByDefault',
  path: 'encryption.keyState',
  schema: KeyStateFact,
  reads: [defaultKey],
  relation: keyStates,
  derive: (setting, index) => {
    const key = setting.facts[defaultKey] as string | undefined;
    return key === undefined ? unknownBecause(setting, defaultKey) : stateOfNamed(index, key, setting);
  },
});
