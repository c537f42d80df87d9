import { actionsMatching } from '../actions.ts';
import type { AccessPolicies } from '../authorize.ts';
import { type PolicyDocument, parseDocument } from '../document.ts';
import { mayGrant } from '../estate/grants.ts';
import type { Budget } from '../exact/budget.ts';
import { possible } from '../exact/possible.ts';
import { type Caller, parseCaller } from '../principal.ts';
import { both, type Truth } from '../truth.ts';
import { contextsOf, type StatedContext } from './contexts.ts';
import type { Method, Target } from './method.ts';
import { mentions, type ProvenAction, possibleOnOne } from './same-resource.ts';
import { shapesOf } from './shapes.ts';
import { type KnownRole, type Surroundings, UNKNOWN_SURROUNDINGS } from './surroundings.ts';
import { type Place, placesOf, type Trusts } from './targets.ts';

/** What is known of whether a caller has a method. */
export interface MethodAnswer {
  readonly truth: Truth;
  readonly reason: string;
  /** The steps with what proves them; none of a method that is not possible. */
  readonly steps: readonly (ProvenAction & { readonly on: Target })[];
}

/** Steps of a method that are done to the same thing. */
interface Group {
  readonly target: Target;
  /** Empty where the action stands for many. */
  readonly shapes: readonly string[];
  readonly actions: readonly string[];
}

interface GroupAnswer {
  readonly truth: Truth;
  readonly reason: string;
  readonly actions: readonly ProvenAction[];
}

/** The questions about one caller. Answers are kept, for many methods ask the same. */
export class AskedCaller implements Trusts {
  readonly #principal: string;
  readonly #caller: Caller | null;
  readonly #policies: AccessPolicies;
  readonly #around: Surroundings;
  readonly #assumed: boolean;
  /** Of one document all questions together take no longer than a moment; among the roles of an account each may. */
  readonly #budget: Budget | null;
  readonly #answers = new Map<string, ReturnType<typeof possibleOnOne>>();
  readonly #mentioned = new Map<string, boolean>();
  readonly #assumable = new Map<KnownRole, Truth>();
  readonly #trusting = new Map<KnownRole, Map<string, Truth>>();

  constructor(
    principal: string,
    asked: { readonly policies: AccessPolicies; readonly surroundings: Surroundings | 'assumed' },
    budget: Budget | null,
  ) {
    this.#principal = principal;
    this.#caller = parseCaller(principal, 'iam:passrole');
    this.#policies = asked.policies;
    this.#assumed = asked.surroundings === 'assumed';
    this.#budget = budget;
    this.#around = asked.surroundings === 'assumed' ? UNKNOWN_SURROUNDINGS : asked.surroundings;
  }

  /** Whether the caller has the method. */
  decide(method: Method): MethodAnswer {
    const caller = this.#caller;
    if (caller === null || caller.account === null) {
      return { truth: 'unknown', reason: `\`${this.#principal}\` is no user or role`, steps: [] };
    }
    if (this.#policies.identity === 'unknown') {
      return { truth: 'unknown', reason: 'the policies of the principal could not be read', steps: [] };
    }
    const missing = method.steps.find(({ action }) => !action.includes('*') && !this.#isMentioned(action));
    if (missing !== undefined) return { truth: 'no', reason: `no policy allows ${missing.action}`, steps: [] };
    if (method.id === 'delete-user-boundary' && this.#policies.boundary === null && !this.#assumed) {
      return { truth: 'no', reason: 'it has no permissions boundary', steps: [] };
    }

    let truth: Truth = 'yes';
    let reason = 'every step is allowed';
    const steps: (ProvenAction & { readonly on: Target })[] = [];
    for (const group of groupsOf(method, caller)) {
      const answer = group.shapes.length === 0 ? this.#askForAll(group) : this.#ask(group, method.passedTo, caller);
      for (const action of answer.actions) steps.push({ ...action, on: group.target });
      if (answer.truth !== 'yes') reason = answer.reason;
      truth = both(truth, answer.truth);
      if (truth === 'no') return { truth, reason, steps: [] };
    }
    return { truth, reason, steps };
  }

  canAssume(role: KnownRole): Truth {
    const known = this.#assumable.get(role);
    if (known !== undefined) return known;
    const { truth } = this.#possible(['sts:AssumeRole'], () => [{}], role.arn, [], role.trust);
    this.#assumable.set(role, truth);
    return truth;
  }

  trusted(role: KnownRole, services: readonly string[]): { readonly yes: readonly string[]; readonly maybe: boolean } {
    const known = this.#trusting.get(role) ?? new Map<string, Truth>();
    this.#trusting.set(role, known);
    for (const service of services) if (!known.has(service)) known.set(service, trusts(role, service));
    return {
      yes: services.filter((service) => known.get(service) === 'yes'),
      maybe: services.some((service) => known.get(service) === 'unknown'),
    };
  }

  /** Whether an Allow of the principal's own policies speaks of the action: most speak of few, and that is quickly told. */
  #isMentioned(action: string): boolean {
    const known = this.#mentioned.get(action);
    if (known !== undefined) return known;
    const { identity } = this.#policies;
    const found =
      identity === 'unknown' ||
      identity.some(
        ({ understood, statements }) =>
          !understood || statements.some((one) => one.effect !== 'Deny' && (!one.understood || mentions(one, action))),
      );
    this.#mentioned.set(action, found);
    return found;
  }

