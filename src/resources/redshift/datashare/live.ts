import {
  type DataShare,
  type DataShareAssociation,
  paginateDescribeDataSharesForProducer,
  RedshiftClient,
} from '@aws-sdk/client-redshift';
import { defineLive, given, listed } from '../../live.ts';
import { dataShare } from './model.ts';

const shareArn = ({ DataShareArn }: DataShare): string => given(DataShareArn, 'the ARN of the datashare');

const consumer = ({ ConsumerIdentifier, Status, ConsumerRegion, ProducerAllowedWrites }: DataShareAssociation) => ({
  id: given(ConsumerIdentifier, 'the consumer of a datashare'),
  status: given(Status, 'the status of a consumer'),
  region: ConsumerRegion || null,
  writes: ProducerAllowedWrites ?? false,
});

const order = (a: { readonly id: string; readonly region: string | null }, b: typeof a): number =>
  `${a.id} ${a.region}` < `${b.id} ${b.region}` ? -1 : 1;

export default defineLive(dataShare, {
  scope: 'region',
  list: {
    // DescribeDataShares also lists what others share with the account.
    operations: ['redshift:DescribeDataSharesForProducer'],
    actions: ['redshift:DescribeDataSharesForProducer'],
    client: RedshiftClient,
    needs: [],
    async *seeds(client: RedshiftClient) {
      const pages = paginateDescribeDataSharesForProducer({ client, pageSize: 100 }, {});
      for await (const { DataShares } of pages) yield* DataShares ?? [];
    },
  },
  // `arn:aws:redshift:eu-central-1:111122223333:datashare:NAMESPACE/NAME`
  name: (seed) => given(shareArn(seed).split('/').at(-1), 'the name of the datashare'),
  arn: shareArn,

  facts: {
    producer: listed(({ ProducerArn }: DataShare) => ProducerArn || null),
    managedBy: listed(({ ManagedBy }: DataShare) => ManagedBy || null),
    'access.publicConsumers': listed(({ AllowPubliclyAccessibleConsumers }: DataShare) =>
      given(AllowPubliclyAccessibleConsumers, 'whether consumers may be public'),
    ),
    'access.consumers': listed(({ DataShareAssociations }: DataShare) =>
      (DataShareAssociations ?? []).map(consumer).sort(order),
    ),
  },
});
