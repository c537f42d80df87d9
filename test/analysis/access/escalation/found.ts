import type { AccessPolicies } from '../../../../src/analysis/access/authorize.ts';
import type { Method } from '../../../../src/analysis/access/escalation/method.ts';
import {
  type Escalation,
  type EscalationQuestion,
  findEscalations,
} from '../../../../src/analysis/access/escalation/principal-escalation.ts';
import { documentOf, NONE } from '../policies.ts';

/** The answers for a principal with these policies, of which all is assumed that they do not tell. */
export const ask = (
  policies: Partial<AccessPolicies>,
  rest: Partial<EscalationQuestion> = {},
  methods?: readonly Method[],
): readonly Escalation[] =>
  findEscalations({ principal: null, policies: { ...NONE, ...policies }, surroundings: 'assumed', ...rest }, methods);

/** The ids of the methods that it has. */
export const found = (
  policies: Partial<AccessPolicies>,
  rest: Partial<EscalationQuestion> = {},
  methods?: readonly Method[],
): readonly string[] =>
  ask(policies, rest, methods)
    .filter(({ truth }) => truth === 'yes')
    .map(({ method }) => method.id);

/** The same for one document with these statements. */
export const foundIn = (...statements: readonly object[]): readonly string[] =>
  found({ identity: [documentOf(...statements)] });

export const ALICE = 'arn:aws:iam::111122223333:user/alice';
