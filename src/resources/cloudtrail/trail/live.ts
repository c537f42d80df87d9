import { CloudTrailClient, ListTagsCommand } from '@aws-sdk/client-cloudtrail';
import { type AskShared, type At, call, defineLive, from, given, instant, listed, tagMap } from '../../live.ts';
import { type ListedTrail, ownerOf, recordingReaders, status, trails } from '../trails.ts';
import { trail } from './model.ts';

const tags = call('cloudtrail:ListTags', CloudTrailClient, async (client: CloudTrailClient, seed: ListedTrail) => {
  const { ResourceTagList } = await client.send(new ListTagsCommand({ ResourceIdList: [seed.TrailARN] }));
  return given(ResourceTagList?.[0], 'the tags of the trail');
});

/** AWS leaves out the time of what never happened, and the error where there was none. */
const delivery = (at: Date | undefined, error: string | undefined) => ({
  at: at === undefined ? null : instant(at),
  error: error || null,
});

export default defineLive(trail, {
  scope: 'region',
  list: {
    operations: trails.operations,
    actions: trails.actions,
    client: CloudTrailClient,
    async *seeds(_client: CloudTrailClient, at: At, answerOf: AskShared): AsyncIterable<ListedTrail> {
      for (const one of await answerOf(trails)) {
        if (one.HomeRegion === at.region && ownerOf(one) === at.account) yield one;
      }
    },
    needs: [trails],
  },
  name: ({ Name }) => Name,
  arn: ({ TrailARN }) => TrailARN,

  facts: {
    ...recordingReaders,
    isOrganizationTrail: listed(({ IsOrganizationTrail }: ListedTrail) =>
      given(IsOrganizationTrail, "whether a trail is the organization's"),
    ),
    loggingSince: from(status, ({ StartLoggingTime }) =>
      StartLoggingTime === undefined ? null : instant(StartLoggingTime),
    ),
    // Without a key of one's own log files are encrypted all the same, by S3:
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
    'encryption.atRest': listed(({ KmsKeyId }: ListedTrail) => ({
      enabled: true,
      algorithm: KmsKeyId ? 'aws:kms' : 'AES256',
      key: KmsKeyId || null,
    })),
    'destination.bucket': listed(({ S3BucketName }: ListedTrail) => given(S3BucketName, 'the bucket of a trail')),
    'destination.prefix': listed(({ S3KeyPrefix }: ListedTrail) => S3KeyPrefix || null),
    'destination.topic': listed(({ SnsTopicARN }: ListedTrail) => SnsTopicARN || null),
    'destination.logGroup': listed(({ CloudWatchLogsLogGroupArn }: ListedTrail) => CloudWatchLogsLogGroupArn || null),
    'delivery.logFiles': from(status, (answer) => delivery(answer.LatestDeliveryTime, answer.LatestDeliveryError)),
    'delivery.digests': from(status, (answer) =>
      delivery(answer.LatestDigestDeliveryTime, answer.LatestDigestDeliveryError),
    ),
    'delivery.logGroup': from(status, (answer) =>
      delivery(answer.LatestCloudWatchLogsDeliveryTime, answer.LatestCloudWatchLogsDeliveryError),
    ),
    'delivery.notifications': from(status, (answer) =>
      delivery(answer.LatestNotificationTime, answer.LatestNotificationError),
    ),
    tags: from(tags, ({ TagsList }) => tagMap(TagsList)),
  },
});
