import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileArnPattern, matchArnPattern, parseArn } from '../../../src/analysis/access/arn.ts';
import { compileGlob, matchGlob, tokenize } from '../../../src/analysis/access/pattern.ts';

const asRegExp = (glob: string) =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
      .replace(/\*/g, '[^]*')
      .replace(/\?/g, '[^]')}$`,
  );

describe('a glob', () => {
  it('matches what the same regular expression matches', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 10 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 12 });
    fc.assert(
      fc.property(pattern, text, (glob, value) => {
        expect(matchGlob(compileGlob(glob), value)).toBe(asRegExp(glob).test(value));
      }),
      { numRuns: 20_000 },
    );
  });

  it('of twenty kilobytes of wildcards ends', () => {
    const glob = compileGlob('*a?'.repeat(7000));
    expect(matchGlob(glob, 'ab'.repeat(7000))).toBe(true);
    expect(matchGlob(glob, 'a'.repeat(13_999))).toBe(false);
  });
});

describe('an ARN pattern', () => {
  const match = (pattern: string, value: string) => matchArnPattern(compileArnPattern(tokenize(pattern)), value);

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
  it('is matched part by part: a star does not reach over a colon', () => {
    const value = 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt';
    const pattern = 'arn:aws:someservice:*:111122223333:finance/*';
    expect(match(pattern, value)).toBe('no');
    expect(matchGlob(compileGlob(pattern), value)).toBe(true);
  });

  it.each([
    ['arn:aws:sns:*:111122223333:*', 'arn:aws:sns:us-east-1:111122223333:topic:subscription', 'yes'],
    ['arn:aws:iam::*:role/etl-*', 'arn:aws:iam::111122223333:role/etl-nightly', 'yes'],
    ['arn:aws:iam::111122223333:role/ETL', 'arn:aws:iam::111122223333:role/etl', 'no'],
    ['*', 'arn:aws:iam::111122223333:role/etl', 'yes'],
    ['arn:aws:iam::*', 'arn:aws:iam::111122223333:role/etl', 'mismatch'],
    ['arn:aws:iam::111122223333:role/etl', 'etl', 'mismatch'],
  ])('%s against %s is %s', (pattern, value, expected) => expect(match(pattern, value)).toBe(expected));

  it('has six parts, the last with all further colons', () => {
    expect(parseArn('arn:aws:logs:us-east-1:111122223333:log-group:etl:*')?.resource).toBe('log-group:etl:*');
    expect(parseArn('arn:aws:s3')).toBeNull();
    expect(parseArn('urn:aws:s3:::features')).toBeNull();
  });
});
