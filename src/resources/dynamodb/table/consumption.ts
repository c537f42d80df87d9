import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { dailyValues, listMetrics } from '../../cloudwatch/metrics.ts';
import { given } from '../../live.ts';

const days = 14;
const secondsPerDay = 86_400;

interface Units {
  read: number;
  write: number;
}

/** Capacity units a second of the last two weeks, by the names of tables. */
export type Consumption = ReadonlyMap<
  string,
  { readonly average: Units; readonly busiestDay: Units; readonly indexes: Units }
>;

/**
 * What the tables of a Region consumed. CloudWatch holds it for a table, and for each of its indexes; for what consumed nothing it holds
 * nothing. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export const readConsumption = async (client: CloudWatchClient): Promise<Consumption> => {
  const found = new Map<string, { average: Units; busiestDay: Units; indexes: Units }>();
  for (const [kind, metric] of [
    ['read', 'ConsumedReadCapacityUnits'],
    ['write', 'ConsumedWriteCapacityUnits'],
  ] as const) {
    const metrics = await listMetrics(client, { namespace: 'AWS/DynamoDB', metric, dimension: 'TableName' });
    const values = await dailyValues(client, metrics, { stat: 'Sum', days });
    for (const [index, { Dimensions = [] }] of metrics.entries()) {
      const sums = values[index] ?? [];
      if (sums.length === 0) continue;
      const perSecond = (sum: number): number => sum / secondsPerDay;
      const average = perSecond(sums.reduce((all, sum) => all + sum, 0)) / days;
      const name = given(Dimensions.find(({ Name }) => Name === 'TableName')?.Value, 'the table of a metric');
      const none = (): Units => ({ read: 0, write: 0 });
      const table = found.get(name) ?? { average: none(), busiestDay: none(), indexes: none() };
      found.set(name, table);
      if (Dimensions.some(({ Name }) => Name === 'GlobalSecondaryIndexName')) table.indexes[kind] += average;
      else if (Dimensions.length === 1) {
        table.average[kind] = average;
        table.busiestDay[kind] = Math.max(...sums.map(perSecond));
      }
    }
  }
  return found;
};
