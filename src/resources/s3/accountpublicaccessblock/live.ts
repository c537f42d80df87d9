import { GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { defineLive, from, given, shared } from '../../live.ts';
import { readPublicAccessBlock } from '../read-public-access-block.ts';
import { accountPublicAccessBlock } from './model.ts';

const block = shared(
  's3-control:GetPublicAccessBlock',
  S3ControlClient,
  (client: S3ControlClient, { account }) => client.send(new GetPublicAccessBlockCommand({ AccountId: account })),
  { actions: ['s3:GetAccountPublicAccessBlock'], noneOn: ['NoSuchPublicAccessBlockConfiguration'] },
);

export default defineLive(accountPublicAccessBlock, {
  scope: 'account',
  list: {
    // Every account has it: there is nothing to list.
    operations: [],
    actions: [],
    client: S3ControlClient,
    async *seeds(_client: S3ControlClient, { account }) {
      yield account;
    },
    needs: [],
  },
  name: (account: string) => account,
  arn: (account, { partition }) => `arn:${partition}:s3::${account}:account-public-access-block`,

  facts: {
    'access.publicAccessBlock': from(block, ({ PublicAccessBlockConfiguration }) =>
      readPublicAccessBlock(given(PublicAccessBlockConfiguration, 'the configuration')),
    ),
  },
});
