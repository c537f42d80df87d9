import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lifecycleCoverage,
  markerCleanupCoverage,
  noncurrentExpiryCoverage,
} from '../../src/analysis/lifecycle-coverage.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';

interface Filter {
  readonly prefix: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly sizeGreaterThan: number | null;
  readonly sizeLessThan: number | null;
}

const everything: Filter = { prefix: '', tags: [], sizeGreaterThan: null, sizeLessThan: null };

const rule = (filter: Partial<Filter> = {}, changes: object = {}) => ({
  enabled: true,
  filter: { ...everything, ...filter },
  expires: true,
  transitions: [],
  noncurrentExpirationDays: null,
  ...changes,
});

const bucketWith = (rules: readonly object[]) =>
  ({ facts: { 'lifecycle.rules': rules }, unknown: {} }) as unknown as Resource;
const covered = (...rules: readonly object[]) => lifecycleCoverage.derive(bucketWith(rules), null);

describe('the prefixes that lifecycle rules cover', () => {
  it('are none without rules', () => expect(covered()).toEqual([]));
  it('are the whole bucket for a rule without a filter', () => expect(covered(rule())).toEqual(['']));
  it('do not count a disabled rule', () => expect(covered(rule({}, { enabled: false }))).toEqual([]));
  it('do not count a rule for tagged objects only', () =>
    expect(covered(rule({ tags: [{ key: 'tmp', value: 'yes' }] }))).toEqual([]));
  it('count a rule that only moves objects', () =>
    expect(covered(rule({}, { expires: false, transitions: [{ storageClass: 'GLACIER', days: 1 }] }))).toEqual(['']));
  it('do not count a rule that does neither', () =>
    expect(covered(rule({}, { expires: false, noncurrentExpirationDays: 1 }))).toEqual([]));
  it('are never the whole bucket for named prefixes, however many', () =>
    expect(covered(rule({ prefix: 'raw/' }), rule({ prefix: 'curated/' }))).toEqual(['curated/', 'raw/']));
  it('leave out a prefix that a shorter one covers', () =>
    expect(covered(rule({ prefix: 'raw/2026/' }), rule({ prefix: 'raw/' }))).toEqual(['raw/']));

  it('join sizes that meet, and none that leave one byte out', () => {
    expect(covered(rule({ sizeGreaterThan: 1023 }), rule({ sizeLessThan: 1024 }))).toEqual(['']);
    expect(covered(rule({ sizeGreaterThan: 1024 }), rule({ sizeLessThan: 1024 }))).toEqual([]);
    expect(covered(rule({ sizeGreaterThan: 1023 }), rule({ sizeLessThan: 1023 }))).toEqual([]);
  });

  it('do not overlook empty objects', () => expect(covered(rule({ sizeGreaterThan: 0 }))).toEqual([]));

  it('join the sizes of a prefix with those of the shorter ones', () =>
    expect(covered(rule({ sizeGreaterThan: 1023 }), rule({ prefix: 'raw/', sizeLessThan: 2048 }))).toEqual(['raw/']));

  it('are asked separately for noncurrent versions', () => {
    const rules = [rule(), rule({ prefix: 'raw/' }, { expires: false, noncurrentExpirationDays: 30 })];
    expect(noncurrentExpiryCoverage.derive(bucketWith(rules), null)).toEqual(['raw/']);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html#lifecycle-config-conceptual-ex7
  it('are asked separately for delete markers, which expiration after days takes along and one on a date does not', () => {
    const byDate = { expires: true, expirationDays: null, deletesExpiredMarkers: false };
    const rules = [
      rule({ prefix: 'a/' }, { ...byDate, expirationDays: 30 }),
      rule({ prefix: 'b/' }, { ...byDate, expires: false, deletesExpiredMarkers: true }),
      rule({ prefix: 'c/' }, byDate),
    ];
    expect(markerCleanupCoverage.derive(bucketWith(rules), null)).toEqual(['a/', 'b/']);
  });

  it('are unknown when the rules are', () => {
    const refusal = { operation: 's3:GetBucketLifecycleConfiguration', code: 'AccessDenied', message: 'no' };
    const bucket = { facts: {}, unknown: { 'lifecycle.rules': refusal } } as unknown as Resource;
    expect(lifecycleCoverage.derive(bucket, null)).toEqual(new Underivable(refusal));
  });

  // A small world in which every object can be tried: keys of up to three letters out of two, and a third that no rule names.
  const letters = ['a', 'b', 'z'];
  const keys = letters.flatMap((x) => [x, ...letters.flatMap((y) => [x + y, ...letters.map((z) => x + y + z)])]);
  const sizes = [0, 1, 2, 3, 4, 5];
  const matches = ({ prefix, tags, sizeGreaterThan, sizeLessThan }: Filter, key: string, size: number): boolean =>
    tags.length === 0 &&
    key.startsWith(prefix) &&
    (sizeGreaterThan === null || size > sizeGreaterThan) &&
    (sizeLessThan === null || size < sizeLessThan);

  it('are exactly those under which every object is reached', () => {
    const filter = fc.record({
      prefix: fc.constantFrom('', 'a', 'b', 'aa', 'ab', 'ba'),
      tags: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.constant([{ key: 'k', value: 'v' }])),
      sizeGreaterThan: fc.option(fc.integer({ min: 0, max: 3 })),
      sizeLessThan: fc.option(fc.integer({ min: 1, max: 4 })),
    });
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 6 }), (filters) => {
        const said = covered(...filters.map((one) => rule(one))) as string[];
        for (const prefix of ['', 'a', 'b', 'aa', 'ab', 'ba', 'bb']) {
          const reached = keys
            .filter((key) => key.startsWith(prefix))
            .every((key) => sizes.every((size) => filters.some((one) => matches(one, key, size))));
          expect([prefix, said.some((shorter) => prefix.startsWith(shorter))]).toEqual([prefix, reached]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
