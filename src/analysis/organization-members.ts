import type { Relation } from '../model/derived.ts';

/** Which organization each account belongs to, as far as the snapshot holds it. */
export interface OrganizationMembers {
  /** The organization of each account, by the account's id; null: it belongs to none. */
  readonly organizations: Map<string, string | null>;
  /** Organizations whose accounts are listed. */
  readonly listed: Set<string>;
  /** Whether a listing of accounts was refused, or broken off. */
  incomplete: boolean;
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
  start: () => ({ organizations: new Map(), listed: new Set(), incomplete: false }),
  add: ({ organizations, listed }, { type, account, facts }) => {
    if (type === organizationType) {
      const id = facts['id'] as string | null | undefined;
      if (id !== undefined) organizations.set(account, id);
      return;
    }
    const member = facts['accountId'] as string | undefined;
    const organization = facts['organization'] as string | undefined;
    if (member === undefined || organization === undefined) return;
    organizations.set(member, organization);
    listed.add(organization);
  },
  addGap: (index, { type }) => {
    if (type === accountType) index.incomplete = true;
  },
};

/**
 * Whether an account, or an organization, is of the same organization as the account: null where that is not known, as only the
 * management account and delegated administrators may list the others.
 */
export const isOfSameOrganization = (
  { organizations, listed, incomplete }: OrganizationMembers,
  account: string,
  id: string,
): boolean | null => {
  const own = organizations.get(account);
  if (own === undefined) return null;
  if (own === null) return false;
  if (id.startsWith('o-')) return id === own;
  const other = organizations.get(id);
  if (other !== undefined) return other === own;
  return listed.has(own) && !incomplete ? false : null;
};
