import { Type } from 'typebox';
import { Nullable, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { accessPointDelegations } from './access/trust/access-point-delegation.ts';
import { listGrants, place, placeOf, resourcePolicy } from './resource-policy.ts';

/** To whose access points a bucket leaves the decision who gets in. */
export const bucketAccessPointDelegation: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'access.accessPointDelegation',
  schema: Type.Array(
    Shape({
      ...place,
      accounts: Nullable(Type.Array(Type.String()), {
        description: 'Whose access points, sorted; null where the condition does not fix it.',
      }),
    }),
    { description: 'Statements that let everybody in who comes through an access point.' },
  ),
  reads: [resourcePolicy],
  relation: null,
  derive: (bucket) => {
    const found = listGrants(bucket, (document) => accessPointDelegations(document, bucket.arn));
    if (found instanceof Underivable) return found;
    return found.map(({ statement, accounts }) => ({
      ...placeOf(statement),
      accounts: accounts === null ? null : [...accounts],
    }));
  },
});
