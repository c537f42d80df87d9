import { expect, test } from 'vitest';
import { keyMaterialSince } from '../../src/analysis/key-material.ts';
import { derived, refusal, resource } from './resources.ts';

const since = (facts: Readonly<Record<string, unknown>>): unknown =>
  derived(keyMaterialSince, resource('AWS::KMS::Key', 'arn:aws:kms:::key/k', facts));
const rotation = { at: '2026-06-01T00:00:00Z', kind: 'AUTOMATIC' };

test('key material is from the last rotation, or as old as the key', () => {
  expect(since({ 'encryption.lastRotation': rotation, createdAt: '2024-01-01T00:00:00Z' })).toBe(rotation.at);
  expect(since({ 'encryption.lastRotation': null, createdAt: '2024-01-01T00:00:00Z' })).toBe('2024-01-01T00:00:00Z');
});

test('how old key material is cannot be said while the rotations, or the age of the key, are unknown', () => {
  expect(since({ 'encryption.lastRotation': refusal, createdAt: '2024-01-01T00:00:00Z' })).toEqual(refusal);
  expect(since({ 'encryption.lastRotation': null, createdAt: refusal })).toEqual(refusal);
});
