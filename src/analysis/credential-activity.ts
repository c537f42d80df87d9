import { Type } from 'typebox';
import { Shape, Timestamp } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

interface Password {
  readonly changedAt: string;
  readonly lastUsedAt: string | null;
}

interface AccessKey {
  readonly slot: number;
  readonly rotatedAt: string;
  readonly lastUsedAt: string | null;
}

const password = 'credentials.password';
const accessKeys = 'credentials.activeAccessKeys';

/**
 * When each credential that works was last active: used, or made where it never was.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html
 */
export const credentialActivity: DerivedFact = defineDerived({
  type: 'AWS::IAM::User',
  path: 'credentials.activity',
  schema: Type.Array(
    Shape({
      credential: Type.String({ description: 'password, access key 1, access key 2.' }),
      lastActiveAt: Timestamp({
        description: 'When it was last used; when it was made or last changed where it never was.',
      }),
    }),
    { description: 'The console password and the active access keys, and when each was last active.' },
  ),
  reads: [password, accessKeys],
  relation: null,
  derive: (user) => {
    const login = user.facts[password] as Password | null | undefined;
    if (login === undefined) return unknownBecause(user, password);
    const keys = user.facts[accessKeys] as readonly AccessKey[] | undefined;
    if (keys === undefined) return unknownBecause(user, accessKeys);
    return [
      ...(login === null ? [] : [{ credential: 'password', lastActiveAt: login.lastUsedAt ?? login.changedAt }]),
      ...keys.map(({ slot, rotatedAt, lastUsedAt }) => ({
        credential: `access key ${slot}`,
        lastActiveAt: lastUsedAt ?? rotatedAt,
      })),
    ];
  },
});
