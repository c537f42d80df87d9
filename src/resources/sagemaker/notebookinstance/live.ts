import {
  DescribeNotebookInstanceCommand,
  type NotebookInstanceSummary,
  paginateListNotebookInstances,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { call, defineLive, from, given, instant, listed } from '../../live.ts';
import { notebookInstance } from './model.ts';

const notebookName = ({ NotebookInstanceName }: NotebookInstanceSummary): string =>
  given(NotebookInstanceName, 'the name of a notebook instance');

const describe = call(
  'sagemaker:DescribeNotebookInstance',
  SageMakerClient,
  (client: SageMakerClient, seed: NotebookInstanceSummary) =>
    client.send(new DescribeNotebookInstanceCommand({ NotebookInstanceName: notebookName(seed) })),
);

export default defineLive(notebookInstance, {
  scope: 'region',
  list: {
    operations: ['sagemaker:ListNotebookInstances'],
    actions: ['sagemaker:ListNotebookInstances'],
    client: SageMakerClient,
    needs: [],
    async *seeds(client: SageMakerClient): AsyncIterable<NotebookInstanceSummary> {
      for await (const { NotebookInstances } of paginateListNotebookInstances({ client, pageSize: 100 }, {})) {
        yield* NotebookInstances ?? [];
      }
    },
  },
  name: notebookName,
  arn: ({ NotebookInstanceArn }) => given(NotebookInstanceArn, 'the ARN of a notebook instance'),

  facts: {
    status: listed(({ NotebookInstanceStatus }: NotebookInstanceSummary) =>
      given(NotebookInstanceStatus, 'the status of a notebook instance'),
    ),
    createdAt: listed(({ CreationTime }: NotebookInstanceSummary) =>
      instant(given(CreationTime, 'when a notebook instance was created')),
    ),
    executionRole: from(describe, ({ RoleArn }) => given(RoleArn, 'the role of a notebook instance')),
    // Both are on unless switched off: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateNotebookInstance.html
    rootAccess: from(describe, ({ RootAccess }) => (RootAccess ?? 'Enabled') === 'Enabled'),
    'network.directInternetAccess': from(
      describe,
      ({ DirectInternetAccess }) => (DirectInternetAccess ?? 'Enabled') === 'Enabled',
    ),
    'encryption.key': from(describe, ({ KmsKeyId }) => KmsKeyId || null),
    'network.subnet': from(describe, ({ SubnetId }) => SubnetId || null),
    'network.securityGroups': from(describe, ({ SecurityGroups }) => [...(SecurityGroups ?? [])].sort()),
  },
});
