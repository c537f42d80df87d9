import { Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import type { PolicyDocument } from './access/document.ts';
import { likelyCallers } from './access/escalation/callers.ts';
import { grantAdministration, isAdministrator } from './access/estate/administrators.ts';
import { delegationOf, type Gap, gapKinds, type Holder, mayDelegate } from './access/estate/delegation.ts';
import type { NamedDocument } from './access/estate/documents.ts';
import type { Identity } from './access/estate/identities.ts';
import { ofIdentity } from './access/of-identity.ts';
import type { Truth } from './access/truth.ts';
import { notInSnapshot, unknownBecause } from './derive.ts';
import { documentsOfGroup, type IdentityEstate, identityEstate, undecidedBy } from './identity-estate.ts';
import { notUnderstood, readIdentityPolicy } from './identity-policy.ts';

const delegation = (type: string, reads: readonly string[]): DerivedFact =>
  defineDerived({
    type,
    path: 'access.delegation',
    schema: Shape(
      {
        grants: Type.Array(Type.String(), {
          description: 'The actions that make users and roles, give them policies or set their permissions boundary.',
        }),
        gaps: Type.Array(
          Shape({
            kind: OneOf(gapKinds, {
              description:
                'no-boundary: it is allowed for users or roles without a boundary; any-boundary: with one that is not fixed; removes-boundary: boundaries can be taken away; edits-boundary: the policy that bounds can be changed.',
            }),
            action: Type.String(),
            boundary: Nullable(Type.String(), {
              description: 'A boundary that is accepted, or that can be changed; null where there is none.',
            }),
            holder: Type.String({
              description: 'ARN of a user or role for which it is so; of an invented one where nobody has the policy.',
            }),
          }),
        ),
      },
      {
        description:
          'What the policy lets its holders who are no administrators delegate, and how the permissions boundary of those whom they make can be avoided: by all policies of each holder, within its boundary and the service control policies that the snapshot holds.',
      },
    ),
    reads: ['document', ...reads],
    relation: identityEstate,
    derive: (policy, index) => {
      const document = readIdentityPolicy(policy);
      if (document instanceof Underivable) return document;
      if (document.understood && !mayDelegate(document)) return { grants: [], gaps: [] };
      const holders = holdersOf(policy, document, index);
      return holders instanceof Underivable ? holders : delegatedBy(document, holders);
    },
  });

/** Somebody who has the policy, and whether it is an administrator. */
interface Asked {
  readonly holder: Holder;
  readonly isAdministrator: Truth;
}

function delegatedBy(document: PolicyDocument, holders: readonly Asked[]) {
  const grants = new Set<string>();
  const gaps = new Map<string, Gap & { holder: string }>();
  let doubt: string | null = null;
  for (const { holder, isAdministrator: truth } of holders) {
    if (truth === 'yes') continue;
    const found = delegationOf(document, holder);
    doubt ??= found.doubt;
    if (truth === 'unknown') {
      if (found.gaps.length > 0) doubt ??= `whether ${holder.arn} is an administrator is not certain`;
      continue;
    }
    for (const grant of found.grants) grants.add(grant);
    for (const gap of found.gaps) {
      const key = `${gap.kind} ${gap.action}`;
      if (!gaps.has(key)) gaps.set(key, { ...gap, holder: holder.arn });
    }
  }
  if (gaps.size > 0 || doubt === null) return { grants: [...grants], gaps: [...gaps.values()] };
  return document.problems.length > 0
    ? notUnderstood(document)
    : new Underivable({ operation: '', code: UnknownCode.notUnderstood, message: doubt });
}

/** The users and roles that have the policy; somebody invented where nobody has. */
function holdersOf(policy: Resource, document: PolicyDocument, index: IdentityEstate): Asked[] | Underivable {
  const owners = ownersOf(policy);
  if (owners instanceof Underivable) return owners;
  const found: Asked[] = [];
  for (const arn of owners) {
    const some = arn.includes(':group/') ? membersOf(arn, policy, index) : principal(arn, index);
    if (some instanceof Underivable) return some;
    found.push(...some);
  }
  return owners.length > 0 ? found : invented([{ name: '', document }], policy);
}

/** ARNs of the users, groups and roles that have the policy. */
function ownersOf(policy: Resource): readonly string[] | Underivable {
  if (policy.type === 'AWS::IAM::Policy') {
    const owner = policy.facts['owner'] as { readonly arn: string } | undefined;
    return owner === undefined ? unknownBecause(policy, 'owner') : [owner.arn];
  }
  return (policy.facts['attachedTo'] as readonly string[] | undefined) ?? unknownBecause(policy, 'attachedTo');
}

function principal(arn: string, { estate }: IdentityEstate): readonly Asked[] | Underivable {
  const identity = estate.identities.find(arn);
  return identity === null ? notInSnapshot(arn) : [asked(identity, { estate })];
}

const asked = (identity: Identity, { estate }: Pick<IdentityEstate, 'estate'>): Asked => {
  const { arn, account, partition } = identity;
  const { policies } = estate.apply(arn, 'iam:CreateRole', '*');
  return { holder: { arn, account, partition, policies }, isAdministrator: isAdministrator(estate, identity) };
};

function membersOf(arn: string, policy: Resource, index: IdentityEstate): readonly Asked[] | Underivable {
  const { identities } = index.estate;
  const gap = identities.gaps.find(({ type, account }) => type === 'AWS::IAM::User' && account === policy.account);
  if (gap !== undefined) {
    const { operation, code, message } = gap;
    return new Underivable({ operation, code, message });
  }
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const users = [...identities.all()].filter(({ account, kind }) => account === policy.account && kind === 'user');
  const homeless = users.find(({ documents }) => documents.some((one) => one.name === 'policies of its groups'));
  if (homeless !== undefined) return undecidedBy(homeless.documents, `which groups ${homeless.arn} is in is not known`);
  const members = users.filter(({ groups }) => groups.includes(name));
  if (members.length > 0) return members.map((member) => asked(member, index));
  const documents = documentsOfGroup(index, arn);
  return documents === null ? notInSnapshot(arn) : invented(documents, policy);
}

/** Somebody of the account who has these policies, and nothing else. */
const invented = (documents: readonly NamedDocument[], { account, partition }: Resource): Asked[] => {
  const own = documents.map(({ document }) => document);
  const prefix = `arn:${partition}:iam::${account}:`;
  const callers = likelyCallers(own).filter((arn) => arn.startsWith(prefix));
  return (callers.length > 0 ? callers : [`${prefix}user/somebody`]).map((arn) => ({
    holder: { arn, account, partition, policies: ofIdentity(own) },
    isAdministrator: grantAdministration(documents, arn),
  }));
};

/** Whom a customer managed policy lets its holders make, and within which boundary. */
export const managedPolicyDelegation: DerivedFact = delegation('AWS::IAM::ManagedPolicy', ['attachedTo']);
/** Whom an inline policy lets its holder make, and within which boundary. */
export const inlinePolicyDelegation: DerivedFact = delegation('AWS::IAM::Policy', ['owner']);
