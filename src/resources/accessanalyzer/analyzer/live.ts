import { AccessAnalyzerClient, type AnalyzerSummary, GetAnalyzerCommand } from '@aws-sdk/client-accessanalyzer';
import { call, defineLive, fromAll, given, instant, listed } from '../../live.ts';
import { analyzers } from '../analyzers.ts';
import { analyzer } from './model.ts';

const nameOf = ({ name }: AnalyzerSummary): string => given(name, 'the name of an analyzer');
const kindOf = ({ type }: AnalyzerSummary): string => given(type, 'the type of an analyzer');

/** ListAnalyzers leaves the configuration out. */
const details = call(
  'accessanalyzer:GetAnalyzer',
  AccessAnalyzerClient,
  async (client: AccessAnalyzerClient, seed: AnalyzerSummary) =>
    given((await client.send(new GetAnalyzerCommand({ analyzerName: nameOf(seed) }))).analyzer, 'the analyzer'),
  { actions: ['access-analyzer:GetAnalyzer'] },
);

export default defineLive(analyzer, {
  scope: 'region',
  list: {
    operations: analyzers.operations,
    actions: analyzers.actions,
    client: AccessAnalyzerClient,
    async *seeds(_client, _at, answerOf): AsyncIterable<AnalyzerSummary> {
      yield* await answerOf(analyzers);
    },
    needs: [analyzers],
  },
  name: nameOf,
  arn: ({ arn }) => given(arn, 'the ARN of an analyzer'),

  facts: {
    kind: listed(kindOf),
    status: listed(({ status }: AnalyzerSummary) => given(status, 'the status of an analyzer')),
    statusReason: listed(({ statusReason }: AnalyzerSummary) =>
      statusReason === undefined ? null : given(statusReason.code, 'the reason of a status'),
    ),
    createdAt: listed(({ createdAt }: AnalyzerSummary) => instant(given(createdAt, 'when an analyzer was created'))),
    lastAnalyzedAt: listed(({ lastResourceAnalyzedAt }: AnalyzerSummary) =>
      lastResourceAnalyzedAt === undefined ? null : instant(lastResourceAnalyzedAt),
    ),
    managedBy: listed(({ managedBy }: AnalyzerSummary) => managedBy ?? null),
    unusedAccessDays: fromAll([details], async ([ask], seed: AnalyzerSummary) => {
      if (!kindOf(seed).endsWith('_UNUSED_ACCESS')) return null;
      const { configuration } = await ask();
      return given(configuration?.unusedAccess?.unusedAccessAge, 'the age from which access counts as unused');
    }),
    tags: listed(({ tags }: AnalyzerSummary) =>
      Object.fromEntries(Object.entries(tags ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))),
    ),
  },
});
