import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';
import { ExecutionRole } from '../../../model/facets.ts';

/** A Glue job. */
export const job = defineModel('AWS::Glue::Job', 'An AWS Glue job. The values of its arguments are not read.', {
  command: Nullable(Known(['glueetl', 'gluestreaming', 'pythonshell', 'glueray']), {
    description: 'What kind of job it is; null where AWS does not say.',
  }),
  script: Nullable(Type.String(), {
    description:
      'Where in S3 its script lies: who may write there decides what the job does. Null where AWS does not say.',
  }),
  createdAt: Timestamp(),
  executionRole: ExecutionRole,
  securityConfiguration: Nullable(Type.String(), { description: 'The name; null without one.' }),
  argumentNames: Type.Array(Type.String(), { description: 'Names of the default arguments, sorted.' }),
});
