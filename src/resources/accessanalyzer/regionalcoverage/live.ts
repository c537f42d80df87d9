import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { defineLive, from, given, oncePerRegion } from '../../live.ts';
import { analyzers } from '../analyzers.ts';
import { regionalCoverage } from './model.ts';

export default defineLive(regionalCoverage, {
  ...oncePerRegion(AccessAnalyzerClient, 'access-analyzer', 'regional-coverage'),
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
