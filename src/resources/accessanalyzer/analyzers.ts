import { AccessAnalyzerClient, type AnalyzerSummary, paginateListAnalyzers } from '@aws-sdk/client-accessanalyzer';
import { given, shared } from '../live.ts';

/** An analyzer, which AWS always names. */
export type Analyzer = AnalyzerSummary & { readonly name: string; readonly arn: string };

/** The analyzers of a Region, by name: those of the account, and of the organization where the account administers it. */
export const analyzers = shared(
  'accessanalyzer:ListAnalyzers',
  AccessAnalyzerClient,
  async (client): Promise<Analyzer[]> => {
    const found: Analyzer[] = [];
    for await (const page of paginateListAnalyzers({ client }, {})) {
      for (const one of given(page.analyzers, 'the analyzers')) {
        found.push({
          ...one,
          name: given(one.name, 'the name of an analyzer'),
          arn: given(one.arn, 'the ARN of an analyzer'),
        });
      }
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  },
  { actions: ['access-analyzer:ListAnalyzers'] },
);
