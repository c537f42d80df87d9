import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { type AskShared, type At, defineLive, listed } from '../../live.ts';
import { type ListedTrail, ownerOf, recordingReaders, trails } from '../trails.ts';
import { organizationTrail } from './model.ts';

export default defineLive(organizationTrail, {
  scope: 'region',
  list: {
    operations: trails.operations,
    actions: trails.actions,
    client: CloudTrailClient,
    async *seeds(_client: CloudTrailClient, at: At, answerOf: AskShared): AsyncIterable<ListedTrail> {
      for (const one of await answerOf(trails)) {
        if (one.HomeRegion === at.region && ownerOf(one) !== at.account) yield one;
      }
    },
    needs: [trails],
  },
  name: ({ Name }) => Name,
  arn: ({ Name }, { partition, region, account }) =>
    `arn:${partition}:cloudtrail:${region}:${account}:organization-trail/${Name}`,

  facts: {
    ...recordingReaders,
    trailArn: listed(({ TrailARN }: ListedTrail) => TrailARN),
    'encryption.key': listed(({ KmsKeyId }: ListedTrail) => KmsKeyId || null),
  },
});
