import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape, Timestamp } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';
import { AnalyzerKind, AnalyzerStatus, ManagedBy } from '../facets.ts';

/** An analyzer of IAM Access Analyzer. */
export const analyzer = defineModel('AWS::AccessAnalyzer::Analyzer', 'An analyzer of IAM Access Analyzer.', {
  kind: AnalyzerKind,
  status: AnalyzerStatus,
  statusReason: Nullable(
    Known([
      'AWS_SERVICE_ACCESS_DISABLED',
      'DELEGATED_ADMINISTRATOR_DEREGISTERED',
      'ORGANIZATION_DELETED',
      'SERVICE_LINKED_ROLE_CREATION_FAILED',
    ]),
    { description: 'Why it does not work; null where AWS gives no reason.' },
  ),
  createdAt: Timestamp(),
  lastAnalyzedAt: Nullable(Timestamp(), { description: 'When it last looked at a resource.' }),
  managedBy: ManagedBy,
  unusedAccessDays: Nullable(Type.Integer(), {
    description: 'Days after which it reports access as unused; null for analyzers that look for something else.',
  }),
  activeFindings: Nullable(
    Shape({
      count: Type.Integer({ minimum: 0 }),
      types: Type.Array(Type.String(), { description: 'Types of the resources that they are about, sorted.' }),
    }),
    {
      description:
        'What it has found that is neither archived nor resolved; null while it is not active, and finds nothing.',
    },
  ),
  tags: Tags,
});
