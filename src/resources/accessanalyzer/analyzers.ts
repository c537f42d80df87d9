import { AccessAnalyzerClient, type AnalyzerSummary, paginateListAnalyzers } from '@aws-sdk/client-accessanalyzer';
import { given, shared } from '../live.ts';

/** The analyzers of a Region, by name: those of the account, and of the organization where the account administers it. */
export const analyzers = shared(
  'accessanalyzer:ListAnalyzers',
  AccessAnalyzerClient,
  async (client): Promise<AnalyzerSummary[]> => {
    const found: AnalyzerSummary[] = [];
    for await (const page of paginateListAnalyzers({ client }, {}))
      found.push(...given(page.analyzers, 'the analyzers'));
    return found.sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
  },
  { actions: ['access-analyzer:ListAnalyzers'] },
);
