import {
  ConfigServiceClient,
  type ConfigurationRecorder,
  paginateDescribeRetentionConfigurations,
  type RecordingFrequency,
  type RecordingGroup,
} from '@aws-sdk/client-config-service';
import { defineLive, from, given, listed, listedBy, shared } from '../../live.ts';
import { recorderName, recorderStatuses, recorders, recordingOf, startOf, statusOf } from '../recorders.ts';
import { configurationRecorder } from './model.ts';

/** What is kept without a retention configuration: https://docs.aws.amazon.com/config/latest/developerguide/delete-config-data-with-retention-period.html */
const defaultRetentionDays = 2557;

const retention = shared(
  'config-service:DescribeRetentionConfigurations',
  ConfigServiceClient,
  async (client): Promise<number> => {
    for await (const page of paginateDescribeRetentionConfigurations({ client }, {})) {
      const [only] = given(page.RetentionConfigurations, 'the retention configurations');
      if (only !== undefined) return given(only.RetentionPeriodInDays, 'the retention period');
    }
    return defaultRetentionDays;
  },
  { actions: ['config:DescribeRetentionConfigurations'] },
);

const globalTypes = ['AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::User'];

/**
 * `includeGlobalResourceTypes` means something beside `allSupported` alone; the strategies that name types go by these.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingGroup.html
 */
const scope = (group: RecordingGroup | undefined) => {
  const { allSupported, includeGlobalResourceTypes, resourceTypes, exclusionByResourceTypes, recordingStrategy } =
    given(group, 'what a recorder records');
  if (recordingStrategy?.useOnly === 'EXCLUSION_BY_RESOURCE_TYPES') {
    const types = [...given(exclusionByResourceTypes?.resourceTypes, 'the types that are left out')].sort();
    return {
      strategy: 'except' as const,
      types,
      globalTypes: globalTypes.every((one) => !types.includes(one as never)),
    };
  }
  if (given(allSupported, 'whether every type is recorded')) {
    return { strategy: 'all' as const, types: [], globalTypes: includeGlobalResourceTypes ?? false };
  }
  const types = [...given(resourceTypes, 'the types that are recorded')].sort();
  return { strategy: 'only' as const, types, globalTypes: globalTypes.every((one) => types.includes(one as never)) };
};

export default defineLive(configurationRecorder, {
  scope: 'region',
  list: listedBy(recorders),
  name: recorderName,
  arn: ({ arn }) => given(arn, 'the ARN of a recorder'),

  facts: {
    role: listed(({ roleARN }: ConfigurationRecorder) => given(roleARN, 'the role of a recorder')),
    isRecording: from(
      recorderStatuses,
      (found, seed: ConfigurationRecorder) => recordingOf(statusOf(found, seed)).recording,
    ),
    lastStatus: from(
      recorderStatuses,
      (found, seed: ConfigurationRecorder) => recordingOf(statusOf(found, seed)).lastStatus,
    ),
    lastError: from(
      recorderStatuses,
      (found, seed: ConfigurationRecorder) => statusOf(found, seed).lastErrorCode || null,
    ),
    'recording.scope': listed(({ recordingGroup }: ConfigurationRecorder) => scope(recordingGroup)),
    'recording.frequency': listed(({ recordingMode }: ConfigurationRecorder) => {
      const { recordingFrequency, recordingModeOverrides } = given(recordingMode, 'how often a recorder records');
      const overridden = (frequency: RecordingFrequency): string[] =>
        (recordingModeOverrides ?? [])
          .filter((one) => given(one.recordingFrequency, 'how often some types are recorded') === frequency)
          .flatMap(({ resourceTypes }) => given(resourceTypes, 'which types are recorded otherwise'))
          .sort();
      return {
        usual: given(recordingFrequency, 'how often a recorder records'),
        daily: overridden('DAILY'),
        continuous: overridden('CONTINUOUS'),
      };
    }),
    'lifecycle.retentionDays': from(retention, (days) => days),
    startedAt: from(recorderStatuses, (found, seed: ConfigurationRecorder) => startOf(statusOf(found, seed))),
  },
});
