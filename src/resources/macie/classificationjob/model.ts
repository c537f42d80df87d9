import { defineModel, Known } from '../../../model/define.ts';

/** A job that looks for sensitive data. */
export const classificationJob = defineModel(
  'AWS::Macie::ClassificationJob',
  'A sensitive data discovery job of Amazon Macie.',
  {
    status: Known(['RUNNING', 'PAUSED', 'CANCELLED', 'COMPLETE', 'IDLE', 'USER_PAUSED'], {
      description:
        'PAUSED: Macie did, at the monthly limit; USER_PAUSED: somebody did; IDLE: it waits for its next run.',
    }),
    schedule: Known(['ONE_TIME', 'SCHEDULED']),
    lastRunError: Known(['NONE', 'ERROR'], { description: 'NONE also before the first run.' }),
  },
);
