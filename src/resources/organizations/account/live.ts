import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { type AskShared, type At, defineLive, given, instant, listed } from '../../live.ts';
import { type PlacedAccount, roots, tree } from '../tree.ts';
import { account } from './model.ts';

const accountId = ({ account: { Id } }: PlacedAccount): string => given(Id, 'the id of an account');

export default defineLive(account, {
  scope: 'account',
  list: {
    operations: tree.operations,
    actions: tree.actions,
    client: OrganizationsClient,
    async *seeds(_client: OrganizationsClient, _at: At, answerOf: AskShared): AsyncIterable<PlacedAccount> {
      yield* (await answerOf(tree)) ?? [];
    },
    needs: [roots, tree],
  },
  name: ({ account: { Name, Id } }) => Name || given(Id, 'the id of an account'),
  arn: (seed, at) => `arn:${at.partition}:organizations::${at.account}:account/${seed.organization}/${accountId(seed)}`,

  facts: {
    accountId: listed(accountId),
    organization: listed(({ organization }: PlacedAccount) => organization),
    path: listed(({ path }: PlacedAccount) => path),
    // AWS retired Status in September 2026 for State, which emulators may not have.
    state: listed(({ account: { State, Status } }: PlacedAccount) => given(State ?? Status, 'the state of an account')),
    joinedAt: listed(({ account: { JoinedTimestamp } }: PlacedAccount) =>
      JoinedTimestamp === undefined ? null : instant(JoinedTimestamp),
    ),
  },
});
