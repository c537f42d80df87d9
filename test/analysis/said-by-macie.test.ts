import { describe, expect, it } from 'vitest';
import { coverageGaps, lookedInto, unencryptedObjects } from '../../src/analysis/said-by-macie.ts';
import { type DerivedFact, Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';

const said = {
  error: null,
  inJob: 'FALSE',
  monitoredByJob: 'FALSE',
  automatedDiscovery: 'NOT_MONITORED',
  lastAutomatedDiscovery: null,
  score: null,
  objects: 10,
  classifiableObjects: 10,
  unencryptedObjects: 0,
  objectsOfUnknownEncryption: 0,
};

const ask = (fact: DerivedFact, facts: Record<string, unknown>, params?: Record<string, unknown>): unknown => {
  const place = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
  const bucket: Resource = {
    key: 'b',
    source: 'live',
    collectedAt: '2026-01-31T12:00:00Z',
    type: 'AWS::S3::Bucket',
    arn: 'arn:aws:s3:::b',
    name: 'b',
    ...place,
    facts,
    unknown: {},
  };
  const answer = fact.derive(bucket, null, params);
  return answer instanceof Underivable ? 'unknown' : answer;
};
type Changed = Partial<Record<keyof typeof said, unknown>>;
const of = (fact: DerivedFact, changed: Changed): unknown =>
  ask(fact, { 'sensitivity.macie': { ...said, ...changed } });

const day = 86_400_000;
const gapsOf = (changed: Changed, params = {}): unknown =>
  ask(
    coverageGaps,
    { 'sensitivity.macie': { ...said, ...changed } },
    { share: 50, recent: 90 * day, excluded: [], ...params },
  );
const watched = { automatedDiscovery: 'MONITORED', lastAutomatedDiscovery: '2026-01-30T12:00:00Z' };

describe('what Macie says of a bucket', () => {
  it('knows what keeps it from looking', () => {
    expect(gapsOf(watched)).toEqual([]);
    expect(gapsOf({ ...watched, error: 'ACCESS_DENIED' })).toEqual(['ACCESS_DENIED']);
    expect(gapsOf({ ...watched, score: -1 })).toEqual(['CLASSIFICATION_ERROR']);
    expect(gapsOf({ ...watched, classifiableObjects: 5 })).toEqual([]);
    expect(gapsOf({ ...watched, classifiableObjects: 4 })).toEqual(['UNSUPPORTED_OBJECTS']);
    expect(gapsOf({ ...watched, lastAutomatedDiscovery: null })).toEqual(['NOT_ANALYZED_LATELY']);
    expect(gapsOf({ ...watched, lastAutomatedDiscovery: '2025-11-02T11:59:59Z' })).toEqual(['NOT_ANALYZED_LATELY']);
    expect(gapsOf({ ...watched, lastAutomatedDiscovery: '2025-11-02T12:00:00Z' })).toEqual([]);
    expect(gapsOf({})).toEqual(['EXCLUDED']);
    expect(gapsOf({}, { excluded: ['b'] })).toEqual([]);
    expect(gapsOf({ inJob: 'TRUE' })).toEqual([]);
    expect(gapsOf({ inJob: 'UNKNOWN' })).toBe('unknown');
    expect(gapsOf({ ...watched, classifiableObjects: null })).toBe('unknown');
    expect(gapsOf({ objects: 0, classifiableObjects: 0 })).toEqual([]);
  });

  it('knows who looks into it, and who may', () => {
    expect(of(lookedInto, {})).toBe(false);
    expect(of(lookedInto, { automatedDiscovery: 'MONITORED' })).toBe(true);
    expect(of(lookedInto, { inJob: 'TRUE' })).toBe(true);
    expect(of(lookedInto, { monitoredByJob: 'TRUE', inJob: 'UNKNOWN' })).toBe(true);
    expect(of(lookedInto, { inJob: 'UNKNOWN' })).toBe('unknown');
    expect(of(lookedInto, { automatedDiscovery: 'MONITORED', error: 'ACCESS_DENIED' })).toBe(false);
  });

  it('counts no object as encrypted of which Macie cannot tell', () => {
    expect(of(unencryptedObjects, {})).toBe(0);
    expect(of(unencryptedObjects, { unencryptedObjects: 3, objectsOfUnknownEncryption: 1 })).toBe(3);
    expect(of(unencryptedObjects, { objectsOfUnknownEncryption: 1 })).toBe('unknown');
    expect(of(unencryptedObjects, { unencryptedObjects: null })).toBe('unknown');
  });

  it('says nothing where Macie is not enabled, and is unknown where it was not asked', () => {
    expect([lookedInto, unencryptedObjects].map((fact) => ask(fact, { 'sensitivity.macie': null }))).toEqual([
      null,
      null,
    ]);
    expect([lookedInto, unencryptedObjects].map((fact) => ask(fact, {}))).toEqual(Array(2).fill('unknown'));
  });
});
