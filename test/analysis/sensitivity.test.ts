import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketSensitivity, sensitivityOf } from '../../src/analysis/sensitivity.ts';
import { Underivable } from '../../src/model/derived.ts';
import { refusal, resource } from './resources.ts';

const said = (score: number | null) => ({ error: null, score });
const clean = { 'sensitivity.macie': said(1), 'sensitivity.findings': 0, tags: {} };

const verdictOf = (facts: object, sensitiveTags: readonly string[] = []): unknown => {
  const answer: unknown = bucketSensitivity.derive(
    resource('AWS::S3::Bucket', 'arn:aws:s3:::exports', { ...clean, ...facts }),
    null,
    { sensitiveTags },
  );
  return answer instanceof Underivable ? 'unknown' : answer;
};
const yes = (...sources: string[]) => ({ isSensitive: true, sources });
const no = { isSensitive: false, sources: [] };

describe('whether a bucket holds sensitive data', () => {
  // https://docs.aws.amazon.com/macie/latest/user/discovery-scoring-s3.html
  it.each([
    [100, yes('Macie score 100')],
    [51, yes('Macie score 51')],
    [50, 'unknown'],
    [49, no],
    [1, no],
    [-1, 'unknown'],
    [null, no],
  ])('is by a score of %s: %j', (score, verdict) => {
    expect(verdictOf({ 'sensitivity.macie': said(score) })).toEqual(verdict);
  });

  it('is so by a finding, whatever the score', () => {
    for (const score of [1, 50, -1, null]) {
      const facts = { 'sensitivity.macie': said(score), 'sensitivity.findings': 1 };
      expect(verdictOf(facts)).toEqual(yes('1 finding of Macie'));
    }
    expect(verdictOf({ 'sensitivity.macie': said(90), 'sensitivity.findings': 3 })).toEqual(
      yes('Macie score 90', '3 findings of Macie'),
    );
  });

  it('is so by a tag that the user names', () => {
    const tags = { data: 'pii-eu', Data: 'public' };
    expect(verdictOf({ tags }, ['data=pii-eu'])).toEqual(yes('tag data=pii-eu'));
    expect(verdictOf({ tags }, ['data=pii*', 'data=*'])).toEqual(yes('tag data=pii-eu'));
    expect(verdictOf({ tags }, ['data=PII-EU', 'Data=pii*', 'owner=*', 'data=pii'])).toEqual(no);
    expect(verdictOf({ tags })).toEqual(no);
    expect(verdictOf({ tags: { constructor: 'x' } }, ['toString=*'])).toEqual(no);
    expect(verdictOf({ tags: { data: 'a=b' } }, ['data=a=*'])).toEqual(yes('tag data=a=b'));
    // What stands before the star is not what stands behind it.
    expect(verdictOf({ tags: { data: 'ab' } }, ['data=ab*b', 'data=a*ab'])).toEqual(no);
  });

  it('is known to be so where one says it, though others cannot be asked', () => {
    expect(verdictOf({ 'sensitivity.macie': refusal, tags: { data: 'pii' } }, ['data=pii'])).toEqual(
      yes('tag data=pii'),
    );
    expect(
      verdictOf({ 'sensitivity.macie': said(80), 'sensitivity.findings': refusal, tags: refusal }, ['a=b']),
    ).toEqual(yes('Macie score 80'));
  });

  it('is unknown where one who was to be asked could not be', () => {
    expect(verdictOf({ 'sensitivity.macie': refusal })).toBe('unknown');
    expect(verdictOf({ 'sensitivity.findings': refusal })).toBe('unknown');
    expect(verdictOf({ tags: refusal }, ['data=pii'])).toBe('unknown');
    expect(verdictOf({ tags: refusal })).toEqual(no);
  });

  it('is not so where Macie is not enabled and no tag says it', () => {
    expect(verdictOf({ 'sensitivity.macie': null, 'sensitivity.findings': null })).toEqual(no);
  });

  it('reads * in the value of a tag as any text, as a regular expression would', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (parts, value) => {
        const expected = new RegExp(`^${parts.join('.*')}$`, 's').test(value);
        const verdict = verdictOf({ tags: { data: value } }, [`data=${parts.join('*')}`]);
        expect(verdict).toEqual(expected ? yes(`tag data=${value}`) : no);
      }),
    );
  });

  it('is asked of buckets only', () => {
    expect(sensitivityOf([])('AWS::KMS::Key')).toBeNull();
    const ask = sensitivityOf(['data=*'])('AWS::S3::Bucket');
    const bucket = (facts: object) => resource('AWS::S3::Bucket', 'arn:aws:s3:::exports', { ...clean, ...facts });
    expect(ask?.(bucket({ tags: { data: 'x' } }))).toEqual({
      verdict: 'sensitive',
      sources: ['tag data=x'],
      because: null,
    });
    expect(ask?.(bucket({}))).toEqual({ verdict: 'not-sensitive', sources: [], because: null });
    expect(ask?.(bucket({ 'sensitivity.macie': refusal }))).toEqual({
      verdict: 'unknown',
      sources: [],
      because: refusal,
    });
  });
});
