import { describe, expect, it } from 'vitest';
import { smallObjectMoves } from '../../src/analysis/small-object-moves.ts';
import { derived, refusal, resource } from './resources.ts';

const everything = { prefix: '', tags: [], sizeGreaterThan: null, sizeLessThan: null };
const rule = (storageClass: string, filter: object = {}, changes: object = {}) => ({
  id: 'rule',
  enabled: true,
  filter: { ...everything, ...filter },
  transitions: [{ storageClass, days: 90 }],
  noncurrentTransitions: [],
  ...changes,
});

const moves = (minimum: unknown, ...rules: readonly object[]) =>
  derived(
    smallObjectMoves,
    resource('AWS::S3::Bucket', 'arn:aws:s3:::features', {
      'lifecycle.rules': rules,
      'lifecycle.transitionMinimum': minimum,
    }),
  );
const move = (storageClass: string, fromBytes: number, of = 'current') => ({
  rule: 'rule',
  of,
  storageClass,
  fromBytes,
});

const [modern, old] = ['all_storage_classes_128K', 'varies_by_storage_class'];

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
describe('where lifecycle rules move objects under 128 KB', () => {
  it.each(['GLACIER', 'DEEP_ARCHIVE'])('is wherever they go to %s by the default of before 2024', (storageClass) => {
    expect(moves(old, rule(storageClass))).toEqual([move(storageClass, 0)]);
    expect(moves(modern, rule(storageClass))).toEqual([]);
  });

  it.each(['STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR'])(
    'is not where they go to %s by either default',
    (storageClass) => {
      expect(moves(old, rule(storageClass))).toEqual([]);
      expect(moves(modern, rule(storageClass))).toEqual([]);
    },
  );

  it('is where a filter for sizes takes the place of the default', () => {
    expect(moves(modern, rule('STANDARD_IA', { sizeGreaterThan: 1024 }))).toEqual([move('STANDARD_IA', 1025)]);
    expect(moves(modern, rule('GLACIER', { sizeLessThan: 5_000_000 }))).toEqual([move('GLACIER', 0)]);
    expect(moves(old, rule('GLACIER', { sizeGreaterThan: 131_071 }))).toEqual([]);
    // Objects of 128 KB are not under 128 KB.
    expect(moves(old, rule('GLACIER', { sizeGreaterThan: 131_070 }))).toEqual([move('GLACIER', 131_071)]);
  });

  it('is also of noncurrent versions, and of enabled rules only', () => {
    const noncurrent = { transitions: [], noncurrentTransitions: [{ storageClass: 'GLACIER', days: 30 }] };
    expect(moves(old, rule('GLACIER', {}, noncurrent))).toEqual([move('GLACIER', 0, 'noncurrent')]);
    expect(moves(old, rule('GLACIER', {}, { enabled: false }))).toEqual([]);
  });

  it('is never to Intelligent-Tiering, which does not charge more for them', () =>
    expect(moves(old, rule('INTELLIGENT_TIERING', { sizeGreaterThan: 0 }))).toEqual([]));

  it('is unknown only where the default decides and is not known', () => {
    expect(moves(refusal, rule('GLACIER'))).toEqual(refusal);
    expect(moves(refusal, rule('STANDARD_IA'))).toEqual([]);
    expect(moves(refusal, rule('GLACIER', { sizeGreaterThan: 200_000 }))).toEqual([]);
    expect(moves(null)).toEqual([]);
  });
});
