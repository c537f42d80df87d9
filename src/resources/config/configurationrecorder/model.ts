import { Type } from 'typebox';
import { defineModel, Known, Nullable, OneOf, Shape, Timestamp } from '../../../model/define.ts';
import { RecorderOutcome, RecorderRole } from '../facets.ts';

const Frequency = Known(['CONTINUOUS', 'DAILY']);

/** The recorder that an account manages in a Region. */
export const configurationRecorder = defineModel(
  'AWS::Config::ConfigurationRecorder',
  'The recorder of AWS Config that the account manages in a Region. Those that AWS services link to themselves are not listed.',
  {
    role: RecorderRole,
    isRecording: Type.Boolean({ description: 'Whether it records at present.' }),
    lastStatus: RecorderOutcome,
    lastError: Nullable(Type.String(), { description: 'The code of its latest error; null where there was none.' }),
    'recording.scope': Shape(
      {
        strategy: OneOf(['all', 'except', 'only'], { description: 'Every type; every type but some; some types.' }),
        types: Type.Array(Type.String(), { description: 'Which types `except` and `only` name, sorted.' }),
        globalTypes: Type.Boolean({
          description: 'IAM users, groups, roles and customer managed policies are recorded, all four.',
        }),
      },
      { description: 'Of which types it records resources.' },
    ),
    'recording.frequency': Shape(
      {
        usual: Frequency,
        daily: Type.Array(Type.String(), { description: 'Types that are recorded once a day all the same, sorted.' }),
        continuous: Type.Array(Type.String(), {
          description: 'Types that are recorded at each change all the same, sorted.',
        }),
      },
      { description: 'How often: at each change, or once a day.' },
    ),
    'lifecycle.retentionDays': Type.Integer({
      description: 'How long AWS Config keeps configuration items in this Region; 2557 where nothing else was set.',
    }),
    startedAt: Nullable(Timestamp(), { description: 'When it was last started; null where it never was.' }),
  },
);
