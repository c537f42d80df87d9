import type { PolicyDetail } from '@aws-sdk/client-iam';
import { defineLive, given, listed, policyDocument } from '../../live.ts';
import { type AccountDetails, listFrom } from '../account-details.ts';
import { policy } from './model.ts';

type OwnerKind = 'user' | 'group' | 'role';

interface InlinePolicySeed {
  readonly kind: OwnerKind;
  readonly owner: {
    readonly name: string | undefined;
    readonly arn: string | undefined;
    readonly path: string | undefined;
  };
  readonly detail: PolicyDetail;
}

const inlinePoliciesOf = function* ({ users, groups, roles }: AccountDetails): Iterable<InlinePolicySeed> {
  for (const { UserName: name, Arn: arn, Path: path, UserPolicyList } of users) {
    for (const detail of UserPolicyList ?? []) yield { kind: 'user', owner: { name, arn, path }, detail };
  }
  for (const { GroupName: name, Arn: arn, Path: path, GroupPolicyList } of groups) {
    for (const detail of GroupPolicyList ?? []) yield { kind: 'group', owner: { name, arn, path }, detail };
  }
  for (const { RoleName: name, Arn: arn, Path: path, RolePolicyList } of roles) {
    for (const detail of RolePolicyList ?? []) yield { kind: 'role', owner: { name, arn, path }, detail };
  }
};

const nameOf = ({ PolicyName }: PolicyDetail): string => given(PolicyName, 'the name of an inline policy');

/** `user/team/alice` of `arn:aws:iam::111122223333:user/team/alice`. A policy's name has no slash, so the two cannot be mixed up. */
const resourcePart = (arn: string): string => arn.split(':').slice(5).join(':');

export default defineLive(policy, {
  scope: 'account',
  list: listFrom(inlinePoliciesOf),
  name: ({ detail }) => nameOf(detail),
  arn: ({ owner, detail }, { partition, account }) =>
    `arn:${partition}:iam::${account}:inline-policy/${resourcePart(given(owner.arn, 'the ARN of the owner'))}/${nameOf(detail)}`,

  facts: {
    document: listed(({ detail }: InlinePolicySeed) => policyDocument(detail.PolicyDocument)),
    owner: listed(({ kind, owner }: InlinePolicySeed) => ({
      kind,
      name: given(owner.name, 'the name of the owner'),
      arn: given(owner.arn, 'the ARN of the owner'),
      path: given(owner.path, 'the path of the owner'),
    })),
  },
});
