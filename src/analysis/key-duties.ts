import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { dualDuties, openGrantCreation } from './access/trust/key-duties.ts';
import { conditionKeys, listGrants, place, placeOf, resourcePolicy } from './resource-policy.ts';

const type = 'AWS::KMS::Key';

/** Who may pass a key on as they like. */
export const keyOpenGrantCreation: DerivedFact = defineDerived({
  type,
  path: 'access.openGrantCreation',
  schema: Type.Array(
    Shape({
      ...place,
      principal: Type.String({ description: 'As written.' }),
      conditions: Type.Array(Type.String(), { description: 'Keys of its conditions, as written.' }),
    }),
    {
      description:
        'Allow statements of kms:CreateGrant that are neither for AWS services alone (kms:GrantIsForAWSResource) nor fixed to operations ' +
        'and a grantee. That the policy names its own account, which only delegates to IAM, does not count.',
    },
  ),
  reads: [resourcePolicy],
  relation: null,
  derive: (key) => {
    const found = listGrants(key, (document) => openGrantCreation(document, key));
    if (found instanceof Underivable) return found;
    return found.map(({ statement, principal }) => ({
      ...placeOf(statement),
      principal,
      conditions: conditionKeys(statement),
    }));
  },
});

/** Who both governs a key and uses it. */
export const keyDualDuty: DerivedFact = defineDerived({
  type,
  path: 'access.dualDuty',
  schema: Type.Array(
    Shape({
      principal: Type.String({ description: 'As written.' }),
      administers: Type.Array(Type.String()),
      uses: Type.Array(Type.String()),
    }),
    {
      description:
        'Principals named in the key policy that may both administer the key and decrypt or make data keys with it.',
    },
  ),
  reads: [resourcePolicy],
  relation: null,
  derive: (key) => {
    const found = listGrants(key, (document) => dualDuties(document, key));
    if (found instanceof Underivable) return found;
    return found.map(({ principal, administers, uses }) => ({
      principal,
      administers: [...administers],
      uses: [...uses],
    }));
  },
});
