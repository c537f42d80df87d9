import type { Method, Target } from '../escalation/method.ts';

/**
 * What a method gives whoever uses it: any right at all (`administrator`), those of another principal (`becomes`), those of a group
 * (`joins`), or its own without their boundary (`unbounded`).
 */
export type Effect = 'administrator' | 'becomes' | 'joins' | 'unbounded';

const EDITS = /^iam:(?:(?:Put|Attach)(?:User|Role|Group)Policy|CreatePolicyVersion|SetDefaultPolicyVersion)$/;

/** The effect of a method. Only what decides is told here: on whom it acts its steps say. */
export function effectOf({ steps }: Method): Effect {
  if (steps.some(({ action }) => EDITS.test(action) || action.startsWith('sso:'))) return 'administrator';
  if (steps.some(({ action }) => /^iam:Delete(?:User|Role)PermissionsBoundary$/.test(action))) return 'unbounded';
  return steps.some(({ action }) => action === 'iam:AddUserToGroup') ? 'joins' : 'becomes';
}

/** What stands in the middle of a method: the first of these that one of its steps is done to. */
const MIDDLES: readonly Target[] = [
  ...(['passed-role', 'stronger', 'trusting-role', 'any-role', 'assumable-role', 'another-user'] as const),
  ...(['own-group', 'any-group', 'attached-policy', 'self', 'new-role'] as const),
];

/** On whom or what a method turns; `new` where it needs nothing that is there. */
export const middleOf = ({ steps }: Method): Target =>
  MIDDLES.find((one) => steps.some(({ on }) => on === one)) ?? 'new';
