import { Type } from 'typebox';
import { defineModel, Nullable, Shape } from '../../../model/define.ts';

/** Text that Macie takes no notice of. */
export const allowList = defineModel(
  'AWS::Macie::AllowList',
  'An allow list of Amazon Macie: text that it does not report, though it looks like sensitive data.',
  {
    regex: Nullable(Type.String(), { description: 'The pattern of what is not reported; null for a list of words.' }),
    words: Nullable(Shape({ bucket: Type.String(), key: Type.String() }), {
      description: 'The object that lists the words; null for a pattern.',
    }),
    status: Type.String({ description: 'OK, or why Macie cannot use the list.' }),
  },
);
