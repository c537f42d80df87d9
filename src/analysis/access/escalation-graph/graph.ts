import { parseArn } from '../arn.ts';
import { parseDocument } from '../document.ts';
import type { Method, Step } from '../escalation/method.ts';
import { METHODS } from '../escalation/methods.ts';
import { shapesOf } from '../escalation/shapes.ts';
import { grantAdministration, isAdministrator, leavesAdministration } from '../estate/administrators.ts';
import { ask } from '../estate/ask.ts';
import type { Estate } from '../estate/estate.ts';
import type { EstateGroup, Identity } from '../estate/identities.ts';
import { possible } from '../exact/possible.ts';
import { compileGlob } from '../pattern.ts';
import { both, either, type Truth } from '../truth.ts';
import { type Effect, effectOf, middleOf } from './effect.ts';
import { classify, type PrincipalClass } from './principal-class.ts';
import { TargetSet } from './target-set.ts';
import { TrustIndex } from './trust-index.ts';

/** The end of every path: whoever gets here has any right. */
export const ADMINISTRATOR = 'administrator';

/** One call that a step of a path makes. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, unknown>>;
  /** Who makes it: of a role that a service takes, the service. */
  readonly principal: string;
}

/** A way from one principal to another, or to be administrator. */
export interface Edge {
  readonly from: string;
  /** An ARN, or {@link ADMINISTRATOR}. */
  readonly to: string;
  readonly method: Method;
  /** What the method turns on: the role, user, group, policy or resource; null where it needs nothing that is there. */
  readonly through: string | null;
  /** `yes`, or `unknown` where a document that could not be read decides. */
  readonly truth: Truth;
  readonly calls: readonly Call[];
}

/** A resource that runs with a role. */
export interface Runner {
  readonly arn: string;
  readonly role: string;
}

interface Way {
  readonly method: Method;
  readonly effect: Effect;
  readonly middle: ReturnType<typeof middleOf>;
}

/** `iam:*` and `iam:Put*` stand for actions that have methods of their own. */
const WAYS: readonly Way[] = METHODS.filter(({ steps }) => steps.every(({ action }) => !action.includes('*')))
  .map((method) => ({ method, effect: effectOf(method), middle: middleOf(method) }))
  .sort((a, b) => a.method.steps.length - b.method.steps.length);

/** How many targets of one method are tried in vain for one principal before the answer is unknown. */
const MAX_TRIES = 256;

/** The exact answers on one principal, or on all that have the same documents. */
type Answers = Map<string, Truth>;

/**
 * Who can become whom in an account, by the methods of escalation. Nothing is worked out before it is asked for: which targets come
 * into question is told by the patterns of policies, and the exact procedure decides on those alone.
 */
export class EscalationGraph {
  readonly estate: Estate;
  readonly identities: readonly Identity[];
  readonly #classes = new Map<string, PrincipalClass>();
  readonly #answers = new Map<PrincipalClass | string, Answers>();
  readonly #trust: TrustIndex;
  readonly #delegated = new Map<string, TargetSet>();
  readonly #admitted = new Map<string, Truth>();
  readonly #groups = new Map<string, EstateGroup>();
  readonly #runners = new Map<string, readonly Runner[]>();
  readonly #ways = new Map<PrincipalClass, readonly Way[]>();

  constructor(estate: Estate) {
    this.estate = estate;
    this.identities = [...estate.identities.all()];
    for (const one of classify(this.identities, estate.store)) {
      for (const { arn } of one.members) this.#classes.set(arn, one);
    }
    this.#trust = new TrustIndex(this.identities);
    for (const group of estate.identities.groups()) this.#groups.set(`${group.account} ${group.name}`, group);
  }

  /** The class of a principal of the snapshot. */
  classOf({ arn }: Identity): PrincipalClass {
    const known = this.#classes.get(arn);
    if (known === undefined) throw new Error(`${arn} is no principal of the graph`);
    return known;
  }

  /** Whether a principal may do everything as it stands. */
  isAdministrator(identity: Identity): Truth {
    return isAdministrator(this.estate, identity);
  }

