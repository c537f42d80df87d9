import { describe, expect, it } from 'vitest';
import { allowListIsWide } from '../../src/analysis/allow-list-width.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';

const isWide = (facts: Record<string, unknown>): unknown => {
  const list: Resource = {
    ...{ key: 'a', source: 'live', collectedAt: '2026-01-31T12:00:00Z', partition: 'aws', account: '111122223333' },
    ...{ region: 'eu-central-1', type: 'AWS::Macie::AllowList', name: 'a', facts, unknown: {} },
    arn: 'arn:aws:macie2:eu-central-1:111122223333:allow-list/a',
  };
  const answer = allowListIsWide.derive(list, null);
  return answer instanceof Underivable ? 'unknown' : answer;
};

// https://docs.aws.amazon.com/macie/latest/user/allow-lists-options.html
describe('the pattern of an allow list', () => {
  it.each([
    '.*',
    '.',
    '^.+$',
    '(.*)',
    '(?:.{3,})?',
    '\\S+',
    '\\w{2}',
    '[^ ]+',
    '[\\s\\S]*',
    '\\d+',
    '[a-z]*',
    '4111|.*',
    '(4111|\\S+)',
    '-?\\d+',
    '',
  ])('`%s` is of any text, or any of a kind', (regex) => {
    expect(isWide({ regex })).toBe(true);
  });

  it.each([
    '4111 ?1111 ?1111 ?1111',
    'acme-.*',
    '\\d{3}',
    '(ab|cd)+',
    '[a-z]{8}',
    '.*@example\\.com',
    '(?=a).*',
    '\\.',
  ])('`%s` is of something', (regex) => {
    expect(isWide({ regex })).toBe(false);
  });

  it('is not asked of a list of words, and unknown where it was not read', () => {
    expect(isWide({ regex: null })).toBe(false);
    expect(isWide({})).toBe('unknown');
  });
});
