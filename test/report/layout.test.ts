import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeVisible } from '../../src/report/escape.ts';
import { cutMiddle, measure, wrap } from '../../src/report/layout.ts';

const text = fc.string({ unit: 'grapheme' }).map(makeVisible);

describe('measure', () => {
  it('counts two columns for East Asian characters and emoji, none for combining marks', () => {
    expect([measure('abc'), measure('特徴'), measure('📦'), measure('e\u0301')]).toEqual([3, 4, 2, 1]);
  });
});

describe('cutMiddle', () => {
  it('keeps both ends of an ARN', () => {
    expect(cutMiddle('arn:aws:dynamodb:eu-central-1:444455556666:table/labels', 30)).toBe(
      'arn:aws:dynamo…66:table/labels',
    );
  });

  it('fits, and changes nothing that does', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (value, columns) => {
        const cut = cutMiddle(value, columns);
        expect(measure(cut)).toBeLessThanOrEqual(columns);
        if (measure(value) <= columns) expect(cut).toBe(value);
      }),
    );
  });
});

describe('wrap', () => {
  it('breaks between words, and inside a word only where it must', () => {
    expect(wrap('one two arn:aws:s3:::features-raw-and-more three', 12)).toEqual([
      'one two',
      'arn:aws:s3::',
      ':features-ra',
      'w-and-more',
      'three',
    ]);
  });

  it('loses no character but spaces, and fits', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 40 }), (value, columns) => {
        const lines = wrap(value, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(value.replaceAll(' ', ''));
        for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