  /** The ways in which a principal makes itself administrator without becoming somebody who is: the shortest first. */
  *toAdministrator(identity: Identity): Iterable<Edge> {
    for (const way of this.#waysOf(identity)) {
      if (way.effect !== 'becomes') yield* this.#edges(way, identity, null);
      else if (way.middle === 'stronger') yield* this.#hidden(way, identity);
    }
  }

  /** The ways in which a principal becomes one of these: the shortest first. */
  *toPrincipals(identity: Identity, within: TargetSet): Iterable<Edge> {
    for (const way of this.#waysOf(identity)) if (way.effect === 'becomes') yield* this.#edges(way, identity, within);
  }

  /** The ways in which a principal makes somebody administrator whose rights it has already. */
  *editing(identity: Identity, other: Identity): Iterable<Edge> {
    if (other.kind !== 'role') return;
    for (const way of this.#waysOf(identity)) {
      if (way.middle !== 'assumable-role' || way.effect !== 'administrator') continue;
      const calls = way.method.steps.map(({ action }) => this.#callOn(identity, action, other.arn));
      const truth = other.account === identity.account && !other.isServiceLinked ? this.#mayAll(identity, calls) : 'no';
      if (truth !== 'no') yield* this.#arrive(way, identity, other, other.arn, truth, calls, way.effect);
    }
  }

  /** Whether a principal is granted the change of some role. */
  editsRoles(identity: Identity): boolean {
    return this.#waysOf(identity).some(
      ({ middle, effect }) => middle === 'assumable-role' && effect === 'administrator',
    );
  }

  /** Whether targets of the principal were left untried: then there may be ways that nobody looked for. */
  gaveUpOn({ arn }: Identity): boolean {
    return this.#givenUp.has(arn);
  }

  readonly #givenUp = new Set<string>();

  #givesUp({ arn }: Identity, vain: number): boolean {
    if (vain < MAX_TRIES) return false;
    this.#givenUp.add(arn);
    return true;
  }

  /** The methods whose actions the principal is granted on anything at all. */
  #waysOf(identity: Identity): readonly Way[] {
    const group = this.classOf(identity);
    const known = this.#ways.get(group);
    if (known !== undefined) return known;
    const ways = WAYS.filter(({ method: { steps }, middle }) =>
      steps.every(
        // A role may trust the principal itself: then it needs nothing of its own.
        ({ action }) =>
          (action === 'sts:AssumeRole' && middle === 'trusting-role') ||
          (group.patternsFor(action).length > 0 && this.#doesAtAll(identity, action)),
      ),
    );
    this.#ways.set(group, ways);
    return ways;
  }

  /** Whether anything is left of what a principal is granted: one question spares as many as there are targets. */
  #doesAtAll(identity: Identity, action: string): boolean {
    if (!this.classOf(identity).isBlind) return true;
    return shapesOf(action, identity.partition, identity.account).every((shapes) =>
      shapes.some((shape) => this.#may(identity, callOf(identity.arn, action, shape, {}), true) !== 'no'),
    );
  }

