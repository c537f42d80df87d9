import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { defineLive, fromAll, given, oncePerRegion } from '../../live.ts';
import { recorderName, recorderStatuses, recorders, recordingOf, startOf, statusOf } from '../recorders.ts';
import { regionalCoverage } from './model.ts';

export default defineLive(regionalCoverage, {
  ...oncePerRegion(ConfigServiceClient, 'config', 'regional-coverage'),
  facts: {
    recorder: fromAll([recorders, recorderStatuses], async ([askRecorders, askStatuses]) => {
      const [recorder] = await askRecorders();
      if (recorder === undefined) return null;
      const role = given(recorder.roleARN, 'the role of a recorder');
      const status = statusOf(await askStatuses(), recorder);
      return { name: recorderName(recorder), role, ...recordingOf(status), startedAt: startOf(status) };
    }),
  },
});
