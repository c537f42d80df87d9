import { describe, expect, it } from 'vitest';
import { usedLimits } from '../../src/analysis/provisioned-capacity.ts';
import { restorableDays } from '../../src/analysis/restorable-days.ts';
import { capacityMisfits, storageShare } from '../../src/analysis/table-cost.ts';
import { derived, gap, own, refusal, resource } from './resources.ts';

const type = 'AWS::DynamoDB::Table';
const table = (facts: Readonly<Record<string, unknown>>, name = 'features') =>
  resource(type, `arn:aws:dynamodb:eu-central-1:${own}:table/${name}`, facts);
const units = (read: number, write: number) => ({ read, write });

describe('the capacity that a Region has provisioned', () => {
  const limits = resource('AWS::DynamoDB::RegionalLimits', `arn:aws:dynamodb:eu-central-1:${own}:regional-limits`, {});
  const provisioned = table({
    'capacity.provisioned': units(10, 5),
    'indexes.globalSecondary': [{ provisioned: units(3, 2) }, { provisioned: null }],
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html
  it('is that of its tables and their indexes, but for what is on demand', () => {
    const onDemand = table({ 'capacity.provisioned': null }, 'labels');
    expect(derived(usedLimits, limits, [provisioned, onDemand])).toEqual(units(13, 7));
    expect(derived(usedLimits, limits)).toEqual(units(0, 0));
    const elsewhere = { ...provisioned, region: 'eu-west-1', arn: 'arn:other' };
    expect(derived(usedLimits, limits, [elsewhere])).toEqual(units(0, 0));
  });

  it('is unknown where a table does not say, or tables could not be listed', () => {
    expect(derived(usedLimits, limits, [provisioned, table({ 'capacity.provisioned': refusal }, 'a')])).toEqual(
      refusal,
    );
    expect(derived(usedLimits, limits, [provisioned], [gap(type)])).toEqual(refusal);
  });
});

describe('the days that a table can be restored', () => {
  const days = (earliest: unknown, createdAt = '2025-01-01T00:00:00Z', retentionDays = 35) =>
    derived(
      restorableDays,
      table({
        createdAt,
        'recovery.pointInTime': { enabled: true, retentionDays },
        'recovery.earliestRestoreAt': earliest,
      }),
    );

  // The resource was collected on 2026-11-23 at 06:40.
  it('are those that are kept, once there are so many', () => {
    expect(days('2026-10-19T06:41:00Z')).toBe(35);
    expect(days('2026-11-16T06:41:00Z', '2025-01-01T00:00:00Z', 7)).toBe(7);
  });

  it('are fewer where it was switched on lately', () => expect(days('2026-11-13T06:40:00Z')).toBe(10));

  it('are those that are kept of a table that had it from its first day', () =>
    expect(days('2026-11-20T10:02:00Z', '2026-11-20T10:00:00Z')).toBe(35));

  it('are none just after it was switched on, and null where it is off', () => {
    expect(days(null)).toBe(0);
    expect(derived(restorableDays, table({ 'recovery.pointInTime': { enabled: false } }))).toBeNull();
    expect(days(refusal)).toEqual(refusal);
  });
});

describe('the capacity mode of a table', () => {
  const consumption = (average: object, busiestDay: object = average) => ({
    average,
    busiestDay,
    indexes: units(0, 0),
  });
  const misfits = (facts: Readonly<Record<string, unknown>>) =>
    capacityMisfits.derive(table(facts), null, { leastUsed: 29, steadyFrom: 70 });

  it('does not fit where less of what is provisioned is used than was asked for', () => {
    const used = (read: number) =>
      misfits({ 'capacity.provisioned': units(100, 1), 'capacity.consumption': consumption(units(read, 0)) });
    expect(used(28.9)).toEqual([{ kind: 'read', misfit: 'unused', percent: 28 }]);
    expect(used(29)).toEqual([]);
  });

  it('does not fit where what is on demand is steady, or has no limit', () => {
    const onDemand = (average: object, limits: unknown) =>
      misfits({
        'capacity.provisioned': null,
        'capacity.onDemandLimits': limits,
        'capacity.consumption': consumption(average, units(10, 0)),
      });
    expect(onDemand(units(7, 0), units(40, 40))).toEqual([{ kind: 'read', misfit: 'steady', percent: 70 }]);
    expect(onDemand(units(6.9, 0), units(40, 40))).toEqual([]);
    expect(onDemand(units(1, 0), { read: 40, write: null })).toEqual([
      { kind: 'write', misfit: 'unlimited', percent: null },
    ]);
    expect(onDemand(units(1, 0), null)).toHaveLength(2);
  });

  it('is unknown without data, unless there is no limit', () => {
    const unread = { 'capacity.consumption': refusal };
    const because = { because: refusal };
    expect(misfits({ 'capacity.provisioned': units(5, 5), ...unread })).toEqual(because);
    expect(misfits({ 'capacity.provisioned': null, 'capacity.onDemandLimits': units(5, 5), ...unread })).toEqual(
      because,
    );
    expect(misfits({ 'capacity.provisioned': null, 'capacity.onDemandLimits': null, ...unread })).toHaveLength(2);
    expect(
      misfits({
        'capacity.provisioned': null,
        'capacity.onDemandLimits': refusal,
        'capacity.consumption': consumption(units(1, 0), units(10, 0)),
      }),
    ).toEqual(because);
  });
});

describe('what the storage of a table costs', () => {
  const gigabyte = 1024 ** 3;
  const share = (facts: Readonly<Record<string, unknown>>) =>
    derived(storageShare, table({ 'indexes.globalSecondary': [], ...facts }));

  // https://aws.amazon.com/dynamodb/pricing/
  it('is held against what is provisioned, indexes included', () => {
    // 100 GB are 25 $; 100 read units 9.49 $ and 100 write units 47.45 $ a month.
    expect(share({ sizeBytes: 100 * gigabyte, 'capacity.provisioned': units(100, 100) })).toBe(43);
    const index = { provisioned: units(100, 100), sizeBytes: 300 * gigabyte };
    const indexed = { 'capacity.provisioned': units(100, 100), 'indexes.globalSecondary': [index] };
    expect(share({ sizeBytes: 100 * gigabyte, ...indexed })).toBe(87);
  });

  it('is held against what was consumed on demand', () => {
    const consumption = { average: units(10, 0), busiestDay: units(10, 0), indexes: units(0, 10) };
    // 10 reads a second are 3.285 $, 10 writes a second 16.425 $ a month.
    const facts = { 'capacity.provisioned': null, 'capacity.consumption': consumption };
    expect(share({ sizeBytes: 100 * gigabyte, ...facts })).toBe(126);
  });

  it('is nothing where there is none, and without measure where throughput costs nothing', () => {
    const idle = { 'capacity.provisioned': units(0, 0) };
    expect(share({ sizeBytes: 0, ...idle })).toBe(0);
    expect(share({ sizeBytes: gigabyte, ...idle })).toBeNull();
  });

  it('is unknown where consumption decides and is not known', () => {
    expect(share({ sizeBytes: 1, 'capacity.provisioned': null, 'capacity.consumption': refusal })).toEqual(refusal);
    expect(share({ sizeBytes: refusal, 'capacity.provisioned': units(1, 1) })).toEqual(refusal);
  });
});
