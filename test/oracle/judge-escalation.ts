import type { AccessPolicies } from '../../src/analysis/access/authorize.ts';
import { administrationOf } from '../../src/analysis/access/escalation/administrator.ts';
import {
  canEscalate,
  type Escalation,
  findEscalations,
} from '../../src/analysis/access/escalation/principal-escalation.ts';
import { RISKS, riskyActions } from '../../src/analysis/access/escalation/risk.ts';
import { parseCaller } from '../../src/analysis/access/principal.ts';
import { type Fields, plain, textOf } from './judge-fields.ts';
import { readPolicies } from './judge-policies.ts';

/** Whether a principal with these policies can raise its own rights, or by which sets of actions. */
export function answerEscalation(given: Fields, request: Fields): string | readonly (readonly string[])[] {
  const policies = identityPolicies(given, request);
  const found = findEscalations({ principal: principalOf(request), policies, surroundings: 'assumed' });
  const question = plain(textOf(request['question']));
  if (/set|method|action|combination|list|which/.test(question)) {
    return question.includes('all') ? setsOf(found) : smallestOf(setsOf(found));
  }
  const truth = canEscalate(found);
  return truth === 'unknown' ? truth : truth === 'yes' ? 'escalation' : 'no-escalation';
}

/** Whether these policies amount to an administrator's. */
export function answerAdmin(given: Fields, request: Fields): string {
  const { truth } = administrationOf(principalOf(request), identityPolicies(given, request));
  return truth === 'unknown' ? truth : truth === 'yes' ? 'admin' : 'not-admin';
}

/** The granted actions that belong to the risk that `question` names, however it is spelled. */
export function answerRisk(given: Fields, request: Fields): string | readonly string[] {
  const question = plain(textOf(request['question']));
  const risk =
    question === 'permissionsmanagement' ? 'ResourceExposure' : RISKS.find((name) => plain(name) === question);
  return risk === undefined ? 'unknown' : (riskyActions(risk, identityPolicies(given, request)) ?? 'unknown');
}

/** The principal that the vector names, where it is one that has identity-based policies. */
function principalOf(request: Fields): string | null {
  const principal = textOf(request['principal']);
  const caller = parseCaller(principal, 'iam:passrole');
  return caller === null || caller.account === null || caller.kind === 'root' ? null : principal;
}

/** The documents of one who is asked about may also stand alone, as those of a `document`. */
const identityPolicies = (given: Fields, request: Fields): AccessPolicies =>
  readPolicies({ ...given, identity: given['identity'] ?? given['document'] }, request);

const setsOf = (found: readonly Escalation[]): readonly (readonly string[])[] =>
  found
    .filter(({ method, truth }) => truth === 'yes' && !method.edge)
    .map(({ method }) => method.steps.map(({ action }) => action.toLowerCase()).sort())
    .sort((a, b) => (a.join() < b.join() ? -1 : 1));

/** The sets that hold no other: a wildcard holds what it stands for. */
const smallestOf = (sets: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  sets.filter((set) => !sets.some((other) => other !== set && other.every((action) => holds(set, action))));

const holds = (set: readonly string[], action: string): boolean =>
  set.some((one) => one === action || (one.endsWith('*') && action.startsWith(one.slice(0, -1))));
