import { Type } from 'typebox';
import { Known, Nullable, Shape, Timestamp } from '../../model/define.ts';

// Facts that several types of CloudTrail have.

const Values = Type.Array(Type.String());

/** One selector of the kind that picks events by the fields of their records. */
const AdvancedSelector = Shape({
  name: Nullable(Type.String(), { description: 'What somebody called it: it decides nothing.' }),
  fields: Type.Array(
    Shape({
      field: Known([
        ...['eventCategory', 'eventName', 'eventSource', 'eventType', 'readOnly', 'resources.type', 'resources.ARN'],
        ...['sessionCredentialFromConsole', 'userIdentity.arn', 'vpcEndpointId', 'errorCode'],
      ]),
      equals: Values,
      startsWith: Values,
      endsWith: Values,
      notEquals: Values,
      notStartsWith: Values,
      notEndsWith: Values,
    }),
    { description: 'An event is picked that meets all of them.' },
  ),
});

/** Fact `eventSelectors` of an event data store. */
export const AdvancedSelectors = Type.Array(AdvancedSelector, {
  description: 'Which events are stored: those that one of the selectors picks.',
});

/** Fact `eventSelectors` of a trail, which has one of the two kinds. */
const EventSelectors = Shape(
  {
    basic: Type.Array(
      Shape({
        readWrite: Known(['All', 'ReadOnly', 'WriteOnly'], { description: 'Of management and data events alike.' }),
        managementEvents: Type.Boolean(),
        excludedSources: Type.Array(Type.String(), {
          description: 'Services whose management events are left out: kms.amazonaws.com, rdsdata.amazonaws.com.',
        }),
        dataResources: Type.Array(
          Shape({
            type: Known(['AWS::S3::Object', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table']),
            values: Type.Array(Type.String(), {
              description: 'ARNs, or what they begin with: `arn:aws:s3:::bucket/`, `arn:aws:s3` for all buckets.',
            }),
          }),
          { description: 'Whose data events are recorded.' },
        ),
      }),
    ),
    advanced: Type.Array(AdvancedSelector),
  },
  { description: 'Which events are recorded: those that one of the selectors picks.' },
);

/** Fact `insights`. */
export const Insights = Type.Array(Known(['ApiCallRateInsight', 'ApiErrorRateInsight']), {
  description: 'The kinds of unusual activity that CloudTrail Insights looks for, sorted; empty where it is off.',
});

/** Facts `delivery.…`: how far CloudTrail came with what it delivers to one place. */
export const Delivery = (what: string) =>
  Shape(
    {
      at: Nullable(Timestamp(), { description: 'When it last succeeded; null where it never did.' }),
      error: Nullable(Type.String(), { description: 'The error of the last attempt; null where there was none.' }),
    },
    { description: `How CloudTrail gets on with delivering ${what} (GetTrailStatus).` },
  );

/** What decides which events of an account a trail records: the same facts for its own trails and for those of its organization. */
export const recordingFacts = {
  isMultiRegion: Type.Boolean({ description: 'It records every Region and not its home Region alone.' }),
  includesGlobalServices: Type.Boolean({
    description:
      'Events of global services (IAM, STS) are wanted. They reach a trail of one Region only in the main Region of the partition.',
  }),
  isLogging: Type.Boolean({ description: 'Whether it records at all (GetTrailStatus).' }),
  eventSelectors: EventSelectors,
  insights: Insights,
  logFileValidation: Type.Boolean({ description: 'Signed digests make changes to delivered log files evident.' }),
};
