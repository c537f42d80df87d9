import { expect, test } from 'vitest';
import { nearest } from '../../src/model/nearest.ts';

const facts = ['recovery.pointInTime', 'recovery.backupPlan', 'tags', 'encryption.atRest'];

test.each([
  ['recovery.pointInTme', 'recovery.pointInTime'],
  ['recovery.pitr', undefined],
  ['Tags', 'tags'],
  ['tag', 'tags'],
  ['encryptionAtRest', 'encryption.atRest'],
  ['x', undefined],
  ['', undefined],
  ['z'.repeat(10_000_000), undefined],
])('the nearest fact to %.30s is %s', (word, expected) => expect(nearest(word, facts)).toBe(expected));

test('of two that are as near, the first is taken', () => expect(nearest('bat', ['cat', 'hat'])).toBe('cat'));
