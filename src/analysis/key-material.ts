import { Timestamp } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

const lastRotation = 'encryption.lastRotation';

/** How old the key material is with which a key encrypts. */
export const keyMaterialSince: DerivedFact = defineDerived({
  type: 'AWS::KMS::Key',
  path: 'encryption.materialSince',
  schema: Timestamp({
    description: 'Since when the key encrypts with its key material: its last rotation, or when it was made.',
  }),
  reads: [lastRotation, 'createdAt'],
  relation: null,
  derive: (key) => {
    const rotation = key.facts[lastRotation] as { readonly at: string } | null | undefined;
    if (rotation === undefined) return unknownBecause(key, lastRotation);
    if (rotation !== null) return rotation.at;
    const createdAt = key.facts['createdAt'] as string | undefined;
    return createdAt ?? unknownBecause(key, 'createdAt');
  },
});
