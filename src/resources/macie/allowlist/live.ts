import {
  type AllowListSummary,
  GetAllowListCommand,
  Macie2Client,
  paginateListAllowLists,
} from '@aws-sdk/client-macie2';
import { type AskShared, type At, call, defineLive, from, given, shared } from '../../live.ts';
import { askMacie } from '../ask-macie.ts';
import { allowList } from './model.ts';

const allLists = async (client: Macie2Client): Promise<readonly AllowListSummary[]> => {
  const found: AllowListSummary[] = [];
  for await (const page of paginateListAllowLists({ client }, {})) {
    found.push(...given(page.allowLists, 'the allow lists'));
  }
  return found;
};

const lists = shared('macie2:ListAllowLists', Macie2Client, (client, { region }) =>
  askMacie(region, () => allLists(client)),
);

const details = call('macie2:GetAllowList', Macie2Client, (client: Macie2Client, { id }: AllowListSummary, _at: At) =>
  client.send(new GetAllowListCommand({ id: given(id, 'the id of an allow list') })),
);

export default defineLive(allowList, {
  scope: 'region',
  list: {
    operations: lists.operations,
    actions: lists.actions,
    client: Macie2Client,
    async *seeds(_client: Macie2Client, _at: At, answerOf: AskShared): AsyncIterable<AllowListSummary> {
      yield* (await answerOf(lists)) ?? [];
    },
    needs: [lists],
  },
  name: ({ name }) => given(name, 'the name of an allow list'),
  arn: ({ arn }) => given(arn, 'the ARN of an allow list'),

  facts: {
    regex: from(details, ({ criteria }) => given(criteria, 'the criteria of an allow list').regex ?? null),
    words: from(details, ({ criteria }) => {
      const { s3WordsList } = given(criteria, 'the criteria of an allow list');
      if (s3WordsList === undefined) return null;
      return {
        bucket: given(s3WordsList.bucketName, 'the bucket of an allow list'),
        key: given(s3WordsList.objectKey, 'the object of an allow list'),
      };
    }),
    status: from(details, ({ status }) => given(status?.code, 'the status of an allow list')),
  },
});
