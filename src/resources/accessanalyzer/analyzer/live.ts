import { AccessAnalyzerClient, GetAnalyzerCommand, paginateListFindingsV2 } from '@aws-sdk/client-accessanalyzer';
import { call, defineLive, fromAll, given, instant, listed, listedBy } from '../../live.ts';
import { type Analyzer, analyzers } from '../analyzers.ts';
import { analyzer } from './model.ts';

const kindOf = ({ type }: Analyzer): string => given(type, 'the type of an analyzer');

/** ListAnalyzers leaves the configuration out. */
const details = call(
  'accessanalyzer:GetAnalyzer',
  AccessAnalyzerClient,
  async (client: AccessAnalyzerClient, seed: Analyzer) =>
    given((await client.send(new GetAnalyzerCommand({ analyzerName: seed.name }))).analyzer, 'the analyzer'),
  { actions: ['access-analyzer:GetAnalyzer'] },
);

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindingsV2.html */
const findings = call(
  'accessanalyzer:ListFindingsV2',
  AccessAnalyzerClient,
  async (client: AccessAnalyzerClient, { arn }: Analyzer) => {
    let count = 0;
    const types = new Set<string>();
    const input = { analyzerArn: arn, filter: { status: { eq: ['ACTIVE'] } } };
    for await (const page of paginateListFindingsV2({ client, pageSize: 100 }, input)) {
      for (const { resourceType } of given(page.findings, 'the findings')) {
        count++;
        types.add(given(resourceType, 'the type of a resource'));
      }
    }
    return { count, types: [...types].sort() };
  },
  { actions: ['access-analyzer:ListFindings'] },
);

export default defineLive(analyzer, {
  scope: 'region',
  list: listedBy(analyzers),
  name: ({ name }) => name,
  arn: ({ arn }) => arn,

  facts: {
    kind: listed(kindOf),
    status: listed(({ status }: Analyzer) => given(status, 'the status of an analyzer')),
    statusReason: listed(({ statusReason }: Analyzer) =>
      statusReason === undefined ? null : given(statusReason.code, 'the reason of a status'),
    ),
    createdAt: listed(({ createdAt }: Analyzer) => instant(given(createdAt, 'when an analyzer was created'))),
    lastAnalyzedAt: listed(({ lastResourceAnalyzedAt }: Analyzer) =>
      lastResourceAnalyzedAt === undefined ? null : instant(lastResourceAnalyzedAt),
    ),
    managedBy: listed(({ managedBy }: Analyzer) => managedBy ?? null),
    unusedAccessDays: fromAll([details], async ([ask], seed: Analyzer) => {
      if (!kindOf(seed).endsWith('_UNUSED_ACCESS')) return null;
      const { configuration } = await ask();
      return given(configuration?.unusedAccess?.unusedAccessAge, 'the age from which access counts as unused');
    }),
    activeFindings: fromAll([findings], async ([ask], { status }: Analyzer) => (status === 'ACTIVE' ? ask() : null)),
    tags: listed(({ tags }: Analyzer) =>
      Object.fromEntries(Object.entries(tags ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))),
    ),
  },
});
