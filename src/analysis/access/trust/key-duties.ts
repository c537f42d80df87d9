import type { Condition, PolicyDocument, Principal, Statement } from '../document.ts';
import { actionsSpokenOf, keySurface, narrow } from './granted-actions.ts';
import { Guards, type Terms } from './guard.ts';
import { grantees, type Owned, UNIQUE_ID } from './outside.ts';
import { accountOf } from './principal-account.ts';

/** An Allow of kms:CreateGrant by which whoever has it passes the key on as they like. */
export interface OpenGrantCreation {
  readonly statement: Statement;
  readonly principal: string;
}

/** A principal of a key policy that both governs the key and uses it. */
export interface DualDuty {
  readonly principal: string;
  readonly administers: readonly string[];
  readonly uses: readonly string[];
}

/** To name the key's own account only delegates: its IAM policies decide. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const isDelegation = ({ type, value }: Principal, account: string): boolean =>
  type === 'AWS' && accountOf(value) === account && (value === account || value.endsWith(':root'));

/**
 * The statements that give kms:CreateGrant without saying for what. https://docs.aws.amazon.com/kms/latest/developerguide/grant-manage.html
 */
export function openGrantCreation(
  document: PolicyDocument,
  { arn, account }: Pick<Owned, 'arn' | 'account'>,
): readonly OpenGrantCreation[] {
  const guards = new Guards(document);
  const found: OpenGrantCreation[] = [];
  for (const statement of document.statements) {
    if (statement.effect !== 'Allow' || !statement.understood || !speaks(statement, arn, 'kms:CreateGrant')) continue;
    const narrowed = narrow(statement, arn, keySurface, { name: 'kms:CreateGrant', on: 'itself' });
    for (const principal of grantees(statement)) {
      if (isDelegation(principal, account)) continue;
      const ways = guards.waysThrough(narrowed, principal, keySurface.services);
      if (ways.some((way) => !isConstrained(way, statement.conditions)))
        found.push({ statement, principal: principal.value });
    }
  }
  return found;
}

const speaks = (statement: Statement, arn: string, action: string): boolean =>
  actionsSpokenOf(statement, keySurface, arn).some(({ name }) => name === action);

/**
 * For an AWS service on the principal's behalf only, or for some operations of some grantees.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
 */
function isConstrained({ restrictions }: Terms, conditions: readonly Condition[]): boolean {
  const keys = new Set(restrictions.filter(({ values }) => values.every(({ wild }) => !wild)).map(({ key }) => key));
  const forService = restrictions.some(
    ({ key, operator, values }) =>
      key === 'kms:grantisforawsresource' &&
      operator === 'Bool' &&
      values.every(({ text }) => text.toLowerCase() === 'true'),
  );
  // Each request for a grant has operations, so that ForAllValues always speaks of some.
  const operations = conditions.some(
    ({ key, operator, ifExists, qualifier }) =>
      key.toLowerCase() === 'kms:grantoperations' &&
      operator === 'StringEquals' &&
      !ifExists &&
      qualifier === 'ForAllValues',
  );
  return forService || (operations && keys.has('kms:granteeprincipal'));
}

const ADMINISTRATION = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:CreateGrant'] as const;
const USE = [
  ...['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:GenerateDataKeyPair'],
  'kms:GenerateDataKeyPairWithoutPlaintext',
] as const;

/** The named principals that hold both an administrative and a cryptographic permission by the key policy. */
export function dualDuties(document: PolicyDocument, owned: Pick<Owned, 'arn' | 'account'>): readonly DualDuty[] {
  const guards = new Guards(document);
  const held = new Map<string, Set<string>>();
  for (const statement of document.statements) {
    if (statement.effect !== 'Allow' || !statement.understood) continue;
    const spoken = new Set(actionsSpokenOf(statement, keySurface, owned.arn).map(({ name }) => name));
    for (const principal of statement.principals ?? []) {
      if (principal.type !== 'AWS' || principal.value === '*' || isDelegation(principal, owned.account)) continue;
      const actions = held.get(principal.value) ?? new Set();
      held.set(principal.value, actions);
      for (const action of [...ADMINISTRATION, ...USE]) {
        if (!spoken.has(action)) continue;
        const narrowed = narrow(statement, owned.arn, keySurface, { name: action, on: 'itself' });
        const ways = guards.waysThrough(narrowed, principal, keySurface.services);
        const free =
          action === 'kms:CreateGrant' ? ways.filter((way) => !isConstrained(way, statement.conditions)) : ways;
        if (free.length > 0) actions.add(action);
      }
    }
  }
  return [...held].flatMap(([principal, actions]) => {
    const administers = ADMINISTRATION.filter((action) => actions.has(action));
    const uses = USE.filter((action) => actions.has(action));
    return administers.length > 0 && uses.length > 0 ? [{ principal, administers, uses }] : [];
  });
}

/** Who the key policy lets decrypt, as written; that it names its own account, which only delegates to IAM, does not count. */
export function decrypters(
  document: PolicyDocument,
  { arn, account }: Pick<Owned, 'arn' | 'account'>,
): readonly Principal[] {
  const guards = new Guards(document);
  const found = new Map<string, Principal>();
  for (const statement of document.statements) {
    if (statement.effect !== 'Allow' || !statement.understood || !speaks(statement, arn, 'kms:Decrypt')) continue;
    const narrowed = narrow(statement, arn, keySurface, { name: 'kms:Decrypt', on: 'itself' });
    for (const principal of grantees(statement)) {
      if (principal.type === 'Service' || isDelegation(principal, account)) continue;
      if (guards.waysThrough(narrowed, principal, keySurface.services).length > 0)
        found.set(principal.value, principal);
    }
  }
  return [...found.values()];
}

/**
 * Who may replace the key policy by the policy itself, as written: the account, whose IAM policies then decide, and principals of it that
 * exist. Those that were deleted stand there with their unique id; principals of other accounts cannot:
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export function policyKeepers(
  document: PolicyDocument,
  { arn, account }: Pick<Owned, 'arn' | 'account'>,
): readonly string[] {
  const guards = new Guards(document);
  const found = new Set<string>();
  for (const statement of document.statements) {
    if (statement.effect !== 'Allow' || !statement.understood || !speaks(statement, arn, 'kms:PutKeyPolicy')) continue;
    const narrowed = narrow(statement, arn, keySurface, { name: 'kms:PutKeyPolicy', on: 'itself' });
    for (const principal of grantees(statement)) {
      const { type, value } = principal;
      if (type !== 'AWS' || UNIQUE_ID.test(value) || (value !== '*' && accountOf(value) !== account)) continue;
      if (guards.waysThrough(narrowed, principal, keySurface.services).length > 0) found.add(value);
    }
  }
  return [...found].sort();
}

/** Whether a principal is a user or role of the account that somebody chose to name. */
export const isNamedInside = ({ type, value }: Principal, account: string): boolean =>
  type === 'AWS' && accountOf(value) === account;
