import { Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { stalePrincipals } from './access/trust/stale.ts';
import { notUnderstood } from './identity-policy.ts';
import { place, placeOf, readResourcePolicy, resourcePolicy } from './resource-policy.ts';

const schema = Type.Array(
  Shape({
    ...place,
    effect: OneOf(['Allow', 'Deny']),
    element: OneOf(['Principal', 'NotPrincipal']),
    id: Type.String({ description: 'The unique id that IAM shows in place of the ARN.' }),
  }),
  { description: 'Principals of the policy that were deleted.' },
);

const stale = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'access.stalePrincipals',
    schema,
    reads: [resourcePolicy],
    relation: null,
    derive: (resource) => {
      const document = readResourcePolicy(resource);
      if (document instanceof Underivable) return document;
      if (!document.understood || document.statements.some(({ understood }) => !understood))
        return notUnderstood(document);
      return stalePrincipals(document).map(({ statement, effect, element, id }) => ({
        ...placeOf(statement),
        effect,
        element,
        id,
      }));
    },
  });

/** Deleted principals in a trust policy. */
export const roleStalePrincipals: DerivedFact = stale('AWS::IAM::Role');
/** Deleted principals in a bucket's policy. */
export const bucketStalePrincipals: DerivedFact = stale('AWS::S3::Bucket');
/** Deleted principals in a key's policy. */
export const keyStalePrincipals: DerivedFact = stale('AWS::KMS::Key');
/** Deleted principals in a table's policy. */
export const tableStalePrincipals: DerivedFact = stale('AWS::DynamoDB::Table');
