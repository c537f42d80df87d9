import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Unknown } from '../model/resource.ts';
import { reasonFor, unknownBecause } from './derive.ts';

const groupType = 'AWS::IAM::Group';

interface Groups {
  /** How many members each group has, by its ARN, or why that is not known. */
  readonly members: Map<string, number | Unknown>;
  /** By account: groups that could not be listed. */
  readonly gaps: Map<string, Unknown>;
}

const groupMembers: Relation<Groups> = {
  name: 'group-members',
  gathers: [{ type: groupType, facts: ['members'] }],
  start: () => ({ members: new Map(), gaps: new Map() }),
  add: ({ members }, group) => {
    const users = group.facts['members'] as readonly string[] | undefined;
    members.set(group.arn, users?.length ?? reasonFor(group, 'members'));
  },
  addGap: ({ gaps }, { account, operation, code, message }) => {
    gaps.set(account, { operation, code, message });
  },
};

/** Whether a customer managed policy does anything. */
export const managedPolicyInUse: DerivedFact = defineDerived({
  type: 'AWS::IAM::ManagedPolicy',
  path: 'isInUse',
  schema: Type.Boolean({
    description:
      'Whether a user, a role or a group with members has it, or it is the permissions boundary of somebody.',
  }),
  reads: ['attachedTo', 'boundaryOf'],
  relation: groupMembers,
  derive: (policy, { members, gaps }) => {
    const attachedTo = policy.facts['attachedTo'] as readonly string[] | undefined;
    const boundaryOf = policy.facts['boundaryOf'] as readonly string[] | undefined;
    if (boundaryOf !== undefined && boundaryOf.length > 0) return true;
    if (attachedTo === undefined) return unknownBecause(policy, 'attachedTo');
    const groups = attachedTo.filter((arn) => arn.split(':')[5]?.startsWith('group/'));
    if (groups.length < attachedTo.length) return true;
    const sizes = groups.map((arn) => members.get(arn));
    if (sizes.some((size) => typeof size === 'number' && size > 0)) return true;
    const unknown = sizes.find((size) => typeof size === 'object');
    if (typeof unknown === 'object') return new Underivable(unknown);
    const gap = gaps.get(policy.account);
    if (gap !== undefined && sizes.includes(undefined)) return new Underivable(gap);
    return boundaryOf === undefined ? unknownBecause(policy, 'boundaryOf') : false;
  },
});
