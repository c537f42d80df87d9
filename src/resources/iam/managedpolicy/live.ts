import { GetPolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { call, defineLive, from, given, instant, listed, policyDocument, tagMap } from '../../live.ts';
import { documentInForce, listFrom, type ManagedPolicy } from '../account-details.ts';
import { managedPolicy } from './model.ts';

interface ManagedPolicySeed {
  readonly detail: ManagedPolicy;
  readonly attachedTo: readonly string[];
  readonly boundaryOf: readonly string[];
}

/** The last part of `arn:aws:iam::111122223333:policy/data/read-data`: names have no slash. */
const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** No bulk answer has the tags of policies, nor, for certain, their descriptions. */
const policy = call('iam:GetPolicy', IAMClient, async (client: IAMClient, { detail }: ManagedPolicySeed) =>
  given((await client.send(new GetPolicyCommand({ PolicyArn: detail.Arn }))).Policy, 'the policy'),
);

const versionsOf = ({ PolicyVersionList }: ManagedPolicy) => given(PolicyVersionList, 'the versions of a policy');

export default defineLive(managedPolicy, {
  scope: 'account',
  list: listFrom(({ policies, attachedTo, boundaryOf }): ManagedPolicySeed[] =>
    policies.map((detail) => ({
      detail,
      attachedTo: attachedTo.get(detail.Arn) ?? [],
      boundaryOf: boundaryOf.get(detail.Arn) ?? [],
    })),
  ),
  name: ({ detail }) => nameIn(detail.Arn),
  arn: ({ detail }) => detail.Arn,

  facts: {
    path: listed(({ detail }: ManagedPolicySeed) => given(detail.Path, 'the path of a policy')),
    uniqueId: listed(({ detail }: ManagedPolicySeed) => given(detail.PolicyId, 'the id of a policy')),
    createdAt: listed(({ detail }: ManagedPolicySeed) =>
      instant(given(detail.CreateDate, 'when a policy was created')),
    ),
    updatedAt: listed(({ detail }: ManagedPolicySeed) =>
      instant(given(detail.UpdateDate, 'when a policy was updated')),
    ),
    description: from(policy, ({ Description }) => Description || null),
    document: listed(({ detail }: ManagedPolicySeed) => policyDocument(documentInForce(detail))),
    defaultVersion: listed(({ detail }: ManagedPolicySeed) =>
      given(detail.DefaultVersionId, 'the id of the default version'),
    ),
    versions: listed(({ detail }: ManagedPolicySeed) => versionsOf(detail).length),
    attachedTo: listed(({ attachedTo }: ManagedPolicySeed) => [...attachedTo].sort()),
    boundaryOf: listed(({ boundaryOf }: ManagedPolicySeed) => [...boundaryOf].sort()),
    tags: from(policy, ({ Tags }) => tagMap(Tags)),
  },
});
