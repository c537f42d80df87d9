import {
  type FunctionConfiguration,
  type FunctionUrlConfig,
  GetPolicyCommand,
  LambdaClient,
  paginateListFunctions,
  paginateListFunctionUrlConfigs,
} from '@aws-sdk/client-lambda';
import { call, defineLive, from, given, listed, MissingInAnswer, policyDocument } from '../../live.ts';
import { lambdaFunction } from './model.ts';

const functionName = ({ FunctionName }: FunctionConfiguration): string => given(FunctionName, 'the name of a function');

const policy = call(
  'lambda:GetPolicy',
  LambdaClient,
  (client: LambdaClient, seed: FunctionConfiguration) =>
    client.send(new GetPolicyCommand({ FunctionName: functionName(seed) })),
  // Of a function without a policy: https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
  { noneOn: ['ResourceNotFoundException'] },
);

const urls = call(
  'lambda:ListFunctionUrlConfigs',
  LambdaClient,
  async (client: LambdaClient, seed: FunctionConfiguration) => {
    const found: FunctionUrlConfig[] = [];
    const pages = paginateListFunctionUrlConfigs({ client, pageSize: 50 }, { FunctionName: functionName(seed) });
    for await (const { FunctionUrlConfigs } of pages) found.push(...given(FunctionUrlConfigs, 'the function URLs'));
    return found;
  },
);

/** The names alone. Where AWS could not decrypt the variables, it gives an error in their place. */
const environmentNames = ({ Environment }: FunctionConfiguration): string[] => {
  if (Environment?.Error !== undefined) throw new MissingInAnswer('the environment variables cannot be decrypted');
  return Object.keys(Environment?.Variables ?? {}).sort();
};

/** `live` of `arn:aws:lambda:eu-central-1:111122223333:function:features:live`. */
const qualifierIn = (arn: string | undefined): string | null =>
  given(arn, 'the ARN of a function URL').split(':')[7] ?? null;

export default defineLive(lambdaFunction, {
  scope: 'region',
  list: {
    operations: ['lambda:ListFunctions'],
    actions: ['lambda:ListFunctions'],
    client: LambdaClient,
    needs: [],
    async *seeds(client: LambdaClient): AsyncIterable<FunctionConfiguration> {
      for await (const { Functions } of paginateListFunctions({ client, pageSize: 50 }, {})) {
        yield* given(Functions, 'the functions');
      }
    },
  },
  name: functionName,
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:lambda:${region}:${account}:function:${functionName(seed)}`,

  facts: {
    executionRole: listed(({ Role }: FunctionConfiguration) => given(Role, 'the role of a function')),
    runtime: listed(({ Runtime }: FunctionConfiguration) => Runtime ?? null),
    layers: listed(({ Layers }: FunctionConfiguration) =>
      (Layers ?? []).map(({ Arn }) => given(Arn, 'the ARN of a layer')),
    ),
    environmentNames: listed(environmentNames),
    'access.policyDocument': from(policy, ({ Policy }) => policyDocument(Policy)),
    'access.urls': from(urls, (found) =>
      found
        .map(({ FunctionArn, AuthType }) => ({
          qualifier: qualifierIn(FunctionArn),
          authentication: given(AuthType, 'who may call a function URL'),
        }))
        .sort((a, b) => ((a.qualifier ?? '') < (b.qualifier ?? '') ? -1 : 1)),
    ),
    'encryption.environmentKey': listed(({ KMSKeyArn }: FunctionConfiguration) => KMSKeyArn || null),
    'network.vpc': listed(({ VpcConfig }: FunctionConfiguration) => VpcConfig?.VpcId || null),
    'network.subnets': listed(({ VpcConfig }: FunctionConfiguration) => [...(VpcConfig?.SubnetIds ?? [])].sort()),
    'network.securityGroups': listed(({ VpcConfig }: FunctionConfiguration) =>
      [...(VpcConfig?.SecurityGroupIds ?? [])].sort(),
    ),
  },
});
