import type { PolicyDetail } from '@aws-sdk/client-iam';
import { defineLive, given, listed, policyDocument } from '../../live.ts';
import { type AccountDetails, listFrom } from '../account-details.ts';
import { type Identified, identified } from '../identified.ts';
import { policy } from './model.ts';

type OwnerKind = 'user' | 'group' | 'role';

type InlinePolicy = Identified<PolicyDetail, 'PolicyName'>;

interface InlinePolicySeed {
  readonly owner: {
    readonly kind: OwnerKind;
    readonly name: string;
    readonly arn: string;
    readonly path: string | undefined;
  };
  readonly detail: InlinePolicy;
}

const inlinePoliciesOf = function* ({ users, groups, roles }: AccountDetails): Iterable<InlinePolicySeed> {
  for (const { UserName: name, Arn: arn, Path: path, UserPolicyList } of users) {
    yield* withOwner({ kind: 'user', name, arn, path }, UserPolicyList);
  }
  for (const { GroupName: name, Arn: arn, Path: path, GroupPolicyList } of groups) {
    yield* withOwner({ kind: 'group', name, arn, path }, GroupPolicyList);
  }
  for (const { RoleName: name, Arn: arn, Path: path, RolePolicyList } of roles) {
    yield* withOwner({ kind: 'role', name, arn, path }, RolePolicyList);
  }
};

const withOwner = function* (
  owner: InlinePolicySeed['owner'],
  policies: readonly PolicyDetail[] | undefined,
): Iterable<InlinePolicySeed> {
  for (const detail of policies ?? []) yield { owner, detail: identified(detail, 'PolicyName') };
};

/** `user/team/alice` of `arn:aws:iam::111122223333:user/team/alice`. A policy's name has no slash, so the two cannot be mixed up. */
const resourcePart = (arn: string): string => arn.split(':').slice(5).join(':');

export default defineLive(policy, {
  scope: 'account',
  list: listFrom(inlinePoliciesOf),
  name: ({ detail }) => detail.PolicyName,
  arn: ({ owner, detail }, { partition, account }) =>
    `arn:${partition}:iam::${account}:inline-policy/${resourcePart(owner.arn)}/${detail.PolicyName}`,

  facts: {
    document: listed(({ detail }: InlinePolicySeed) => policyDocument(detail.PolicyDocument)),
    owner: listed(({ owner }: InlinePolicySeed) => ({ ...owner, path: given(owner.path, 'the path of the owner') })),
  },
});
