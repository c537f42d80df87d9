import { defineLive, given, instant, listed } from '../../live.ts';
import { attachedPolicies, type Group, inlinePolicies, listFrom } from '../account-details.ts';
import { group } from './model.ts';

interface GroupSeed {
  readonly detail: Group;
  readonly members: readonly string[];
}

export default defineLive(group, {
  scope: 'account',
  list: listFrom(({ groups, members }): GroupSeed[] =>
    groups.map((detail) => ({ detail, members: members.get(detail.GroupName) ?? [] })),
  ),
  name: ({ detail }) => detail.GroupName,
  arn: ({ detail }) => detail.Arn,

  facts: {
    path: listed(({ detail }: GroupSeed) => given(detail.Path, 'the path of a group')),
    uniqueId: listed(({ detail }: GroupSeed) => given(detail.GroupId, 'the id of a group')),
    createdAt: listed(({ detail }: GroupSeed) => instant(given(detail.CreateDate, 'when a group was created'))),
    members: listed(({ members }: GroupSeed) => [...members].sort()),
    attachedPolicies: listed(({ detail }: GroupSeed) => attachedPolicies(detail)),
    inlinePolicies: listed(({ detail }: GroupSeed) => inlinePolicies(detail.GroupPolicyList)),
  },
});
