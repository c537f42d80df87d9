import { type CustomKeyStoresListEntry, KMSClient, paginateDescribeCustomKeyStores } from '@aws-sdk/client-kms';
import { defineLive, given, instant, listed } from '../../live.ts';
import { customKeyStore } from './model.ts';

const idOf = ({ CustomKeyStoreId }: CustomKeyStoresListEntry): string =>
  given(CustomKeyStoreId, 'the id of a key store');

export default defineLive(customKeyStore, {
  scope: 'region',
  list: {
    operations: ['kms:DescribeCustomKeyStores'],
    actions: ['kms:DescribeCustomKeyStores'],
    client: KMSClient,
    async *seeds(client: KMSClient): AsyncIterable<CustomKeyStoresListEntry> {
      for await (const { CustomKeyStores } of paginateDescribeCustomKeyStores({ client, pageSize: 1000 }, {})) {
        yield* given(CustomKeyStores, 'the custom key stores');
      }
    },
    needs: [],
  },
  name: idOf,
  arn: (store, { partition, region, account }) =>
    `arn:${partition}:kms:${region}:${account}:custom-key-store/${idOf(store)}`,

  facts: {
    title: listed(({ CustomKeyStoreName }: CustomKeyStoresListEntry) =>
      given(CustomKeyStoreName, 'the name of a key store'),
    ),
    kind: listed(({ CustomKeyStoreType }: CustomKeyStoresListEntry) =>
      given(CustomKeyStoreType, 'the kind of a key store'),
    ),
    createdAt: listed(({ CreationDate }: CustomKeyStoresListEntry) =>
      instant(given(CreationDate, 'when a key store was made')),
    ),
    'connection.state': listed(({ ConnectionState }: CustomKeyStoresListEntry) =>
      given(ConnectionState, 'the connection of a key store'),
    ),
    'connection.error': listed(({ ConnectionErrorCode }: CustomKeyStoresListEntry) => ConnectionErrorCode ?? null),
    cloudHsmCluster: listed(({ CloudHsmClusterId }: CustomKeyStoresListEntry) => CloudHsmClusterId ?? null),
    'network.proxy': listed(
      ({ XksProxyConfiguration }: CustomKeyStoresListEntry) => XksProxyConfiguration?.Connectivity ?? null,
    ),
  },
});
