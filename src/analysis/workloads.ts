import { Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { workloadKinds, workloadsOf } from './access/trust/workloads.ts';
import { listGrants, place, placeOf, resourcePolicy } from './resource-policy.ts';

/** The programs that run with a role. */
export const roleWorkloads: DerivedFact = defineDerived({
  type: 'AWS::IAM::Role',
  path: 'access.workloads',
  schema: Type.Array(
    Shape({
      ...place,
      kind: OneOf(workloadKinds),
      id: Type.String({ description: 'The service principal, or the ARN of the identity provider, as written.' }),
    }),
    {
      description:
        'AWS services and OpenID Connect providers of the account that the trust policy lets assume the role: programs run with it.',
    },
  ),
  reads: [resourcePolicy],
  relation: null,
  derive: (role) => {
    const found = listGrants(role, (document) => workloadsOf(document, role.arn));
    if (found instanceof Underivable) return found;
    return found.map(({ statement, kind, id }) => ({ ...placeOf(statement), kind, id }));
  },
});
