import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { type IdentityStatement, identityStatements } from './access/identity-statements.ts';
import { matchGlob } from './access/pattern.ts';
import { allRoles, grantingOn } from './access/wide-resources.ts';
import { GrantingStatements, notUnderstood, readIdentityPolicy, showStatement } from './identity-policy.ts';

const rolesAtLarge = (type: string, path: string, action: string, what: string): DerivedFact =>
  defineDerived({
    type,
    path,
    schema: GrantingStatements({
      description: `The Allow statements that let ${what} every role of some account, less what the document denies. A prefix of names or a path is not every role.`,
    }),
    reads: ['document'],
    relation: null,
    derive: (policy) => {
      const document = readIdentityPolicy(policy);
      if (document instanceof Underivable) return document;
      const { allows, denies, unclear } = identityStatements(document);
      const found = allows.filter(
        (one) =>
          one.hasAction(action) &&
          allRoles(one, policy).some((roles) => grantingOn({ allows: [one], denies }, action, [roles]) !== null),
      );
      const isCertain = found.length === 0 ? !unclear.allow : !unclear.deny;
      return isCertain ? found.map((one) => showStatement(one, speaking(one, action))) : notUnderstood(document);
    },
  });

/** The patterns of Action that speak of the action; all of NotAction. */
const speaking = ({ statement, actions }: IdentityStatement, action: string): readonly string[] => {
  const isOfIt = (_: string, index: number): boolean =>
    actions.slice(index, index + 1).some((glob) => matchGlob(glob, action));
  return statement.actions?.filter(isOfIt) ?? statement.notActions ?? [];
};

const passing = (type: string): DerivedFact =>
  rolesAtLarge(type, 'access.openPassRole', 'iam:passrole', 'its holder pass');

/** Whether a customer managed policy passes any role. */
export const managedPolicyOpenPassRole: DerivedFact = passing('AWS::IAM::ManagedPolicy');
/** Whether an inline policy passes any role. */
export const inlinePolicyOpenPassRole: DerivedFact = passing('AWS::IAM::Policy');

const assuming = (type: string): DerivedFact =>
  rolesAtLarge(type, 'access.openRoleAssumption', 'sts:assumerole', 'its holder assume');

/** Whether a customer managed policy assumes any role. */
export const managedPolicyOpenRoleAssumption: DerivedFact = assuming('AWS::IAM::ManagedPolicy');
/** Whether an inline policy assumes any role. */
export const inlinePolicyOpenRoleAssumption: DerivedFact = assuming('AWS::IAM::Policy');
