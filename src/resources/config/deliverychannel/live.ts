import {
  type ConfigExportDeliveryInfo,
  ConfigServiceClient,
  type DeliveryChannel,
  type DeliveryChannelStatus,
  DescribeDeliveryChannelStatusCommand,
  DescribeDeliveryChannelsCommand,
} from '@aws-sdk/client-config-service';
import { defineLive, from, given, instant, listed, shared } from '../../live.ts';
import { outcome } from '../outcome.ts';
import { deliveryChannel } from './model.ts';

const nameOf = ({ name }: DeliveryChannel): string => given(name, 'the name of a delivery channel');

const statuses = shared(
  'config-service:DescribeDeliveryChannelStatus',
  ConfigServiceClient,
  async (client): Promise<readonly DeliveryChannelStatus[]> =>
    given(
      (await client.send(new DescribeDeliveryChannelStatusCommand({}))).DeliveryChannelsStatus,
      'the status of the delivery channels',
    ),
  { actions: ['config:DescribeDeliveryChannelStatus'] },
);

const statusOf = (found: readonly DeliveryChannelStatus[], channel: DeliveryChannel): DeliveryChannelStatus =>
  given(
    found.find(({ name }) => name === channel.name),
    'the status of a delivery channel',
  );

/** AWS leaves out the status of what it never did. */
const delivery = (info: ConfigExportDeliveryInfo | undefined) => ({
  status: info?.lastStatus === undefined ? null : outcome(info.lastStatus),
  error: info?.lastErrorCode || null,
  succeededAt: info?.lastSuccessfulTime === undefined ? null : instant(info.lastSuccessfulTime),
});

export default defineLive(deliveryChannel, {
  scope: 'region',
  list: {
    operations: ['config-service:DescribeDeliveryChannels'],
    actions: ['config:DescribeDeliveryChannels'],
    client: ConfigServiceClient,
    async *seeds(client: ConfigServiceClient): AsyncIterable<DeliveryChannel> {
      const { DeliveryChannels } = await client.send(new DescribeDeliveryChannelsCommand({}));
      yield* given(DeliveryChannels, 'the delivery channels');
    },
    needs: [],
  },
  name: nameOf,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:config:${region}:${account}:delivery-channel/${nameOf(seed)}`,

  facts: {
    'destination.bucket': listed(({ s3BucketName }: DeliveryChannel) =>
      given(s3BucketName, 'the bucket of a delivery channel'),
    ),
    'destination.prefix': listed(({ s3KeyPrefix }: DeliveryChannel) => s3KeyPrefix || null),
    'destination.topic': listed(({ snsTopicARN }: DeliveryChannel) => snsTopicARN || null),
    'encryption.key': listed(({ s3KmsKeyArn }: DeliveryChannel) => s3KmsKeyArn || null),
    snapshotFrequency: listed(
      ({ configSnapshotDeliveryProperties }: DeliveryChannel) =>
        configSnapshotDeliveryProperties?.deliveryFrequency ?? null,
    ),
    'delivery.history': from(statuses, (found, seed: DeliveryChannel) =>
      delivery(statusOf(found, seed).configHistoryDeliveryInfo),
    ),
    'delivery.snapshots': from(statuses, (found, seed: DeliveryChannel) =>
      delivery(statusOf(found, seed).configSnapshotDeliveryInfo),
    ),
    'delivery.stream': from(statuses, (found, seed: DeliveryChannel) => {
      const { lastStatus, lastErrorCode, lastStatusChangeTime } = statusOf(found, seed).configStreamDeliveryInfo ?? {};
      return {
        status: lastStatus === undefined ? null : outcome(lastStatus),
        error: lastErrorCode || null,
        changedAt: lastStatusChangeTime === undefined ? null : instant(lastStatusChangeTime),
      };
    }),
  },
});
