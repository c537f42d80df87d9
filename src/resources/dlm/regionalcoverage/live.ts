import { DLMClient, GetLifecyclePoliciesCommand } from '@aws-sdk/client-dlm';
import { protectedResources } from '../../backup/protected-resources.ts';
import { defineLive, from, given, oncePerRegion, shared } from '../../live.ts';
import { regionalCoverage } from './model.ts';

/** Not in pages: https://docs.aws.amazon.com/dlm/latest/APIReference/API_GetLifecyclePolicies.html */
const policies = shared('dlm:GetLifecyclePolicies', DLMClient, async (client) =>
  given((await client.send(new GetLifecyclePoliciesCommand({}))).Policies, 'the lifecycle policies'),
);

export default defineLive(regionalCoverage, {
  ...oncePerRegion(DLMClient, 'dlm', 'regional-coverage'),
  facts: {
    policies: from(policies, (found) =>
      found
        .map(({ PolicyId, PolicyType, State }) => ({
          id: given(PolicyId, 'the id of a lifecycle policy'),
          kind: given(PolicyType, 'the type of a lifecycle policy'),
          state: given(State, 'the state of a lifecycle policy'),
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    ),
    backsUpVolumes: from(protectedResources, (resources) =>
      [...resources.keys()].some((arn) => /^arn:[^:]+:ec2:[^:]*:\d{12}:volume\//.test(arn)),
    ),
  },
});
