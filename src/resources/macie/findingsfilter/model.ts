import { Type } from 'typebox';
import { defineModel, Known, Shape } from '../../../model/define.ts';

/** A saved filter of findings; one that archives is a suppression rule. */
export const findingsFilter = defineModel(
  'AWS::Macie::FindingsFilter',
  'A findings filter of Amazon Macie. One that archives is a suppression rule.',
  {
    action: Known(['ARCHIVE', 'NOOP'], { description: 'ARCHIVE: matching findings are archived as they come.' }),
    criteria: Type.Array(
      Shape({
        field: Type.String({ description: 'Such as `resourcesAffected.s3Bucket.name`.' }),
        equals: Type.Array(Type.String(), {
          description:
            'Values of which a finding must have one; empty for a comparison, and for values that it must not have.',
        }),
      }),
      { description: 'Conditions, all of which a finding must meet; empty matches every finding.' },
    ),
  },
);
