import { type DevEndpoint, GlueClient, paginateGetDevEndpoints } from '@aws-sdk/client-glue';
import { defineLive, given, listed } from '../../live.ts';
import { devEndpoint } from './model.ts';

const endpointName = ({ EndpointName }: DevEndpoint): string =>
  given(EndpointName, 'the name of a development endpoint');

export default defineLive(devEndpoint, {
  scope: 'region',
  list: {
    operations: ['glue:GetDevEndpoints'],
    actions: ['glue:GetDevEndpoints'],
    client: GlueClient,
    needs: [],
    async *seeds(client: GlueClient): AsyncIterable<DevEndpoint> {
      for await (const { DevEndpoints } of paginateGetDevEndpoints({ client, pageSize: 200 }, {})) {
        yield* DevEndpoints ?? [];
      }
    },
  },
  name: endpointName,
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
  arn: (seed, { partition, region, account }) =>
    `arn:${partition}:glue:${region}:${account}:devEndpoint/${endpointName(seed)}`,

  facts: {
    status: listed(({ Status }: DevEndpoint) => given(Status, 'the status of a development endpoint')),
    executionRole: listed(({ RoleArn }: DevEndpoint) => given(RoleArn, 'the role of a development endpoint')),
    'network.publicAddress': listed(({ PublicAddress }: DevEndpoint) => PublicAddress || null),
    'network.vpc': listed(({ VpcId }: DevEndpoint) => VpcId || null),
  },
});
