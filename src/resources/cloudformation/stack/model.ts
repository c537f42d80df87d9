import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';
import { ExecutionRole, Tags } from '../../../model/facets.ts';

/** A CloudFormation stack. */
export const stack = defineModel(
  'AWS::CloudFormation::Stack',
  'An AWS CloudFormation stack. Its parameters and outputs are not read.',
  {
    status: Type.String({ description: 'Such as CREATE_COMPLETE, UPDATE_ROLLBACK_FAILED or REVIEW_IN_PROGRESS.' }),
    createdAt: Timestamp(),
    executionRole: ExecutionRole,
    capabilities: Type.Array(Known(['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']), {
      description: 'What its template was allowed to make besides, sorted.',
    }),
    parent: Nullable(Type.String(), { description: 'ARN of the stack that it is nested in; null for one of its own.' }),
    'recovery.terminationProtection': Type.Boolean({ description: 'It cannot be deleted while this is on.' }),
    tags: Tags,
  },
);
