import {
  type AccessKeyMetadata,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  NoSuchEntityException,
  paginateListAccessKeys,
  type UserDetail,
} from '@aws-sdk/client-iam';
import { call, defineLive, from, given, instant, listed } from '../../live.ts';
import { accountDetails } from '../account-details.ts';
import { lastUse } from '../user-credentials.ts';
import { accessKey } from './model.ts';

/** Users whose keys are asked for at a time: AWS has no bulk answer that gives the ids of keys. */
const usersAtOnce = 20;

const keysOf = async (client: IAMClient, { UserName }: UserDetail): Promise<AccessKeyMetadata[]> => {
  const keys: AccessKeyMetadata[] = [];
  try {
    const pages = paginateListAccessKeys(
      { client, pageSize: 1000 },
      { UserName: given(UserName, 'the name of a user') },
    );
    for await (const { AccessKeyMetadata } of pages) keys.push(...given(AccessKeyMetadata, 'the access keys'));
  } catch (error) {
    // Deleted since the users were listed: AWS deletes no user who still has keys.
    if (error instanceof NoSuchEntityException) return [];
    throw error;
  }
  return keys;
};

const idOf = ({ AccessKeyId }: AccessKeyMetadata): string => given(AccessKeyId, 'the id of an access key');

const used = call('iam:GetAccessKeyLastUsed', IAMClient, async (client: IAMClient, key: AccessKeyMetadata) => {
  const { AccessKeyLastUsed } = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: idOf(key) }));
  return lastUse(AccessKeyLastUsed);
});

export default defineLive(accessKey, {
  scope: 'account',
  list: {
    operations: ['iam:ListAccessKeys', ...accountDetails.operations],
    actions: ['iam:ListAccessKeys', ...accountDetails.actions],
    client: IAMClient,
    async *seeds(client: IAMClient, _at, answerOf): AsyncIterable<AccessKeyMetadata> {
      const { users } = await answerOf(accountDetails);
      for (let start = 0; start < users.length; start += usersAtOnce) {
        const lists = await Promise.all(users.slice(start, start + usersAtOnce).map((user) => keysOf(client, user)));
        for (const keys of lists) yield* keys;
      }
    },
    needs: [accountDetails],
  },
  name: idOf,
  arn: (key, { partition, account }) => `arn:${partition}:iam::${account}:access-key/${idOf(key)}`,

  facts: {
    user: listed(({ UserName }: AccessKeyMetadata) => given(UserName, 'the user of an access key')),
    status: listed(({ Status }: AccessKeyMetadata) => given(Status, 'the status of an access key')),
    createdAt: listed(({ CreateDate }: AccessKeyMetadata) =>
      instant(given(CreateDate, 'when an access key was created')),
    ),
    lastUsed: from(used, ({ lastUsedAt, lastUsedRegion, lastUsedService }) =>
      lastUsedAt === null ? null : { at: lastUsedAt, region: lastUsedRegion, service: lastUsedService },
    ),
  },
});
