import { Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Condition, PolicyDocument } from './access/document.ts';
import { notUnderstood, readIdentityPolicy } from './identity-policy.ts';
import { conditionKeys, place, placeOf } from './resource-policy.ts';

const exclusions = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'access.exclusions',
    schema: Type.Array(
      Shape({
        ...place,
        element: OneOf(['NotAction', 'NotResource']),
        leavesOut: Type.Array(Type.String(), { description: 'What the element names, as written.' }),
        onlyInRegions: Type.Boolean({
          description: 'A condition on aws:RequestedRegion limits the statement to Regions that it lists.',
        }),
        conditions: Type.Array(Type.String(), { description: 'Keys of its conditions, as written.' }),
      }),
      {
        description:
          'The Allow statements that name what they do not grant: everything else they do grant, now and in the future.',
      },
    ),
    reads: ['document'],
    relation: null,
    derive: (policy) => {
      const document = readIdentityPolicy(policy);
      return document instanceof Underivable ? document : exclusionsIn(document);
    },
  });

function exclusionsIn(document: PolicyDocument) {
  const found = document.statements
    .filter(({ effect, understood }) => understood && effect === 'Allow')
    .flatMap((statement) =>
      (['NotAction', 'NotResource'] as const).flatMap((element) => {
        const leavesOut = element === 'NotAction' ? statement.notActions : statement.notResources;
        if (leavesOut === null) return [];
        const onlyInRegions = statement.conditions.some(listsRegions);
        return [
          {
            ...placeOf(statement),
            ...{ element, leavesOut: [...leavesOut], onlyInRegions, conditions: conditionKeys(statement) },
          },
        ];
      }),
    );
  const isUnclear =
    !document.understood || document.statements.some(({ understood, effect }) => !understood && effect !== 'Deny');
  return found.length === 0 && isUnclear ? notUnderstood(document) : found;
}

const listsRegions = ({ key, operator, qualifier, ifExists, values }: Condition): boolean =>
  key.toLowerCase() === 'aws:requestedregion' &&
  qualifier === null &&
  !ifExists &&
  /^String(?:Equals|EqualsIgnoreCase|Like)$/.test(operator) &&
  values.every((value) => !/^[*?]*$/.test(value));

/** Where a customer managed policy allows everything but something. */
export const managedPolicyExclusions: DerivedFact = exclusions('AWS::IAM::ManagedPolicy');
/** Where an inline policy allows everything but something. */
export const inlinePolicyExclusions: DerivedFact = exclusions('AWS::IAM::Policy');
