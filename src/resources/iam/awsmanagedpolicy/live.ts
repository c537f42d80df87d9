import { IAMClient } from '@aws-sdk/client-iam';
import { defineLive, given, instant, type Listing, listed, policyDocument } from '../../live.ts';
import { accountDetails, awsManagedPolicies, documentInForce, type ManagedPolicy } from '../account-details.ts';
import { awsManagedPolicy } from './model.ts';

interface AwsManagedPolicySeed {
  readonly detail: ManagedPolicy;
  readonly attachedTo: readonly string[];
  readonly boundaryOf: readonly string[];
}

/** `service-role/AWSLambdaBasicExecutionRole` of `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`. */
const pathIn = (arn: string): string => arn.slice(arn.indexOf('/') + 1);

/** Only those that somebody uses. */
const list: Listing<IAMClient, AwsManagedPolicySeed> = {
  operations: awsManagedPolicies.operations,
  actions: awsManagedPolicies.actions,
  client: IAMClient,
  async *seeds(_client, _at, answerOf) {
    const { attachedTo, boundaryOf } = await answerOf(accountDetails);
    for (const detail of await answerOf(awsManagedPolicies)) {
      const users = { attachedTo: attachedTo.get(detail.Arn) ?? [], boundaryOf: boundaryOf.get(detail.Arn) ?? [] };
      if (users.attachedTo.length + users.boundaryOf.length > 0) yield { detail, ...users };
    }
  },
  needs: [accountDetails, awsManagedPolicies],
};

export default defineLive(awsManagedPolicy, {
  scope: 'account',
  list,
  name: ({ detail }) => detail.Arn.slice(detail.Arn.lastIndexOf('/') + 1),
  arn: ({ detail }, { partition, account }) => `arn:${partition}:iam::${account}:aws-policy/${pathIn(detail.Arn)}`,

  facts: {
    policyArn: listed(({ detail }: AwsManagedPolicySeed) => detail.Arn),
    path: listed(({ detail }: AwsManagedPolicySeed) => given(detail.Path, 'the path of a policy')),
    updatedAt: listed(({ detail }: AwsManagedPolicySeed) =>
      instant(given(detail.UpdateDate, 'when a policy was updated')),
    ),
    document: listed(({ detail }: AwsManagedPolicySeed) => policyDocument(documentInForce(detail))),
    defaultVersion: listed(({ detail }: AwsManagedPolicySeed) =>
      given(detail.DefaultVersionId, 'the id of the default version'),
    ),
    attachedTo: listed(({ attachedTo }: AwsManagedPolicySeed) => [...attachedTo].sort()),
    boundaryOf: listed(({ boundaryOf }: AwsManagedPolicySeed) => [...boundaryOf].sort()),
  },
});
