import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Unknown } from '../model/resource.ts';
import { reasonFor } from './derive.ts';

interface Found {
  readonly arn: string;
  readonly region: string;
  readonly days: number;
}

interface Analyzers {
  readonly active: Map<string, Found[]>;
  /** By account: why there may be more. */
  readonly gaps: Map<string, Unknown>;
}

const needed = ['kind', 'status', 'unusedAccessDays'] as const;

const analyzers: Relation<Analyzers> = {
  name: 'unused-access-analyzers',
  gathers: [{ type: 'AWS::AccessAnalyzer::Analyzer', facts: needed }],
  start: () => ({ active: new Map(), gaps: new Map() }),
  add: ({ active, gaps }, analyzer) => {
    const { account, arn, region, facts } = analyzer;
    const kind = facts['kind'] as string | undefined;
    if (kind !== undefined && !kind.endsWith('_UNUSED_ACCESS')) return;
    const status = facts['status'] as string | undefined;
    if (status !== undefined && status !== 'ACTIVE') return;
    const missing = needed.find((fact) => facts[fact] === undefined);
    if (missing !== undefined) gaps.set(account, reasonFor(analyzer, missing));
    else {
      const days = facts['unusedAccessDays'] as number;
      active.set(account, [...(active.get(account) ?? []), { arn, region, days }]);
    }
  },
  addGap: ({ gaps }, { account, operation, code, message }) => {
    gaps.set(account, { operation, code, message });
  },
};

/** Whether somebody looks for access that nobody uses. Users and roles have no Region: one analyzer is enough for the account. */
export const accountUnusedAccessAnalyzers: DerivedFact = defineDerived({
  type: 'AWS::IAM::Account',
  path: 'unusedAccessAnalyzers',
  schema: Type.Array(
    Shape({
      arn: Type.String(),
      region: Type.String(),
      days: Type.Integer({ description: 'After how many days access counts as unused.' }),
    }),
    { description: 'Active analyzers for unused access that the account sees, in whatever Region that was scanned.' },
  ),
  reads: [],
  relation: analyzers,
  derive: ({ account }, { active, gaps }) => {
    const found = active.get(account) ?? [];
    const gap = gaps.get(account);
    return found.length === 0 && gap !== undefined ? new Underivable(gap) : [...found];
  },
});
