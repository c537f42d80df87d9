import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Resource, Unknown } from '../model/resource.ts';
import { reasonFor } from './derive.ts';

const type = 'AWS::DynamoDB::Table';

interface Units {
  readonly read: number;
  readonly write: number;
}

/** By account and Region. */
interface Provisioned {
  readonly units: Map<string, { read: number; write: number }>;
  /** Tables that do not say how much they have, and listings that were refused. */
  readonly incomplete: Map<string, Unknown>;
}

const facts = ['capacity.provisioned', 'indexes.globalSecondary'] as const;

/** What a table and its indexes have of their own; on-demand tables count for nothing. */
const capacitiesOf = (table: Resource): readonly Units[] | Unknown => {
  const own = table.facts[facts[0]] as Units | null | undefined;
  if (own === undefined) return reasonFor(table, facts[0]);
  if (own === null) return [];
  const indexes = table.facts[facts[1]] as readonly { readonly provisioned: Units | null }[] | undefined;
  if (indexes === undefined) return reasonFor(table, facts[1]);
  return [own, ...indexes.flatMap(({ provisioned }) => provisioned ?? [])];
};

const provisioned: Relation<Provisioned> = {
  name: 'provisioned-capacity',
  gathers: [{ type, facts }],
  start: () => ({ units: new Map(), incomplete: new Map() }),
  add: ({ units, incomplete }, table) => {
    const place = `${table.account} ${table.region}`;
    const capacities = capacitiesOf(table);
    if ('code' in capacities) {
      incomplete.set(place, capacities);
      return;
    }
    const sum = units.get(place) ?? { read: 0, write: 0 };
    for (const { read, write } of capacities) [sum.read, sum.write] = [sum.read + read, sum.write + write];
    units.set(place, sum);
  },
  addGap: ({ incomplete }, { account, region, operation, code, message }) => {
    incomplete.set(`${account} ${region}`, { operation, code, message });
  },
};

/** How much of its quotas a Region's tables have. */
export const usedLimits: DerivedFact = defineDerived({
  type: 'AWS::DynamoDB::RegionalLimits',
  path: 'provisioned',
  schema: Shape(
    { read: Type.Integer(), write: Type.Integer() },
    {
      description:
        'Capacity units of the tables of the Region that are not on demand, with their global secondary indexes.',
    },
  ),
  reads: [],
  relation: provisioned,
  derive: ({ account, region }, { units, incomplete }) => {
    const because = incomplete.get(`${account} ${region}`);
    return because === undefined
      ? (units.get(`${account} ${region}`) ?? { read: 0, write: 0 })
      : new Underivable(because);
  },
});
