import { describe, expect, it } from 'vitest';
import {
  defaultKeyManager,
  defaultKeyState,
  snapshotKeyState,
  volumeKeyManager,
  volumeKeyState,
} from '../../src/analysis/ebs-key.ts';
import type { DerivedFact } from '../../src/model/derived.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';
import { derived, gap, refusal, resource } from './resources.ts';

const keyArn = 'arn:aws:kms:eu-central-1:111122223333:key/0d1c8fc9-ef8c-4a45-9a9c-4b6a4ba8e1a1';
const key = (facts: object = {}) =>
  resource('AWS::KMS::Key', keyArn, {
    ...{ manager: 'CUSTOMER', state: 'Enabled', importedMaterial: null, aliases: ['alias/disks'] },
    ...facts,
  });
const disk = (type: string, atRest: unknown) =>
  resource(type, 'arn:aws:ec2:eu-central-1:111122223333:volume/vol-1', { 'encryption.atRest': atRest });
const withKey = (named: string | null) => ({ enabled: true, algorithm: 'KMS', key: named });
const plain = { enabled: false, algorithm: null, key: null };

describe.each([
  ['AWS::EC2::Volume', volumeKeyManager],
  ['AWS::EC2::Volume', volumeKeyState],
  ['AWS::EC2::Snapshot', snapshotKeyState],
] as const)('the KMS key of %s', (type, fact: DerivedFact) => {
  const of = (atRest: unknown, others: readonly Resource[] = [], gaps: readonly Gap[] = []) =>
    derived(fact, disk(type, atRest), others, gaps);

  it('is none where it is not encrypted', () => expect(of(plain)).toBeNull());

  it('is found by its ARN', () => {
    expect(of(withKey(keyArn), [key()])).toEqual(
      fact.path === 'encryption.keyManager' ? 'CUSTOMER' : { state: 'Enabled', expiresAt: null },
    );
    if (fact.path === 'encryption.keyState') {
      expect(of(withKey(keyArn), [key({ state: 'PendingDeletion' })])).toMatchObject({ state: 'PendingDeletion' });
    } else expect(of(withKey(keyArn), [key({ manager: 'AWS' })])).toBe('AWS');
  });

  it('is not known where the key, or the encryption, is not', () => {
    expect(of(withKey(keyArn))).toMatchObject({ code: 'NotInSnapshot' });
    expect(of(withKey(keyArn), [], [gap('AWS::KMS::Key')])).toMatchObject({ code: refusal.code });
    expect(of(withKey(keyArn), [key({ manager: refusal, state: refusal })])).toEqual(refusal);
    expect(of(withKey(null))).toMatchObject({ code: 'MissingInAnswer' });
    expect(of(refusal)).toEqual(refusal);
  });
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsDefaultKmsKeyId.html
describe('the default key of a Region', () => {
  const setting = (named: unknown) =>
    resource('AWS::EC2::EBSEncryptionByDefault', 'arn:aws:ec2:eu-central-1:111122223333:ebs-encryption-by-default', {
      'encryption.defaultKey': named,
    });

  it('is AWS managed until it is changed', () => {
    expect(derived(defaultKeyManager, setting('alias/aws/ebs'))).toBe('AWS');
    expect(derived(defaultKeyState, setting('alias/aws/ebs'))).toEqual({ state: 'Enabled', expiresAt: null });
  });

  it('is found by ARN or alias', () => {
    for (const named of [keyArn, 'alias/disks']) {
      expect(derived(defaultKeyManager, setting(named), [key()])).toBe('CUSTOMER');
      expect(derived(defaultKeyState, setting(named), [key({ state: 'Disabled' })])).toMatchObject({
        state: 'Disabled',
      });
    }
  });

  it('is not known where it could not be read', () => {
    expect(derived(defaultKeyManager, setting(refusal))).toEqual(refusal);
    expect(derived(defaultKeyState, setting(refusal))).toEqual(refusal);
  });
});
