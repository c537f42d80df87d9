import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';
import { EncryptionAtRest } from '../../../model/facets.ts';

/** The data of a serverless warehouse. */
export const namespace = defineModel(
  'AWS::RedshiftServerless::Namespace',
  'A namespace of Amazon Redshift Serverless: databases, users and keys. What computes on it is a workgroup.',
  {
    status: Known(['AVAILABLE', 'DELETING', 'MODIFYING']),
    createdAt: Timestamp(),
    databaseName: Type.String({ description: 'The database that was made with the namespace.' }),
    adminUsername: Type.String({ description: 'The name of the admin user.' }),
    adminPasswordManaged: Type.Boolean({
      description: 'Whether AWS Secrets Manager keeps and rotates the admin password.',
    }),
    roles: Type.Array(Type.String(), {
      description: 'What the namespace may use: IAM roles as AWS names them, sorted.',
    }),
    defaultRole: Nullable(Type.String(), { description: 'ARN of the IAM role that commands use which name none.' }),
    'encryption.atRest': EncryptionAtRest,
    'logging.exports': Type.Array(Known(['connectionlog', 'useractivitylog', 'userlog']), {
      description: 'Logs that go to CloudWatch Logs, sorted.',
    }),
  },
);
