import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { wholeServicesIn } from './access/whole-services.ts';
import { GrantingStatements, notUnderstood, readIdentityPolicy, showStatement } from './identity-policy.ts';

/** Where a customer managed policy grants a whole service. */
export const policyWholeServices: DerivedFact = defineDerived({
  type: 'AWS::IAM::ManagedPolicy',
  path: 'access.wholeServices',
  schema: GrantingStatements({
    description: 'The Allow statements that grant all actions of a service by a wildcard, on whatever resource.',
  }),
  reads: ['document'],
  relation: null,
  derive: (policy) => {
    const document = readIdentityPolicy(policy);
    if (document instanceof Underivable) return document;
    const found = wholeServicesIn(document);
    return found?.map(({ one, patterns }) => showStatement(one, patterns)) ?? notUnderstood(document);
  },
});
