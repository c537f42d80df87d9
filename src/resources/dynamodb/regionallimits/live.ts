import { DescribeLimitsCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { call, defineLive, from, given, oncePerRegion } from '../../live.ts';
import { regionalLimits } from './model.ts';

const limits = call('dynamodb:DescribeLimits', DynamoDBClient, (client: DynamoDBClient, _region: string) =>
  client.send(new DescribeLimitsCommand({})),
);

export default defineLive(regionalLimits, {
  ...oncePerRegion(DynamoDBClient, 'dynamodb', 'regional-limits'),
  facts: {
    limits: from(limits, ({ AccountMaxReadCapacityUnits, AccountMaxWriteCapacityUnits }) => ({
      read: given(AccountMaxReadCapacityUnits, 'the most read capacity'),
      write: given(AccountMaxWriteCapacityUnits, 'the most write capacity'),
    })),
  },
});
