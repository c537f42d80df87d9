import { type Static, Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineAsked, defineDerived } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import { unknownBecause } from './derive.ts';

const type = 'AWS::DynamoDB::Table';

interface Units {
  readonly read: number;
  readonly write: number;
}

interface Consumption {
  readonly average: Units;
  readonly busiestDay: Units;
  readonly indexes: Units;
}

const kinds = ['read', 'write'] as const;

const percent = (part: number, whole: number): number => Math.floor((100 * part) / whole);

const Misfits = Type.Array(
  Shape({
    kind: OneOf(kinds),
    misfit: OneOf(['unused', 'steady', 'unlimited']),
    percent: Nullable(Type.Integer(), {
      description: 'Of the provisioned capacity that is used; or the average of the busiest day.',
    }),
  }),
  {
    description:
      'Where the capacity mode does not fit the last 14 days: provisioned capacity of which less than `leastUsed` per cent is used on average; ' +
      'on-demand traffic whose average is at least `steadyFrom` per cent of its busiest day; on-demand capacity without a limit.',
  },
);

/** Capacity of a single unit is as little as there can be. */
const unused = (provisioned: Units, { average }: Consumption, leastUsed: number): Static<typeof Misfits> =>
  kinds
    .filter((kind) => provisioned[kind] > 1)
    .map((kind) => ({ kind, misfit: 'unused' as const, percent: percent(average[kind], provisioned[kind]) }))
    .filter((one) => one.percent < leastUsed);

const steady = ({ average, busiestDay }: Consumption, steadyFrom: number): Static<typeof Misfits> =>
  kinds
    .filter((kind) => busiestDay[kind] > 0)
    .map((kind) => ({ kind, misfit: 'steady' as const, percent: percent(average[kind], busiestDay[kind]) }))
    .filter((one) => one.percent >= steadyFrom);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CostOptimization_TableCapacityMode.html */
export const capacityMisfits: DerivedFact = defineAsked({
  type,
  path: 'capacity.misfits',
  schema: Misfits,
  reads: ['capacity.provisioned', 'capacity.consumption', 'capacity.onDemandLimits'],
  relation: null,
  asks: { leastUsed: 'integer', steadyFrom: 'integer' },
  derive: (table, _index, { leastUsed, steadyFrom }) => {
    const provisioned = table.facts['capacity.provisioned'] as Units | null | undefined;
    if (provisioned === undefined) return unknownBecause(table, 'capacity.provisioned');
    const consumption = table.facts['capacity.consumption'] as Consumption | undefined;
    if (provisioned !== null) {
      return consumption === undefined
        ? unknownBecause(table, 'capacity.consumption')
        : unused(provisioned, consumption, leastUsed);
    }
    const limits = table.facts['capacity.onDemandLimits'] as
      | { readonly read: number | null; readonly write: number | null }
      | null
      | undefined;
    const unlimited = kinds
      .filter((kind) => limits !== undefined && (limits?.[kind] ?? null) === null)
      .map((kind) => ({ kind, misfit: 'unlimited' as const, percent: null }));
    if (consumption === undefined)
      return unlimited.length > 0 ? unlimited : unknownBecause(table, 'capacity.consumption');
    const found = [...steady(consumption, steadyFrom), ...unlimited];
    return found.length > 0 || limits !== undefined ? found : unknownBecause(table, 'capacity.onDemandLimits');
  },
});

/**
 * Prices of the Standard class, in dollars a month: a gigabyte, a provisioned unit, and a unit consumed each second on demand. Those of
 * us-east-1; elsewhere all are higher by about the same factor. https://aws.amazon.com/dynamodb/pricing/
 */
const hours = 730;
const perGigabyte = 0.25;
const perProvisioned: Units = { read: 0.000_13 * hours, write: 0.000_65 * hours };
const perConsumed: Units = { read: (0.125 / 1e6) * 3600 * hours, write: (0.625 / 1e6) * 3600 * hours };

const costOf = (units: readonly Units[], price: Units): number =>
  units.reduce((sum, { read, write }) => sum + read * price.read + write * price.write, 0);

interface Index {
  readonly provisioned: Units | null;
  readonly sizeBytes: number | null;
}

/** What the capacity of a table costs in the Standard class, or what is missing for telling. */
const throughputCost = (table: Resource, indexes: readonly Index[]): number | string => {
  const provisioned = table.facts['capacity.provisioned'] as Units | null | undefined;
  if (provisioned === undefined) return 'capacity.provisioned';
  if (provisioned !== null) {
    return costOf([provisioned, ...indexes.flatMap((index) => index.provisioned ?? [])], perProvisioned);
  }
  const consumption = table.facts['capacity.consumption'] as Consumption | undefined;
  return consumption === undefined
    ? 'capacity.consumption'
    : costOf([consumption.average, consumption.indexes], perConsumed);
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CostOptimization_TableClass.html */
export const storageShare: DerivedFact = defineDerived({
  type,
  path: 'capacity.storagePercent',
  schema: Nullable(Type.Integer(), {
    description:
      'What storage costs in the Standard class as a percentage of what throughput costs, indexes included; null where throughput costs nothing.',
  }),
  reads: ['sizeBytes', 'indexes.globalSecondary', 'capacity.provisioned', 'capacity.consumption'],
  relation: null,
  derive: (table) => {
    const own = table.facts['sizeBytes'] as number | undefined;
    if (own === undefined) return unknownBecause(table, 'sizeBytes');
    const indexes = table.facts['indexes.globalSecondary'] as readonly Index[] | undefined;
    if (indexes === undefined) return unknownBecause(table, 'indexes.globalSecondary');
    const cost = throughputCost(table, indexes);
    if (typeof cost === 'string') return unknownBecause(table, cost);
    const bytes = indexes.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), own);
    if (bytes === 0) return 0;
    return cost === 0 ? null : percent((bytes / 1024 ** 3) * perGigabyte, cost);
  },
});
