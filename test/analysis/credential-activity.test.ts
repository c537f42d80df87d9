import { describe, expect, it } from 'vitest';
import { credentialActivity } from '../../src/analysis/credential-activity.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource, Unknown } from '../../src/model/resource.ts';

const refused: Unknown = { operation: 'iam:GetCredentialReport', code: 'AccessDenied', message: 'no' };

const user = (facts: Resource['facts'], unknown: Resource['unknown'] = {}): Resource => ({
  key: '',
  arn: 'arn:aws:iam::111122223333:user/alice',
  type: 'AWS::IAM::User',
  name: 'alice',
  partition: 'aws',
  account: '111122223333',
  region: 'global',
  source: 'live',
  collectedAt: '2026-01-31T10:00:00Z',
  facts,
  unknown,
});

const derive = (resource: Resource): unknown => credentialActivity.derive(resource, null);

const key = (slot: number, rotatedAt: string, lastUsedAt: string | null) => ({
  slot,
  rotatedAt,
  lastUsedAt,
  lastUsedRegion: null,
  lastUsedService: null,
});

describe('the activity of credentials', () => {
  it('is the last use of each, by name', () => {
    const facts = {
      'credentials.password': { changedAt: '2025-01-01T00:00:00Z', lastUsedAt: '2026-01-30T00:00:00Z' },
      'credentials.activeAccessKeys': [key(2, '2024-01-01T00:00:00Z', '2025-06-01T00:00:00Z')],
    };
    expect(derive(user(facts))).toEqual([
      { credential: 'password', lastActiveAt: '2026-01-30T00:00:00Z' },
      { credential: 'access key 2', lastActiveAt: '2025-06-01T00:00:00Z' },
    ]);
  });

  it('counts from its making where a credential was never used', () => {
    const facts = {
      'credentials.password': { changedAt: '2025-01-01T00:00:00Z', lastUsedAt: null },
      'credentials.activeAccessKeys': [key(1, '2024-01-01T00:00:00Z', null)],
    };
    expect(derive(user(facts))).toEqual([
      { credential: 'password', lastActiveAt: '2025-01-01T00:00:00Z' },
      { credential: 'access key 1', lastActiveAt: '2024-01-01T00:00:00Z' },
    ]);
  });

  it('is empty for a user without password and active keys', () => {
    expect(derive(user({ 'credentials.password': null, 'credentials.activeAccessKeys': [] }))).toEqual([]);
  });

  it.each([
    ['credentials.password', { 'credentials.activeAccessKeys': [] }],
    ['credentials.activeAccessKeys', { 'credentials.password': null }],
  ])('is unknown for the reason that %s is', (fact, facts) => {
    const value = derive(user(facts, { [fact]: refused }));
    expect(value).toBeInstanceOf(Underivable);
    expect((value as Underivable).because).toEqual(refused);
  });
});
