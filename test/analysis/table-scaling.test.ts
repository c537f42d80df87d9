import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableScaling } from '../../src/analysis/table-scaling.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';

const refusal = { operation: 'dynamodb:DescribeTable', code: 'AccessDeniedException', message: 'not authorized' };

const tableWith = (facts: Resource['facts'], unknown: Resource['unknown'] = {}): Resource => ({
  key: '',
  arn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/features',
  type: 'AWS::DynamoDB::Table',
  name: 'features',
  partition: 'aws',
  account: '111122223333',
  region: 'eu-central-1',
  source: 'live',
  collectedAt: '2026-11-23T06:40:30Z',
  facts,
  unknown,
});

const target = (index: string | null, dimension: 'read' | 'write', changes: object = {}) => ({
  index,
  dimension,
  min: 5,
  max: 500,
  hasPolicy: true,
  targetUtilization: 70,
  scaleOutSuspended: false,
  ...changes,
});

const index = (name: string, status = 'ACTIVE') => ({
  name,
  status,
  provisioned: { read: 5, write: 5 },
  sizeBytes: 0,
  itemCount: 0,
});

const unscaled = (targets: readonly object[], indexes: readonly object[] = [], billingMode = 'PROVISIONED') =>
  tableScaling.derive(
    tableWith({
      'capacity.billingMode': billingMode,
      'capacity.autoscaling': targets,
      'indexes.globalSecondary': indexes,
    }),
    null,
  );

const wholeTable = [target(null, 'read'), target(null, 'write')];

describe('what of a table nothing scales', () => {
  it('is nothing for an on-demand table, whatever else is unknown', () => {
    expect(tableScaling.derive(tableWith({ 'capacity.billingMode': 'PAY_PER_REQUEST' }), null)).toEqual([]);
  });

  it('is both dimensions of the table when nothing was ever set up', () => {
    expect(unscaled([])).toEqual(['table read', 'table write']);
  });

  it('is the one dimension that has no scalable target', () => {
    expect(unscaled([target(null, 'read')])).toEqual(['table write']);
  });

  it('is a dimension whose scalable target has no policy', () => {
    expect(unscaled([target(null, 'read', { hasPolicy: false }), target(null, 'write')])).toEqual(['table read']);
  });

  it('is a dimension whose policy is kept from adding capacity', () => {
    expect(unscaled([target(null, 'read'), target(null, 'write', { scaleOutSuspended: true })])).toEqual([
      'table write',
    ]);
  });

  it('is an index that the scaling of its table leaves out', () => {
    const half = [...wholeTable, target('by-label', 'read')];
    expect(unscaled(half, [index('by-label'), index('by-owner')])).toEqual([
      'index by-label write',
      'index by-owner read',
      'index by-owner write',
    ]);
  });

  it('is not an index that is being deleted', () => {
    expect(unscaled(wholeTable, [index('by-label', 'DELETING')])).toEqual([]);
  });

  it.each(tableScaling.reads)(
    'is unknown for a provisioned table whose %s is, for the reason that AWS gave',
    (fact) => {
      const facts: Record<string, unknown> = {
        'capacity.billingMode': 'PROVISIONED',
        'capacity.autoscaling': wholeTable,
        'indexes.globalSecondary': [],
      };
      delete facts[fact];
      const value = tableScaling.derive(tableWith(facts, { [fact]: refusal }), null);
      expect(value).toEqual(new Underivable(refusal));
    },
  );

  it('shrinks by exactly the dimension that is scaled', () => {
    const name = fc.stringMatching(/^[a-z0-9_.-]{3,12}$/);
    const some = fc.uniqueArray(name, { maxLength: 5 }).chain((names) => {
      const every = [null, ...names].flatMap((one) => [target(one, 'read'), target(one, 'write')]);
      return fc.record({ names: fc.constant(names), targets: fc.subarray(every), every: fc.constant(every) });
    });
    fc.assert(
      fc.property(some, ({ names, targets, every }) => {
        const left = unscaled(
          targets,
          names.map((one) => index(one)),
        );
        expect(left).toHaveLength(every.length - targets.length);
        expect(
          unscaled(
            every,
            names.map((one) => index(one)),
          ),
        ).toEqual([]);
      }),
    );
  });
});
