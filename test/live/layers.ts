import type { Age } from './aging.ts';
import { age } from './aging.ts';
import type { Answerer } from './answerer.ts';
import { dynamodbSettingsAnswers } from './estate/dynamodb-settings.ts';
import { s3SettingsAnswers } from './estate/s3-settings.ts';
import type { RecordedFacts } from './recorded.ts';
import { recordedAnswers } from './recorded.ts';

/** What stands above the emulator, for `startProxy`: what it cannot hold of an estate, and the ages of users and keys. */
export const layersOf = (estate: {
  readonly recorded: RecordedFacts;
  readonly ages: readonly Age[];
}): readonly Readonly<Record<string, Answerer>>[] => [
  recordedAnswers(estate.recorded),
  s3SettingsAnswers,
  dynamodbSettingsAnswers(estate.recorded.tables),
  age(estate.ages),
];