  #askForAll({ actions: [pattern = ''] }: Group): GroupAnswer {
    let truth: Truth = 'yes';
    for (const action of actionsMatching(pattern)) {
      const one = this.#isMentioned(action) ? this.#possible([action], () => [{}], '*', [], null).truth : 'no';
      truth = both(truth, one);
      if (truth === 'no') break;
    }
    const reason = truth === 'yes' ? 'all these actions are allowed' : `${pattern} is not allowed as a whole`;
    return { truth, reason, actions: [{ action: pattern, truth, witness: null, decision: null, reason }] };
  }

  #ask({ target, shapes, actions }: Group, services: readonly string[], caller: Caller): GroupAnswer {
    const { list, certain, except } = placesOf(target, shapes, services, caller, this.#around, this);
    let result: GroupAnswer = { truth: 'no', reason: 'there is nothing to do it to', actions: [] };
    for (const place of list) {
      const contexts = (action: string): readonly StatedContext[] =>
        contextsOf(action, target, place.services ?? services, this.#policies, caller.partition);
      const answer = this.#possible(actions, contexts, place.resource, except, trustOf(place, caller));
      const isThere: Truth = certain || this.#assumed ? place.truth : 'unknown';
      const truth = both(answer.truth, isThere);
      if (truth === 'yes') return { truth, reason: 'it is allowed', actions: answer.actions };
      if (truth === 'unknown' || result.truth === 'no') {
        const failed = answer.actions.find((one) => one.truth !== 'yes');
        const reason = failed === undefined ? WHETHER_THERE : `${failed.action}: ${failed.reason}`;
        result = { truth, reason, actions: answer.actions };
      }
    }
    return result;
  }

  #possible(
    actions: readonly string[],
    contexts: (action: string) => readonly StatedContext[],
    resource: string,
    except: readonly string[],
    trust: PolicyDocument | 'unknown' | null,
  ): ReturnType<typeof possibleOnOne> {
    const asked = actions.map((action) => ({ action, contexts: contexts(action) }));
    const key = JSON.stringify([asked, resource, except]);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const { identity } = this.#policies;
    // A role's trust policy may grant the assumption by itself; all else has to be in the principal's own policies, and most is not.
    const missing =
      identity === 'unknown' || actions.includes('sts:AssumeRole')
        ? undefined
        : actions.find((action) => !identity.some((one) => mayGrant(one, action.toLowerCase(), resource)));
    if (missing !== undefined) {
      const reason = 'no policy allows it';
      const no = { action: missing, truth: 'no', witness: null, decision: null, reason } as const;
      return { truth: 'no', actions: [no] };
    }
    const answer = possibleOnOne(
      asked,
      {
        principal: this.#principal,
        resource,
        resourceAccount: this.#caller?.account ?? null,
        contextComplete: false,
        blockPublicAccess: null,
      },
      {
        ...this.#policies,
        identity: identity === 'unknown' || except.length === 0 ? identity : [...identity, denyOf(except)],
        // What the policy of a resource grants is no matter of the principal's documents, but a role's trust has to be there.
        resource: actions.includes('sts:AssumeRole') ? trust : null,
        acl: null,
      },
      this.#budget,
    );
    this.#answers.set(key, answer);
    return answer;
  }
}

const WHETHER_THERE = 'whether there is anything it leads further with is not known';

/** Steps that are about the same kind of target of the same type are about the same thing. */
function groupsOf({ steps }: Method, { partition, account }: Caller): readonly Group[] {
  const groups = new Map<string, { target: Target; shapes: readonly string[]; actions: string[] }>();
  for (const { action, on } of steps) {
    for (const shapes of action.includes('*') ? [[]] : shapesOf(action, partition, account ?? '')) {
      const isParticular = shapes.length > 0 && shapes[0] !== '*';
      const key = isParticular ? `${on} ${shapes.join(' ')}` : action;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { target: on, shapes, actions: [action] });
      else group.actions.push(action);
    }
  }
  return [...groups.values()];
}

const denies = new Map<string, PolicyDocument>();

/** A document that takes resources out of what is open. Kept, for documents are compiled once each. */
function denyOf(resources: readonly string[]): PolicyDocument {
  const key = resources.join(' ');
  const known = denies.get(key);
  if (known !== undefined) return known;
  const document = parseDocument({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: '*', Resource: resources }],
  });
  if (denies.size > 1000) denies.clear();
  denies.set(key, document);
  return document;
}

/** The trust of a role that is not known lets the account's own policies decide. */
function trustOf({ trust }: Place, { account, partition }: Caller): PolicyDocument | 'unknown' {
  return (
    trust ??
    parseDocument({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: 'sts:AssumeRole' },
      ],
    })
  );
}

/** Whether a service may assume the role. */
function trusts({ arn, trust }: KnownRole, service: string): Truth {
  return possible(
    {
      principal: service,
      action: 'sts:AssumeRole',
      resource: arn,
      resourceAccount: null,
      context: {},
      contextComplete: false,
      blockPublicAccess: null,
    },
    { identity: [], resource: trust, boundary: null, session: null, scp: null, rcp: null, endpoint: null },
  ).truth;
}
