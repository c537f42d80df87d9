import type { PolicyDocument } from '../document.ts';

/** A role, and who may assume it. */
export interface KnownRole {
  readonly arn: string;
  readonly trust: PolicyDocument | 'unknown';
}

/** What is around a principal in its account: lists of ARNs, or that they were not read. */
export interface Surroundings {
  readonly users: readonly string[] | 'unknown';
  readonly groups: readonly string[] | 'unknown';
  /** The groups that the principal is in. */
  readonly ownGroups: readonly string[] | 'unknown';
  readonly roles: readonly KnownRole[] | 'unknown';
  /** Customer managed policies that are attached to the principal or to a role within its reach. */
  readonly attachedPolicies: readonly string[] | 'unknown';
  /** What runs with a role that is stronger than the principal: functions, instances, projects, stacks. */
  readonly strongerResources: readonly string[] | 'unknown';
}

/** Nothing is known beyond the principal's own documents. */
export const UNKNOWN_SURROUNDINGS: Surroundings = {
  users: 'unknown',
  groups: 'unknown',
  ownGroups: 'unknown',
  roles: 'unknown',
  attachedPolicies: 'unknown',
  strongerResources: 'unknown',
};
