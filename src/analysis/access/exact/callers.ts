import { parseArn } from '../arn.ts';
import type { PolicyDocument, Statement } from '../document.ts';
import { type Caller, parseCaller } from '../principal.ts';
import { variablesOf } from './region.ts';

/**
 * Callers that policies cannot tell apart, or one caller: everybody who may call is in one of the classes of a document, and a decision on
 * one of a class holds for all of it.
 */
export interface CallerClass {
  /** One of the class. */
  readonly caller: Caller;
  /** Whether the class has other members: unnamed identities of an account. */
  readonly unnamed: boolean;
}

/** The members of Principal elements, and what conditions say of who calls. */
interface Mentions {
  readonly arns: Set<string>;
  readonly accounts: Set<string>;
  readonly services: Set<string>;
  readonly providers: Set<string>;
  readonly canonical: Set<string>;
}

const ACCOUNT = /^\d{12}$/;
const ACCOUNT_KEYS = new Set(['aws:principalaccount', 'kms:calleraccount']);

/** Accounts that no document is likely to mention, tried in this order. */
const STRANGERS = ['999999999999', '888888888888', '777777777777', '666666666666'];

/** An account that none of the documents mentions. */
export function strangerTo(documents: readonly PolicyDocument[], ...known: readonly (string | null)[]): string {
  const { accounts } = mentionsOf(documents);
  const free = STRANGERS.find((account) => !accounts.has(account) && !known.includes(account));
  if (free !== undefined) return free;
  let number = 100_000_000_000;
  while (accounts.has(String(number)) || known.includes(String(number))) number++;
  return String(number);
}

/**
 * The classes of callers that the documents tell apart: named ones, unnamed ones of each account they mention and of one more.
 * @param also accounts to count as mentioned
 */
export function callersOf(
  documents: readonly PolicyDocument[],
  stranger: string,
  also: readonly string[] = [],
): readonly CallerClass[] {
  const { arns, accounts, services, providers, canonical } = mentionsOf(documents);
  const classes: CallerClass[] = [];
  const byKind = tellsKindsApart(documents);
  const add = (text: string, unnamed: boolean, action = ''): void => {
    const caller = parseCaller(text, action);
    if (caller !== null) classes.push({ caller, unnamed });
  };
  for (const arn of arns) add(arn, false);
  for (const account of new Set([...accounts, ...also, stranger])) {
    add(`arn:aws:iam::${account}:role/${UNNAMED}`, true);
    if (!byKind) continue;
    add(`arn:aws:iam::${account}:user/${UNNAMED}`, true);
    add(`arn:aws:iam::${account}:root`, false);
  }
  for (const service of services) add(service, false);
  for (const provider of providers) add(provider, false, 'sts:assumerolewithwebidentity');
  for (const id of canonical) add(id, false);
  add('*anonymous', false);
  return classes;
}

/** Keys in which users, roles and the root user of one account differ. */
const OF_KIND =
  /^aws:(?:principalarn|principaltype|username|userid|tokenissuetime|federatedprovider|assumedroot|principaltag\/)/;

/** Whether the documents may treat an unnamed user, an unnamed role and the root user of an account differently. */
const tellsKindsApart = (documents: readonly PolicyDocument[]): boolean =>
  documents.some(
    (document) =>
      document.statements.some(
        ({ notPrincipals, conditions }) =>
          notPrincipals !== null || conditions.some(({ key }) => OF_KIND.test(key.toLowerCase())),
      ) || [...variablesOf(document)].some((key) => OF_KIND.test(key)),
  );

/** The name of an identity that no policy names. */
const UNNAMED = 'q7x0-unnamed';

/** How a policy would name a principal: by its account where it stands for all whom no policy names. */
export const asNamed = (principal: string): string =>
  principal.endsWith(`/${UNNAMED}`) ? principal.replace(/:[^:]*$/, ':root') : principal;

function mentionsOf(documents: readonly PolicyDocument[]): Mentions {
  const mentions: Mentions = {
    arns: new Set(),
    accounts: new Set(),
    services: new Set(),
    providers: new Set(),
    canonical: new Set(),
  };
  for (const { statements } of documents) for (const statement of statements) addStatement(statement, mentions);
  return mentions;
}

function addStatement({ principals, notPrincipals, conditions }: Statement, mentions: Mentions): void {
  for (const { type, value } of [...(principals ?? []), ...(notPrincipals ?? [])]) {
    if (type === 'Service') mentions.services.add(value.toLowerCase());
    else if (type === 'Federated') mentions.providers.add(value);
    else if (type === 'CanonicalUser') mentions.canonical.add(value);
    else if (ACCOUNT.test(value)) mentions.accounts.add(value);
    else addArn(value, mentions);
  }
  for (const { key, values } of conditions) {
    const name = key.toLowerCase();
    for (const value of values) {
      if (ACCOUNT_KEYS.has(name)) for (const account of accountsLike(value)) mentions.accounts.add(account);
      else if (name === 'aws:principalarn') addArn(value, mentions);
    }
  }
}

function addArn(text: string, { arns, accounts }: Mentions): void {
  const arn = parseArn(text);
  if (arn === null) return;
  for (const account of accountsLike(arn.account)) accounts.add(account);
  if (arn.resource !== 'root' && !/[*?]|\$\{/.test(text)) arns.add(text);
}

/** An account, or one that a pattern matches. */
function accountsLike(pattern: string): readonly string[] {
  if (ACCOUNT.test(pattern) || pattern === 'cloudfront') return [pattern];
  if (!/^[\d*?]+$/.test(pattern) || /^\*+$/.test(pattern)) return [];
  const fixed = pattern.replaceAll('?', '0');
  const filled = fixed.replace('*', '0'.repeat(Math.max(0, 12 - fixed.replaceAll('*', '').length))).replaceAll('*', '');
  return ACCOUNT.test(filled) ? [filled] : [];
}
