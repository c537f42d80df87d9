import { describe, expect, it } from 'vitest';
import {
  clusterDataEncryption,
  clusterTransitEncryption,
  clusterUserActivity,
} from '../../src/analysis/cluster-encryption.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';

const refusal = { operation: 'redshift:DescribeClusterParameters', code: 'AccessDenied', message: 'not authorized' };

const cluster = (facts: Resource['facts'], unknown: Resource['unknown'] = {}): Resource => ({
  key: '',
  arn: 'arn:aws:redshift:eu-central-1:111122223333:cluster:warehouse',
  type: 'AWS::Redshift::Cluster',
  name: 'warehouse',
  partition: 'aws',
  account: '111122223333',
  region: 'eu-central-1',
  source: 'live',
  collectedAt: '2026-11-23T06:40:30Z',
  facts,
  unknown,
});

describe('whether all data of a cluster is encrypted', () => {
  const derived = (enabled: boolean, pending: string | null, status: string) =>
    clusterDataEncryption.derive(
      cluster({ 'encryption.atRest': { enabled, algorithm: null, key: null }, 'encryption.pending': pending, status }),
      null,
    );

  it.each([true, false])('is what AWS says where no migration is under way: %s', (enabled) => {
    expect(derived(enabled, null, 'available')).toBe(enabled);
    expect(derived(enabled, null, 'resizing')).toBe(enabled);
  });

  it('is what AWS says while a migration has not begun', () => expect(derived(false, 'KMS', 'available')).toBe(false));

  it.each([
    [true, 'None'],
    [false, 'KMS'],
  ])('is not known during a migration', (enabled, pending) => {
    const value = derived(enabled, pending, 'resizing') as Underivable;
    expect(value).toBeInstanceOf(Underivable);
    expect(value.because).toMatchObject({ code: 'InProgress', message: expect.stringContaining(pending) });
  });

  it('is not known without any one of the facts', () => {
    const facts = { 'encryption.atRest': { enabled: true }, 'encryption.pending': 'None', status: 'available' };
    expect(clusterDataEncryption.derive(cluster(facts), null)).toBe(true);
    for (const fact of Object.keys(facts)) {
      const { [fact as keyof typeof facts]: _, ...rest } = facts;
      expect(clusterDataEncryption.derive(cluster(rest, { [fact]: refusal }), null)).toEqual(new Underivable(refusal));
    }
  });
});

describe('whether a cluster refuses connections without TLS', () => {
  const derived = (value: string | undefined, applyStatus = 'in-sync', applied: Record<string, string> = {}) =>
    clusterTransitEncryption.derive(
      cluster({
        parameters: value === undefined ? {} : { require_ssl: value },
        parameterGroups: [{ group: 'warehouse-tls', applyStatus, parameters: applied }],
      }),
      null,
    );

  it.each([
    ['true', true],
    ['TRUE', true],
    ['false', false],
  ])('is what the parameter says: %s', (value, enforced) => expect(derived(value)).toEqual({ enforced }));

  it.each(['true', 'false'])('is not known while the value %s waits for a reboot', (value) => {
    for (const waiting of [
      derived(value, 'pending-reboot'),
      derived(value, 'pending-reboot', { require_ssl: 'pending-reboot' }),
      derived(value, 'in-sync', { require_ssl: 'apply-error' }),
    ]) {
      expect((waiting as Underivable).because).toMatchObject({ code: 'InProgress' });
    }
  });

  it('is known while only other parameters wait for a reboot', () =>
    expect(derived('true', 'pending-reboot', { require_ssl: 'in-sync', wlm: 'pending-reboot' })).toEqual({
      enforced: true,
    }));

  it('is not known where the group does not name the parameter', () =>
    expect((derived(undefined) as Underivable).because).toMatchObject({ code: 'MissingInAnswer' }));

  it('is not known without either of the facts', () => {
    const facts = { parameters: { require_ssl: 'true' }, parameterGroups: [] };
    for (const fact of Object.keys(facts)) {
      const { [fact as keyof typeof facts]: _, ...rest } = facts;
      const value = clusterTransitEncryption.derive(cluster(rest, { [fact]: refusal }), null);
      expect(value).toEqual(new Underivable(refusal));
    }
  });
});

describe('whether a cluster logs what its users do', () => {
  const derived = (applyStatus: string, parameters: Record<string, string>) =>
    clusterUserActivity.derive(
      cluster({ parameterGroups: [{ group: 'g', applyStatus, parameters: {} }], parameters }),
      null,
    );

  it('is what the parameter in effect says', () => {
    expect(derived('in-sync', { enable_user_activity_logging: 'true' })).toBe(true);
    expect(derived('in-sync', { enable_user_activity_logging: 'false' })).toBe(false);
  });

  it('is not known while a value waits for a reboot, or the group does not name it', () => {
    expect(derived('pending-reboot', { enable_user_activity_logging: 'true' })).toBeInstanceOf(Underivable);
    expect(derived('in-sync', { require_ssl: 'true' })).toBeInstanceOf(Underivable);
  });
});
