import { describe, expect, it } from 'vitest';
import { volumeLatestSnapshot } from '../../src/analysis/ebs-snapshots.ts';
import { derived, gap, member, refusal, resource } from './resources.ts';

const volume = resource('AWS::EC2::Volume', 'arn:aws:ec2:eu-central-1:111122223333:volume/vol-1', {});
const snapshot = (id: string, facts: object = {}, place: object = {}) =>
  resource(
    'AWS::EC2::Snapshot',
    `arn:aws:ec2:eu-central-1::snapshot/${id}`,
    { volume: 'vol-1', startedAt: '2026-11-01T03:00:00Z', state: 'completed', ...facts },
    place,
  );

describe('the newest snapshot of a volume', () => {
  it('is the one that was started last', () =>
    expect(
      derived(volumeLatestSnapshot, volume, [
        snapshot('snap-1', { startedAt: '2026-10-01T03:00:00Z' }),
        snapshot('snap-2', { startedAt: '2026-11-02T03:00:00.500Z' }),
        snapshot('snap-3'),
      ]),
    ).toBe('2026-11-02T03:00:00.500Z'));

  it('is completed, and of this volume, account and Region', () =>
    expect(
      derived(volumeLatestSnapshot, volume, [
        ...['pending', 'error', 'recoverable', 'recovering'].map((state) => snapshot(`snap-${state}`, { state })),
        snapshot('snap-1', { volume: 'vol-2' }),
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Snapshot.html: a copy has an id that means nothing.
        snapshot('snap-2', { volume: 'vol-ffffffff' }),
        snapshot('snap-3', {}, { account: member }),
        snapshot('snap-4', {}, { region: 'eu-west-1' }),
      ]),
    ).toBeNull());

  it('is not known where a snapshot of the Region could not be read', () => {
    expect(derived(volumeLatestSnapshot, volume, [snapshot('snap-1')], [gap('AWS::EC2::Snapshot')])).toEqual(refusal);
    for (const lost of ['volume', 'startedAt', 'state']) {
      expect(derived(volumeLatestSnapshot, volume, [snapshot('snap-1', { [lost]: refusal })])).toEqual(refusal);
    }
    const elsewhere = gap('AWS::EC2::Snapshot', { region: 'eu-west-1' });
    expect(derived(volumeLatestSnapshot, volume, [], [elsewhere])).toBeNull();
  });
});
