import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Unknown } from '../model/resource.ts';
import { roleSurface } from './access/trust/granted-actions.ts';
import { resourcePolicy } from './resource-policy.ts';
import { outsideEntries } from './trusted-outside.ts';

/** Which organization each account belongs to, as far as the snapshot holds it. */
export interface OrganizationMembers {
  /** The organization of each account, by the account's id; null: it belongs to none. */
  readonly organizations: Map<string, string | null>;
  /** Why there may be more: a listing that was refused, or broken off. */
  gap: Unknown | null;
}

const accountType = 'AWS::Organizations::Account';
const organizationType = 'AWS::Organizations::Organization';

/** The accounts of the organizations in the snapshot. Only some accounts may list them; each may ask for its own organization. */
export const organizationMembers: Relation<OrganizationMembers> = {
  name: 'organization-members',
  gathers: [
    { type: accountType, facts: ['accountId', 'organization'] },
    { type: organizationType, facts: ['id'] },
  ],
  start: () => ({ organizations: new Map(), gap: null }),
  add: (index, resource) => {
    const { organizations } = index;
    const { type, account, facts, unknown } = resource;
    if (type === organizationType) {
      const id = facts['id'] as string | null | undefined;
      if (id !== undefined) organizations.set(account, id);
      else index.gap ??= unknown['id'] ?? null;
      return;
    }
    const member = facts['accountId'] as string | undefined;
    const organization = facts['organization'] as string | undefined;
    if (member !== undefined && organization !== undefined) organizations.set(member, organization);
  },
  addGap: (index, { operation, code, message }) => {
    index.gap ??= { operation, code, message };
  },
};

/**
 * Whether an account, or an organization, belongs to the organization of the account; or why that is not known. A source that knows no
 * organizations, such as a template, leaves everybody else a stranger.
 */
export const isOfSameOrganization = (
  { organizations, gap }: OrganizationMembers,
  account: string,
  id: string,
): boolean | Unknown => {
  const own = organizations.get(account);
  if (own === null) return false;
  const other = id.startsWith('o-') ? id : organizations.get(id);
  if (own !== undefined && other !== undefined) return other === own;
  const canBeMember = id.startsWith('o-') || /^\d{12}$/.test(id);
  return gap !== null && canBeMember ? gap : false;
};

/** Those of some accounts and organizations that are neither among one's own accounts nor of their organization. */
export const strangersAmong = (
  members: OrganizationMembers,
  own: readonly string[],
  ids: readonly string[],
): string[] | Underivable => {
  const strangers: string[] = [];
  for (const id of ids) {
    if (own.includes(id)) continue;
    const same = own.map((account) => isOfSameOrganization(members, account, id));
    if (same.includes(true)) continue;
    const unknown = same.find((one) => typeof one !== 'boolean');
    if (typeof unknown === 'object') return new Underivable(unknown);
    strangers.push(id);
  }
  return strangers;
};

/** Who of those outside that a role trusts is of another organization, or of none. */
export const roleStrangers: DerivedFact = defineDerived({
  type: 'AWS::IAM::Role',
  path: 'access.strangers',
  schema: Type.Array(Type.String(), {
    description: 'The ids in `access.trustedOutside` that are not of the organization of the account.',
  }),
  reads: [resourcePolicy],
  relation: organizationMembers,
  derive: (role, members) => {
    const entries = outsideEntries(role, roleSurface);
    if (entries instanceof Underivable) return entries;
    const strangers = new Set<string>();
    for (const { id } of entries) {
      const same = isOfSameOrganization(members, role.account, id);
      if (typeof same !== 'boolean') return new Underivable(same);
      if (!same) strangers.add(id);
    }
    return [...strangers].sort();
  },
});
