import {
  type CloudWatchClient,
  type Dimension,
  GetMetricDataCommand,
  type Metric,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';
import { given } from '../live.ts';

/** GetMetricData answers for so many at a time. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const metricsPerCall = 500;
const day = 86_400;

/** A metric that many resources have. */
export interface MetricOf {
  readonly namespace: string;
  readonly metric: string;
  /** The dimension that names the resource. */
  readonly dimension: string;
  /** Further dimensions that it must have, and no others. */
  readonly only?: Readonly<Record<string, string>>;
}

/** The latest of the last four days' values of a metric, by what its dimension names. What has no data is not there. */
export const latestValues = async (client: CloudWatchClient, of: MetricOf): Promise<ReadonlyMap<string, number>> => {
  const found = new Map<string, number>();
  const only = Object.entries(of.only ?? {}).map(([Name, Value]): Dimension => ({ Name, Value }));
  const metrics = await listMetrics(client, of, only);
  const named = metrics.filter(({ Dimensions = [] }) => Dimensions.length === only.length + 1);
  for (const [index, [value]] of (await dailyValues(client, named, { stat: 'Average', days: 4 })).entries()) {
    const name = named[index]?.Dimensions?.find(({ Name }) => Name === of.dimension)?.Value;
    if (value !== undefined) found.set(given(name, 'the name of what a metric is of'), value);
  }
  return found;
};

/** The metrics of a name that have had data in the last two weeks. */
export const listMetrics = async (
  client: CloudWatchClient,
  { namespace, metric, dimension }: MetricOf,
  only: readonly Dimension[] = [],
): Promise<readonly Metric[]> => {
  const found: Metric[] = [];
  const asked = { Namespace: namespace, MetricName: metric, Dimensions: [{ Name: dimension }, ...only] };
  for await (const { Metrics } of paginateListMetrics({ client }, asked)) found.push(...given(Metrics, 'the metrics'));
  return found;
};

/** One value of each metric for each of the last days that have any, the latest first, in the order of the metrics. */
export const dailyValues = async (
  client: CloudWatchClient,
  metrics: readonly Metric[],
  { stat, days }: { readonly stat: 'Average' | 'Sum'; readonly days: number },
): Promise<readonly (readonly number[])[]> => {
  const today = Math.floor(Date.now() / 1000 / day) * day;
  // What is counted once a day has today's date; of what is summed today is not over.
  const end = stat === 'Sum' ? today : today + day;
  const period = { StartTime: new Date((end - days * day) * 1000), EndTime: new Date(end * 1000) };
  const values = metrics.map((): number[] => []);
  for (let first = 0; first < metrics.length; first += metricsPerCall) {
    const MetricDataQueries = metrics.slice(first, first + metricsPerCall).map((Metric, index) => ({
      Id: `m${first + index}`,
      MetricStat: { Metric, Period: day, Stat: stat },
    }));
    let token: string | undefined;
    do {
      const page = await client.send(
        new GetMetricDataCommand({
          ...period,
          MetricDataQueries,
          ScanBy: 'TimestampDescending',
          NextToken: token,
        }),
      );
      for (const { Id, Values } of given(page.MetricDataResults, 'the data of the metrics')) {
        values[Number(given(Id, 'the id of a metric').slice(1))]?.push(...(Values ?? []));
      }
      token = page.NextToken;
    } while (token !== undefined);
  }
  return values;
};
