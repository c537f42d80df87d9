import { type EventSubscription, paginateDescribeEventSubscriptions, RedshiftClient } from '@aws-sdk/client-redshift';
import { defineLive, given, listed, tagMap } from '../../live.ts';
import { eventSubscription } from './model.ts';

const subscriptionName = ({ CustSubscriptionId }: EventSubscription): string =>
  given(CustSubscriptionId, 'the name of the subscription');

export default defineLive(eventSubscription, {
  scope: 'region',
  list: {
    operations: ['redshift:DescribeEventSubscriptions'],
    actions: ['redshift:DescribeEventSubscriptions'],
    client: RedshiftClient,
    needs: [],
    async *seeds(client: RedshiftClient) {
      const pages = paginateDescribeEventSubscriptions({ client, pageSize: 100 }, {});
      for await (const { EventSubscriptionsList } of pages) yield* EventSubscriptionsList ?? [];
    },
  },
  name: subscriptionName,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:redshift:${region}:${account}:eventsubscription:${subscriptionName(seed)}`,

  facts: {
    topic: listed(({ SnsTopicArn }: EventSubscription) => SnsTopicArn || null),
    status: listed(({ Status }: EventSubscription) => given(Status, 'the status of the subscription')),
    enabled: listed(({ Enabled }: EventSubscription) => given(Enabled, 'whether the subscription is enabled')),
    sourceType: listed(({ SourceType }: EventSubscription) => SourceType || null),
    sources: listed(({ SourceIdsList }: EventSubscription) => [...(SourceIdsList ?? [])].sort()),
    categories: listed(({ EventCategoriesList }: EventSubscription) => [...(EventCategoriesList ?? [])].sort()),
    severity: listed(({ Severity }: EventSubscription) => Severity || null),
    tags: listed(({ Tags }: EventSubscription) => tagMap(Tags)),
  },
});
