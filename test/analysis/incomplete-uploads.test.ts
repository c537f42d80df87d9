import { describe, expect, it } from 'vitest';
import { bucketIncompleteUploads, directoryBucketIncompleteUploads } from '../../src/analysis/incomplete-uploads.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';

const everything = { prefix: '', tags: [], sizeGreaterThan: null, sizeLessThan: null };
const rule = (abortIncompleteUploadDays: number | null, filter: object = {}, enabled = true) => ({
  enabled,
  filter: { ...everything, ...filter },
  abortIncompleteUploadDays,
});
const abortedAfter = (...rules: readonly object[]) =>
  bucketIncompleteUploads.derive({ facts: { 'lifecycle.rules': rules }, unknown: {} } as unknown as Resource, null);

describe('when incomplete uploads are aborted', () => {
  it('is never without a rule that does', () => {
    expect(abortedAfter()).toBeNull();
    expect(abortedAfter(rule(null))).toBeNull();
  });
  it('is what the soonest rule for the whole bucket says', () => {
    expect(abortedAfter(rule(14), rule(7))).toBe(7);
  });
  it('does not rest on rules that are disabled, or for some objects only', () => {
    expect(abortedAfter(rule(1, {}, false))).toBeNull();
    expect(abortedAfter(rule(1, { prefix: 'raw/' }), rule(2, { prefix: 'curated/' }))).toBeNull();
    expect(abortedAfter(rule(1, { tags: [{ key: 'tmp', value: '' }] }), rule(2, { sizeGreaterThan: 0 }))).toBeNull();
    expect(abortedAfter(rule(1, { sizeLessThan: 1024 }), rule(30))).toBe(30);
  });
  it('is unknown where the rules are', () => {
    const refusal = { operation: 's3:GetBucketLifecycleConfiguration', code: 'AccessDenied', message: 'no' };
    const bucket = { facts: {}, unknown: { 'lifecycle.rules': refusal } } as unknown as Resource;
    expect(bucketIncompleteUploads.derive(bucket, null)).toEqual(new Underivable(refusal));
  });
  it('is told of directory buckets too', () => {
    const bucket = { facts: { 'lifecycle.rules': [rule(3)] }, unknown: {} } as unknown as Resource;
    expect(directoryBucketIncompleteUploads.derive(bucket, null)).toBe(3);
  });
});
