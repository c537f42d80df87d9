import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape } from '../../../model/define.ts';
import { EnvironmentNames, ExecutionRole } from '../../../model/facets.ts';

/** A task definition of ECS. */
export const taskDefinition = defineModel(
  'AWS::ECS::TaskDefinition',
  'An active revision of an Amazon ECS task definition, which tasks and services may still be started from.',
  {
    family: Type.String(),
    revision: Type.Integer({ minimum: 1 }),
    executionRole: ExecutionRole,
    agentRole: Nullable(Type.String(), {
      description:
        "ARN of what ECS calls the task execution role: the agent's, for pulling images and secrets; null without one. What runs in " +
        'the containers has the role in `executionRole`, which ECS calls the task role.',
    }),
    networkMode: Nullable(Known(['bridge', 'host', 'awsvpc', 'none']), { description: 'Null for the default.' }),
    containers: Type.Array(
      Shape({
        name: Type.String(),
        image: Type.String(),
        privileged: Type.Boolean({ description: 'It has the powers of root on the host.' }),
        environmentNames: EnvironmentNames,
      }),
      { description: 'In the order of the definition.' },
    ),
  },
);
