import { describe, expect, it } from 'vitest';
import { replicaKeyProblems, tableKeyManager, tableKeyState } from '../../src/analysis/table-key.ts';
import { derived, gap, own, refusal, resource } from './resources.ts';

const id = '0d1c8fc9-ef8c-4a45-9a9c-4b6a4ba8e1a1';
const keyIn = (region: string, facts: object = {}) =>
  resource(
    'AWS::KMS::Key',
    `arn:aws:kms:${region}:${own}:key/${id}`,
    { manager: 'CUSTOMER', state: 'Enabled', importedMaterial: null, aliases: ['alias/tables'], ...facts },
    { region },
  );
const table = (facts: Readonly<Record<string, unknown>>) =>
  resource('AWS::DynamoDB::Table', `arn:aws:dynamodb:eu-central-1:${own}:table/features`, facts);
const encrypted = (key: string | null) =>
  table({ 'encryption.atRest': { enabled: true, algorithm: key === null ? 'AES256' : 'KMS', key } });
const arn = `arn:aws:kms:eu-central-1:${own}:key/${id}`;

describe('the KMS key of a table', () => {
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html
  it('is none where DynamoDB uses its own', () => {
    expect(derived(tableKeyManager, encrypted(null))).toBeNull();
    expect(derived(tableKeyState, encrypted(null))).toBeNull();
  });

  it('is managed by whom AWS KMS says, and can be used as it says', () => {
    expect(derived(tableKeyManager, encrypted(arn), [keyIn('eu-central-1')])).toBe('CUSTOMER');
    expect(derived(tableKeyManager, encrypted(arn), [keyIn('eu-central-1', { manager: 'AWS' })])).toBe('AWS');
    const waiting = keyIn('eu-central-1', { state: 'PendingDeletion' });
    expect(derived(tableKeyState, encrypted(arn), [waiting])).toEqual({ state: 'PendingDeletion', expiresAt: null });
  });

  it('is unknown where it is not in the snapshot, or the table does not say', () => {
    expect(derived(tableKeyState, encrypted(arn))).toMatchObject({ code: 'NotInSnapshot' });
    expect(derived(tableKeyState, encrypted(arn), [], [gap('AWS::KMS::Key')])).toEqual(refusal);
    expect(derived(tableKeyManager, table({ 'encryption.atRest': refusal }))).toEqual(refusal);
  });
});

describe('the keys of replicas', () => {
  const replicated = (...replicas: readonly (readonly [string, string | null])[]) =>
    table({
      'recovery.globalTable': { replicas: replicas.map(([region, key]) => ({ region, status: 'ACTIVE', key })) },
    });
  const there = 'eu-west-1';

  it('are looked for in their Regions', () => {
    expect(derived(replicaKeyProblems, replicated([there, 'alias/tables']), [keyIn(there)])).toEqual([]);
    expect(derived(replicaKeyProblems, replicated([there, id]), [keyIn('eu-central-1')])).toMatchObject({
      code: 'NotInSnapshot',
    });
  });

  it('are not what they should be: none, of AWS, not enabled', () => {
    const disabled = keyIn('us-east-1', { state: 'Disabled' });
    const table = replicated([there, null], ['us-east-1', id], ['eu-west-2', 'alias/aws/dynamodb']);
    expect(derived(replicaKeyProblems, table, [disabled])).toEqual([
      { region: there, problem: 'no-key' },
      { region: 'us-east-1', problem: 'not-enabled' },
      { region: 'eu-west-2', problem: 'managed-by-aws' },
    ]);
  });

  it('are unknown only while nothing is certainly wrong', () => {
    expect(derived(replicaKeyProblems, replicated([there, id], ['us-east-1', null]))).toEqual([
      { region: 'us-east-1', problem: 'no-key' },
    ]);
    expect(derived(replicaKeyProblems, replicated([there, id]), [], [gap('AWS::KMS::Key', { region: there })])).toEqual(
      refusal,
    );
    expect(derived(replicaKeyProblems, table({ 'recovery.globalTable': refusal }))).toEqual(refusal);
    expect(derived(replicaKeyProblems, table({ 'recovery.globalTable': null }))).toEqual([]);
  });
});
