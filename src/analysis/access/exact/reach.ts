import { parseArn } from '../arn.ts';
import type { PolicyDocument, Principal, Statement } from '../document.ts';
import { anyoneGetsIn, type OutsideSubject, outsidersGetIn } from './outside.ts';
import { NO_TRUST } from './zone.ts';

/**
 * How far a resource's policy reaches at most: `public` to anyone, `external` to somebody outside the account, `account` to identities of
 * the account, `service` only to AWS services, `none` to nobody.
 */
export type Reach = 'public' | 'external' | 'account' | 'service' | 'none' | 'unknown';

const ACCOUNT = /^\d{12}$/;

/**
 * The widest reach of a policy, as the exact procedure decides it. What most policies are (grants to named principals, or to everyone
 * without a condition or a Deny) is seen at a glance.
 */
export function reachOf(policy: PolicyDocument, owner: string): Reach {
  const plain = plainReach(policy, owner);
  if (plain !== null) return plain;
  const subject: OutsideSubject = { owner, policy, rcp: null, acl: null, blockPublicAccess: null, actions: [] };
  const anyone = anyoneGetsIn(subject).truth;
  if (anyone === 'yes') return 'public';
  const outside = outsidersGetIn(subject, NO_TRUST, { firstOnly: true }).truth;
  if (outside === 'yes') return anyone === 'unknown' ? 'unknown' : 'external';
  if (outside === 'unknown' || anyone === 'unknown') return 'unknown';
  return grantsInside(policy.statements, owner) ? 'account' : policy.statements.some(grants) ? 'service' : 'none';
}

/** The reach where it needs no search; null where it does. */
function plainReach({ statements, understood }: PolicyDocument, owner: string): Reach | null {
  if (!understood) return null;
  let reach: Reach = 'none';
  let denies = false;
  let open = false;
  for (const statement of statements) {
    if (!statement.understood) return null;
    if (statement.effect === 'Deny') {
      denies = true;
      continue;
    }
    if (statement.actions?.length === 0 || statement.resources?.length === 0) continue;
    if (statement.principals === null) {
      if (statement.notPrincipals !== null) return null;
      continue;
    }
    for (const principal of statement.principals) {
      const one = plainReachOf(principal, owner);
      if (one === null) return null;
      if (one === 'public' || one === 'external') {
        if (statement.notActions !== null || statement.notResources !== null) return null;
        if (statement.conditions.length > 0 && !(one === 'public' && isForOrganization(statement))) return null;
        open = true;
      }
      const narrowed = one === 'public' && statement.conditions.length > 0 ? 'external' : one;
      if (WIDTH[narrowed] > WIDTH[reach]) reach = narrowed;
    }
  }
  return open && denies ? null : reach;
}

/** Everyone of some organization, which has other accounts: the one condition that most policies with `*` have. */
function isForOrganization({ conditions }: Statement): boolean {
  const [only, ...more] = conditions;
  return (
    only !== undefined &&
    more.length === 0 &&
    only.operator === 'StringEquals' &&
    only.qualifier === null &&
    !only.ifExists &&
    only.key.toLowerCase() === 'aws:principalorgid' &&
    only.values.length > 0 &&
    only.values.every((value) => /^o-[a-z0-9]+$/.test(value))
  );
}

const WIDTH = { unknown: 0, none: 0, service: 1, account: 2, external: 3, public: 4 } as const;

function plainReachOf({ type, value }: Principal, owner: string): Reach | null {
  if (value === '*') return type === '*' || type === 'AWS' ? 'public' : null;
  if (type === 'Service') return value.includes('*') ? null : 'service';
  if (type !== 'AWS' || value.includes('*') || value.includes('$')) return null;
  if (ACCOUNT.test(value)) return value === owner ? 'account' : 'external';
  const account = parseArn(value)?.account ?? '';
  return ACCOUNT.test(account) ? (account === owner ? 'account' : 'external') : null;
}

const grants = ({ effect, actions, resources, principals, notPrincipals }: Statement): boolean =>
  effect === 'Allow' && actions?.length !== 0 && resources?.length !== 0 && (principals ?? notPrincipals) !== null;

const grantsInside = (statements: readonly Statement[], owner: string): boolean =>
  statements.some(
    (statement) =>
      grants(statement) &&
      (statement.notPrincipals !== null ||
        statement.principals?.some(({ type, value }) => type === '*' || value === '*' || value.includes(owner)) ===
          true),
  );