  *#edges(way: Way, from: Identity, within: TargetSet | null): Iterable<Edge> {
    switch (way.middle) {
      case 'passed-role':
        yield* this.#passing(way, from, within);
        return;
      case 'stronger':
        yield* this.#running(way, from, within);
        return;
      case 'trusting-role':
      case 'any-role':
        yield* this.#throughRoles(way, from, within);
        return;
      case 'assumable-role':
        if (from.kind === 'role') yield* this.#onItself(way, from);
        return;
      case 'another-user':
        yield* this.#throughUsers(way, from, within);
        return;
      case 'own-group':
      case 'any-group':
        if (from.kind === 'user') yield* this.#throughGroups(way, from);
        return;
      case 'attached-policy':
        yield* this.#throughPolicies(way, from, from, []);
        return;
      case 'self':
        if (from.kind === 'user') yield* this.#onItself(way, from);
        return;
      default:
        yield* this.#onNothing(way, from);
    }
  }

  /** A role passed to a service that it trusts. */
  *#passing(way: Way, from: Identity, within: TargetSet | null): Iterable<Edge> {
    const { method } = way;
    const group = this.classOf(from);
    let vain = 0;
    for (const service of method.passedTo) {
      const passable = this.#trusting(service, within);
      if (passable.size === 0) continue;
      const open = this.#onOpen(
        method.steps.filter(({ on }) => on !== 'passed-role'),
        from,
      );
      if (open.truth === 'no') return;
      for (const role of passable.matchingAny(group.patternsFor('iam:PassRole'))) {
        if (parseArn(role)?.account !== from.account || role === from.arn) continue;
        if (!group.leaves('iam:PassRole', role)) continue;
        const call = callOf(from.arn, 'iam:PassRole', role, { 'iam:PassedToService': service });
        const admitted = callOf(service, 'sts:AssumeRole', role, {});
        let truth = both(open.truth, both(this.#may(from, call), this.#admits(role, service)));
        const held = truth !== 'no' && service === EC2 ? this.#inProfile(role, from) : IN_PROFILE;
        truth = both(truth, held.truth);
        if (truth !== 'no') yield edge(from, role, way, role, truth, [...held.calls, call, ...open.calls, admitted]);
        else if (this.#givesUp(from, ++vain)) return;
      }
    }
  }

  /**
   * Instances get their role from an instance profile, of which most that are passed to them have one already:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html
   */
  #inProfile(role: string, from: Identity): Calls {
    const profiles = this.estate.identities.find(role)?.instanceProfiles ?? null;
    if (profiles !== null && profiles.length > 0) return IN_PROFILE;
    const made = this.#onOpen(MAKES_PROFILE, from);
    if (made.truth === 'yes') return made;
    if (profiles === null) return { truth: 'unknown', calls: [] };
    // An empty one may be there.
    const filled = this.#onOpen(FILLS_PROFILE, from);
    return { truth: either(made.truth, filled.truth), calls: filled.calls };
  }

  readonly #passable = new WeakMap<TargetSet, Map<string, TargetSet>>();

  #trusting(service: string, within: TargetSet | null): TargetSet {
    const among = within ?? this.#all('role');
    let byService = this.#passable.get(among);
    if (byService === undefined) {
      byService = new Map();
      this.#passable.set(among, byService);
    }
    let roles = byService.get(service);
    if (roles === undefined) {
      roles = new TargetSet(this.#trust.trusting(service).filter((arn) => among.has(arn)));
      byService.set(service, roles);
    }
    return roles;
  }

  /** Something that runs with a role, and does what the principal likes. */
  *#running(way: Way, from: Identity, within: TargetSet | null): Iterable<Edge> {
    const group = this.classOf(from);
    const steps = way.method.steps.filter(({ on }) => on === 'stronger');
    const [first] = steps;
    const runners = first === undefined ? [] : this.runnersFor(first.action, from.account);
    const open = this.#onOpen(
      way.method.steps.filter(({ on }) => on !== 'stronger'),
      from,
    );
    if (open.truth === 'no' || first === undefined) return;
    const byArn = new Map(runners.map((one) => [one.arn, one.role]));
    let vain = 0;
    for (const arn of new TargetSet(byArn.keys()).matchingAny(group.patternsFor(first.action))) {
      const role = byArn.get(arn) ?? '';
      if (role === from.arn || (within !== null && !within.has(role))) continue;
      const calls = steps.map(({ action }) => this.#callOn(from, action, arn));
      const truth = both(open.truth, this.#mayAll(from, calls));
      if (truth !== 'no') yield edge(from, role, way, arn, truth, [...calls, ...open.calls]);
      else if (this.#givesUp(from, ++vain)) return;
    }
  }

  /** What runs with a role, and could not be listed: it may be anybody's. */
  *#hidden(way: Way, from: Identity): Iterable<Edge> {
    const services = new Set(
      way.method.steps.flatMap(({ action }) =>
        shapesOf(action, from.partition, from.account)
          .flat()
          .map((shape) => parseArn(shape)?.service ?? ''),
      ),
    );
    if (![...services].some((service) => this.estate.resources.hidesRunners(service, from.account))) return;
    const open = this.#onOpen(way.method.steps, from);
    if (open.truth !== 'no') yield edge(from, ADMINISTRATOR, way, null, 'unknown', open.calls);
  }

  /** What of the snapshot an action is done to and runs with a role. */
  runnersFor(action: string, account: string): readonly Runner[] {
    const key = `${account} ${action}`;
    const known = this.#runners.get(key);
    if (known !== undefined) return known;
    const globs = shapesOf(action, 'aws', account).flat().map(compileGlob);
    const all = new Map(this.estate.resources.runners().map((one) => [one.arn, one]));
    const found = [...new TargetSet(all.keys()).matchingAny(globs)].flatMap((arn) => all.get(arn) ?? []);
    this.#runners.set(key, found);
    return found;
  }

  /** A role that is assumed, or made to trust the principal. */
  *#throughRoles(way: Way, from: Identity, within: TargetSet | null): Iterable<Edge> {
    const { method, effect, middle } = way;
    const steps = method.steps.filter(({ on }) => on === middle);
    const candidates = middle === 'trusting-role' ? this.#assumable(from, within) : this.#rolesFor(from, steps, within);
    let vain = 0;
    for (const arn of candidates) {
      const role = this.estate.identities.find(arn);
      if (role === null || arn === from.arn) continue;
      const changes = steps.some(({ action }) => action.startsWith('iam:'));
      if (changes && (role.isServiceLinked || role.account !== from.account || arn.includes(':role/aws-reserved/')))
        continue;
      const calls = steps.map(({ action }) => this.#callOn(from, action, arn));
      const truth = this.#mayAll(from, calls);
      if (truth === 'no') {
        if (this.#givesUp(from, ++vain)) return;
        continue;
      }
      if (method.steps.some(({ on }) => on === 'attached-policy')) yield* this.#throughPolicies(way, from, role, calls);
      else yield* this.#arrive(way, from, role, arn, truth, calls, effect);
    }
  }

  *#arrive(
    way: Way,
    from: Identity,
    at: Identity,
    through: string,
    truth: Truth,
    calls: readonly Call[],
    effect: Effect,
  ): Iterable<Edge> {
    if (effect === 'becomes') {
      yield edge(from, at.arn, way, through, truth, calls);
      return;
    }
    const gets = both(truth, effect === 'unbounded' ? gainsByLosingBoundary(at) : leavesAdministration(at));
    if (gets !== 'no') yield edge(from, ADMINISTRATOR, way, through, gets, calls);
  }

  /** Roles that the principal might assume. */
  *#assumable(from: Identity, within: TargetSet | null): Iterable<string> {
    const seen = new Set<string>();
    for (const arn of this.#trust.naming(from)) {
      if (seen.has(arn) || (within !== null && !within.has(arn))) continue;
      seen.add(arn);
      yield arn;
    }
    const group = this.classOf(from);
    const patterns = group.patternsFor('sts:AssumeRole');
    if (patterns.length === 0 || this.#assumesNothing(from)) return;
    // The smaller of the two sets is gone through.
    const delegated = this.#delegatedTo(from.account);
    const [walked, checked] =
      within === null || delegated.size <= within.size ? [delegated, within] : [within, delegated];
    for (const arn of walked.matchingAny(patterns))
      if (!seen.has(arn) && (checked === null || checked.has(arn)) && group.leaves('sts:AssumeRole', arn)) yield arn;
  }

  readonly #idle = new Map<PrincipalClass | string, boolean>();

  /** Whether its own policies let a principal assume no role at all, by one question for all roles that leave it to them. */
  #assumesNothing(from: Identity): boolean {
    const group = this.classOf(from);
    const of = group.isBlind ? group : from.arn;
    const known = this.#idle.get(of);
    if (known !== undefined) return known;
    const { policies } = this.estate.apply(from.arn, 'sts:AssumeRole', '*');
    const trust = parseDocument({
      Statement: { Effect: 'Allow', Principal: { AWS: from.account }, Action: 'sts:AssumeRole' },
    });
    const { truth } = possible(
      {
        ...{ principal: from.arn, action: 'sts:AssumeRole', resource: `arn:${from.partition}:iam::*:role/*` },
        ...{ resourceAccount: null, context: {}, contextComplete: false, blockPublicAccess: null },
      },
      { ...policies, resource: trust },
    );
    this.#idle.set(of, truth === 'no');
    return truth === 'no';
  }

  #delegatedTo(account: string): TargetSet {
    const known = this.#delegated.get(account);
    if (known !== undefined) return known;
    const roles = new TargetSet(this.#trust.delegatingTo(account));
    this.#delegated.set(account, roles);
    return roles;
  }

  #every: Readonly<Record<'role' | 'user', TargetSet>> | null = null;

  #all(kind: 'role' | 'user'): TargetSet {
    this.#every ??= {
      role: new TargetSet(this.identities.filter((one) => one.kind === 'role').map(({ arn }) => arn)),
      user: new TargetSet(this.identities.filter((one) => one.kind === 'user').map(({ arn }) => arn)),
    };
    return this.#every[kind];
  }

  *#rolesFor(from: Identity, steps: readonly Step[], within: TargetSet | null): Iterable<string> {
    const [first] = steps;
    if (first === undefined) return;
    for (const arn of (within ?? this.#all('role')).matchingAny(this.classOf(from).patternsFor(first.action))) {
      if (this.#all('role').has(arn) && this.classOf(from).leaves(first.action, arn)) yield arn;
    }
  }

  *#throughUsers(way: Way, from: Identity, within: TargetSet | null): Iterable<Edge> {
    const steps = way.method.steps.filter(({ on }) => on === 'another-user');
    const [first] = steps;
    if (first === undefined) return;
    let vain = 0;
    for (const arn of (within ?? this.#all('user')).matchingAny(this.classOf(from).patternsFor(first.action))) {
      const user = this.estate.identities.find(arn);
      if (user === null || user.kind !== 'user' || arn === from.arn || user.account !== from.account) continue;
      if (!this.classOf(from).leaves(first.action, arn)) continue;
      const calls = steps.map(({ action }) => this.#callOn(from, action, arn));
      const truth = this.#mayAll(from, calls);
      if (truth !== 'no') yield* this.#arrive(way, from, user, arn, truth, calls, way.effect);
      else if (this.#givesUp(from, ++vain)) return;
    }
  }

  *#throughGroups(way: Way, from: Identity): Iterable<Edge> {
    const joins = way.effect === 'joins';
    const groups = joins
      ? [...this.#groups.values()].filter(({ account }) => account === from.account)
      : from.groups.flatMap((name) => this.#groups.get(`${from.account} ${name}`) ?? []);
    let vain = 0;
    for (const group of groups) {
      const gets = both(leavesAdministration(from), joins ? grantAdministration(group.documents, from.arn) : 'yes');
      if (gets === 'no') continue;
      const calls = way.method.steps.map(({ action }) => this.#callOn(from, action, group.arn));
      const truth = both(gets, this.#mayAll(from, calls));
      if (truth !== 'no') yield edge(from, ADMINISTRATOR, way, group.arn, truth, calls);
      else if (this.#givesUp(from, ++vain)) return;
    }
  }

  /** A customer managed policy that is attached to somebody whose rights the principal has, or gets by the calls before. */
  *#throughPolicies(way: Way, from: Identity, owner: Identity, before: readonly Call[]): Iterable<Edge> {
    const [step] = way.method.steps.filter(({ on }) => on === 'attached-policy');
    if (step === undefined) return;
    for (const policy of new Set(owner.attached)) {
      if (parseArn(policy)?.account !== from.account) continue;
      const calls = [...before, this.#callOn(from, step.action, policy)];
      const truth = both(this.#mayAll(from, calls), leavesAdministration(owner));
      // Whether an older version is stronger is not collected.
      const certain = step.action === 'iam:SetDefaultPolicyVersion' ? both(truth, 'unknown') : truth;
      if (certain !== 'no') yield edge(from, ADMINISTRATOR, way, policy, certain, calls);
    }
  }

  *#onItself(way: Way, from: Identity): Iterable<Edge> {
    const calls = way.method.steps.map(({ action }) => this.#callOn(from, action, from.arn));
    const truth = this.#mayAll(from, calls);
    if (truth !== 'no') yield* this.#arrive(way, from, from, from.arn, truth, calls, way.effect);
  }

  /** A role that the method makes, or nothing in particular. */
  *#onNothing(way: Way, from: Identity): Iterable<Edge> {
    const open = this.#onOpen(way.method.steps, from);
    if (open.truth !== 'no') yield edge(from, ADMINISTRATOR, way, null, open.truth, open.calls);
  }

  /** Calls on something that the principal makes, or that may be there. */
  #onOpen(steps: readonly Step[], from: Identity): Calls {
    let truth: Truth = 'yes';
    const calls: Call[] = [];
    for (const { action, on } of steps) {
      for (const shapes of shapesOf(action, from.partition, from.account)) {
        let one: Truth = 'no';
        for (const shape of shapes) {
          const call = this.#callOn(from, action, shape);
          one = either(one, this.#may(from, call, true));
          if (one !== 'yes') continue;
          calls.push(call);
          break;
        }
        truth = both(truth, one);
        if (truth === 'no') return { truth, calls };
      }
      // Nobody says that there is one.
      if (on === 'existing' && !action.startsWith('sso:')) truth = both(truth, 'unknown');
    }
    return { truth, calls };
  }

  /** A call with the keys that decide whether it is of any use. */
  #callOn(from: Identity, action: string, resource: string): Call {
    const target = this.estate.identities.find(resource);
    const context: Record<string, unknown> = {};
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html#awsidentityandaccessmanagementiam-policy-keys
    if (/^iam:(?:Attach|Put)(?:User|Role)Policy$|^iam:CreateRole$/.test(action)) {
      context['iam:PermissionsBoundary'] = boundaryArn(target);
    }
    if (/^iam:Attach(?:User|Role|Group)Policy$/.test(action)) {
      context['iam:PolicyARN'] = `arn:${from.partition}:iam::aws:policy/AdministratorAccess`;
    }
    return callOf(from.arn, action, resource, context);
  }

  #mayAll(from: Identity, calls: readonly Call[]): Truth {
    let truth: Truth = 'yes';
    for (const call of calls) {
      truth = both(truth, this.#may(from, call));
      if (truth === 'no') break;
    }
    return truth;
  }

  #may(from: Identity, { action, resource, context }: Call, withoutPolicy = false): Truth {
    const group = this.classOf(from);
    // A trust policy looks at who calls.
    const shared = group.isBlind && action !== 'sts:AssumeRole';
    const of = shared ? group : from.arn;
    let answers = this.#answers.get(of);
    if (answers === undefined) {
      answers = new Map();
      this.#answers.set(of, answers);
    }
    const key = `${withoutPolicy ? 'any ' : ''}${action} ${resource} ${JSON.stringify(context)}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const { truth } = ask(this.estate, shared ? group.first.arn : from.arn, action, resource, {
      context,
      withoutPolicy,
    });
    answers.set(key, truth);
    return truth;
  }

  /** Whether the role's trust lets the service in, which is the same for all roles with that trust. */
  #admits(role: string, service: string): Truth {
    const trust = this.estate.identities.find(role)?.trust;
    const key = `${trust === null || trust === undefined ? role : this.estate.store.numberOf(trust)} ${service}`;
    const known = this.#admitted.get(key);
    if (known !== undefined) return known;
    const { truth } = ask(this.estate, service, 'sts:AssumeRole', role);
    this.#admitted.set(key, truth);
    return truth;
  }
}

/** Whether calls can be made, and which. */
interface Calls {
  readonly truth: Truth;
  readonly calls: readonly Call[];
}

const EC2 = 'ec2.amazonaws.com';
const IN_PROFILE: Calls = { truth: 'yes', calls: [] };
const MAKES_PROFILE: readonly Step[] = [
  { action: 'iam:CreateInstanceProfile', on: 'new' },
  { action: 'iam:AddRoleToInstanceProfile', on: 'new' },
];
const FILLS_PROFILE: readonly Step[] = [{ action: 'iam:AddRoleToInstanceProfile', on: 'existing' }];

const callOf = (principal: string, action: string, resource: string, context: Call['context']): Call => ({
  ...{ principal, action, resource, context },
});

const edge = (
  { arn }: Identity,
  to: string,
  { method }: Way,
  through: string | null,
  truth: Truth,
  calls: readonly Call[],
): Edge => ({ from: arn, to, method, through, truth, calls });

const boundaryArn = (identity: Identity | null): string | null =>
  identity?.boundary == null ? null : identity.boundary.name.replace(/^permissions boundary /, '');

/** Whether somebody is administrator but for the boundary. */
const gainsByLosingBoundary = (identity: Identity): Truth =>
  identity.boundary === null ? 'no' : grantAdministration(identity.documents, identity.arn);
