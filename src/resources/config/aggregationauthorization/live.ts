import {
  type AggregationAuthorization,
  ConfigServiceClient,
  paginateDescribeAggregationAuthorizations,
} from '@aws-sdk/client-config-service';
import { defineLive, given, instant, listed } from '../../live.ts';
import { aggregationAuthorization } from './model.ts';

const accountOf = ({ AuthorizedAccountId }: AggregationAuthorization): string =>
  given(AuthorizedAccountId, 'the account that is authorized');

const regionOf = ({ AuthorizedAwsRegion }: AggregationAuthorization): string =>
  given(AuthorizedAwsRegion, 'the Region that is authorized');

export default defineLive(aggregationAuthorization, {
  scope: 'region',
  list: {
    operations: ['config-service:DescribeAggregationAuthorizations'],
    actions: ['config:DescribeAggregationAuthorizations'],
    client: ConfigServiceClient,
    async *seeds(client: ConfigServiceClient): AsyncIterable<AggregationAuthorization> {
      for await (const page of paginateDescribeAggregationAuthorizations({ client, pageSize: 100 }, {})) {
        yield* given(page.AggregationAuthorizations, 'the authorizations');
      }
    },
    needs: [],
  },
  name: (seed) => `${accountOf(seed)}/${regionOf(seed)}`,
  arn: ({ AggregationAuthorizationArn }) => given(AggregationAuthorizationArn, 'the ARN of an authorization'),

  facts: {
    authorizedAccount: listed(accountOf),
    authorizedRegion: listed(regionOf),
    createdAt: listed(({ CreationTime }: AggregationAuthorization) =>
      CreationTime === undefined ? null : instant(CreationTime),
    ),
  },
});
