import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape } from '../../../model/define.ts';

/** What the Recycle Bin of a Region keeps. */
export const regionalCoverage = defineModel(
  'AWS::Rbin::RegionalCoverage',
  'The retention rules of the Recycle Bin in a Region, one resource for each Region whether or not there are any. Ours, with the ARN `arn:aws:rbin:eu-central-1:111122223333:regional-coverage`.',
  {
    rules: Type.Array(
      Shape({
        id: Type.String(),
        resourceType: Known(['EBS_SNAPSHOT', 'EC2_IMAGE'], { description: 'What it keeps once it is deleted.' }),
        retentionDays: Type.Integer({ description: 'For how long.' }),
        status: Known(['pending', 'available']),
        byTag: Type.Boolean({
          description: 'It keeps only resources with certain tags; others keep all of the Region.',
        }),
        lock: Nullable(Known(['locked', 'pending_unlock', 'unlocked']), {
          description: 'locked: it cannot be changed or deleted. Null where it never was.',
        }),
      }),
      { description: 'The retention rules for snapshots and AMIs, by id.' },
    ),
  },
);
