import { Type } from 'typebox';
import { defineModel, Nullable, Shape } from '../../../model/define.ts';

const TagValues = (description: string) =>
  Type.Array(Shape({ key: Type.String({ description: 'The key of the tag.' }), value: Type.String() }), {
    description,
  });

/** What a backup plan of AWS Backup is for. */
export const backupSelection = defineModel(
  'AWS::Backup::BackupSelection',
  'An assignment of resources to a backup plan of AWS Backup. AWS gives it no ARN: it is ' +
    '`arn:aws:backup:eu-central-1:111122223333:backup-plan:PLAN_ID:selection/SELECTION_ID`.',
  {
    plan: Nullable(Type.String(), { description: 'The name of the plan.' }),
    resources: Type.Array(Type.String(), { description: 'ARNs and patterns of them, of which one must match.' }),
    excluded: Type.Array(Type.String(), { description: 'ARNs and patterns of resources that are left out.' }),
    tagged: TagValues('Tags of which one is enough, beside those of `resources`.'),
    conditions: Shape(
      {
        equals: TagValues('Tags that a resource must have.'),
        notEquals: TagValues('Tags that it must not have.'),
        like: TagValues('Tags with a value that matches the pattern.'),
        notLike: TagValues('Tags whose value must not match the pattern.'),
      },
      { description: 'All of them must hold.' },
    ),
    optedIn: Type.Array(Type.String(), {
      description:
        'Kinds of resources, in the words of AWS Backup, that the Region is opted in to: others are selected by name only.',
    }),
  },
);
