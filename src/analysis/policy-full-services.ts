import { Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { fullServicesIn, SENSITIVE_SERVICES } from './access/full-services.ts';
import { notUnderstood, readIdentityPolicy } from './identity-policy.ts';
import { conditionKeys, place, placeOf } from './resource-policy.ts';

const fullServices = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'access.fullServices',
    schema: Type.Array(
      Shape({
        service: OneOf(SENSITIVE_SERVICES),
        ...place,
        conditions: Type.Array(Type.String(), { description: 'Keys of its conditions, as written.' }),
      }),
      {
        description:
          'Services on which the safety of all others rests, and of which the document grants every action on all resources, by whatever patterns and less what it denies.',
      },
    ),
    reads: ['document'],
    relation: null,
    derive: (policy) => {
      const document = readIdentityPolicy(policy);
      if (document instanceof Underivable) return document;
      const found = fullServicesIn(document, policy);
      if (found === null) return notUnderstood(document);
      return found.map(({ service, one: { statement } }) => ({
        service,
        ...placeOf(statement),
        conditions: conditionKeys(statement),
      }));
    },
  });

/** Whether a customer managed policy grants all of a sensitive service. */
export const managedPolicyFullServices: DerivedFact = fullServices('AWS::IAM::ManagedPolicy');

/** Whether an inline policy grants all of a sensitive service. */
export const inlinePolicyFullServices: DerivedFact = fullServices('AWS::IAM::Policy');

/** Whether a policy of AWS that is in use grants all of a sensitive service. */
export const awsPolicyFullServices: DerivedFact = fullServices('AWS::IAM::AWSManagedPolicy');
