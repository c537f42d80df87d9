import { describe, expect, it } from 'vitest';
import { uploadsAreTiered } from '../../src/analysis/tiered-uploads.ts';
import { tieringOverlaps } from '../../src/analysis/tiering-overlaps.ts';
import { derived, refusal, resource } from './resources.ts';

const bucket = (facts: Readonly<Record<string, unknown>>) =>
  resource('AWS::S3::Bucket', 'arn:aws:s3:::features', facts);

describe('configurations of Intelligent-Tiering', () => {
  const one = (id: string, prefix: string, tags: readonly object[] = [], enabled = true) => ({
    id,
    prefix,
    tags,
    enabled,
  });
  const overlaps = (...all: readonly object[]) => derived(tieringOverlaps, bucket({ 'lifecycle.tiering': all }));

  it('meet where the prefix of one begins with that of the other', () => {
    expect(overlaps(one('all', ''), one('raw', 'raw/'))).toEqual([{ one: 'all', other: 'raw' }]);
    expect(overlaps(one('curated', 'curated/'), one('raw', 'raw/'))).toEqual([]);
  });

  it('meet unless they ask for different values of a tag', () => {
    const tag = (value: string) => [{ key: 'tier', value }];
    expect(overlaps(one('a', '', tag('cold')), one('b', '', tag('hot')))).toEqual([]);
    expect(overlaps(one('a', '', tag('cold')), one('b', '', [{ key: 'team', value: 'data' }]))).toEqual([
      { one: 'a', other: 'b' },
    ]);
  });

  it('meet only while both are enabled', () => expect(overlaps(one('a', ''), one('b', '', [], false))).toEqual([]));

  it('are unknown where they could not be read', () =>
    expect(derived(tieringOverlaps, bucket({ 'lifecycle.tiering': refusal }))).toEqual(refusal));
});

describe('uploads', () => {
  const deny = (changes: object = {}) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::features/*',
        Condition: { StringNotEquals: { 's3:x-amz-storage-class': 'INTELLIGENT_TIERING' } },
        ...changes,
      },
    ],
  });
  const tiered = (document: unknown) => derived(uploadsAreTiered, bucket({ 'access.policyDocument': document }));

  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
  it('go to Intelligent-Tiering where the policy denies every other class', () => expect(tiered(deny())).toBe(true));

  it('go anywhere else too where it denies only some', () => {
    expect(tiered(null)).toBe(false);
    expect(tiered(deny({ Resource: 'arn:aws:s3:::features/raw/*' }))).toBe(false);
    expect(tiered(deny({ Principal: { AWS: '444455556666' } }))).toBe(false);
    expect(tiered(deny({ Condition: { StringNotEqualsIfExists: { 's3:x-amz-storage-class': 'STANDARD' } } }))).toBe(
      false,
    );
    const others = ['INTELLIGENT_TIERING', 'STANDARD'];
    expect(tiered(deny({ Condition: { StringNotEquals: { 's3:x-amz-storage-class': others } } }))).toBe(false);
  });

  it('are unknown where the policy could not be read, or not be understood', () => {
    expect(tiered(refusal)).toEqual(refusal);
    expect(tiered({ Version: '2012-10-17', Statement: 'nothing' })).toMatchObject({ code: 'NotUnderstood' });
  });
});
