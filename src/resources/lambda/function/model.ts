import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape } from '../../../model/define.ts';
import { EnvironmentNames, ExecutionRole, PolicyDocument } from '../../../model/facets.ts';

/** A Lambda function. */
export const lambdaFunction = defineModel('AWS::Lambda::Function', 'An AWS Lambda function, its unpublished version.', {
  executionRole: ExecutionRole,
  runtime: Nullable(Type.String(), { description: 'Such as python3.13; null for a container image.' }),
  layers: Type.Array(Type.String(), { description: 'ARNs of the versions of its layers, in their order.' }),
  environmentNames: EnvironmentNames,
  'access.policyDocument': PolicyDocument,
  'access.urls': Type.Array(
    Shape({
      qualifier: Nullable(Type.String(), { description: 'The alias it calls; null for the unpublished version.' }),
      authentication: Known(['AWS_IAM', 'NONE'], {
        description: 'NONE: the resource policy alone decides who may call.',
      }),
    }),
    { description: 'Its function URLs, which anybody can reach over the internet.' },
  ),
  'encryption.environmentKey': Nullable(Type.String(), {
    description: 'ARN of the KMS key for the environment variables; null for the key that AWS owns.',
  }),
  'network.vpc': Nullable(Type.String(), { description: 'Null outside of a VPC.' }),
  'network.subnets': Type.Array(Type.String(), { description: 'Ids of its subnets, sorted; empty outside of a VPC.' }),
  'network.securityGroups': Type.Array(Type.String(), { description: 'Ids of its security groups, sorted.' }),
});
