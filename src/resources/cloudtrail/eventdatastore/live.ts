import {
  CloudTrailClient,
  GetEventDataStoreCommand,
  GetInsightSelectorsCommand,
  ListTagsCommand,
  paginateListEventDataStores,
} from '@aws-sdk/client-cloudtrail';
import { type At, call, defineLive, from, fromAll, given, instant, tagMap } from '../../live.ts';
import { readAdvancedSelectors } from '../read-event-selectors.ts';
import { eventDataStore } from './model.ts';

/** An event data store from the listing, which says no more of it. */
interface EventDataStoreSeed {
  readonly arn: string;
  readonly name: string;
}

const describe = call(
  'cloudtrail:GetEventDataStore',
  CloudTrailClient,
  (client: CloudTrailClient, { arn }: EventDataStoreSeed) =>
    client.send(new GetEventDataStoreCommand({ EventDataStore: arn })),
);

const insightSelectors = call(
  'cloudtrail:GetInsightSelectors',
  CloudTrailClient,
  (client: CloudTrailClient, { arn }: EventDataStoreSeed) =>
    client.send(new GetInsightSelectorsCommand({ EventDataStore: arn })),
  { noneOn: ['InsightNotEnabledException'] },
);

const tags = call(
  'cloudtrail:ListTags',
  CloudTrailClient,
  async (client: CloudTrailClient, { arn }: EventDataStoreSeed) => {
    const { ResourceTagList } = await client.send(new ListTagsCommand({ ResourceIdList: [arn] }));
    return given(ResourceTagList?.[0], 'the tags of the event data store');
  },
);

export default defineLive(eventDataStore, {
  scope: 'region',
  list: {
    operations: ['cloudtrail:ListEventDataStores'],
    actions: ['cloudtrail:ListEventDataStores'],
    client: CloudTrailClient,
    async *seeds(client: CloudTrailClient, { account }: At): AsyncIterable<EventDataStoreSeed> {
      for await (const page of paginateListEventDataStores({ client, pageSize: 200 }, {})) {
        for (const { EventDataStoreArn, Name } of given(page.EventDataStores, 'the event data stores')) {
          const arn = given(EventDataStoreArn, 'the ARN of an event data store');
          // Delegated administrators see those of the organization, which belong to its management account.
          if (arn.split(':')[4] !== account) continue;
          yield { arn, name: given(Name, 'the name of an event data store') };
        }
      }
    },
    needs: [],
  },
  name: ({ name }) => name,
  arn: ({ arn }) => arn,

  facts: {
    status: from(describe, ({ Status }) => given(Status, 'the status')),
    isMultiRegion: from(describe, ({ MultiRegionEnabled }) =>
      given(MultiRegionEnabled, 'whether the events of every Region are stored'),
    ),
    isOrganization: from(describe, ({ OrganizationEnabled }) =>
      given(OrganizationEnabled, 'whether the events of the organization are stored'),
    ),
    eventSelectors: from(describe, ({ AdvancedEventSelectors }) =>
      readAdvancedSelectors(given(AdvancedEventSelectors, 'the event selectors')),
    ),
    insights: fromAll([insightSelectors], async ([answer]) =>
      ((await answer())?.InsightSelectors ?? [])
        .map(({ InsightType }) => given(InsightType, 'the kind of an insight'))
        .sort(),
    ),
    'lifecycle.retentionDays': from(describe, ({ RetentionPeriod }) => given(RetentionPeriod, 'the retention period')),
    'recovery.deletionProtection': from(describe, ({ TerminationProtectionEnabled }) =>
      given(TerminationProtectionEnabled, 'the termination protection'),
    ),
    // Without a key of one's own CloudTrail encrypts with one of AWS's:
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
    'encryption.atRest': from(describe, ({ KmsKeyId }) => ({
      enabled: true,
      algorithm: 'KMS',
      key: KmsKeyId || null,
    })),
    billingMode: from(describe, ({ BillingMode }) => given(BillingMode, 'the billing mode')),
    federationRole: from(describe, ({ FederationRoleArn, FederationStatus }) =>
      FederationStatus === 'ENABLED' ? given(FederationRoleArn, 'the federation role') : null,
    ),
    createdAt: from(describe, ({ CreatedTimestamp }) => instant(given(CreatedTimestamp, 'when it was created'))),
    tags: from(tags, ({ TagsList }) => tagMap(TagsList)),
  },
});
