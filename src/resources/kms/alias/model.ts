import { Type } from 'typebox';
import { defineModel, Nullable, Timestamp } from '../../../model/define.ts';

/** An alias of a KMS key. */
export const alias = defineModel('AWS::KMS::Alias', 'A name of a KMS key, which begins with `alias/`.', {
  isOfAws: Type.Boolean({ description: 'Whether it is of an AWS service (`alias/aws/…`).' }),
  target: Nullable(Type.String(), {
    description: 'ARN of the key; null for a name of an AWS service that has not made its key yet.',
  }),
  createdAt: Nullable(Timestamp(), { description: 'Null where AWS does not say.' }),
  updatedAt: Nullable(Timestamp(), { description: 'When it was last pointed to another key; null for never.' }),
});
