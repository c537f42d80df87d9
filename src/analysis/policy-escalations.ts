import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import type { Target } from './access/escalation/method.ts';
import { type Escalation, findEscalations } from './access/escalation/principal-escalation.ts';
import { type IdentityStatements, identityStatements } from './access/identity-statements.ts';
import { notUnderstood, readIdentityPolicy } from './identity-policy.ts';

/** An administrator's policy has every method: the simplest are enough. */
const MOST = 5;

/** What a method gains from these is worth what they are: where a policy names each, its author chose them. */
const WORTH_WHAT_THEY_ARE: ReadonlySet<Target> = new Set<Target>(['passed-role', 'trusting-role', 'stronger']);

const escalations = (type: string, reads: readonly string[]): DerivedFact =>
  defineDerived({
    type,
    path: 'access.escalations',
    schema: Type.Array(
      Shape({
        method: Type.String({ description: 'Its id at https://pathfinding.cloud where it has one.' }),
        how: Type.String({ description: 'What the holder does, in words.' }),
        steps: Type.Array(Type.String(), {
          description: 'The calls, each with a resource for which the document allows it.',
        }),
      }),
      {
        description:
          'Ways in which whoever has the policy gets rights that it does not give, the simplest first and at most five: what is to be attacked is taken to be there, but roles to pass or assume, and what runs with a role, count only where the document leaves open which.',
      },
    ),
    reads,
    relation: null,
    derive: (policy) => {
      const document = readIdentityPolicy(policy);
      if (document instanceof Underivable) return document;
      const statements = identityStatements(document);
      const found = findEscalations({
        principal: holderOf(policy),
        policies: {
          ...{ identity: [document], resource: null, boundary: null, session: null, scp: null, rcp: null },
          endpoint: null,
        },
        surroundings: 'assumed',
      }).filter((one) => one.truth !== 'no' && !one.method.edge && isOpen(statements, one));
      const certain = found.filter(({ truth }) => truth === 'yes');
      const [doubtful] = found;
      if (certain.length > 0) {
        return certain
          .sort((a, b) => a.steps.length - b.steps.length)
          .slice(0, MOST)
          .map(({ method, steps }) => ({ method: method.id, how: method.how, steps: steps.map(showStep) }));
      }
      if (doubtful === undefined) return [];
      if (document.problems.length > 0) return notUnderstood(document);
      const message = `whether it ${doubtful.method.how} is not certain: ${doubtful.reason}`;
      return new Underivable({ operation: '', code: UnknownCode.notUnderstood, message });
    },
  });

/** The user or role that an inline policy belongs to; null where somebody else may have it. */
function holderOf({ facts }: Resource): string | null {
  const owner = facts['owner'] as { readonly kind: string; readonly arn: string } | undefined;
  return owner === undefined || owner.kind === 'group' ? null : owner.arn;
}

/** Whether the document leaves open to what the method is applied, where that decides what it is worth. */
function isOpen({ allows, unclear }: IdentityStatements, { method }: Escalation): boolean {
  if (unclear.allow) return true;
  return method.steps
    .filter(({ on }) => WORTH_WHAT_THEY_ARE.has(on))
    .every(({ action }) => {
      const folded = action.toLowerCase();
      return allows.some(
        ({ hasAction, statement: { resources } }) =>
          hasAction(folded) && (resources === null || resources.some((resource) => /[*?$]/.test(resource))),
      );
    });
}

const showStep = ({ action, witness }: Escalation['steps'][number]): string =>
  witness === null ? action : `${action} on ${witness.resource}`;

/** How a customer managed policy lets its holder rise. */
export const managedPolicyEscalations: DerivedFact = escalations('AWS::IAM::ManagedPolicy', ['document']);

/** How an inline policy lets its holder rise. */
export const inlinePolicyEscalations: DerivedFact = escalations('AWS::IAM::Policy', ['document', 'owner']);
