import type { AccessPolicies, Decision } from '../authorize.ts';
import { newBudget } from '../exact/budget.ts';
import { either, type Truth } from '../truth.ts';
import { AskedCaller } from './asked-caller.ts';
import { likelyCallers } from './callers.ts';
import type { Method, Target } from './method.ts';
import { METHODS } from './methods.ts';
import type { ProvenAction } from './same-resource.ts';
import type { Surroundings } from './surroundings.ts';

/** Who is asked about, and what is known. */
export interface EscalationQuestion {
  /** The ARN of a user, role or session; null where only its documents are known. */
  readonly principal: string | null;
  readonly policies: AccessPolicies;
  /**
   * What is around the principal. `assumed`: whatever a method needs beyond the documents is there, as scanners of a document by
   * itself take it: another user, a role that the service trusts, something that runs with a stronger role.
   */
  readonly surroundings: Surroundings | 'assumed';
}

/** One call of a method by this principal, with a request that is allowed. */
export interface ProvenStep extends ProvenAction {
  readonly on: Target;
}

/** Whether a principal has a method, and how. */
export interface Escalation {
  readonly method: Method;
  readonly truth: Truth;
  /** The ARN of who takes the steps. */
  readonly caller: string;
  /** In the order of the method; those after the first that is not possible are left out. */
  readonly steps: readonly ProvenStep[];
  /** One sentence. */
  readonly reason: string;
}

/** What all questions about one document may spend together, as a multiple of what one may: nine of ten random documents need a fiftieth. */
const QUESTIONS = 6;

/** Which methods raise the principal's rights: all that are asked about, each with its truth. */
export function findEscalations(
  question: EscalationQuestion,
  methods: readonly Method[] = METHODS,
): readonly Escalation[] {
  const { principal, policies } = question;
  const documents = policies.identity === 'unknown' ? [] : policies.identity;
  const callers = principal === null ? likelyCallers(documents) : [principal];
  const best = new Map<Method, Escalation>();
  const budget = question.surroundings === 'assumed' ? newBudget(QUESTIONS) : null;
  for (const caller of callers) {
    const asked = new AskedCaller(caller, question, budget);
    for (const method of methods) {
      const known = best.get(method);
      if (known?.truth === 'yes') continue;
      const one: Escalation = { method, caller, ...asked.decide(method) };
      if (known === undefined || one.truth === 'yes' || (one.truth === 'unknown' && known.truth === 'no')) {
        best.set(method, one);
      }
    }
  }
  return methods.flatMap((method) => best.get(method) ?? []);
}

/** Whether any method but one that only leads to another principal raises the principal's rights. */
export const canEscalate = (escalations: readonly Escalation[]): Truth =>
  escalations.reduce<Truth>((all, { method, truth }) => (method.edge ? all : either(all, truth)), 'no');

/** What happens, a line a step. */
export function explainEscalation({ method, steps }: Escalation): readonly string[] {
  return steps.map(({ witness, action, reason, decision }, index) => {
    const passed = witness?.context['iam:PassedToService'];
    const to = typeof passed === 'string' ? ` to ${passed}` : '';
    const where = witness === null ? '' : ` on ${witness.resource}${to}`;
    const last = index === steps.length - 1 ? `; so it ${method.how}` : '';
    return `${index + 1}. ${action}${where}: ${decision === null ? reason : showDecision(decision)}${last}`;
  });
}

const showDecision = ({ decidedBy, reason }: Decision): string => {
  const own = decidedBy.filter(({ kind }) => kind === 'identity');
  if (own.length === 0) return reason;
  return `allowed by ${own
    .map(({ document, statement, sid }) => `statement ${sid ?? statement + 1} of policy ${document + 1}`)
    .join(' and ')}`;
};
