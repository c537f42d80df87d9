import { parseArn } from '../arn.ts';
import type { PolicyDocument } from '../document.ts';

/** For whom nothing in the documents says an account. */
const SOME_ACCOUNT = '111122223333';
const NAME = 'somebody';
/** Each caller is asked about on its own; documents that name more users than this name them alike. */
const MAX_CALLERS = 12;
const MAX_ACCOUNTS = 4;

/**
 * Whom documents whose holder is not known may belong to: some user and some role of each account that they name, and the users
 * that their resources, and the users and roles that their conditions name, for a statement may be meant for its holder alone.
 */
export function likelyCallers(documents: readonly PolicyDocument[]): readonly string[] {
  const statements = documents.flatMap((document) => document.statements);
  const arns = statements.flatMap(({ resources, notResources }) => [...(resources ?? []), ...(notResources ?? [])]);
  const values = new Map<string, string[]>();
  for (const { key, values: given } of statements.flatMap(({ conditions }) => conditions)) {
    const name = key.toLowerCase();
    values.set(name, [...(values.get(name) ?? []), ...given]);
  }
  const partition = arns.map((arn) => parseArn(arn)?.partition).find((one) => one?.startsWith('aws') === true) ?? 'aws';
  const accounts = accountsIn(arns, [
    ...(values.get('aws:principalaccount') ?? []),
    ...(values.get('aws:resourceaccount') ?? []),
  ]);
  const isForUsers = values.has('aws:username') || arns.some((arn) => /\$\{aws:username[,}]/i.test(arn));
  const callers = new Set<string>();
  for (const account of accounts) {
    const prefix = `arn:${partition}:iam::${account}:`;
    callers.add(`${prefix}user/${NAME}`);
    // Only users have a user name: documents that ask for it are a user's.
    if (!isForUsers) callers.add(`${prefix}role/${NAME}`);
  }
  for (const account of accounts) {
    for (const name of values.get('aws:username') ?? []) add(`arn:${partition}:iam::${account}:user/${name}`, account);
    for (const text of [...(values.get('aws:principalarn') ?? []), ...arns.filter(isOfUsers)]) add(text, account);
  }
  return [...callers].slice(0, MAX_CALLERS);

  function add(text: string, account: string): void {
    const arn = parseArn(text);
    if (arn === null || arn.service !== 'iam' || text.includes('${')) return;
    if (!/^(?:user|role)\/(?:[^*?]|\*[^*])/.test(arn.resource)) return;
    if (arn.account !== account && !/[*?]/.test(arn.account)) return;
    callers.add(`arn:${partition}:iam::${account}:${fillIn(arn.resource)}`);
  }
}

const isOfUsers = (arn: string): boolean => arn.includes(':user/');

/** What a pattern's wildcards may stand for. */
export const fillIn = (pattern: string): string => pattern.replace(/\*+/g, NAME).replaceAll('?', 's');

/** The accounts of IAM's ARNs, then of other ARNs and of conditions; some account where there is none. */
function accountsIn(arns: readonly string[], named: readonly string[]): readonly string[] {
  const parsed = arns.map(parseArn);
  const ofIam = parsed.filter((arn) => arn?.service === 'iam');
  const accounts = [...[...ofIam, ...parsed].map((arn) => arn?.account ?? ''), ...named];
  const full = new Set(accounts.filter((account) => /^\d{12}$/.test(account)));
  return full.size === 0 ? [SOME_ACCOUNT] : [...full].slice(0, MAX_ACCOUNTS);
}
