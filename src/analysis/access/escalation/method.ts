/**
 * What a step of a method has to be done to:
 * - `self`: the user who takes it;
 * - `another-user`: a user other than that;
 * - `own-group`, `any-group`: a group the user is in, or one to join;
 * - `assumable-role`: a role the caller is, or can assume as it stands;
 * - `trusting-role`: a role that is assumed in the same method;
 * - `any-role`: a role whatever its trust, which the method changes;
 * - `new-role`: a role the method makes;
 * - `attached-policy`: a customer managed policy that is attached to the caller or to a role within reach;
 * - `passed-role`: a role that the service trusts;
 * - `new`: something the method makes, or nothing in particular;
 * - `existing`: something that is there, whatever it runs with;
 * - `stronger`: something that is there and runs with a stronger role.
 */
export type Target =
  | 'self'
  | 'another-user'
  | 'own-group'
  | 'any-group'
  | 'assumable-role'
  | 'trusting-role'
  | 'any-role'
  | 'new-role'
  | 'attached-policy'
  | 'passed-role'
  | 'new'
  | 'existing'
  | 'stronger';

/** One call of a method. */
export interface Step {
  /** As AWS spells it; `iam:*` and `iam:Put*` stand for all such actions. */
  readonly action: string;
  readonly on: Target;
}

/** A way in which a principal gets more rights than it was given. */
export interface Method {
  /** That of https://pathfinding.cloud where it has one, else a name of its parts. */
  readonly id: string;
  /** What is done, to follow "The principal". */
  readonly how: string;
  readonly steps: readonly Step[];
  /** The services one of which has to take the passed role; empty where none is passed. */
  readonly passedTo: readonly string[];
  /** Whether it is only a step to another principal, which may be no stronger. */
  readonly edge: boolean;
}

/** What `method` is made of: calls on one kind of target, or a role passed to one of the services. */
interface Part {
  readonly steps: readonly Step[];
  readonly passedTo: readonly string[];
}

/** A method of these parts. */
export const method = (id: string, how: string, ...parts: readonly Part[]): Method => ({
  id,
  how,
  steps: parts.flatMap(({ steps }) => steps),
  passedTo: parts.flatMap(({ passedTo }) => passedTo),
  edge: false,
});

/** Calls that are all made on one kind of target. */
export const on = (target: Target, ...actions: readonly string[]): Part => ({
  steps: actions.map((action) => ({ action, on: target })),
  passedTo: [],
});

/** A role passed to one of these services. */
export const pass = (...services: readonly string[]): Part => ({
  steps: [{ action: 'iam:PassRole', on: 'passed-role' }],
  passedTo: services.map((service) => `${service}.amazonaws.com`),
});
