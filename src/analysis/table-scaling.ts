import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

interface ScalableTarget {
  readonly index: string | null;
  readonly dimension: 'read' | 'write';
  readonly hasPolicy: boolean;
  readonly scaleOutSuspended: boolean;
}

interface Index {
  readonly name: string;
  readonly status: string;
}

const dimensions = ['read', 'write'] as const;

/**
 * What of a table has fixed capacity: without a scaling policy, or with one that is kept from adding capacity. An index on its
 * way out counts for nothing. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
 */
export const tableScaling: DerivedFact = defineDerived({
  type: 'AWS::DynamoDB::Table',
  path: 'capacity.unscaled',
  schema: Type.Array(Type.String(), {
    description:
      'Provisioned capacity that nothing scales (`table read`, `index by-label write`); empty for an on-demand table.',
  }),
  reads: ['capacity.billingMode', 'capacity.autoscaling', 'indexes.globalSecondary'],
  relation: null,
  derive: (table) => {
    const billingMode = table.facts['capacity.billingMode'];
    if (billingMode === undefined) return unknownBecause(table, 'capacity.billingMode');
    if (billingMode === 'PAY_PER_REQUEST') return [];
    const targets = table.facts['capacity.autoscaling'] as readonly ScalableTarget[] | undefined;
    if (targets === undefined) return unknownBecause(table, 'capacity.autoscaling');
    const indexes = table.facts['indexes.globalSecondary'] as readonly Index[] | undefined;
    if (indexes === undefined) return unknownBecause(table, 'indexes.globalSecondary');
    const scaled = new Set(
      targets
        .filter(({ hasPolicy, scaleOutSuspended }) => hasPolicy && !scaleOutSuspended)
        .map(({ index, dimension }) => describe(index, dimension)),
    );
    const live = indexes.filter(({ status }) => status !== 'DELETING').map(({ name }) => name);
    return [null, ...live]
      .flatMap((index) => dimensions.map((dimension) => describe(index, dimension)))
      .filter((capacity) => !scaled.has(capacity));
  },
});

const describe = (index: string | null, dimension: string): string =>
  index === null ? `table ${dimension}` : `index ${index} ${dimension}`;
