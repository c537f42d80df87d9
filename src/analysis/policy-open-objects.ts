import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { identityStatements } from './access/identity-statements.ts';
import { allObjects, grantingOn } from './access/wide-resources.ts';
import { GrantingStatements, notUnderstood, readIdentityPolicy, showStatement } from './identity-policy.ts';

const ASKED = ['s3:GetObject', 's3:PutObject'];

const openObjects = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'access.openObjects',
    schema: GrantingStatements({
      description:
        'The Allow statements that grant s3:GetObject or s3:PutObject, listed in `actions`, on every object of every bucket, less what the document denies.',
    }),
    reads: ['document'],
    relation: null,
    derive: (policy) => {
      const document = readIdentityPolicy(policy);
      if (document instanceof Underivable) return document;
      const { allows, denies, unclear } = identityStatements(document);
      const found = allows.flatMap((one) => {
        const actions = ASKED.filter(
          (action) => grantingOn({ allows: [one], denies }, action.toLowerCase(), allObjects(policy)) !== null,
        );
        return actions.length > 0 ? [showStatement(one, actions)] : [];
      });
      const granted = new Set(found.flatMap(({ actions }) => actions));
      // One that is granted may not be all.
      if (granted.size < ASKED.length && unclear.allow) return notUnderstood(document);
      return granted.size > 0 && unclear.deny ? notUnderstood(document) : found;
    },
  });

/** Whether a customer managed policy reads or writes all objects. */
export const managedPolicyOpenObjects: DerivedFact = openObjects('AWS::IAM::ManagedPolicy');
/** Whether an inline policy reads or writes all objects. */
export const inlinePolicyOpenObjects: DerivedFact = openObjects('AWS::IAM::Policy');
