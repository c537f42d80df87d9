import { Type } from 'typebox';
import { defineModel, Shape } from '../../../model/define.ts';
import { AnalyzerKind, AnalyzerStatus, ManagedBy } from '../facets.ts';

/** What IAM Access Analyzer watches in a Region. */
export const regionalCoverage = defineModel(
  'AWS::AccessAnalyzer::RegionalCoverage',
  'The analyzers that a Region has, one resource for each Region whether or not there are any. Ours, with the ARN `arn:aws:access-analyzer:eu-central-1:111122223333:regional-coverage`.',
  {
    analyzers: Type.Array(
      Shape({
        name: Type.String(),
        kind: AnalyzerKind,
        status: AnalyzerStatus,
        managedBy: ManagedBy,
      }),
      {
        description:
          'The analyzers that the account can see in the Region, by name; those of an organization are seen by its management account or delegated administrator only.',
      },
    ),
  },
);
