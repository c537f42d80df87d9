import { Type } from 'typebox';
import { defineModel, Shape } from '../../../model/define.ts';

/** An account as CloudTrail sees it. */
export const account = defineModel(
  'AWS::CloudTrail::Account',
  'An AWS account as CloudTrail sees it, which records it with all trails together. Ours, with the ARN ' +
    '`arn:aws:cloudtrail::111122223333:account`.',
  {
    visibleTrails: Type.Array(
      Shape({
        arn: Type.String(),
        homeRegion: Type.String({ description: 'Where it is listed, and looked into.' }),
      }),
      {
        description:
          "The trails that reach the main Region of the partition, the account's own and those of its organization, by ARN: of which a " +
          'collection that leaves Regions out may know nothing else.',
      },
    ),
  },
);
