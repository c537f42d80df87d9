import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { administrationIn } from './access/administration.ts';
import { GrantingStatements, notUnderstood, readIdentityPolicy, showStatement } from './identity-policy.ts';

/** What makes a customer managed policy an administrator's, by its own document alone. */
export const policyAdministration: DerivedFact = defineDerived({
  type: 'AWS::IAM::ManagedPolicy',
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
