import {
  EC2Client,
  type ManagedPrefixList,
  paginateDescribeManagedPrefixLists,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import { call, defineLive, from, given, listed, tagMap } from '../../live.ts';
import { prefixList } from './model.ts';

const listId = ({ PrefixListId }: ManagedPrefixList): string => given(PrefixListId, 'the id of the prefix list');

const entries = call(
  'ec2:GetManagedPrefixListEntries',
  EC2Client,
  async (client: EC2Client, seed: ManagedPrefixList) => {
    const found: string[] = [];
    const pages = paginateGetManagedPrefixListEntries({ client, pageSize: 100 }, { PrefixListId: listId(seed) });
    for await (const { Entries } of pages)
      for (const { Cidr } of Entries ?? []) found.push(given(Cidr, 'the range of an entry'));
    return found.sort();
  },
);

export default defineLive(prefixList, {
  scope: 'region',
  list: {
    operations: ['ec2:DescribeManagedPrefixLists'],
    actions: ['ec2:DescribeManagedPrefixLists'],
    client: EC2Client,
    needs: [],
    async *seeds(client: EC2Client) {
      const pages = paginateDescribeManagedPrefixLists({ client, pageSize: 100 }, {});
      for await (const { PrefixLists } of pages) yield* PrefixLists ?? [];
    },
  },
  name: listId,
  // AWS's own lists have one ARN in every account; a snapshot of several accounts needs one for each.
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:ec2:${region}:${account}:prefix-list/${listId(seed)}`,

  facts: {
    listName: listed(({ PrefixListName }: ManagedPrefixList) => given(PrefixListName, 'the name of the prefix list')),
    owner: listed(({ OwnerId }: ManagedPrefixList) => given(OwnerId, 'the owner of the prefix list')),
    addressFamily: listed(({ AddressFamily }: ManagedPrefixList) => given(AddressFamily, 'the address family')),
    state: listed(({ State }: ManagedPrefixList) => given(State, 'the state of the prefix list')),
    'network.entries': from(entries, (found) => found),
    tags: listed(({ Tags }: ManagedPrefixList) => tagMap(Tags)),
  },
});
