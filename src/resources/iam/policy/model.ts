import { Type } from 'typebox';
import { defineModel, OneOf, Opaque, Shape } from '../../../model/define.ts';
import type { PolicyDocumentValue } from '../../../model/facets.ts';

/** An inline policy. */
export const policy = defineModel(
  'AWS::IAM::Policy',
  'An inline policy of an IAM user, group or role. AWS gives it no ARN: ours is that of its owner with `inline-policy/` before and the name behind: `arn:aws:iam::111122223333:inline-policy/role/etl/read-features`.',
  {
    document: Opaque<PolicyDocumentValue>(),
    owner: Shape(
      {
        kind: OneOf(['user', 'group', 'role']),
        name: Type.String(),
        arn: Type.String(),
        path: Type.String(),
      },
      { description: 'The user, group or role that it belongs to.' },
    ),
  },
);
