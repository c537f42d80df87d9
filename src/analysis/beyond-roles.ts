import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { findAction } from './access/actions.ts';
import type { AccessPolicies } from './access/authorize.ts';
import { type PolicyDocument, parseDocument } from './access/document.ts';
import type { NamedDocument } from './access/estate/documents.ts';
import { allowsMore, type Comparison } from './access/exact/compare.ts';
import { ofIdentity } from './access/of-identity.ts';
import { CHANGING_PASSWORD, REGISTERING_MFA } from './access/self-service.ts';
import { singleGrants } from './access/single-grants.ts';
import { notInSnapshot } from './derive.ts';
import { documentsOfGroup, identityEstate, identityOf, undecidedBy } from './identity-estate.ts';

const granting = (...Action: readonly string[]): PolicyDocument =>
  parseDocument({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } });

/**
 * Taking on a role, with what belongs to the call: tags and the source identity of the session. Who one is, AWS tells everybody.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html
 */
const ASSUMING = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity', 'sts:GetCallerIdentity'];
const ROLES = ofIdentity([granting(...ASSUMING)]);
const ROLES_AND_ONESELF = ofIdentity([granting(...ASSUMING, ...REGISTERING_MFA, CHANGING_PASSWORD)]);

const path = 'access.beyondRoles';
const schema = Type.Array(
  Shape({
    policy: Type.String({ description: 'What it is called: `policy ARN`, `inline policy NAME`, `… of group NAME`.' }),
    statement: Type.Integer({ minimum: 0, description: 'Its place in the policy, from 0.' }),
    action: Type.String({ description: 'One of the actions that it allows.' }),
    selfService: Type.Boolean({
      description: 'Whether it allows nothing more than to register MFA devices and to change the password.',
    }),
  }),
  {
    description:
      'The Allow statements, of all policies together, that allow anything but assuming roles, after what is denied and within the permissions boundary and the service control policies that the snapshot holds.',
  },
);

interface Beyond {
  readonly policy: string;
  readonly statement: number;
  readonly action: string;
  readonly selfService: boolean;
}

/** What each statement allows beyond roles, within these limits. */
function beyondRoles(documents: readonly NamedDocument[], limits: AccessPolicies): Beyond[] | Underivable {
  const found = new Map<string, Beyond>();
  let doubt: Underivable | null = null;
  for (const { name, statement, documents: own } of singleGrants(documents)) {
    const policies = { ...limits, identity: own };
    const any = allowsMore(policies, ROLES);
    const more = any.truth === 'no' ? any : allowsMore(policies, ROLES_AND_ONESELF);
    if (any.truth === 'unknown' || more.truth === 'unknown') doubt ??= undecidedBy(documents, any.reason);
    const selfService = more.truth === 'no';
    const action = nameOf(selfService ? any : more);
    if (statement === null || action === null || more.truth === 'unknown') continue;
    const key = `${statement.index} ${name}`;
    // A long list of actions is asked about in parts.
    if (found.get(key)?.selfService !== false)
      found.set(key, { policy: name, statement: statement.index, action, selfService });
  }
  return found.size === 0 && doubt !== null ? doubt : [...found.values()];
}

const nameOf = ({ witness }: Comparison): string | null =>
  witness === null ? null : (findAction(witness.action)?.name ?? witness.action);

/** What a user may do besides assuming roles. */
export const userBeyondRoles: DerivedFact = defineDerived({
  ...{ type: 'AWS::IAM::User', path, schema, reads: [] },
  relation: identityEstate,
  costly: true,
  derive: (user, index) => {
    const identity = identityOf(index, user);
    if (identity instanceof Underivable) return identity;
    const { policies } = index.estate.apply(identity.arn, 'sts:AssumeRole', '*');
    return beyondRoles(identity.documents, { ...policies, resource: null, rcp: null });
  },
});

/** What a group lets its members do besides assuming roles. */
export const groupBeyondRoles: DerivedFact = defineDerived({
  ...{ type: 'AWS::IAM::Group', path, schema, reads: [] },
  relation: identityEstate,
  costly: true,
  derive: ({ arn }, index) => {
    const documents = documentsOfGroup(index, arn);
    return documents === null ? notInSnapshot(arn) : beyondRoles(documents, ofIdentity([]));
  },
});
