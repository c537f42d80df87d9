import {
  type AccessKeyMetadata,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  paginateListAccessKeys,
} from '@aws-sdk/client-iam';
import { type AskShared, type At, call, defineLive, from, given, instant, listed } from '../../live.ts';
import { accountDetails, type User } from '../account-details.ts';
import { type Identified, identified } from '../identified.ts';
import { lastUse } from '../user-credentials.ts';
import { accessKey } from './model.ts';

type AccessKey = Identified<AccessKeyMetadata, 'AccessKeyId'>;

/** Users whose keys are asked for at a time: AWS has no bulk answer that gives the ids of keys. */
const usersAtOnce = 20;

const keysOf = async (client: IAMClient, { UserName }: User): Promise<AccessKey[]> => {
  const keys: AccessKey[] = [];
  try {
    const pages = paginateListAccessKeys({ client, pageSize: 1000 }, { UserName });
    for await (const { AccessKeyMetadata } of pages) {
      for (const key of given(AccessKeyMetadata, 'the access keys')) keys.push(identified(key, 'AccessKeyId'));
    }
  } catch (error) {
    // Deleted since the users were listed: AWS deletes no user who still has keys.
    if (error instanceof Error && error.name === 'NoSuchEntityException') return [];
    throw error;
  }
  return keys;
};

const used = call('iam:GetAccessKeyLastUsed', IAMClient, async (client: IAMClient, key: AccessKey) => {
  const { AccessKeyLastUsed } = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key.AccessKeyId }));
  return lastUse(AccessKeyLastUsed);
});

export default defineLive(accessKey, {
  scope: 'account',
  list: {
    operations: ['iam:ListAccessKeys', ...accountDetails.operations],
    actions: ['iam:ListAccessKeys', ...accountDetails.actions],
    client: IAMClient,
    async *seeds(client: IAMClient, _at: At, answerOf: AskShared): AsyncIterable<AccessKey> {
      const { users } = await answerOf(accountDetails);
      for (let start = 0; start < users.length; start += usersAtOnce) {
        const lists = await Promise.all(users.slice(start, start + usersAtOnce).map((user) => keysOf(client, user)));
        for (const keys of lists) yield* keys;
      }
    },
    needs: [accountDetails],
  },
  name: ({ AccessKeyId }) => AccessKeyId,
  arn: (key, { partition, account }) => `arn:${partition}:iam::${account}:access-key/${key.AccessKeyId}`,

  facts: {
    user: listed(({ UserName }: AccessKey) => given(UserName, 'the user of an access key')),
    status: listed(({ Status }: AccessKey) => given(Status, 'the status of an access key')),
    createdAt: listed(({ CreateDate }: AccessKey) => instant(given(CreateDate, 'when an access key was created'))),
    lastUsed: from(used, ({ lastUsedAt, lastUsedRegion, lastUsedService }) =>
      lastUsedAt === null ? null : { at: lastUsedAt, region: lastUsedRegion, service: lastUsedService },
    ),
  },
});
