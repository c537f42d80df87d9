import { IAMClient, ListOrganizationsFeaturesCommand } from '@aws-sdk/client-iam';
import {
  DescribeEffectivePolicyCommand,
  DescribeOrganizationCommand,
  OrganizationsClient,
  PolicyType,
} from '@aws-sdk/client-organizations';
import { type At, call, defineLive, from, fromAll, given, MissingInAnswer, policyDocument } from '../../live.ts';
import { notInUse, roots } from '../tree.ts';
import { organization } from './model.ts';

interface OrganizationSeed {
  readonly account: string;
}

/** Every account of an organization may ask: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html */
const describe = call(
  'organizations:DescribeOrganization',
  OrganizationsClient,
  async (client: OrganizationsClient, _seed: OrganizationSeed) =>
    given((await client.send(new DescribeOrganizationCommand({}))).Organization, 'the organization'),
  { noneOn: [notInUse] },
);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html */
const features = call(
  'iam:ListOrganizationsFeatures',
  IAMClient,
  (client: IAMClient, _seed: OrganizationSeed) => client.send(new ListOrganizationsFeaturesCommand({})),
  {
    noneOn: ['ServiceAccessNotEnabledException', 'OrganizationNotInAllFeaturesModeException'],
  },
);

/** Every account may ask for itself: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html */
const effectiveS3Policy = call(
  'organizations:DescribeEffectivePolicy',
  OrganizationsClient,
  async (client: OrganizationsClient, _seed: OrganizationSeed) =>
    given(
      (await client.send(new DescribeEffectivePolicyCommand({ PolicyType: PolicyType.S3_POLICY }))).EffectivePolicy,
      'the effective policy',
    ),
  { noneOn: ['EffectivePolicyNotFoundException', notInUse] },
);

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_s3_syntax.html */
const publicAccessBlock = (content: string | undefined): string => {
  const { s3_attributes: attributes } = policyDocument(content) as {
    readonly s3_attributes?: { readonly public_access_block_configuration?: unknown } | null;
  };
  const value = given(attributes?.public_access_block_configuration, 'the block of public access');
  if (typeof value !== 'string') throw new MissingInAnswer('the block of public access is not a word');
  return value;
};

export default defineLive(organization, {
  scope: 'account',
  list: {
    // Every account belongs to one, or to none: there is nothing to list.
    operations: [],
    actions: [],
    client: OrganizationsClient,
    async *seeds(_client: OrganizationsClient, { account }: At): AsyncIterable<OrganizationSeed> {
      yield { account };
    },
    needs: [],
  },
  name: ({ account }) => account,
  arn: (_seed, { partition, account }) => `arn:${partition}:organizations::${account}:organization`,

  facts: {
    id: from(describe, ({ Id }) => given(Id, 'the id of the organization')),
    organizationArn: from(describe, ({ Arn }) => given(Arn, 'the ARN of the organization')),
    managementAccount: from(describe, ({ MasterAccountId }) => given(MasterAccountId, 'the management account')),
    featureSet: from(describe, ({ FeatureSet }) => given(FeatureSet, 'the feature set')),
    root: from(roots, ([root]) => given(root?.Id, 'the id of the root')),
    enabledPolicyTypes: from(roots, ([root]) =>
      given(root?.PolicyTypes, 'the kinds of policies')
        .flatMap(({ Type, Status }) => (Status === 'ENABLED' ? [given(Type, 'a kind of policy')] : []))
        .sort(),
    ),
    rootManagement: fromAll([describe, features], async ([describe, features]) => {
      if ((await describe()) === null) return null;
      const answer = await features();
      return answer === null ? null : [...given(answer.EnabledFeatures, 'the features')].sort();
    }),
    'access.s3PublicAccessBlock': from(effectiveS3Policy, ({ PolicyContent }) => publicAccessBlock(PolicyContent)),
  },
});
