import { Type } from 'typebox';
import { defineModel, Known, Shape } from '../../../model/define.ts';

/** What makes snapshots in a Region by itself. */
export const regionalCoverage = defineModel(
  'AWS::DLM::RegionalCoverage',
  'The policies of Data Lifecycle Manager in a Region, one resource for each Region whether or not there are any. Ours, with the ARN `arn:aws:dlm:eu-central-1:111122223333:regional-coverage`.',
  {
    policies: Type.Array(
      Shape({
        id: Type.String(),
        kind: Known(['EBS_SNAPSHOT_MANAGEMENT', 'IMAGE_MANAGEMENT', 'EVENT_BASED_POLICY']),
        state: Known(['ENABLED', 'DISABLED', 'ERROR']),
      }),
      { description: 'The lifecycle policies, by id; default policies among them.' },
    ),
    backsUpVolumes: Type.Boolean({ description: 'Whether AWS Backup protects an EBS volume of the Region.' }),
  },
);
