import { describe, expect, it } from 'vitest';
import { aliasTargetState } from '../../src/analysis/alias-target.ts';
import { keyPolicyKeepers } from '../../src/analysis/key-policy-keepers.ts';
import { keyStoreHolds, keyStoreUnavailable } from '../../src/analysis/key-store-keys.ts';
import { derived, gap, own, refusal, resource, stranger } from './resources.ts';

const at = `arn:aws:kms:eu-central-1:${own}`;
const key = (id: string, facts: Readonly<Record<string, unknown>>) =>
  resource('AWS::KMS::Key', `${at}:key/${id}`, facts);

describe('the keys of a custom key store', () => {
  const store = resource('AWS::KMS::CustomKeyStore', `${at}:custom-key-store/cks-1`, {});
  const inStore = (id: string, state: unknown = 'Enabled', of = 'cks-1') =>
    key(id, { customKeyStore: { id: of }, state });

  it('are those that name it', () => {
    expect(derived(keyStoreHolds, store, [inStore('a'), key('b', { customKeyStore: null })])).toBe(true);
    expect(derived(keyStoreHolds, store, [inStore('a', 'Enabled', 'cks-2'), key('b', { customKeyStore: null })])).toBe(
      false,
    );
  });

  it('are unavailable while AWS KMS does not reach it', () => {
    expect(derived(keyStoreUnavailable, store, [inStore('a'), inStore('b', 'Unavailable')])).toEqual([
      { arn: `${at}:key/b`, state: 'Unavailable' },
    ]);
    expect(derived(keyStoreUnavailable, store, [inStore('a'), inStore('b', 'PendingDeletion')])).toEqual([]);
  });

  it('are not known while keys are not', () => {
    const unread = key('a', { customKeyStore: refusal, state: 'Enabled' });
    expect(derived(keyStoreHolds, store, [unread])).toEqual(refusal);
    expect(derived(keyStoreHolds, store, [unread, inStore('b')])).toBe(true);
    expect(derived(keyStoreUnavailable, store, [unread, inStore('b')])).toEqual(refusal);
    expect(derived(keyStoreUnavailable, store, [inStore('b', refusal)])).toEqual(refusal);
    expect(derived(keyStoreUnavailable, store, [], [gap('AWS::KMS::Key')])).toEqual(refusal);
    expect(derived(keyStoreHolds, store, [], [gap('AWS::KMS::Key', { region: 'us-east-1' })])).toBe(false);
  });
});

describe('what an alias leads to', () => {
  const alias = (target: unknown) => resource('AWS::KMS::Alias', `${at}:alias/lake`, { target });
  const disabled = key('a', { state: 'Disabled', importedMaterial: null, aliases: [] });

  it('is the state of its key', () =>
    expect(derived(aliasTargetState, alias(disabled.arn), [disabled])).toBe('Disabled'));
  it('is nothing where it points nowhere', () => expect(derived(aliasTargetState, alias(null))).toBeNull());
  it('is not known while the key is not', () => {
    expect(derived(aliasTargetState, alias(disabled.arn))).toMatchObject({ code: 'NotInSnapshot' });
    expect(derived(aliasTargetState, alias(disabled.arn), [], [gap('AWS::KMS::Key')])).toEqual(refusal);
    expect(derived(aliasTargetState, alias(refusal))).toEqual(refusal);
  });
});

describe('who may mend the policy of a key', () => {
  const allow = (AWS: unknown, Action: unknown = 'kms:*', more: object = {}): object => ({
    ...{ Effect: 'Allow', Principal: { AWS }, Action, Resource: '*' },
    ...more,
  });
  const keepers = (...Statement: readonly object[]): unknown =>
    derived(keyPolicyKeepers, key('a', { 'access.policyDocument': { Version: '2012-10-17', Statement } }));
  const root = `arn:aws:iam::${own}:root`;
  const admin = `arn:aws:iam::${own}:role/keys`;

  it('is the account, or somebody of it who is there', () => {
    expect(keepers(allow(root))).toEqual([root]);
    expect(keepers(allow(own, 'kms:Put*'))).toEqual([own]);
    expect(keepers(allow(admin, 'kms:PutKeyPolicy'))).toEqual([admin]);
    expect(keepers(allow(root, ['kms:Decrypt', 'kms:Describe*']), allow(admin))).toEqual([admin]);
  });

  it('is nobody where the named were deleted, may do other things, or are of another account', () => {
    expect(keepers(allow('AROAEXAMPLE1EXAMPLE23'), allow(root, 'kms:Decrypt'))).toEqual([]);
    expect(keepers(allow(`arn:aws:iam::${stranger}:root`))).toEqual([]);
    expect(keepers({ ...allow(root), Principal: { Service: 'logs.amazonaws.com' } })).toEqual([]);
  });

  it('is nobody whom a Deny keeps from it', () => {
    const deny = allow('*', 'kms:PutKeyPolicy', { Effect: 'Deny' });
    expect(keepers(allow(root), deny)).toEqual([]);
    expect(keepers(allow(root), allow(admin, 'kms:PutKeyPolicy', { Effect: 'Deny' }))).toEqual([root]);
  });

  it('is not known while the policy is not', () => {
    expect(derived(keyPolicyKeepers, key('a', { 'access.policyDocument': refusal }))).toEqual(refusal);
    expect(keepers({ ...allow(root), Effect: 'Perhaps' })).toMatchObject({ code: 'NotUnderstood' });
  });
});
