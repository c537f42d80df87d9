import { type Namespace, paginateListNamespaces, RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { defineLive, given, instant, listed } from '../../live.ts';
import { encryptionAtRest } from '../encryption-at-rest.ts';
import { namespace } from './model.ts';

export default defineLive(namespace, {
  scope: 'region',
  list: {
    operations: ['redshift-serverless:ListNamespaces'],
    actions: ['redshift-serverless:ListNamespaces'],
    client: RedshiftServerlessClient,
    needs: [],
    async *seeds(client: RedshiftServerlessClient): AsyncIterable<Namespace> {
      for await (const { namespaces } of paginateListNamespaces({ client, pageSize: 100 }, {})) {
        yield* given(namespaces, 'the namespaces');
      }
    },
  },
  name: ({ namespaceName }) => given(namespaceName, 'the name of the namespace'),
  arn: ({ namespaceArn }) => given(namespaceArn, 'the ARN of the namespace'),

  facts: {
    status: listed(({ status }: Namespace) => given(status, 'the status of the namespace')),
    createdAt: listed(({ creationDate }: Namespace) => instant(given(creationDate, 'when the namespace was made'))),
    databaseName: listed(({ dbName }: Namespace) => given(dbName, 'the name of the database')),
    adminUsername: listed(({ adminUsername }: Namespace) => given(adminUsername, 'the name of the admin user')),
    adminPasswordManaged: listed(({ adminPasswordSecretArn }: Namespace) => adminPasswordSecretArn !== undefined),
    roles: listed(({ iamRoles }: Namespace) => [...(iamRoles ?? [])].sort()),
    defaultRole: listed(({ defaultIamRoleArn }: Namespace) => defaultIamRoleArn || null),
    'encryption.atRest': listed(({ kmsKeyId }: Namespace) =>
      encryptionAtRest(given(kmsKeyId, 'the key of the namespace')),
    ),
    'logging.exports': listed(({ logExports }: Namespace) => [...(logExports ?? [])].sort()),
  },
});
