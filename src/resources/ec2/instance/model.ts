import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape, Timestamp } from '../../../model/define.ts';
import { ExecutionRole, Tags } from '../../../model/facets.ts';

/** An EC2 instance. */
export const instance = defineModel('AWS::EC2::Instance', 'An EC2 instance. Its user data is not read.', {
  state: Known(['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped']),
  instanceType: Type.String({ description: 'Such as m7g.large.' }),
  image: Type.String({ description: 'The id of the AMI it was launched from.' }),
  launchedAt: Timestamp({ description: 'When it was last launched.' }),
  keyPair: Nullable(Type.String(), { description: 'The name of the SSH key pair; null without one.' }),
  instanceProfile: Nullable(Type.String(), { description: 'ARN of its instance profile; null without one.' }),
  executionRole: ExecutionRole,
  metadata: Shape(
    {
      enabled: Type.Boolean({ description: 'Whether the instance metadata service answers at all.' }),
      requiresTokens: Type.Boolean({ description: 'IMDSv2 is required: requests need a session token.' }),
      hopLimit: Type.Integer({ description: 'How many network hops an answer with a token may travel.' }),
    },
    { description: "The instance metadata service, which hands out the role's credentials." },
  ),
  ebsOptimized: Type.Boolean({ description: 'Whether it has bandwidth to EBS of its own, by its setting.' }),
  typeTraits: Shape(
    {
      ebsOptimized: Known(['unsupported', 'supported', 'default'], {
        description: 'default: instances of the type are EBS-optimized whatever their setting says.',
      }),
      nitro: Type.Boolean({ description: 'Built on the Nitro System.' }),
    },
    { description: 'What its instance type can do.' },
  ),
  'network.vpc': Nullable(Type.String(), { description: 'Null once it is terminated.' }),
  'network.subnet': Nullable(Type.String(), { description: 'Null once it is terminated.' }),
  'network.publicAddress': Nullable(Type.String(), { description: 'Its public IPv4 address; null without one.' }),
  'network.securityGroups': Type.Array(Type.String(), { description: 'Ids of its security groups, sorted.' }),
  tags: Tags,
});
