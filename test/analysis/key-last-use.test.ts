import { expect, test } from 'vitest';
import { Derivation } from '../../src/analysis/derive.ts';
import { keyUsedLately } from '../../src/analysis/key-last-use.ts';
import { refusal, resource } from './resources.ts';

// https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html

const day = 86_400_000;

/** Collected on 2026-11-23; used within 90 days. */
const usedLately = (facts: Readonly<Record<string, unknown>>): unknown => {
  const derivation = new Derivation([keyUsedLately]);
  const reader = { type: 'AWS::KMS::Key', shows: new Set(['usedLately']), params: { idleAfter: 90 * day } };
  const seen = derivation.seenBy(reader)?.(resource('AWS::KMS::Key', 'arn:aws:kms:::key/k', facts));
  return seen?.facts['usedLately'] ?? seen?.unknown['usedLately'];
};
const use = (at: string | null, trackedSince = '2026-01-01T00:00:00Z') => ({
  lastUse: { at, operation: at === null ? null : 'Decrypt', trackedSince },
});

test('a key was used lately if its last use is', () => {
  expect(usedLately(use('2026-11-20T00:00:00Z'))).toBe(true);
  expect(usedLately(use('2026-08-25T06:40:30Z'))).toBe(true);
  expect(usedLately(use('2026-08-25T06:40:29Z'))).toBe(false);
});

test('a key that was not used while AWS looked, and it has looked long enough, was not used lately', () =>
  expect(usedLately(use(null))).toBe(false));

test('a key that is as young as its record was never used', () => {
  const record = use(null, '2026-11-01T00:00:00Z');
  expect(usedLately({ ...record, createdAt: '2026-11-01T00:00:00Z' })).toBe(false);
});

test('of an older key it is not known what was before', () => {
  const record = use(null, '2026-11-01T00:00:00Z');
  expect(usedLately({ ...record, createdAt: '2024-11-01T00:00:00Z' })).toMatchObject({ code: 'MissingInAnswer' });
  expect(usedLately({ ...record, createdAt: refusal })).toEqual(refusal);
  expect(usedLately({ lastUse: refusal })).toEqual(refusal);
});

test('a key of AWS has no record', () => expect(usedLately({ lastUse: null })).toBe(false));
