import { GetPolicyCommand, IAMClient, type ManagedPolicyDetail } from '@aws-sdk/client-iam';
import { call, defineLive, from, given, instant, listed, policyDocument, tagMap } from '../../live.ts';
import { listFrom } from '../account-details.ts';
import { managedPolicy } from './model.ts';

interface ManagedPolicySeed {
  readonly detail: ManagedPolicyDetail;
  readonly attachedTo: readonly string[];
  readonly boundaryOf: readonly string[];
}

const arnOf = ({ Arn }: ManagedPolicyDetail): string => given(Arn, 'the ARN of a policy');

/** No bulk answer has the tags of policies, nor, for certain, their descriptions. */
const policy = call('iam:GetPolicy', IAMClient, async (client: IAMClient, { detail }: ManagedPolicySeed) =>
  given((await client.send(new GetPolicyCommand({ PolicyArn: arnOf(detail) }))).Policy, 'the policy'),
);

const versionsOf = ({ PolicyVersionList }: ManagedPolicyDetail) => given(PolicyVersionList, 'the versions of a policy');

const defaultVersion = (detail: ManagedPolicyDetail) =>
  given(
    versionsOf(detail).find(({ VersionId }) => VersionId === detail.DefaultVersionId),
    'the default version of a policy',
  );

export default defineLive(managedPolicy, {
  scope: 'account',
  list: listFrom(({ policies, attachedTo, boundaryOf }): ManagedPolicySeed[] =>
    policies.map((detail) => ({
      detail,
      attachedTo: attachedTo.get(arnOf(detail)) ?? [],
      boundaryOf: boundaryOf.get(arnOf(detail)) ?? [],
    })),
  ),
  name: ({ detail }) => given(detail.PolicyName, 'the name of a policy'),
  arn: ({ detail }) => arnOf(detail),

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
    document: listed(({ detail }: ManagedPolicySeed) => policyDocument(defaultVersion(detail).Document)),
    defaultVersion: listed(({ detail }: ManagedPolicySeed) =>
      given(detail.DefaultVersionId, 'the id of the default version'),
    ),
    versions: listed(({ detail }: ManagedPolicySeed) => versionsOf(detail).length),
    attachedTo: listed(({ attachedTo }: ManagedPolicySeed) => [...attachedTo].sort()),
    boundaryOf: listed(({ boundaryOf }: ManagedPolicySeed) => [...boundaryOf].sort()),
    tags: from(policy, ({ Tags }) => tagMap(Tags)),
  },
});
