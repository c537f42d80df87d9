import {
  ConfigServiceClient,
  type ConfigurationAggregator,
  paginateDescribeConfigurationAggregators,
} from '@aws-sdk/client-config-service';
import { defineLive, given, instant, listed } from '../../live.ts';
import { configurationAggregator } from './model.ts';

const regionsOf = ({
  AllAwsRegions = false,
  AwsRegions = [],
}: {
  AllAwsRegions?: boolean | undefined;
  AwsRegions?: string[] | undefined;
}) => ({
  allRegions: AllAwsRegions,
  regions: [...AwsRegions].sort(),
});

export default defineLive(configurationAggregator, {
  scope: 'region',
  list: {
    operations: ['config-service:DescribeConfigurationAggregators'],
    actions: ['config:DescribeConfigurationAggregators'],
    client: ConfigServiceClient,
    async *seeds(client: ConfigServiceClient): AsyncIterable<ConfigurationAggregator> {
      for await (const page of paginateDescribeConfigurationAggregators({ client, pageSize: 100 }, {})) {
        yield* given(page.ConfigurationAggregators, 'the aggregators');
      }
    },
    needs: [],
  },
  name: ({ ConfigurationAggregatorName }) => given(ConfigurationAggregatorName, 'the name of an aggregator'),
  arn: ({ ConfigurationAggregatorArn }) => given(ConfigurationAggregatorArn, 'the ARN of an aggregator'),

  facts: {
    accountSources: listed(({ AccountAggregationSources }: ConfigurationAggregator) =>
      (AccountAggregationSources ?? []).map((source) => ({
        accounts: [...given(source.AccountIds, 'the accounts of an aggregator')].sort(),
        ...regionsOf(source),
      })),
    ),
    organizationSource: listed(({ OrganizationAggregationSource: source }: ConfigurationAggregator) =>
      source === undefined ? null : { role: given(source.RoleArn, 'the role of an aggregator'), ...regionsOf(source) },
    ),
    resourceTypes: listed(({ AggregatorFilters }: ConfigurationAggregator) => {
      const types = AggregatorFilters?.ResourceType;
      return types === undefined ? null : [...given(types.Value, 'the types that are gathered')].sort();
    }),
    createdBy: listed(({ CreatedBy }: ConfigurationAggregator) => CreatedBy || null),
    createdAt: listed(({ CreationTime }: ConfigurationAggregator) =>
      CreationTime === undefined ? null : instant(CreationTime),
    ),
  },
});
