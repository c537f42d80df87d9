import { parseArn } from '../arn.ts';
import type { PolicyDocument, Principal, Statement } from '../document.ts';
import { actionsSpokenOf, narrow, type Surface, speaksOfResource } from './granted-actions.ts';
import { Guards, type Terms } from './guard.ts';
import { logDeliveryAccounts, logDeliveryActions } from './log-delivery-accounts.ts';
import { accountOf } from './principal-account.ts';
import type { RestrictedValue, Restriction } from './restriction.ts';

/** Kinds of parties that a resource's policy lets in. */
export const partyKinds = [
  'account',
  'organization',
  'provider',
  'canonical-user',
  'log-delivery',
  'network',
  'source',
  'anyone',
] as const;

/** Somebody outside the resource's account. */
export interface Party {
  readonly kind: (typeof partyKinds)[number];
  readonly id: string;
  /** The organization that the grant is confined to; null if it is to none. */
  readonly organization: string | null;
}

/** Somebody outside, and by what they get in. */
export interface OutsideGrant extends Party {
  readonly statement: Statement;
  readonly principal: string;
  /** Those actions of the surface that are given. */
  readonly actions: readonly string[];
}

/** The resource whose policy is read. */
export interface Owned {
  readonly arn: string;
  readonly account: string;
  readonly surface: Surface;
}

/**
 * Everybody outside the resource's account to whom an Allow statement of its policy gives anything, less what Deny statements of the
 * same document certainly take back. AWS services are not among them, nor principals that were deleted.
 */
export function outsideGrants(document: PolicyDocument, owned: Owned): readonly OutsideGrant[] {
  const guards = new Guards(document);
  const grants: OutsideGrant[] = [];
  for (const statement of document.statements) {
    if (statement.effect !== 'Allow' || !statement.understood || !speaksOfResource(statement, owned.arn)) continue;
    for (const principal of grantees(statement)) {
      const ways = guards.waysThrough(narrow(statement, owned.arn, owned.surface), principal, owned.surface.services);
      const parties = partiesOf(principal, ways, owned.account);
      if (parties.length === 0) continue;
      const actions = actionsGiven(statement, principal, guards, owned);
      if (actions.length === 0 && owned.surface.complete) continue;
      for (const party of parties) {
        const kind = isLogDelivery(party, actions, owned) ? 'log-delivery' : party.kind;
        grants.push({ ...party, kind, statement, principal: principal.value, actions });
      }
    }
  }
  return grants;
}

const isLogDelivery = ({ kind, id }: Party, actions: readonly string[], { surface }: Owned): boolean =>
  surface.services.includes('s3') &&
  kind === 'account' &&
  logDeliveryAccounts.has(id) &&
  actions.every((action) => logDeliveryActions.has(action));

/** Of an Allow with NotPrincipal, everybody: who is left out of it is let in by another name. */
export const grantees = ({ principals, notPrincipals }: Statement): readonly Principal[] =>
  principals ?? (notPrincipals === null ? [] : [{ type: '*', value: '*' }]);

