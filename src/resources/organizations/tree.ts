import {
  type Account,
  OrganizationsClient,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  paginateListRoots,
  type Root,
} from '@aws-sdk/client-organizations';
import { given, shared, sharedAfter } from '../live.ts';

/** With this AWS says that the account belongs to no organization. What only few accounts may ask is refused to others with AccessDenied. */
export const notInUse = 'AWSOrganizationsNotInUseException';

/** The root of the organization, of which there is one. Null without an organization. */
export const roots = shared(
  'organizations:ListRoots',
  OrganizationsClient,
  async (client): Promise<readonly Root[]> => {
    const found: Root[] = [];
    const pages = paginateListRoots({ client, pageSize: 20 }, {});
    for await (const { Roots } of pages) found.push(...given(Roots, 'the roots'));
    return found;
  },
  { noneOn: [notInUse] },
);

/** An account, and where it stands. */
export interface PlacedAccount {
  readonly account: Account;
  readonly organization: string;
  /** The ids from the organization down to the unit that holds the account, as `aws:PrincipalOrgPaths` has them. */
  readonly path: string;
}

/** `o-exampleorgid` of `arn:aws:organizations::111122223333:root/o-exampleorgid/r-examplerootid`, and of ARNs below it. */
export const organizationIn = (arn: string | undefined): string =>
  given(
    given(arn, 'an ARN')
      .split('/')
      .find((part) => part.startsWith('o-')),
    'the organization in an ARN',
  );

const accountsUnder = async (
  client: OrganizationsClient,
  parent: string,
  place: Pick<PlacedAccount, 'organization' | 'path'>,
): Promise<PlacedAccount[]> => {
  const found: PlacedAccount[] = [];
  const accounts = paginateListAccountsForParent({ client, pageSize: 20 }, { ParentId: parent });
  for await (const { Accounts } of accounts) {
    for (const account of given(Accounts, 'the accounts')) found.push({ account, ...place });
  }
  const below: Promise<PlacedAccount[]>[] = [];
  const units = paginateListOrganizationalUnitsForParent({ client, pageSize: 20 }, { ParentId: parent });
  for await (const { OrganizationalUnits } of units) {
    for (const { Id } of given(OrganizationalUnits, 'the organizational units')) {
      const unit = given(Id, 'the id of an organizational unit');
      below.push(accountsUnder(client, unit, { ...place, path: `${place.path}${unit}/` }));
    }
  }
  return [...found, ...(await Promise.all(below)).flat()];
};

/**
 * All accounts with their paths, found by walking down from the root: of the lists that AWS has, only those of a unit say where an
 * account stands. Null without an organization.
 */
export const tree = sharedAfter(
  roots,
  ['organizations:ListAccountsForParent', 'organizations:ListOrganizationalUnitsForParent'],
  OrganizationsClient,
  async (client, top): Promise<readonly PlacedAccount[]> => {
    const found: PlacedAccount[] = [];
    for (const { Id, Arn } of top) {
      const root = given(Id, 'the id of the root');
      const organization = organizationIn(Arn);
      found.push(...(await accountsUnder(client, root, { organization, path: `${organization}/${root}/` })));
    }
    return found;
  },
);
