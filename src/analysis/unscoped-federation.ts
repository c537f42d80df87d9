import { Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { federationProblems, unscopedFederation } from './access/trust/federation.ts';
import { listGrants, place, placeOf, resourcePolicy } from './resource-policy.ts';

/** Trust of a role in identity providers that lets in more than one application and its subjects. */
export const roleUnscopedFederation: DerivedFact = defineDerived({
  type: 'AWS::IAM::Role',
  path: 'access.unscopedFederation',
  schema: Type.Array(
    Shape({
      ...place,
      provider: Type.String({ description: 'The Federated principal, as written.' }),
      protocol: OneOf(['oidc', 'saml']),
      problem: OneOf(federationProblems, {
        description:
          'wide: a wildcard or another value lets too much in; foreign-provider: the provider is of another account.',
      }),
      key: Type.String({ description: 'The condition key that should fix it.' }),
      value: Nullable(Type.String(), { description: 'The value that lets too much in; null where there is none.' }),
    }),
    { description: 'Allow statements for identity providers whose tokens are not held to an audience and a subject.' },
  ),
  reads: [resourcePolicy],
  relation: null,
  derive: (role) => {
    const found = listGrants(role, (document) => unscopedFederation(document, role.account));
    if (found instanceof Underivable) return found;
    return found.map(({ statement, ...one }) => ({ ...placeOf(statement), ...one }));
  },
});
