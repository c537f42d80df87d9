import {
  DescribePolicyCommand,
  OrganizationsClient,
  type PolicySummary,
  type PolicyTargetSummary,
  PolicyType,
  paginateListPolicies,
  paginateListTargetsForPolicy,
} from '@aws-sdk/client-organizations';
import { type AskShared, type At, call, defineLive, from, given, listed, policyDocument } from '../../live.ts';
import { organizationIn, roots } from '../tree.ts';
import { policy } from './model.ts';

const kinds = [PolicyType.SERVICE_CONTROL_POLICY, PolicyType.RESOURCE_CONTROL_POLICY, PolicyType.S3_POLICY];

interface PolicySeed {
  readonly organization: string;
  readonly summary: PolicySummary;
}

const policyId = ({ summary }: PolicySeed): string => given(summary.Id, 'the id of a policy');

const kindOf = ({ summary }: PolicySeed): string => given(summary.Type, 'the kind of a policy');

const describe = call(
  'organizations:DescribePolicy',
  OrganizationsClient,
  async (client: OrganizationsClient, seed: PolicySeed) =>
    given((await client.send(new DescribePolicyCommand({ PolicyId: policyId(seed) }))).Policy, 'the policy'),
);

const targets = call(
  'organizations:ListTargetsForPolicy',
  OrganizationsClient,
  async (client: OrganizationsClient, seed: PolicySeed) => {
    const found: PolicyTargetSummary[] = [];
    const pages = paginateListTargetsForPolicy({ client, pageSize: 20 }, { PolicyId: policyId(seed) });
    for await (const { Targets } of pages) found.push(...given(Targets, 'the targets'));
    return found;
  },
);

const targetKinds = new Map([
  ['ROOT', 'root'],
  ['ORGANIZATIONAL_UNIT', 'organizational-unit'],
  ['ACCOUNT', 'account'],
] as const);

const target = ({ TargetId, Type }: PolicyTargetSummary) => ({
  id: given(TargetId, 'the id of a target'),
  kind: given(targetKinds.get(given(Type, 'the kind of a target')), 'a known kind of target'),
});

export default defineLive(policy, {
  scope: 'account',
  list: {
    operations: ['organizations:ListPolicies'],
    actions: ['organizations:ListPolicies'],
    client: OrganizationsClient,
    async *seeds(client: OrganizationsClient, _at: At, answerOf: AskShared): AsyncIterable<PolicySeed> {
      // Without an organization there are no policies, and the list would be refused.
      const [root] = (await answerOf(roots)) ?? [];
      if (root === undefined) return;
      const organization = organizationIn(root.Arn);
      for (const Filter of kinds) {
        const pages = paginateListPolicies({ client, pageSize: 20 }, { Filter });
        for await (const { Policies } of pages) {
          for (const summary of given(Policies, 'the policies')) yield { organization, summary };
        }
      }
    },
    needs: [roots],
  },
  name: ({ summary }) => given(summary.Name, 'the name of a policy'),
  arn: (seed, { partition, account }) =>
    `arn:${partition}:organizations::${account}:policy/${seed.organization}/${kindOf(seed).toLowerCase()}/${policyId(seed)}`,

  facts: {
    policyId: listed(policyId),
    kind: listed(kindOf),
    isAwsManaged: listed(({ summary }: PolicySeed) => given(summary.AwsManaged, 'whether AWS wrote the policy')),
    document: from(describe, ({ Content }) => policyDocument(Content)),
    targets: from(targets, (found) => found.map(target).sort((a, b) => (a.id < b.id ? -1 : 1))),
  },
});
