import type { PolicyDocument, Statement } from '../document.ts';
import { actionsSpokenOf, narrow, speaksOfResource } from './granted-actions.ts';
import { Guards, type Terms } from './guard.ts';
import type { Owned } from './outside.ts';
import type { Restriction } from './restriction.ts';

/** An Allow to one AWS service, and on whose behalf that may call. */
export interface ServiceGrant {
  readonly statement: Statement;
  /** Accounts (12 digits) and organizations (`o-…`), sorted; `*` for any customer of the service. */
  readonly customers: readonly string[];
  /** Those actions of the surface that are spoken of. */
  readonly actions: readonly string[];
}

/** What a policy gives to an AWS service, less what its Deny statements take: for which of the service's customers. */
export function serviceGrants(document: PolicyDocument, service: string, owned: Owned): readonly ServiceGrant[] {
  const guards = new Guards(document);
  const found: ServiceGrant[] = [];
  for (const statement of document.statements) {
    if (statement.effect !== 'Allow' || !statement.understood || !speaksOfResource(statement, owned.arn)) continue;
    const principal = statement.principals?.find(({ type, value }) => type === 'Service' && value === service);
    if (principal === undefined) continue;
    const ways = guards.waysThrough(narrow(statement, owned.arn, owned.surface), principal, owned.surface.services);
    const customers = new Set(ways.filter(isPossible).flatMap(customersOf));
    if (customers.size === 0) continue;
    const actions = actionsSpokenOf(statement, owned.surface, owned.arn).map(({ name }) => name);
    found.push({ statement, customers: [...customers].sort(), actions });
  }
  return found;
}

/** A service that sends the keys never lacks them. */
const isPossible = ({ absent }: Terms): boolean => !absent.has('aws:sourceaccount') && !absent.has('aws:sourcearn');

/** Of several restrictions the accounts that all of them name; an organization where none names accounts. */
function customersOf({ restrictions }: Terms): readonly string[] {
  const lists = restrictions.flatMap((one) => namedBy(one) ?? []);
  const accounts = lists.filter((list) => list.every((id) => !id.startsWith('o-')));
  const [first, ...others] = accounts.length > 0 ? accounts : lists;
  if (first === undefined) return ['*'];
  return accounts.length > 0 ? first.filter((id) => others.every((list) => list.includes(id))) : first;
}

/** The customers that a restriction names, in a list of one; null where it leaves them open. */
function namedBy({ key, values }: Restriction): readonly (readonly string[])[] | null {
  const named = values.map(({ text, fixed, wild }) => {
    switch (key) {
      case 'aws:sourceaccount':
        return !wild && /^\d{12}$/.test(text) ? text : null;
      case 'aws:sourceorgid':
        return !wild && text.startsWith('o-') ? text : null;
      case 'aws:sourceorgpaths':
        return /^(o-[a-z0-9]+)\//.exec(fixed)?.[1] ?? null;
      case 'aws:sourcearn':
        return accountIn(text);
      default:
        // The ARN of a trail, which AWS CloudTrail sends to AWS KMS.
        return key.startsWith('kms:encryptioncontext:') ? accountIn(text) : null;
    }
  });
  const customers = named.filter((id) => id !== null);
  return customers.length < named.length ? null : [customers];
}

/** The account in an ARN, whatever wildcards stand beside it: in the ARNs that services send, no name holds a colon. */
const accountIn = (arn: string): string | null => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? null;