/** The actions of the surface that reach the principal: a Deny may take some of them back. */
function actionsGiven(
  statement: Statement,
  principal: Principal,
  guards: Guards,
  { arn, surface }: Owned,
): readonly string[] {
  const spoken = actionsSpokenOf(statement, surface, arn);
  const given = guards.any
    ? spoken.filter(
        (action) => guards.waysThrough(narrow(statement, arn, surface, action), principal, surface.services).length > 0,
      )
    : spoken;
  return given.map(({ name }) => name);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export const UNIQUE_ID = /^A[A-Z]{3}[A-Z0-9]{12,}$/;
const ACCOUNT = /^\d{12}$/;

/** Who of this member of a Principal element stands outside the account, and gets through in one of these ways. */
export function partiesOf(principal: Principal, ways: readonly Terms[], account: string): readonly Party[] {
  const parties = new Map<string, Party>();
  for (const way of ways) {
    for (const party of partiesOfWay(principal, way, account)) {
      parties.set(`${party.kind} ${party.id} ${party.organization}`, party);
    }
  }
  return [...parties.values()];
}

function partiesOfWay({ type, value }: Principal, way: Terms, owner: string): readonly Party[] {
  if (type === 'Service') return [];
  if (type === 'CanonicalUser') return [{ kind: 'canonical-user', id: value, organization: null }];
  if (type === 'Federated') {
    const account = parseArn(value)?.account;
    return account === owner ? [] : within(way, { kind: 'provider', id: value });
  }
  if (value === '*') return everybody(way, owner);
  const named = accountOf(value);
  // A deleted principal is nobody, and what else is no ARN AWS does not save.
  if (named === null || named === owner) return [];
  const callers = listsOf(way, CALLER_KEYS);
  if (callers.some((accounts) => !accounts.includes(named))) return [];
  // An origin access identity is a user that CloudFront holds for an account that its name does not tell.
  if (named === 'cloudfront') return [{ kind: 'canonical-user', id: value, organization: null }];
  return within(way, { kind: 'account', id: named });
}

/** The party once for each organization that the grant is confined to. */
function within(way: Terms, party: Pick<Party, 'kind' | 'id'>): readonly Party[] {
  const organizations = organizationsOf(way);
  return organizations === null
    ? [{ ...party, organization: null }]
    : organizations.map((organization) => ({ ...party, organization }));
}

/** Keys whose value is the account of the caller, and those whose value is an ARN in it. */
const CALLER_KEYS = new Set(['aws:principalaccount', 'kms:calleraccount', 'aws:principalarn']);
/** Keys that name the account on whose behalf, or through whose access point or endpoint, a request comes. */
const PROXY_KEYS = new Set([
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourcearn',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  'aws:vpceaccount',
]);
const ARN_KEYS = new Set(['aws:principalarn', 'aws:sourcearn', 's3:dataaccesspointarn']);
const ORGANIZATION_KEYS = new Set(['aws:principalorgid', 'aws:sourceorgid', 'aws:vpceorgid']);
const PATH_KEYS = new Set(['aws:principalorgpaths', 'aws:sourceorgpaths', 'aws:vpceorgpaths']);
const NETWORK_KEYS = new Set(['aws:sourcevpce', 'aws:sourcevpc', 'aws:sourcevpcarn', 'aws:sourceip']);

/** Whom of everybody the way leaves: what says who calls counts before what says through whom or from where. */
function everybody(way: Terms, owner: string): readonly Party[] {
  if (way.restrictions.some(isServicesOnly)) return [];
  const callers = listsOf(way, CALLER_KEYS);
  const proxies = listsOf(way, PROXY_KEYS);
  if ([...callers, ...proxies].some((accounts) => accounts.every((account) => account === owner))) return [];
  const accounts = common(callers);
  if (accounts !== null) return outside(accounts, owner).flatMap((id) => within(way, { kind: 'account', id }));
  const organizations = organizationsOf(way);
  if (organizations !== null) {
    return organizations.map((id) => ({ kind: 'organization', id, organization: id }));
  }
  const throughAccounts = common(proxies);
  if (throughAccounts !== null) {
    return outside(throughAccounts, owner).map((id) => ({ kind: 'account', id, organization: null }));
  }
  const sources = way.restrictions.find((one) => one.key === 'aws:sourcearn' && one.values.every(({ wild }) => !wild));
  if (sources !== undefined)
    return sources.values.map(({ text }) => ({ kind: 'source', id: text, organization: null }));
  const networks = way.restrictions.find(
    ({ key, values }) => NETWORK_KEYS.has(key) && values.every(({ wild }) => !wild),
  );
  if (networks !== undefined) {
    return networks.values.map(({ text }) => ({ kind: 'network', id: text, organization: null }));
  }
  return [{ kind: 'anyone', id: '*', organization: null }];
}

/** Only AWS services call so: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const isServicesOnly = ({ key, values }: Restriction): boolean =>
  (key === 'aws:principalisawsservice' && values.every(({ text }) => text.toLowerCase() === 'true')) ||
  key === 'aws:principalservicename' ||
  key === 'aws:principalservicenameslist';

const outside = (accounts: readonly string[], owner: string): readonly string[] =>
  accounts.filter((account) => account !== owner);

/** The accounts that each restriction on one of these keys names; those that do not fix the account are left out. */
function listsOf({ restrictions }: Terms, keys: ReadonlySet<string>): readonly (readonly string[])[] {
  return restrictions.flatMap((restriction) => {
    if (!keys.has(restriction.key)) return [];
    const accounts = accountsOf(restriction);
    return accounts === null ? [] : [accounts];
  });
}

/** The accounts that a restriction fixes; null where one of its values fixes none. */
export function accountsOf(restriction: Restriction): readonly string[] | null {
  const accounts: string[] = [];
  for (const value of restriction.values) {
    const account = ARN_KEYS.has(restriction.key) ? fixedAccount(value, restriction) : value.wild ? null : value.text;
    if (account === null || !ACCOUNT.test(account)) return null;
    accounts.push(account);
  }
  return [...new Set(accounts)];
}

/** A wildcard of an ARN operator stays within its part; one of StringLike does not, so there all before the account must be fixed. */
function fixedAccount({ text, fixed, wild }: RestrictedValue, { operator }: Restriction): string | null {
  const account = parseArn(text)?.account ?? null;
  if (!wild || operator !== 'StringLike') return account;
  return parseArn(fixed)?.account === account ? account : null;
}

const common = (lists: readonly (readonly string[])[]): readonly string[] | null => {
  const [first, ...rest] = lists;
  return first === undefined ? null : first.filter((account) => rest.every((list) => list.includes(account)));
};

/** The organizations that a way is confined to; null if to none. */
function organizationsOf({ restrictions }: Terms): readonly string[] | null {
  const lists = restrictions.flatMap((restriction) => {
    const ids = organizationIds(restriction);
    return ids === null ? [] : [ids];
  });
  return common(lists);
}

function organizationIds({ key, values }: Restriction): readonly string[] | null {
  const paths = PATH_KEYS.has(key);
  if (!paths && !ORGANIZATION_KEYS.has(key)) return null;
  const ids: string[] = [];
  for (const { fixed, wild } of values) {
    // `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*`: the organization is fixed once its slash is.
    const id = paths
      ? fixed.includes('/')
        ? fixed.slice(0, fixed.indexOf('/'))
        : wild
          ? null
          : fixed
      : wild
        ? null
        : fixed;
    if (id === null || !/^o-[a-z0-9]+$/.test(id)) return null;
    ids.push(id);
  }
  return [...new Set(ids)];
}
