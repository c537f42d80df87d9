import { DescribeLimitsCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { call, defineLive, from, given } from '../../live.ts';
import { regionalLimits } from './model.ts';

interface Seed {
  readonly region: string;
}

const limits = call('dynamodb:DescribeLimits', DynamoDBClient, (client: DynamoDBClient, _seed: Seed) =>
  client.send(new DescribeLimitsCommand({})),
);

export default defineLive(regionalLimits, {
  scope: 'region',
  list: {
    operations: [],
    actions: [],
    client: DynamoDBClient,
    async *seeds(_client: DynamoDBClient, at): AsyncIterable<Seed> {
      yield { region: at.region };
    },
    needs: [],
  },
  name: ({ region }: Seed) => region,
  arn: (_seed, { partition, account, region }) => `arn:${partition}:dynamodb:${region}:${account}:regional-limits`,

  facts: {
    limits: from(limits, ({ AccountMaxReadCapacityUnits, AccountMaxWriteCapacityUnits }) => ({
      read: given(AccountMaxReadCapacityUnits, 'the most read capacity'),
      write: given(AccountMaxWriteCapacityUnits, 'the most write capacity'),
    })),
  },
});
