import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { earlyMoves } from '../../src/analysis/early-moves.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';

const everything = { prefix: '', tags: [], sizeGreaterThan: null, sizeLessThan: null };
const to = (storageClass: string, days: number | null) => ({ storageClass, days });
const rule = (changes: object, filter: object = {}) => ({
  id: 'rule',
  enabled: true,
  filter: { ...everything, ...filter },
  expirationDays: null,
  noncurrentExpirationDays: null,
  transitions: [],
  noncurrentTransitions: [],
  ...changes,
});
const refusal = { operation: 's3:GetBucketVersioning', code: 'AccessDenied', message: 'no' };

const moves = (rules: readonly object[], versioning: 'enabled' | 'suspended' | 'never' | null = 'never') =>
  earlyMoves.derive(
    {
      facts: {
        'lifecycle.rules': rules,
        ...(versioning === null ? {} : { 'recovery.versioning': { status: versioning, mfaDelete: false } }),
      },
      unknown: versioning === null ? { 'recovery.versioning': refusal } : {},
    } as unknown as Resource,
    null,
  );

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
describe('what lifecycle rules take out of a storage class too early', () => {
  it.each([
    ['STANDARD_IA', 30],
    ['ONEZONE_IA', 30],
    ['GLACIER_IR', 90],
    ['GLACIER', 90],
    ['DEEP_ARCHIVE', 180],
  ])('is what leaves %s before its %i days', (storageClass, minimumDays) => {
    const deletedAfter = (days: number) =>
      moves([rule({ transitions: [to(storageClass, 40)], expirationDays: 40 + days })]);
    const early = { rule: 'rule', of: 'current', storageClass, to: 'deleted', minimumDays };
    expect(deletedAfter(minimumDays - 1)).toEqual([{ ...early, afterDays: minimumDays - 1 }]);
    expect(deletedAfter(minimumDays)).toEqual([]);
    // On one day S3 only deletes.
    expect(deletedAfter(0)).toEqual([]);
  });

  it('is nothing of Intelligent-Tiering, which has no minimum', () =>
    expect(moves([rule({ transitions: [to('INTELLIGENT_TIERING', 0)], expirationDays: 1 })])).toEqual([]));

  it('is also what moves on to a colder class, never what cannot move to a warmer one', () => {
    expect(moves([rule({ transitions: [to('STANDARD_IA', 30), to('GLACIER', 45)] })])).toEqual([
      { rule: 'rule', of: 'current', storageClass: 'STANDARD_IA', to: 'GLACIER', afterDays: 15, minimumDays: 30 },
    ]);
    expect(moves([rule({ transitions: [to('GLACIER', 30), to('STANDARD_IA', 45)] })])).toEqual([]);
  });

  it('is asked separately of noncurrent versions', () => {
    const both = rule({ transitions: [to('GLACIER', 30)], noncurrentExpirationDays: 31 });
    expect(moves([both])).toEqual([]);
    expect(moves([rule({ noncurrentTransitions: [to('GLACIER', 30)], noncurrentExpirationDays: 60 })])).toEqual([
      { rule: 'rule', of: 'noncurrent', storageClass: 'GLACIER', to: 'deleted', afterDays: 30, minimumDays: 90 },
    ]);
  });

  it('is not what expires where versioning is on: the version stays, hidden by a delete marker', () => {
    const rules = [rule({ transitions: [to('GLACIER', 30)], expirationDays: 60 })];
    expect(moves(rules, 'enabled')).toEqual([]);
    expect(moves(rules, 'suspended')).toHaveLength(1);
    expect(moves(rules, null)).toEqual(new Underivable(refusal));
    expect(moves([rule({ transitions: [to('GLACIER', 30)], expirationDays: 120 })], null)).toEqual([]);
  });

  it('is found between rules that can meet on one object, and only there', () => {
    const archive = (filter: object) => rule({ id: 'archive', transitions: [to('GLACIER', 30)] }, filter);
    const expire = (filter: object) => rule({ id: 'expire', expirationDays: 60 }, filter);
    const meets = (a: object, b: object) => (moves([archive(a), expire(b)]) as unknown[]).length === 1;
    expect(meets({}, { prefix: 'raw/' })).toBe(true);
    expect(meets({ prefix: 'raw/2026/' }, { prefix: 'raw/' })).toBe(true);
    expect(meets({ prefix: 'curated/' }, { prefix: 'raw/' })).toBe(false);
    expect(meets({ tags: [{ key: 'a', value: '1' }] }, { tags: [{ key: 'b', value: '1' }] })).toBe(true);
    expect(meets({ tags: [{ key: 'a', value: '1' }] }, { tags: [{ key: 'a', value: '2' }] })).toBe(false);
    expect(meets({ sizeGreaterThan: 1000 }, { sizeLessThan: 1002 })).toBe(true);
    expect(meets({ sizeGreaterThan: 1000 }, { sizeLessThan: 1001 })).toBe(false);
  });

  it('is nothing of disabled rules, and of dates, which say nothing of an object', () => {
    expect(moves([rule({ enabled: false, transitions: [to('GLACIER', 30)], expirationDays: 60 })])).toEqual([]);
    expect(moves([rule({ transitions: [to('GLACIER', null)], expirationDays: 60 })])).toEqual([]);
  });

  it('does not depend on the order of the rules', () => {
    const step = fc.record({
      storageClass: fc.constantFrom('STANDARD_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'),
      days: fc.integer({ min: 0, max: 200 }),
    });
    const one = fc.record({ transitions: fc.array(step, { maxLength: 2 }), expirationDays: fc.option(fc.nat(300)) });
    const sorted = (rules: readonly object[]) => (moves(rules) as object[]).map((move) => JSON.stringify(move)).sort();
    fc.assert(
      fc.property(fc.array(one, { maxLength: 4 }), (changes) => {
        const rules = changes.map((change) => rule(change));
        expect(sorted([...rules].reverse())).toEqual(sorted(rules));
      }),
    );
  });

  it('is unknown where the rules are', () => {
    const bucket = { facts: {}, unknown: { 'lifecycle.rules': refusal } } as unknown as Resource;
    expect(earlyMoves.derive(bucket, null)).toEqual(new Underivable(refusal));
  });
});
