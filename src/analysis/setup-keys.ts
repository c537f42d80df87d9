import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

interface AccessKey {
  readonly slot: number;
  readonly rotatedAt: string;
  readonly lastUsedAt: string | null;
}

const accessKeys = 'credentials.activeAccessKeys';
/** A key that is made by the assistant that makes the user is there in the same minute. */
const ASIDE_MILLISECONDS = 60_000;

/** Access keys that nobody needed. */
export const userSetupKeys: DerivedFact = defineDerived({
  type: 'AWS::IAM::User',
  path: 'credentials.setupKeys',
  schema: Type.Array(Type.Integer({ minimum: 1 }), {
    description: 'Which of the active access keys were never used, or were made within a minute of the user.',
  }),
  reads: [accessKeys, 'createdAt'],
  relation: null,
  derive: (user) => {
    const keys = user.facts[accessKeys] as readonly AccessKey[] | undefined;
    if (keys === undefined) return unknownBecause(user, accessKeys);
    if (keys.length === 0) return [];
    const createdAt = user.facts['createdAt'] as string | undefined;
    if (createdAt === undefined) return unknownBecause(user, 'createdAt');
    const latest = Date.parse(createdAt) + ASIDE_MILLISECONDS;
    return keys
      .filter(({ rotatedAt, lastUsedAt }) => lastUsedAt === null || Date.parse(rotatedAt) <= latest)
      .map(({ slot }) => slot);
  },
});
