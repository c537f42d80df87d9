import {
  type FindingsFilterListItem,
  GetFindingsFilterCommand,
  Macie2Client,
  paginateListFindingsFilters,
} from '@aws-sdk/client-macie2';
import { type AskShared, type At, call, defineLive, from, given, listed, shared } from '../../live.ts';
import { askMacie } from '../ask-macie.ts';
import { findingsFilter } from './model.ts';

const allFilters = async (client: Macie2Client): Promise<readonly FindingsFilterListItem[]> => {
  const found: FindingsFilterListItem[] = [];
  for await (const page of paginateListFindingsFilters({ client }, {})) {
    found.push(...given(page.findingsFilterListItems, 'the filters'));
  }
  return found;
};

const filters = shared('macie2:ListFindingsFilters', Macie2Client, (client, { region }) =>
  askMacie(region, () => allFilters(client)),
);

const details = call(
  'macie2:GetFindingsFilter',
  Macie2Client,
  (client: Macie2Client, { id }: FindingsFilterListItem, _at: At) =>
    client.send(new GetFindingsFilterCommand({ id: given(id, 'the id of a filter') })),
);

export default defineLive(findingsFilter, {
  scope: 'region',
  list: {
    operations: filters.operations,
    actions: filters.actions,
    client: Macie2Client,
    async *seeds(_client: Macie2Client, _at: At, answerOf: AskShared): AsyncIterable<FindingsFilterListItem> {
      yield* (await answerOf(filters)) ?? [];
    },
    needs: [filters],
  },
  name: ({ name }) => given(name, 'the name of a filter'),
  arn: ({ arn }) => given(arn, 'the ARN of a filter'),

  facts: {
    action: listed(({ action }: FindingsFilterListItem) => given(action, 'the action of a filter')),
    criteria: from(details, ({ findingCriteria }) =>
      Object.entries(given(findingCriteria, 'the criteria of a filter').criterion ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([field, one]) => ({ field, equals: [...(one.eq ?? []), ...(one.eqExactMatch ?? [])] })),
    ),
  },
});
