import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { administrationIn } from './access/administration.ts';
import { GrantingStatements, notUnderstood, readIdentityPolicy, showStatement } from './identity-policy.ts';

const administration = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'access.administration',
    schema: GrantingStatements({
      description:
        'The Allow statements that, alone or only together, grant every action of AWS on all resources, less what the document denies.',
    }),
    reads: ['document'],
    relation: null,
    derive: (policy) => {
      const document = readIdentityPolicy(policy);
      if (document instanceof Underivable) return document;
      return administrationIn(document, policy.partition)?.map((one) => showStatement(one)) ?? notUnderstood(document);
    },
  });

/** What makes a customer managed policy an administrator's, by its own document alone. */
export const policyAdministration: DerivedFact = administration('AWS::IAM::ManagedPolicy');

/** What makes an inline policy an administrator's. */
export const inlinePolicyAdministration: DerivedFact = administration('AWS::IAM::Policy');

/** What makes a policy of AWS that is in use an administrator's. */
export const awsPolicyAdministration: DerivedFact = administration('AWS::IAM::AWSManagedPolicy');
