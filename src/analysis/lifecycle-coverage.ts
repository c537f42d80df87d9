import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

/** What of a lifecycle rule says which objects it acts on, and how. */
interface Rule {
  readonly enabled: boolean;
  readonly filter: {
    readonly prefix: string;
    readonly tags: readonly unknown[];
    readonly sizeGreaterThan: number | null;
    readonly sizeLessThan: number | null;
  };
  readonly expires: boolean;
  readonly transitions: readonly unknown[];
  readonly expirationDays: number | null;
  readonly deletesExpiredMarkers: boolean;
  readonly noncurrentExpirationDays: number | null;
}

const declare = (path: string, description: string, acts: (rule: Rule) => boolean): DerivedFact =>
  defineDerived({
    type: 'AWS::S3::Bucket',
    path,
    schema: Type.Array(Type.String(), { description }),
    reads: ['lifecycle.rules'],
    relation: null,
    derive: (bucket) => {
      const rules = bucket.facts['lifecycle.rules'] as readonly Rule[] | undefined;
      return rules === undefined ? unknownBecause(bucket, 'lifecycle.rules') : coveredPrefixes(rules.filter(acts));
    },
  });

/** Where every current version expires or moves to another storage class. */
export const lifecycleCoverage = declare(
  'lifecycle.coveredPrefixes',
  'The shortest prefixes under which enabled rules expire or transition every object, whatever its size and tags; the empty prefix is the whole bucket.',
  ({ expires, transitions }) => expires || transitions.length > 0,
);

/** Where every noncurrent version expires. */
export const noncurrentExpiryCoverage = declare(
  'lifecycle.noncurrentExpiryPrefixes',
  'The shortest prefixes under which enabled rules expire every noncurrent version, whatever its size and tags; the empty prefix is the whole bucket.',
  ({ noncurrentExpirationDays }) => noncurrentExpirationDays !== null,
);

/**
 * Where delete markers go that are all that is left of an object. A rule that expires after days takes them with it, once they are
 * that old: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html#lifecycle-config-conceptual-ex7
 */
export const markerCleanupCoverage = declare(
  'lifecycle.markerCleanupPrefixes',
  'The shortest prefixes under which enabled rules remove every delete marker without older versions; the empty prefix is the whole bucket.',
  ({ deletesExpiredMarkers, expirationDays }) => deletesExpiredMarkers || expirationDays !== null,
);

/**
 * The shortest prefixes under which the rules together reach every object. Exact: under a prefix there is always a key that no
 * longer prefix of these rules reaches, and an object without tags, so only untagged rules of the prefix and of its own prefixes
 * count, and of those the union of the sizes.
 */
const coveredPrefixes = (rules: readonly Rule[]): string[] => {
  const untagged = rules
    .filter(({ enabled, filter }) => enabled && filter.tags.length === 0)
    .map(({ filter }) => filter);
  const covered: string[] = [];
  // Sorted, a prefix stands before whatever begins with it.
  for (const prefix of [...new Set(untagged.map((filter) => filter.prefix))].sort()) {
    if (covered.some((shorter) => prefix.startsWith(shorter))) continue;
    if (coverAllSizes(untagged.filter((filter) => prefix.startsWith(filter.prefix)))) covered.push(prefix);
  }
  return covered;
};

const coverAllSizes = (filters: readonly Rule['filter'][]): boolean => {
  const ranges = filters
    // From the smallest size that matches up to the first that no longer does.
    .map(({ sizeGreaterThan, sizeLessThan }) => ({
      from: sizeGreaterThan === null ? 0 : sizeGreaterThan + 1,
      until: sizeLessThan ?? Number.POSITIVE_INFINITY,
    }))
    .sort((a, b) => a.from - b.from);
  let reached = 0;
  for (const { from, until } of ranges) {
    if (from > reached) return false;
    reached = Math.max(reached, until);
  }
  return reached === Number.POSITIVE_INFINITY;
};
