import { describe, expect, it } from 'vitest';
import {
  snapshotImages,
  snapshotLatestVolume,
  snapshotTemplates,
  snapshotVolumeExists,
} from '../../src/analysis/snapshot-uses.ts';
import { derived, gap, member, refusal, resource } from './resources.ts';

const snapshot = resource('AWS::EC2::Snapshot', 'arn:aws:ec2:eu-central-1::snapshot/snap-1', { volume: 'vol-1' });
const volume = (id: string, facts: object = {}, place: object = {}) =>
  resource(
    'AWS::EC2::Volume',
    `arn:aws:ec2:eu-central-1:111122223333:volume/${id}`,
    { snapshot: null, createdAt: '2026-11-01T03:00:00Z', ...facts },
    place,
  );

describe.each([
  ['AMIs', snapshotImages, 'AWS::EC2::Image', 'image'],
  ['launch templates', snapshotTemplates, 'AWS::EC2::LaunchTemplate', 'launch-template'],
] as const)('the %s of a snapshot', (_what, fact, type, kind) => {
  const one = (name: string, snapshots: readonly (string | null)[] | typeof refusal, place: object = {}) =>
    resource(
      type,
      `arn:aws:ec2:eu-central-1::${kind}/${name}`,
      {
        blockDevices:
          snapshots === refusal ? refusal : (snapshots as readonly string[]).map((id) => ({ snapshot: id })),
      },
      place,
    );

  it('are those whose block devices name it, each once', () => {
    const others = [one('b', ['snap-1', 'snap-1']), one('a', [null, 'snap-1']), one('c', ['snap-2']), one('d', [])];
    expect(derived(fact, snapshot, others)).toEqual(['a', 'b']);
    expect(derived(fact, snapshot, [one('a', ['snap-1'], { account: member }), one('b', ['snap-1'])])).toEqual([
      'a',
      'b',
    ]);
    expect(derived(fact, snapshot)).toEqual([]);
  });

  it('are not known where one could not be read', () => {
    expect(derived(fact, snapshot, [one('a', ['snap-1']), one('b', refusal)])).toEqual(refusal);
    expect(derived(fact, snapshot, [], [gap(type)])).toEqual(refusal);
  });
});

describe('the volume of a snapshot', () => {
  it('exists while the account has it in the Region', () => {
    expect(derived(snapshotVolumeExists, snapshot, [volume('vol-1')])).toBe(true);
    expect(
      derived(snapshotVolumeExists, snapshot, [volume('vol-2'), volume('vol-1', {}, { region: 'eu-west-1' })]),
    ).toBe(false);
  });

  it('may exist where volumes could not be listed, and does where it is known all the same', () => {
    expect(derived(snapshotVolumeExists, snapshot, [], [gap('AWS::EC2::Volume')])).toEqual(refusal);
    expect(derived(snapshotVolumeExists, snapshot, [volume('vol-1')], [gap('AWS::EC2::Volume')])).toBe(true);
    const unread = resource('AWS::EC2::Snapshot', snapshot.arn, { volume: refusal });
    expect(derived(snapshotVolumeExists, unread, [volume('vol-1')])).toEqual(refusal);
  });
});

describe('when a volume was last made of a snapshot', () => {
  it('is told by the volumes that still exist', () => {
    const made = [
      volume('vol-2', { snapshot: 'snap-1', createdAt: '2026-10-01T03:00:00Z' }),
      volume('vol-3', { snapshot: 'snap-1', createdAt: '2026-11-05T03:00:00Z' }),
      volume('vol-4', { snapshot: 'snap-2', createdAt: '2026-11-20T03:00:00Z' }),
    ];
    expect(derived(snapshotLatestVolume, snapshot, made)).toBe('2026-11-05T03:00:00Z');
    expect(derived(snapshotLatestVolume, snapshot, [volume('vol-1')])).toBeNull();
  });

  it('is not known where a volume could not be read', () => {
    expect(derived(snapshotLatestVolume, snapshot, [], [gap('AWS::EC2::Volume')])).toEqual(refusal);
    expect(derived(snapshotLatestVolume, snapshot, [volume('vol-2', { snapshot: refusal })])).toEqual(refusal);
    expect(derived(snapshotLatestVolume, snapshot, [volume('vol-2', { createdAt: refusal })])).toEqual(refusal);
  });
});
