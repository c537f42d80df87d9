import type { Acl } from '../acl.ts';
import { type CallerClass, callersOf, strangerTo } from '../exact/callers.ts';
import { type Caller, parseCaller } from '../principal.ts';
import type { Answer } from './answer.ts';
import { ask } from './ask.ts';
import type { Estate } from './estate.ts';
import { decidingOutside } from './through.ts';

/**
 * Where somebody stands: `inside` an account of the snapshot, in an account that it does not hold, an AWS service, somebody with a token
 * of an identity provider, or `anyone` at all.
 */
export type Standing = 'inside' | 'other-account' | 'service' | 'identity-provider' | 'canonical-user' | 'anyone';

/** A principal, or all of an account that no policy names, and whether it can. */
export interface Reacher {
  readonly standing: Standing;
  readonly principal: string;
  /** Who that is where it stands for many: `anyone with an AWS account`. Null for one. */
  readonly means: string | null;
  readonly answer: Answer;
}

/** Who can do an action on a resource. */
export interface WhoCan {
  readonly can: readonly Reacher[];
  readonly undecided: readonly Reacher[];
  /** How many users, roles and root users of the snapshot were asked for. */
  readonly asked: number;
  readonly assumptions: readonly string[];
}

/**
 * Everybody who can do the action on the resource: each user, role and root user of the snapshot, and whomever the resource's policy
 * lets in from outside; of other accounts their own policies decide, which are taken to allow it.
 */
export function whoCan(estate: Estate, action: string, resource: string): WhoCan {
  const can: Reacher[] = [];
  const undecided: Reacher[] = [];
  const assumptions = new Set<string>();
  const take: Take = (standing, principal, means, isStranger = false) => {
    const answer = ask(estate, principal, action, resource, { isStranger });
    if (standing === 'inside') for (const one of answer.assumptions) assumptions.add(one);
    if (answer.truth === 'no') return false;
    (answer.truth === 'yes' ? can : undecided).push({ standing, principal, means, answer });
    return answer.truth === 'yes';
  };
  let asked = 0;
  for (const { arn } of estate.identities.all()) {
    asked++;
    take('inside', arn, null);
  }
  for (const account of estate.accounts) {
    asked++;
    take('inside', `arn:${partitionOf(resource)}:iam::${account}:root`, `the root user of account ${account}`);
  }
  takeOutsiders(estate, action, resource, take);
  return { can, undecided, asked, assumptions: [...assumptions] };
}

type Take = (standing: Standing, principal: string, means: string | null, isStranger?: boolean) => boolean;

function takeOutsiders(estate: Estate, action: string, resource: string, take: Take): void {
  const { policies } = estate.apply('*anonymous', action, resource);
  const { documents, accounts: ofPoints } = decidingOutside(estate, policies, resource);
  if (documents.length === 0 && policies.acl == null) return;
  const inside = new Set(estate.accounts);
  const listed = granteesOf(estate, policies.acl ?? null);
  const accounts = [...ofPoints, ...listed.accounts];
  const stranger = strangerTo(documents, ...inside, ...accounts);
  const everybody = new Set<string>();
  for (const { caller, unnamed } of [...callersOf(documents, stranger, accounts), ...listed.canonicalUsers]) {
    if (caller.account !== null && inside.has(caller.account)) continue;
    // Root users stand for their account beside its unnamed identities, which say the same in better words.
    if (caller.kind === 'root' && everybody.has(caller.account ?? '')) continue;
    const { standing, means } = place(caller, unnamed, stranger);
    if (unnamed && everybody.has(caller.account ?? '')) continue;
    const allowed = take(standing, caller.text, means, caller.account === stranger);
    if (allowed && unnamed && caller.account !== null) everybody.add(caller.account);
  }
}

/** The accounts that an access control list names, as far as that is known, and the canonical users of the others. */
function granteesOf(
  estate: Estate,
  acl: Acl | 'unknown' | null,
): { readonly accounts: readonly string[]; readonly canonicalUsers: readonly CallerClass[] } {
  const accounts: string[] = [];
  const canonicalUsers: CallerClass[] = [];
  const ids = [...estate.resources.canonicalIds];
  for (const { grantee, id } of acl === null || acl === 'unknown' ? [] : acl.grants) {
    if (grantee !== 'user' || id === null) continue;
    const [account] = ids.find(([, one]) => one === id) ?? [];
    const caller = account === undefined ? parseCaller(id, '') : null;
    if (account !== undefined) accounts.push(account);
    else if (caller !== null) canonicalUsers.push({ caller, unnamed: false });
  }
  return { accounts, canonicalUsers };
}

function place(
  caller: Caller,
  unnamed: boolean,
  stranger: string,
): { readonly standing: Standing; readonly means: string | null } {
  switch (caller.kind) {
    case 'anonymous':
      return { standing: 'anyone', means: 'anyone, without signing in' };
    case 'service':
      return { standing: 'service', means: null };
    case 'federated':
      return { standing: 'identity-provider', means: null };
    case 'canonical-user':
      return { standing: 'canonical-user', means: null };
    default:
      if (caller.account === stranger) return { standing: 'anyone', means: 'anyone with an AWS account' };
      return {
        standing: 'other-account',
        means: unnamed ? `whomever account ${caller.account} lets` : null,
      };
  }
}

const partitionOf = (resource: string): string => /^arn:(aws[a-z-]*):/.exec(resource)?.[1] ?? 'aws';
