import { type Static, Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';
import { meetInSize, type SizedFilter } from './rule-filters.ts';

interface Step {
  readonly storageClass: string;
  readonly days: number | null;
}

interface Rule {
  readonly id: string | null;
  readonly enabled: boolean;
  readonly filter: SizedFilter;
  readonly expirationDays: number | null;
  readonly noncurrentExpirationDays: number | null;
  readonly transitions: readonly Step[];
  readonly noncurrentTransitions: readonly Step[];
}

/**
 * Days for which a storage class is charged at least, whenever the object leaves. The other classes have no such minimum.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
const minimumDays: Readonly<Record<string, number>> = {
  STANDARD_IA: 30,
  ONEZONE_IA: 30,
  GLACIER_IR: 90,
  GLACIER: 90,
  DEEP_ARCHIVE: 180,
};

/** Where objects of a class can still move; anywhere else a transition does nothing to them. */
const waterfall: Readonly<Record<string, readonly string[]>> = {
  STANDARD_IA: ['INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
  ONEZONE_IA: ['GLACIER', 'DEEP_ARCHIVE'],
  GLACIER_IR: ['GLACIER', 'DEEP_ARCHIVE'],
  GLACIER: ['DEEP_ARCHIVE'],
  DEEP_ARCHIVE: [],
};

const Moves = Type.Array(
  Shape({
    rule: Nullable(Type.String(), { description: 'The id of the rule that takes the objects out of the class.' }),
    of: OneOf(['current', 'noncurrent'], { description: 'Which versions.' }),
    storageClass: Type.String({ description: 'The class that they leave.' }),
    to: Type.String({ description: 'Where they go: a storage class, or `deleted`.' }),
    afterDays: Type.Integer({ description: 'Days in the class.' }),
    minimumDays: Type.Integer({ description: 'Days that are charged.' }),
  }),
  {
    description:
      'Where enabled rules that name days take objects out of a storage class before the days are over that it is charged for.',
  },
);
type Move = Static<typeof Moves>[number];

/** One thing that a rule does to the objects of its filter. */
interface Action {
  readonly rule: Rule;
  readonly to: string;
  readonly days: number;
}

/** What lifecycle rules move on, or delete, while its storage class is still charged. */
export const earlyMoves: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'lifecycle.earlyMoves',
  schema: Moves,
  reads: ['lifecycle.rules', 'recovery.versioning'],
  relation: null,
  derive: (bucket) => {
    const rules = bucket.facts['lifecycle.rules'] as readonly Rule[] | undefined;
    if (rules === undefined) return unknownBecause(bucket, 'lifecycle.rules');
    const enabled = rules.filter((rule) => rule.enabled);
    const steps = (
      rule: Rule,
      which: 'transitions' | 'noncurrentTransitions',
      deletedAfter: number | null,
    ): Action[] => [
      ...rule[which].flatMap(({ storageClass, days }) => (days === null ? [] : [{ rule, to: storageClass, days }])),
      ...(deletedAfter === null ? [] : [{ rule, to: 'deleted', days: deletedAfter }]),
    ];
    const current = movesOf(
      'current',
      enabled.flatMap((rule) => steps(rule, 'transitions', rule.expirationDays)),
    );
    const noncurrent = movesOf(
      'noncurrent',
      enabled.flatMap((rule) => steps(rule, 'noncurrentTransitions', rule.noncurrentExpirationDays)),
    );
    const deletions = current.filter(({ to }) => to === 'deleted');
    if (deletions.length === 0) return [...current, ...noncurrent];
    const versioning = bucket.facts['recovery.versioning'] as { readonly status: string } | undefined;
    if (versioning === undefined) return unknownBecause(bucket, 'recovery.versioning');
    // Where versioning is on, expiring a current version only puts a delete marker before it: the data stays, in its class.
    const real = versioning.status === 'enabled' ? current.filter(({ to }) => to !== 'deleted') : current;
    return [...real, ...noncurrent];
  },
});

const movesOf = (of: Move['of'], actions: readonly Action[]): Move[] =>
  actions.flatMap((arrival) => {
    const minimum = minimumDays[arrival.to];
    const onward = waterfall[arrival.to];
    if (minimum === undefined || onward === undefined) return [];
    return (
      actions
        .filter(({ to }) => to === 'deleted' || onward.includes(to))
        .map((departure) => ({ departure, stays: departure.days - arrival.days }))
        // On the same day S3 does one of the two, the deletion or the colder class.
        .filter(
          ({ departure, stays }) =>
            stays > 0 && stays < minimum && meetInSize(arrival.rule.filter, departure.rule.filter),
        )
        .map(({ departure: { rule, to }, stays }) => ({
          rule: rule.id,
          of,
          storageClass: arrival.to,
          to,
          afterDays: stays,
          minimumDays: minimum,
        }))
    );
  });
