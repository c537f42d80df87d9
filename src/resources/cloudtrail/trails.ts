import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailStatusCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import { call, from, fromAll, given, listed, shared } from '../live.ts';
import { readAdvancedSelectors, readBasicSelectors } from './read-event-selectors.ts';

/** A trail, which AWS always names. */
export type ListedTrail = Trail & { readonly Name: string; readonly TrailARN: string; readonly HomeRegion: string };

/**
 * The trails that an account sees in a Region, by ARN: its own, those of other Regions that reach into this one, and those of its
 * organization. Each is in this list in every Region that it records, so whoever lists trails takes those whose home the Region is.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export const trails = shared('cloudtrail:DescribeTrails', CloudTrailClient, async (client): Promise<ListedTrail[]> => {
  const { trailList } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
  return given(trailList, 'the trails')
    .map((one) => ({
      ...one,
      Name: given(one.Name, 'the name of a trail'),
      TrailARN: given(one.TrailARN, 'the ARN of a trail'),
      HomeRegion: given(one.HomeRegion, 'the home Region of a trail'),
    }))
    .sort((a, b) => (a.TrailARN < b.TrailARN ? -1 : 1));
});

/** The account that a trail belongs to: for the trail of an organization its management account. */
export const ownerOf = ({ TrailARN }: Pick<ListedTrail, 'TrailARN'>): string =>
  given(TrailARN.split(':')[4], 'the account in the ARN of a trail');

/** Members of an organization have to name its trail by ARN: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html */
export const status = call(
  'cloudtrail:GetTrailStatus',
  CloudTrailClient,
  (client: CloudTrailClient, seed: ListedTrail) => client.send(new GetTrailStatusCommand({ Name: seed.TrailARN })),
);

const eventSelectors = call(
  'cloudtrail:GetEventSelectors',
  CloudTrailClient,
  (client: CloudTrailClient, seed: ListedTrail) =>
    client.send(new GetEventSelectorsCommand({ TrailName: seed.TrailARN })),
);

const insightSelectors = call(
  'cloudtrail:GetInsightSelectors',
  CloudTrailClient,
  (client: CloudTrailClient, seed: ListedTrail) =>
    client.send(new GetInsightSelectorsCommand({ TrailName: seed.TrailARN })),
  { noneOn: ['InsightNotEnabledException'] },
);

/** How the facts are read that trails of the account and of its organization have in common. */
export const recordingReaders = {
  isMultiRegion: listed(({ IsMultiRegionTrail }: ListedTrail) =>
    given(IsMultiRegionTrail, 'whether a trail records every Region'),
  ),
  includesGlobalServices: listed(({ IncludeGlobalServiceEvents }: ListedTrail) =>
    given(IncludeGlobalServiceEvents, 'whether a trail includes global services'),
  ),
  isLogging: from(status, ({ IsLogging }) => given(IsLogging, 'whether a trail is logging')),
  eventSelectors: from(eventSelectors, ({ EventSelectors, AdvancedEventSelectors }) => ({
    basic: readBasicSelectors(EventSelectors),
    advanced: readAdvancedSelectors(AdvancedEventSelectors),
  })),
  insights: fromAll([insightSelectors], async ([answer]) =>
    ((await answer())?.InsightSelectors ?? [])
      .map(({ InsightType }) => given(InsightType, 'the kind of an insight'))
      .sort(),
  ),
  logFileValidation: listed(({ LogFileValidationEnabled }: ListedTrail) =>
    given(LogFileValidationEnabled, 'whether log files are validated'),
  ),
};
