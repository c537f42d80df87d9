import { Type } from 'typebox';
import { defineModel, Nullable, Shape, Timestamp } from '../../../model/define.ts';
import { RecorderOutcome, RecorderRole } from '../facets.ts';

/** What AWS Config records in a Region. */
export const regionalCoverage = defineModel(
  'AWS::Config::RegionalCoverage',
  'Whether AWS Config records a Region, one resource for each Region whether or not it does. Ours, with the ARN ' +
    '`arn:aws:config:eu-central-1:111122223333:regional-coverage`.',
  {
    recorder: Nullable(
      Shape({
        name: Type.String(),
        role: RecorderRole,
        recording: Type.Boolean(),
        lastStatus: RecorderOutcome,
        startedAt: Nullable(Timestamp(), { description: 'When it was last started; null where it never was.' }),
      }),
      { description: 'The recorder that the account manages; null without one. Those of AWS services do not count.' },
    ),
  },
);
