import { CloudFormationClient, paginateDescribeStacks, type Stack } from '@aws-sdk/client-cloudformation';
import { defineLive, given, instant, listed, tagMap } from '../../live.ts';
import { stack } from './model.ts';

export default defineLive(stack, {
  scope: 'region',
  list: {
    operations: ['cloudformation:DescribeStacks'],
    actions: ['cloudformation:DescribeStacks'],
    client: CloudFormationClient,
    needs: [],
    async *seeds(client: CloudFormationClient): AsyncIterable<Stack> {
      for await (const { Stacks } of paginateDescribeStacks({ client }, {})) yield* Stacks ?? [];
    },
  },
  name: ({ StackName }) => given(StackName, 'the name of a stack'),
  arn: ({ StackId }) => given(StackId, 'the id of a stack'),

  facts: {
    status: listed(({ StackStatus }: Stack) => given(StackStatus, 'the status of a stack')),
    createdAt: listed(({ CreationTime }: Stack) => instant(given(CreationTime, 'when a stack was created'))),
    // Without a role, CloudFormation acts with the permissions of whoever changes the stack.
    executionRole: listed(({ RoleARN }: Stack) => RoleARN || null),
    capabilities: listed(({ Capabilities }: Stack) => [...(Capabilities ?? [])].sort()),
    parent: listed(({ ParentId }: Stack) => ParentId || null),
    // Of a nested stack AWS does not say: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html
    'recovery.terminationProtection': listed(
      ({ EnableTerminationProtection }: Stack) => EnableTerminationProtection ?? false,
    ),
    tags: listed(({ Tags }: Stack) => tagMap(Tags)),
  },
});
