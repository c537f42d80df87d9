import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameBehind, nameThrough, patternsThrough } from '../../../src/analysis/access/access-point.ts';
import { confineResource } from '../../../src/analysis/access/arn.ts';
import { compileTokens, matchGlob, tokenize } from '../../../src/analysis/access/pattern.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html: "the Resource entry differs between the access point
// and bucket policies".

const names = {
  point: 'arn:aws:s3:eu-central-1:111122223333:accesspoint/labels',
  bucket: 'arn:aws:s3:::features',
};

describe('an access point and its bucket', () => {
  it.each([
    ['arn:aws:s3:::features', names.point],
    ['arn:aws:s3:::features/2026/part-0', `${names.point}/object/2026/part-0`],
    ['arn:aws:s3:::features/*', `${names.point}/object/*`],
  ])('have each a name for %s', (arn, through) => {
    expect(nameThrough(names, arn)).toBe(through);
    expect(nameBehind(names, through)).toBe(arn);
  });

  it('have no name for another bucket, or another access point', () => {
    expect(nameThrough(names, 'arn:aws:s3:::features-2/a')).toBeNull();
    expect(nameBehind(names, `${names.point}-2/object/a`)).toBeNull();
    expect(nameBehind(names, `${names.point}/a`)).toBeNull();
  });

  it('are matched by a pattern of the bucket exactly where the patterns through the access point match', () => {
    const part = fc.constantFrom('a', 's', '/', '*', '?', 'features', 'f*s', '::', ':');
    const pattern = fc.oneof(
      fc.array(part, { maxLength: 5 }).map((parts) => `arn:aws:s3:::${parts.join('')}`),
      fc.array(part, { maxLength: 4 }).map((parts) => `arn:aws:s3:::features${parts.join('')}`),
      fc.array(part, { maxLength: 4 }).map((parts) => `*${parts.join('')}`),
    );
    const key = fc.option(fc.array(fc.constantFrom('a', 's', '/', ':'), { maxLength: 5 }), { nil: null });
    let matched = 0;
    fc.assert(
      fc.property(pattern, key, (text, object) => {
        const arn = object === null ? names.bucket : `${names.bucket}/${object.join('')}`;
        const tokens = confineResource(tokenize(text));
        const expected = matchGlob(compileTokens(tokens), arn);
        const through = nameThrough(names, arn) ?? '';
        expect(patternsThrough(names, tokens).some((one) => matchGlob(compileTokens(one), through))).toBe(expected);
        if (expected) matched++;
      }),
      { numRuns: 3000 },
    );
    expect(matched).toBeGreaterThan(100);
  });
});
