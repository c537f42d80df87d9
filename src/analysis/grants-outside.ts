import { Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { UNIQUE_ID } from './access/trust/outside.ts';
import { accountOf } from './access/trust/principal-account.ts';
import { unknownBecause } from './derive.ts';

interface Grant {
  readonly id: string;
  readonly grantee: string;
  readonly retiringPrincipal: string | null;
  readonly operations: readonly string[];
}

/**
 * A service by its name, an Identity that was deleted by its id.
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
const isNobodyOutside = (principal: string): boolean =>
  /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/.test(principal) || UNIQUE_ID.test(principal);

/** Grants of a key to principals of other accounts, which its policy does not show. */
export const keyGrantsOutside: DerivedFact = defineDerived({
  type: 'AWS::KMS::Key',
  path: 'access.grantsOutside',
  schema: Type.Array(
    Shape({
      grant: Type.String({ description: 'Its id.' }),
      part: OneOf(['grantee', 'retiring-principal']),
      principal: Type.String({ description: 'As AWS gives it.' }),
      account: Nullable(Type.String(), { description: 'Null where the principal is none that AWS documents.' }),
      operations: Type.Array(Type.String()),
    }),
    {
      description:
        'Grants whose grantee, or whoever may retire them, is of another account. AWS services are not among them.',
    },
  ),
  reads: ['access.grants'],
  relation: null,
  derive: (key) => {
    const grants = key.facts['access.grants'] as readonly Grant[] | undefined;
    if (grants === undefined) return unknownBecause(key, 'access.grants');
    return grants.flatMap(({ id, grantee, retiringPrincipal, operations }) =>
      (
        [
          ['grantee', grantee],
          ['retiring-principal', retiringPrincipal],
        ] as const
      ).flatMap(([part, principal]) => {
        if (principal === null || isNobodyOutside(principal)) return [];
        const account = accountOf(principal);
        return account === key.account ? [] : [{ grant: id, part, principal, account, operations: [...operations] }];
      }),
    );
  },
});
