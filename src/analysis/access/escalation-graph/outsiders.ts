import { ask } from '../estate/ask.ts';
import type { Identity } from '../estate/identities.ts';
import { callersOf, strangerTo } from '../exact/callers.ts';
import type { Caller } from '../principal.ts';
import type { Truth } from '../truth.ts';
import type { EscalationGraph } from './graph.ts';

/** Somebody outside the accounts of the snapshot who can assume a role in them. */
export interface Outsider {
  readonly principal: string;
  /** Who that is where it stands for many: `anyone with an AWS account`. Null for one. */
  readonly means: string | null;
  readonly role: Identity;
  readonly action: string;
  readonly truth: Truth;
}

/** Who outside the accounts of the snapshot can assume the role: other accounts and their principals, and identity providers. */
export function outsidersOf(graph: EscalationGraph, role: Identity): readonly Outsider[] {
  const { estate } = graph;
  if (role.trust === null || role.isServiceLinked) return [];
  const inside = new Set(estate.accounts);
  const stranger = strangerTo([role.trust], ...inside);
  const found: Outsider[] = [];
  const whole = new Set<string>();
  for (const { caller, unnamed } of callersOf([role.trust], stranger)) {
    const action = actionOf(caller);
    const account = caller.account ?? '';
    if (action === null || inside.has(account) || (unnamed && whole.has(account))) continue;
    const { truth } = ask(estate, caller.text, action, role.arn);
    if (truth === 'no') continue;
    if (unnamed) whole.add(account);
    const means =
      account === stranger ? 'anyone with an AWS account' : unnamed ? `whomever account ${account} lets` : null;
    found.push({ principal: caller.text, means, role, action, truth });
  }
  return found;
}

/** How somebody outside assumes a role; null for who does not, or whom a service does it for. */
function actionOf({ kind, name }: Caller): string | null {
  switch (kind) {
    case 'federated':
      return name.includes(':saml-provider/') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity';
    case 'user':
    case 'role':
    case 'session':
      return 'sts:AssumeRole';
    default:
      return null;
  }
}
