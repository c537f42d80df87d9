import { describe, expect, it } from 'vitest';
import { tableWeakerThanReplicas } from '../../src/analysis/table-replica-drift.ts';
import { derived, gap, own, refusal, resource } from './resources.ts';

const type = 'AWS::DynamoDB::Table';
const [here, there] = ['eu-central-1', 'eu-west-1'];
const strong = {
  'recovery.pointInTime': { enabled: true, retentionDays: 35 },
  'recovery.deletionProtection': true,
  'lifecycle.timeToLive': { status: 'ENABLED', attribute: 'expiresAt' },
  'encryption.atRest': { enabled: true, algorithm: 'KMS', key: null },
};
const weak = {
  'recovery.pointInTime': { enabled: false, retentionDays: null },
  'recovery.deletionProtection': false,
  'lifecycle.timeToLive': { status: 'DISABLED', attribute: null },
  'encryption.atRest': { enabled: true, algorithm: 'AES256', key: null },
};
const replica = (
  region: string,
  facts: object,
  others: unknown = { replicas: [{ region: here }, { region: there }] },
) =>
  resource(
    type,
    `arn:aws:dynamodb:${region}:${own}:table/features`,
    { 'recovery.globalTable': others, ...facts },
    { region },
  );
const drift = (own: object, other: object) =>
  derived(tableWeakerThanReplicas, replica(here, own), [replica(there, other)]);

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
describe('what a replica lacks', () => {
  it('is what another has', () => {
    expect(drift(weak, strong)).toEqual(
      ['point-in-time-recovery', 'deletion-protection', 'time-to-live', 'kms-key'].map((aspect) => ({
        aspect,
        than: there,
      })),
    );
    expect(drift(strong, weak)).toEqual([]);
    expect(drift(weak, weak)).toEqual([]);
  });

  it('is nothing of a table that is not replicated', () =>
    expect(derived(tableWeakerThanReplicas, replica(here, weak, null), [replica(there, strong)])).toEqual([]));

  it('is unknown where it matters and is not known', () => {
    const unread = { 'recovery.deletionProtection': refusal };
    expect(drift({ ...strong, ...unread }, strong)).toEqual(refusal);
    expect(drift({ ...strong, ...unread }, weak)).toEqual([]);
    expect(drift({ ...strong, 'recovery.deletionProtection': false }, { ...strong, ...unread })).toEqual(refusal);
    expect(drift({ ...weak, ...unread }, { ...weak, 'recovery.pointInTime': strong['recovery.pointInTime'] })).toEqual([
      { aspect: 'point-in-time-recovery', than: there },
    ]);
    expect(derived(tableWeakerThanReplicas, replica(here, strong))).toMatchObject({ code: 'NotInSnapshot' });
    expect(derived(tableWeakerThanReplicas, replica(here, strong), [], [gap(type, { region: there })])).toEqual(
      refusal,
    );
    expect(derived(tableWeakerThanReplicas, replica(here, strong, refusal))).toEqual(refusal);
  });
});
