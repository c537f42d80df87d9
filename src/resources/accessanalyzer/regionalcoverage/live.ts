import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { defineLive, from, given } from '../../live.ts';
import { analyzers } from '../analyzers.ts';
import { regionalCoverage } from './model.ts';

interface CoverageSeed {
  readonly region: string;
}

export default defineLive(regionalCoverage, {
  scope: 'region',
  list: {
    operations: [],
    actions: [],
    client: AccessAnalyzerClient,
    async *seeds(_client, at): AsyncIterable<CoverageSeed> {
      yield { region: at.region };
    },
    needs: [],
  },
  name: ({ region }) => region,
  arn: (_seed, { partition, account, region }) =>
    `arn:${partition}:access-analyzer:${region}:${account}:regional-coverage`,

  facts: {
    analyzers: from(analyzers, (found) =>
      found.map(({ name, type, status, managedBy }) => ({
        name,
        kind: given(type, 'the type of an analyzer'),
        status: given(status, 'the status of an analyzer'),
        managedBy: managedBy ?? null,
      })),
    ),
  },
});
