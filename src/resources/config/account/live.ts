import { OrganizationsClient, paginateListDelegatedAdministrators } from '@aws-sdk/client-organizations';
import { defineLive, from, given, shared } from '../../live.ts';
import { notInUse } from '../../organizations/tree.ts';
import { account } from './model.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html */
const delegatedAdministrators = shared(
  'organizations:ListDelegatedAdministrators',
  OrganizationsClient,
  async (client): Promise<readonly string[]> => {
    const found: string[] = [];
    const input = { ServicePrincipal: 'config.amazonaws.com' };
    for await (const page of paginateListDelegatedAdministrators({ client, pageSize: 20 }, input)) {
      const administrators = given(page.DelegatedAdministrators, 'the delegated administrators');
      found.push(...administrators.map(({ Id }) => given(Id, 'the id of an account')));
    }
    return found.sort();
  },
  { noneOn: [notInUse] },
);

export default defineLive(account, {
  scope: 'account',
  list: {
    // Every account is one: there is nothing to list.
    operations: [],
    actions: [],
    client: OrganizationsClient,
    async *seeds(_client, at): AsyncIterable<string> {
      yield at.account;
    },
    needs: [],
  },
  name: (id) => id,
  arn: (id, { partition }) => `arn:${partition}:config::${id}:account`,

  facts: {
    delegatedAdministrators: from(delegatedAdministrators, (ids) => [...ids]),
  },
});
