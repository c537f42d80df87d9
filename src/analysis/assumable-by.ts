import { Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { callerKinds, trustedCallers } from './access/trust/assumable.ts';
import { conditionKeys, listGrants, place, placeOf, resourcePolicy } from './resource-policy.ts';

/** Who with AWS credentials may assume a role, and what the role asks of them. */
export const assumableBy: DerivedFact = defineDerived({
  type: 'AWS::IAM::Role',
  path: 'access.assumableBy',
  schema: Type.Array(
    Shape({
      ...place,
      principal: Type.String({ description: 'As written.' }),
      kind: OneOf(callerKinds, {
        description: 'account: everybody in it whom its own IAM policies let; session: one session of a role.',
      }),
      id: Type.String({ description: 'Account or organization, or what a condition fixes; * for everybody.' }),
      organization: Nullable(Type.String(), { description: 'The organization that the trust is confined to.' }),
      outside: Type.Boolean({ description: 'Of another account than the role.' }),
      externalIdLength: Nullable(Type.Integer(), {
        description:
          'Characters of the shortest external id that is accepted; null where none is asked for, or one with a wildcard.',
      }),
      mfa: Type.Boolean({ description: 'Only with a second factor.' }),
      narrowed: Type.Boolean({
        description: 'Whether a condition narrows who of them may, or when, beyond the account and the organization.',
      }),
      conditions: Type.Array(Type.String(), { description: 'Keys of its conditions, as written.' }),
    }),
    { description: 'Users, roles and accounts that the trust policy lets assume the role with sts:AssumeRole.' },
  ),
  reads: [resourcePolicy],
  relation: null,
  derive: (role) => {
    const trusted = listGrants(role, (document) => trustedCallers(document, role));
    if (trusted instanceof Underivable) return trusted;
    return trusted.map(({ statement, ...one }) => ({
      ...placeOf(statement),
      ...one,
      conditions: conditionKeys(statement),
    }));
  },
});
