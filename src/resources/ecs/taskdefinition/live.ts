import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  ECSClient,
  paginateListTaskDefinitions,
} from '@aws-sdk/client-ecs';
import { call, defineLive, from, given } from '../../live.ts';
import { taskDefinition } from './model.ts';

const describe = call('ecs:DescribeTaskDefinition', ECSClient, async (client: ECSClient, arn: string) =>
  given(
    (await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }))).taskDefinition,
    'the definition',
  ),
);

const container = ({ name, image, privileged, environment }: ContainerDefinition) => ({
  name: given(name, 'the name of a container'),
  image: given(image, 'the image of a container'),
  // Off unless set: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
  privileged: privileged ?? false,
  environmentNames: (environment ?? []).map((one) => given(one.name, 'the name of an environment variable')).sort(),
});

export default defineLive(taskDefinition, {
  scope: 'region',
  list: {
    operations: ['ecs:ListTaskDefinitions'],
    actions: ['ecs:ListTaskDefinitions'],
    client: ECSClient,
    needs: [],
    async *seeds(client: ECSClient): AsyncIterable<string> {
      const pages = paginateListTaskDefinitions({ client, pageSize: 100 }, { status: 'ACTIVE' });
      for await (const { taskDefinitionArns } of pages) yield* given(taskDefinitionArns, 'the task definitions');
    },
  },
  // `family:revision`
  name: (arn) => arn.slice(arn.indexOf('/') + 1),
  arn: (arn) => arn,

  facts: {
    family: from(describe, ({ family }) => given(family, 'the family of a task definition')),
    revision: from(describe, ({ revision }) => given(revision, 'the revision of a task definition')),
    executionRole: from(describe, ({ taskRoleArn }) => taskRoleArn || null),
    agentRole: from(describe, ({ executionRoleArn }) => executionRoleArn || null),
    networkMode: from(describe, ({ networkMode }) => networkMode ?? null),
    containers: from(describe, ({ containerDefinitions }) =>
      given(containerDefinitions, 'the containers').map(container),
    ),
  },
});
