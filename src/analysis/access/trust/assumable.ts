import { parseArn } from '../arn.ts';
import type { PolicyDocument, Principal, Statement } from '../document.ts';
import { actionsSpokenOf, roleSurface } from './granted-actions.ts';
import { Guards, type Terms } from './guard.ts';
import { grantees, type Owned, partiesOf } from './outside.ts';
import { accountOf } from './principal-account.ts';
import type { Restriction } from './restriction.ts';

/** Kinds of callers that a role trusts with sts:AssumeRole. */
export const callerKinds = [
  'user',
  'role',
  'session',
  'account',
  'organization',
  'network',
  'source',
  'anyone',
] as const;

/** Somebody with AWS credentials who may assume a role, and what the trust policy asks of them. */
export interface Trusted {
  readonly statement: Statement;
  readonly principal: string;
  /** `account`: everybody in it whom its own policies let. */
  readonly kind: (typeof callerKinds)[number];
  /** The account or the organization; what else a condition fixes; `*` for everybody. */
  readonly id: string;
  readonly organization: string | null;
  readonly outside: boolean;
  /** Of the shortest external id that opens the role; null where none is asked for. */
  readonly externalIdLength: number | null;
  readonly mfa: boolean;
  /** Whether a condition narrows who of them may, or when they may, beyond the account and the organization. */
  readonly narrowed: boolean;
}

/** Keys that do not tell one principal of an account from another. */
const NOT_NARROWING = new Set([
  ...['aws:principalaccount', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:principaltype'],
  ...['aws:securetransport', 'aws:requestedregion', 'aws:currenttime', 'aws:epochtime', 'aws:principalisawsservice'],
]);

/** Everybody with AWS credentials whom the trust policy of a role lets assume it. */
export function trustedCallers(
  document: PolicyDocument,
  { arn, account }: Pick<Owned, 'arn' | 'account'>,
): readonly Trusted[] {
  const guards = new Guards(document);
  const found: Trusted[] = [];
  for (const statement of document.statements) {
    if (statement.effect !== 'Allow' || !statement.understood) continue;
    if (!actionsSpokenOf(statement, roleSurface, arn).some(({ name }) => name === 'sts:AssumeRole')) continue;
    const narrowed: Statement = { ...statement, actions: ['sts:AssumeRole'], notActions: null };
    for (const principal of grantees(statement)) {
      if (principal.type !== 'AWS' && principal.type !== '*') continue;
      const ways = guards.waysThrough(narrowed, principal, roleSurface.services);
      if (ways.length === 0) continue;
      for (const who of whoIs(principal, ways, account)) {
        found.push({ statement, principal: principal.value, ...who, ...asked(ways) });
      }
    }
  }
  return found;
}

type Who = Pick<Trusted, 'kind' | 'id' | 'organization' | 'outside'>;

function whoIs(principal: Principal, ways: readonly Terms[], account: string): readonly Who[] {
  const parties = partiesOf(principal, ways, account);
  const everybody = principal.value === '*';
  const named = everybody ? account : accountOf(principal.value);
  // A deleted principal is nobody.
  if (named === null) return [];
  if (parties.length === 0) {
    const inside = ways.some((way) => !isOfServices(way)) && (everybody || named === account);
    return inside ? [{ kind: kindOf(principal, ways), id: account, organization: null, outside: false }] : [];
  }
  return parties.flatMap(({ kind, id, organization }): readonly Who[] => {
    switch (kind) {
      case 'account':
        return [{ kind: kindOf(principal, ways), id, organization, outside: true }];
      case 'organization':
      case 'network':
      case 'source':
      case 'anyone':
        return [{ kind, id, organization, outside: true }];
      case 'provider':
      case 'canonical-user':
      case 'log-delivery':
        return [];
      default:
        return kind satisfies never;
    }
  });
}

const isOfServices = ({ restrictions }: Terms): boolean =>
  restrictions.some(
    ({ key, values }) => key === 'aws:principalisawsservice' && values.some(({ text }) => text === 'true'),
  );

/** A user, a role or a whole account; a condition on aws:PrincipalArn names as the Principal element would. */
function kindOf({ value }: Principal, ways: readonly Terms[]): 'user' | 'role' | 'session' | 'account' {
  const resource = parseArn(value)?.resource ?? '';
  if (resource.startsWith('user/')) return 'user';
  if (resource.startsWith('role/')) return 'role';
  if (resource.includes('/')) return 'session';
  const fixes = (part: string): boolean =>
    ways.every(({ restrictions }) =>
      restrictions.some(
        ({ key, values }) => key === 'aws:principalarn' && values.every(({ fixed }) => fixed.includes(part)),
      ),
    );
  return fixes(':role/') ? 'role' : fixes(':user/') ? 'user' : 'account';
}

/** What all ways in ask for. */
function asked(ways: readonly Terms[]): Pick<Trusted, 'externalIdLength' | 'mfa' | 'narrowed'> {
  const lengths = ways.map(({ restrictions }) => externalIdLength(restrictions));
  return {
    externalIdLength:
      lengths.reduce((least, one) => (least === null || one === null ? null : Math.min(least, one))) ?? null,
    mfa: ways.every(({ restrictions }) => restrictions.some(isMfa)),
    narrowed: ways.every(({ restrictions }) => restrictions.some(({ key }) => !NOT_NARROWING.has(key))),
  };
}

/** An external id with a wildcard can be guessed: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html */
function externalIdLength(restrictions: readonly Restriction[]): number | null {
  const lengths = restrictions
    .filter(({ key, values }) => key === 'sts:externalid' && values.every(({ wild }) => !wild))
    .map(({ values }) => Math.min(...values.map(({ text }) => text.length)));
  return lengths.length === 0 ? null : Math.max(...lengths);
}

/**
 * Access keys of a user carry no sign of a second factor at all, so that only what asks for its presence keeps them out:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
const isMfa = ({ key, operator, values }: Restriction): boolean =>
  (key === 'aws:multifactorauthpresent' &&
    operator === 'Bool' &&
    values.every(({ text }) => text.toLowerCase() === 'true')) ||
  (key === 'aws:multifactorauthage' && operator.startsWith('NumericLessThan'));
