import { Type } from 'typebox';
import { defineModel, Shape } from '../../../model/define.ts';

/** How much capacity DynamoDB lets an account provision in a Region. */
export const regionalLimits = defineModel(
  'AWS::DynamoDB::RegionalLimits',
  'The quotas on provisioned capacity, one resource for each Region. Ours, with the ARN `arn:aws:dynamodb:eu-central-1:111122223333:regional-limits`.',
  {
    limits: Shape(
      { read: Type.Integer(), write: Type.Integer() },
      { description: 'Capacity units that all tables of the Region and their indexes may have together.' },
    ),
  },
);
