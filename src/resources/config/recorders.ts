import {
  ConfigServiceClient,
  type ConfigurationRecorder,
  type ConfigurationRecorderStatus,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
} from '@aws-sdk/client-config-service';
import { given, instant, shared } from '../live.ts';
import { outcome } from './outcome.ts';

/**
 * The recorder that the account manages in a Region, of which there is at most one. Those that AWS services link to themselves are not
 * described unless they are named.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationRecorders.html
 */
export const recorders = shared(
  'config-service:DescribeConfigurationRecorders',
  ConfigServiceClient,
  async (client): Promise<readonly ConfigurationRecorder[]> => {
    const { ConfigurationRecorders } = await client.send(new DescribeConfigurationRecordersCommand({}));
    return given(ConfigurationRecorders, 'the recorders');
  },
  { actions: ['config:DescribeConfigurationRecorders'] },
);

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationRecorderStatus.html */
export const recorderStatuses = shared(
  'config-service:DescribeConfigurationRecorderStatus',
  ConfigServiceClient,
  async (client): Promise<readonly ConfigurationRecorderStatus[]> => {
    const { ConfigurationRecordersStatus } = await client.send(new DescribeConfigurationRecorderStatusCommand({}));
    return given(ConfigurationRecordersStatus, 'the status of the recorders');
  },
  { actions: ['config:DescribeConfigurationRecorderStatus'] },
);

/** The name of a recorder. */
export const recorderName = ({ name }: ConfigurationRecorder): string => given(name, 'the name of a recorder');

/** The status of a recorder, among those of all. */
export const statusOf = (
  statuses: readonly ConfigurationRecorderStatus[],
  recorder: ConfigurationRecorder,
): ConfigurationRecorderStatus =>
  given(
    statuses.find(({ name }) => name === recorderName(recorder)),
    'the status of a recorder',
  );

/** When a recorder was last started. */
export const startOf = ({ lastStartTime }: ConfigurationRecorderStatus): string | null =>
  lastStartTime === undefined ? null : instant(lastStartTime);

/** Whether a recorder records, and how its latest event went. */
export const recordingOf = ({ recording, lastStatus }: ConfigurationRecorderStatus) => ({
  recording: given(recording, 'whether a recorder is recording'),
  lastStatus: lastStatus === undefined ? null : outcome(lastStatus),
});
