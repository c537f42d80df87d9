import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';
import { meet, type ObjectFilter } from './rule-filters.ts';

interface Tiering extends ObjectFilter {
  readonly id: string;
  readonly enabled: boolean;
}

/** Which configurations of Intelligent-Tiering may speak of the same object. */
export const tieringOverlaps: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'lifecycle.tieringOverlaps',
  schema: Type.Array(Shape({ one: Type.String(), other: Type.String() }), {
    description: 'Ids of enabled configurations of Intelligent-Tiering whose filters one object can match.',
  }),
  reads: ['lifecycle.tiering'],
  relation: null,
  derive: (bucket) => {
    const all = bucket.facts['lifecycle.tiering'] as readonly Tiering[] | undefined;
    if (all === undefined) return unknownBecause(bucket, 'lifecycle.tiering');
    const enabled = all.filter((one) => one.enabled);
    return enabled.flatMap((one, index) =>
      enabled
        .slice(index + 1)
        .filter((other) => meet(one, other))
        .map((other) => ({ one: one.id, other: other.id })),
    );
  },
});
