import { describe, expect, it } from 'vitest';
import {
  clusterKeyManager,
  clusterPasswordKeyManager,
  copyGrantKeyManager,
} from '../../src/analysis/cluster-key-manager.ts';
import { Derivation } from '../../src/analysis/derive.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';
import { derived } from './resources.ts';

const place = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const refusal = { operation: 'kms:ListKeys', code: 'AccessDeniedException', message: 'not authorized' };
const id = '0d1c8fc9-ef8c-4a45-9a9c-4b6a4ba8e1a1';
const keyArn = `arn:aws:kms:eu-central-1:111122223333:key/${id}`;

const resource = (
  type: string,
  arn: string,
  facts: Resource['facts'],
  unknown: Resource['unknown'] = {},
): Resource => ({
  key: '',
  arn,
  type,
  name: arn,
  ...place,
  source: 'live',
  collectedAt: '2026-11-23T06:40:30Z',
  facts,
  unknown,
});
const key = (manager: string) => resource('AWS::KMS::Key', keyArn, { manager });

const manager = (named: string | null, others: readonly Resource[] = [], gaps: readonly Gap[] = []) => {
  const derivation = new Derivation([clusterKeyManager]);
  for (const gap of gaps) derivation.gatherGap(gap);
  for (const other of others) derivation.gather(other);
  const atRest = { enabled: named !== null, algorithm: named === null ? null : 'KMS', key: named };
  const cluster = resource('AWS::Redshift::Cluster', 'arn:aws:redshift:::cluster:warehouse', {
    'encryption.atRest': atRest,
  });
  const { facts, unknown } = derivation.apply(cluster);
  return facts['encryption.keyManager'] === undefined
    ? unknown['encryption.keyManager']
    : facts['encryption.keyManager'];
};

describe("who manages a cluster's key", () => {
  it.each(['AWS', 'CUSTOMER'])('is what the key says, named by ARN or by id: %s', (who) => {
    expect(manager(keyArn, [key(who)])).toBe(who);
    expect(manager(id, [key(who)])).toBe(who);
  });

  it('is AWS for an alias of its own, and the customer for any other', () => {
    expect(manager('alias/aws/redshift')).toBe('AWS');
    expect(manager('arn:aws:kms:eu-central-1:111122223333:alias/aws/redshift')).toBe('AWS');
    expect(manager('alias/warehouse')).toBe('CUSTOMER');
    expect(manager('alias/aws-like')).toBe('CUSTOMER');
  });

  it('is the customer for a key of another account', () =>
    expect(manager(`arn:aws:kms:eu-central-1:444455556666:key/${id}`)).toBe('CUSTOMER'));

  it('is nobody where there is no KMS key', () => expect(manager(null)).toBeNull());

  it('is not known while the key is not', () => {
    expect(manager(keyArn)).toMatchObject({ code: 'NotInSnapshot' });
    expect(manager(keyArn, [], [{ type: 'AWS::KMS::Key', ...place, ...refusal }])).toEqual(refusal);
    expect(manager(keyArn, [resource('AWS::KMS::Key', keyArn, {}, { manager: refusal })])).toEqual(refusal);
  });
});

describe('who manages the key of a copy grant', () => {
  const grant = (facts: Resource['facts'], unknown: Resource['unknown'] = {}) =>
    resource('AWS::Redshift::SnapshotCopyGrant', 'arn:aws:redshift:::snapshotcopygrant:copy', facts, unknown);

  it('is what the key says, and AWS where none is named', () => {
    expect(derived(copyGrantKeyManager, grant({ key: keyArn }), [key('CUSTOMER')])).toBe('CUSTOMER');
    expect(derived(copyGrantKeyManager, grant({ key: keyArn }), [key('AWS')])).toBe('AWS');
    expect(derived(copyGrantKeyManager, grant({ key: null }))).toBe('AWS');
  });

  it('is not known where the key is not', () => {
    expect(derived(copyGrantKeyManager, grant({ key: keyArn }))).toMatchObject({ code: 'NotInSnapshot' });
    expect(derived(copyGrantKeyManager, grant({}, { key: refusal }))).toEqual(refusal);
  });
});

describe('who manages the key of the secret with the admin password', () => {
  const password = (facts: Resource['facts'], others: readonly Resource[] = []) =>
    derived(
      clusterPasswordKeyManager,
      resource('AWS::Redshift::Cluster', 'arn:aws:redshift:::cluster:c', facts),
      others,
    );

  it('is nobody where there is no such secret', () =>
    expect(password({ masterPasswordManaged: false, masterPasswordKey: null })).toBeNull());

  it('is what the key says, and AWS where none is named', () => {
    expect(password({ masterPasswordManaged: true, masterPasswordKey: null })).toBe('AWS');
    expect(password({ masterPasswordManaged: true, masterPasswordKey: keyArn }, [key('CUSTOMER')])).toBe('CUSTOMER');
  });

  it('is not known where the secret or its key is not', () => {
    expect(password({})).toMatchObject({ code: 'NotCollected' });
    expect(password({ masterPasswordManaged: true })).toMatchObject({ code: 'NotCollected' });
  });
});
