import { type Static, Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';
import type { SizedFilter } from './rule-filters.ts';

interface Rule {
  readonly id: string | null;
  readonly enabled: boolean;
  readonly filter: SizedFilter;
  readonly transitions: readonly { readonly storageClass: string }[];
  readonly noncurrentTransitions: readonly { readonly storageClass: string }[];
}

/** 128 KB: the smallest size that infrequent access is charged for, and that Intelligent-Tiering watches. */
const worthMoving = 131_072;

/** Classes that small objects moved to before September 2024, and still do where the bucket asks for that behaviour. */
const withoutMinimum = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * The size of the smallest objects that a rule moves to a class. A filter for sizes, of either kind, takes the place of the default.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
const smallestMoved = ({ filter }: Rule, storageClass: string, minimum: string | null): number => {
  if (filter.sizeGreaterThan !== null) return filter.sizeGreaterThan + 1;
  if (filter.sizeLessThan !== null) return 0;
  return minimum === 'varies_by_storage_class' && withoutMinimum.includes(storageClass) ? 0 : worthMoving;
};

const Moves = Type.Array(
  Shape({
    rule: Nullable(Type.String(), { description: 'The id of the rule.' }),
    of: OneOf(['current', 'noncurrent'], { description: 'Which versions.' }),
    storageClass: Type.String({ description: 'Where they move.' }),
    fromBytes: Type.Integer({ description: 'The size of the smallest that move.' }),
  }),
  { description: 'Where enabled rules move objects under 128 KB to a class other than Intelligent-Tiering.' },
);

/** Where lifecycle rules move objects that cost more after than before. */
export const smallObjectMoves: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'lifecycle.smallObjectMoves',
  schema: Moves,
  reads: ['lifecycle.rules', 'lifecycle.transitionMinimum'],
  relation: null,
  derive: (bucket) => {
    const rules = bucket.facts['lifecycle.rules'] as readonly Rule[] | undefined;
    if (rules === undefined) return unknownBecause(bucket, 'lifecycle.rules');
    const minimum = bucket.facts['lifecycle.transitionMinimum'] as string | null | undefined;
    const found: Static<typeof Moves> = [];
    for (const rule of rules.filter(({ enabled }) => enabled)) {
      for (const of of ['current', 'noncurrent'] as const) {
        for (const { storageClass } of of === 'current' ? rule.transitions : rule.noncurrentTransitions) {
          if (storageClass === 'INTELLIGENT_TIERING') continue;
          const strict = smallestMoved(rule, storageClass, minimum ?? null);
          // Not knowing the default matters only where it decides.
          if (minimum === undefined && strict !== smallestMoved(rule, storageClass, 'varies_by_storage_class')) {
            return unknownBecause(bucket, 'lifecycle.transitionMinimum');
          }
          if (strict < worthMoving) found.push({ rule: rule.id, of, storageClass, fromBytes: strict });
        }
      }
    }
    return found;
  },
});
