import type { PolicyDocument } from './document.ts';
import { ANY, type IdentityStatement, identityStatements } from './identity-statements.ts';

/** An Allow that decrypts with every key of a Region or of an account, and the actions with which it does. */
export interface OpenDecryption {
  readonly one: IdentityStatement;
  /** `kms:Decrypt`, `kms:ReEncryptFrom` or both. */
  readonly actions: readonly string[];
}

/** https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-1 */
const DECRYPTING = ['kms:Decrypt', 'kms:ReEncryptFrom'] as const;

const UUID = [8, 4, 4, 4, 12].map((length) => ANY.repeat(length)).join('-');
const ANY_REGION = `${ANY.repeat(2)}-${ANY.repeat(7)}-${ANY}`;
const ANY_ACCOUNT = ANY.repeat(12);

/**
 * The Allow statements that decrypt with all keys of some Region in whatever account, or of some account in whatever Region, and
 * what the same document does not deny for all of these; null if that is not certain.
 */
export function openDecryptionIn(
  document: PolicyDocument,
  place: { readonly partition: string; readonly account: string },
): readonly OpenDecryption[] | null {
  const { allows, denies, unclear } = identityStatements(document);
  const found: OpenDecryption[] = [];
  for (const one of allows) {
    const asked = DECRYPTING.filter((action) => one.hasAction(action.toLowerCase()));
    if (asked.length === 0) continue;
    const open = openKeys(one, place);
    const actions = asked.filter((action) =>
      open.some((key) => !denies.some((deny) => deny.hasAction(action.toLowerCase()) && deny.hasResource(key))),
    );
    if (actions.length > 0) found.push({ one, actions });
  }
  if (found.length === 0) return unclear.allow ? null : found;
  return unclear.deny ? null : found;
}

/** Texts that stand for all keys of the places where the statement speaks of all keys; a place is open in Region or account. */
function openKeys(one: IdentityStatement, place: { readonly partition: string; readonly account: string }): string[] {
  const places: (readonly [string, string])[] = [
    [ANY_REGION, ANY_ACCOUNT],
    [ANY_REGION, place.account],
  ];
  for (const pattern of one.statement.resources ?? []) {
    // A pattern may end early: the `*` of `arn:aws:kms:eu-central-1:*` is account and key.
    const [, , , inRegion = '*', inAccount = '*'] = pattern.split(':');
    const region = fillIn(inRegion, ANY_REGION);
    const account = fillIn(inAccount, ANY_ACCOUNT);
    if (region.includes(ANY) || account.includes(ANY)) places.push([region, account]);
  }
  const under = (kind: string): string[] =>
    places
      .map(([region, account]) => `arn:${place.partition}:kms:${region}:${account}:${kind}`)
      .filter((key) => one.hasResource(key));
  const keys = under(`key/${UUID}`);
  // AWS lets no alias stand for its key in a Resource, but counts `alias/*` as all keys all the same.
  return keys.length > 0 || one.statement.resources === null ? keys : under(`alias/${UUID}`);
}

/** A part of an ARN with what its wildcards may be. */
const fillIn = (part: string, whole: string): string =>
  /^\*+$/.test(part) ? whole : part.replaceAll('*', ANY.repeat(4)).replaceAll('?', ANY);
