import { describe, expect, it } from 'vitest';
import { Derivation } from '../../src/analysis/derive.ts';
import { keyWeakerThanPrimary } from '../../src/analysis/replica-drift.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';
import { denied, document, resource } from './access/estate/estate-of.ts';

const own = '111122223333';
const id = 'mrk-1234abcd12ab34cd56ef1234567890ab';
const arnIn = (region: string): string => `arn:aws:kms:${region}:${own}:key/${id}`;
const [home, away] = ['eu-central-1', 'us-east-1'];

const allow = (AWS: string, Action: unknown, rest: object = {}): object => ({
  ...{ Effect: 'Allow', Principal: { AWS }, Action, Resource: '*' },
  ...rest,
});
const root = allow(`arn:aws:iam::${own}:root`, 'kms:*');
const viaService = (region: string): object => ({
  Condition: { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
});

const key = (region: string, role: string, facts: object = {}): Resource =>
  resource('AWS::KMS::Key', arnIn(region), {
    multiRegion: { role, primary: arnIn(home), replicas: [arnIn(away)] },
    'access.policyDocument': document(root),
    enabled: true,
    tags: {},
    ...facts,
  });

/** The fact of a replica with these facts, and of its primary with those. */
const derive = (replica: object, primary: object | null = {}, gap?: Gap): unknown => {
  const derivation = new Derivation([keyWeakerThanPrimary]);
  if (primary !== null) derivation.gather(key(home, 'PRIMARY', primary));
  if (gap !== undefined) derivation.gatherGap(gap);
  const derived = derivation.apply(key(away, 'REPLICA', replica));
  const path = keyWeakerThanPrimary.path;
  return derived.facts[path] ?? derived.unknown[path]?.code;
};
const policy = (...statements: readonly object[]) => ({ 'access.policyDocument': document(...statements) });

// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
describe('a replica key is less governed than its primary', () => {
  it.each<[string, object, object, readonly string[]]>([
    ['not where they are alike', {}, {}, []],
    [
      'by a statement for another account',
      policy(root, allow('444455556666', 'kms:Decrypt')),
      {},
      ['policy kms:Decrypt by arn:aws:iam::444455556666:root'],
    ],
    [
      'by a statement that has lost its condition',
      policy(root, allow('444455556666', 'kms:Decrypt')),
      policy(root, allow('444455556666', 'kms:Decrypt', viaService(home))),
      ['policy kms:Decrypt by arn:aws:iam::444455556666:root'],
    ],
    [
      'by a Deny that it lacks',
      policy(root),
      policy(root, { ...allow('*', 'kms:ScheduleKeyDeletion'), Effect: 'Deny' }),
      ['policy kms:ScheduleKeyDeletion by arn:aws:iam::111122223333:root'],
    ],
    ['not by a policy that allows less', policy(allow(`arn:aws:iam::${own}:role/etl`, 'kms:Decrypt')), {}, []],
    ['not by the same in other words', policy(allow(own, ['kms:*', 'kms:Decrypt'])), {}, []],
    [
      'not by its own Region',
      policy(root, allow('444455556666', 'kms:Decrypt', viaService(away))),
      policy(root, allow('444455556666', 'kms:Decrypt', viaService(home))),
      [],
    ],
    [
      'by a third Region',
      policy(root, allow('444455556666', 'kms:Decrypt', viaService('eu-west-1'))),
      policy(root, allow('444455556666', 'kms:Decrypt', viaService(home))),
      ['policy kms:Decrypt by arn:aws:iam::444455556666:root'],
    ],
    ['where it is enabled and the primary is not', {}, { enabled: false }, ['state enabled']],
    ['not where it is disabled', { enabled: false }, {}, []],
    [
      'where it lacks tags',
      { tags: { team: 'research' } },
      { tags: { team: 'data', class: 'personal' } },
      ['tags team=research, not data', 'tags no class'],
    ],
    ['not where it has more tags', { tags: { team: 'data', note: 'copy' } }, { tags: { team: 'data' } }, []],
  ])('%s', (_, replica, primary, expected) => {
    const found = derive(replica, primary) as readonly { aspect: string; difference: string }[];
    expect(found.map(({ aspect, difference }) => `${aspect} ${difference}`)).toEqual(expected);
  });

  it('never where it is no replica', () => {
    const derivation = new Derivation([keyWeakerThanPrimary]);
    for (const multiRegion of [null, { role: 'PRIMARY', primary: arnIn(home), replicas: [] }]) {
      const derived = derivation.apply(key(home, '', { multiRegion, tags: denied }));
      expect(derived.facts[keyWeakerThanPrimary.path]).toEqual([]);
    }
  });

  it('is unknown where either could not be read, unless something certain differs', () => {
    expect(derive({}, null)).toBe('NotInSnapshot');
    const gap = { type: 'AWS::KMS::Key', partition: 'aws', account: own, region: home, ...denied };
    expect(derive({}, null, gap)).toBe('AccessDenied');
    expect(derive({ tags: denied })).toBe('AccessDenied');
    expect(derive({}, { 'access.policyDocument': denied })).toBe('AccessDenied');
    expect(derive({ multiRegion: denied })).toBe('AccessDenied');
    expect(derive({ tags: {} }, { tags: { team: 'data' }, enabled: denied })).toEqual([
      { aspect: 'tags', difference: 'no team' },
    ]);
    expect(derive({ 'access.policyDocument': document({ Effect: 'Allow', Principal: '*' }) })).toBe('NotUnderstood');
  });
});
