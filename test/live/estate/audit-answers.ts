import type { Answerer, Asked } from '../answerer.ts';
import { Raw } from '../answerer.ts';
import type { Tree } from '../protocol.ts';
import { AwsError } from '../protocol.ts';
import {
  type AuditFacts,
  auditBucket,
  auditStore,
  auditTrail,
  brokenTrail,
  scratchStore,
  sharedTrail,
} from './audit.ts';
import { home, prod, sandbox } from './site.ts';

// What the emulator cannot answer about what records the estate, in the shape that AWS documents.

/** An answerer that adds to the JSON of the answer beneath; a refusal passes unchanged. */
const extend =
  (change: (answer: Record<string, unknown>, request: Asked) => Record<string, unknown>): Answerer =>
  async (request, beyond) => {
    const answer = await beyond.forward();
    if (answer.status !== 200) return new Raw(answer);
    const parsed = JSON.parse(String(answer.body)) as Record<string, unknown>;
    return new Raw({ ...answer, body: JSON.stringify(change(parsed, request)) });
  };

/** Moments are seconds since 1970 on the wire. */
const before = ({ filledAt }: AuditFacts, minutes: number): number =>
  Math.floor(filledAt.getTime() / 1000) - minutes * 60;

/** What a member sees of the trail of its organization. */
const shadow = {
  Name: 'organization',
  S3BucketName: auditBucket,
  IncludeGlobalServiceEvents: true,
  IsMultiRegionTrail: true,
  HomeRegion: 'us-east-1',
  TrailARN: sharedTrail,
  LogFileValidationEnabled: false,
  HasCustomEventSelectors: false,
  HasInsightSelectors: false,
  IsOrganizationTrail: true,
};

/** Of the trail of its organization a member asks by ARN, of which the emulator knows nothing in its account. */
const ofShadow =
  (answer: Tree, otherwise: Answerer): Answerer =>
  (request, beyond) => {
    const { Name, TrailName } = request.input;
    return request.account === sandbox && (Name ?? TrailName) === sharedTrail ? answer : otherwise(request, beyond);
  };

const stores = ({ keys }: AuditFacts): Readonly<Record<string, Tree>> => ({
  [auditStore]: {
    EventDataStoreArn: auditStore,
    Name: 'audit',
    Status: 'ENABLED',
    AdvancedEventSelectors: [
      { Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
    ],
    MultiRegionEnabled: true,
    OrganizationEnabled: false,
    RetentionPeriod: 2557,
    TerminationProtectionEnabled: true,
    CreatedTimestamp: new Date('2025-02-01T09:00:00Z'),
    KmsKeyId: keys[prod],
    BillingMode: 'FIXED_RETENTION_PRICING',
    FederationStatus: 'DISABLED',
  },
  [scratchStore]: {
    EventDataStoreArn: scratchStore,
    Name: 'scratch',
    Status: 'ENABLED',
    AdvancedEventSelectors: [
      { Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
    ],
    MultiRegionEnabled: false,
    OrganizationEnabled: false,
    RetentionPeriod: 7,
    TerminationProtectionEnabled: false,
    CreatedTimestamp: new Date('2025-02-01T09:00:00Z'),
    BillingMode: 'EXTENDABLE_RETENTION_PRICING',
    FederationStatus: 'DISABLED',
  },
});

const noInsights = (of: unknown): AwsError =>
  new AwsError('InsightNotEnabledException', `${of} does not have Insights enabled.`, 400);

const cloudtrail = (facts: AuditFacts): Readonly<Record<string, Answerer>> => {
  const all = stores(facts);
  const ownedBy = ({ account, region }: Asked): readonly string[] =>
    Object.keys(all).filter((arn) => arn.startsWith(`arn:aws:cloudtrail:${region}:${account}:`));
  return {
    // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html: moto asks for the topic to be there, and shows
    // members nothing of their organization.
    'cloudtrail:DescribeTrails': extend(({ trailList, ...answer }, { account }) => {
      const own = (trailList as { readonly TrailARN: string }[]).map((one) =>
        one.TrailARN === auditTrail ? { ...one, SnsTopicARN: `arn:aws:sns:${home}:${prod}:audit` } : one,
      );
      return { ...answer, trailList: [...own, ...(account === sandbox ? [shadow] : [])] };
    }),
    // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html: moto delivers log files alone, always.
    'cloudtrail:GetTrailStatus': ofShadow(
      { IsLogging: false },
      extend((answer, { input }) => {
        if (input.Name === brokenTrail) {
          return { ...answer, LatestDeliveryTime: before(facts, 3000), LatestDeliveryError: 'AccessDenied' };
        }
        if (input.Name !== auditTrail) return answer;
        return {
          ...answer,
          LatestDeliveryTime: before(facts, 4),
          LatestDigestDeliveryTime: before(facts, 40),
          LatestCloudWatchLogsDeliveryTime: before(facts, 2),
          LatestNotificationTime: before(facts, 4),
        };
      }),
    ),
    'cloudtrail:GetEventSelectors': ofShadow(
      { TrailARN: sharedTrail, EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] },
      async (_request, beyond) => new Raw(await beyond.forward()),
    ),
    // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html
    'cloudtrail:GetInsightSelectors': async (request, beyond) => {
      const { EventDataStore, TrailName } = request.input;
      if (EventDataStore !== undefined) throw noInsights(EventDataStore);
      if (request.account === sandbox && TrailName === sharedTrail) throw noInsights(sharedTrail);
      return new Raw(await beyond.forward());
    },
    // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListEventDataStores.html
    'cloudtrail:ListEventDataStores': (request) => ({
      EventDataStores: ownedBy(request).map((EventDataStoreArn) => ({
        EventDataStoreArn,
        Name: all[EventDataStoreArn]?.Name,
      })),
    }),
    // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventDataStore.html
    'cloudtrail:GetEventDataStore': ({ input }) => {
      const found = all[String(input.EventDataStore)];
      if (found === undefined) throw new AwsError('EventDataStoreNotFoundException', 'There is no such store.', 400);
      return found;
    },
  };
};

/** Answers about what records the estate. */
export const auditAnswers = (facts: AuditFacts): Readonly<Record<string, Answerer>> => ({ ...cloudtrail(facts) });
