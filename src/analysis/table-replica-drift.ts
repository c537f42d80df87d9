import { Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Resource, Unknown } from '../model/resource.ts';
import { notInSnapshot, reasonFor, unknownBecause } from './derive.ts';

const type = 'AWS::DynamoDB::Table';

/** What DynamoDB keeps for each replica by itself, and what may differ by a mistake. A higher rank is more protection. */
const aspects = {
  'point-in-time-recovery': {
    fact: 'recovery.pointInTime',
    rank: (value: unknown) => Number((value as { readonly enabled: boolean }).enabled),
  },
  'deletion-protection': { fact: 'recovery.deletionProtection', rank: (value: unknown) => Number(value === true) },
  'time-to-live': {
    fact: 'lifecycle.timeToLive',
    rank: (value: unknown) => Number((value as { readonly status: string }).status === 'ENABLED'),
  },
  'kms-key': {
    fact: 'encryption.atRest',
    rank: (value: unknown) => Number((value as { readonly algorithm: string }).algorithm === 'KMS'),
  },
} as const;
type Aspect = keyof typeof aspects;
const names = Object.keys(aspects) as Aspect[];
const facts = names.map((name) => aspects[name].fact);

type Ranks = Readonly<Record<Aspect, number | Unknown>>;

const ranksOf = (table: Resource): Ranks => {
  const rank = (name: Aspect): number | Unknown => {
    const { fact, rank: rankOf } = aspects[name];
    const value = table.facts[fact];
    return value === undefined ? reasonFor(table, fact) : rankOf(value);
  };
  return Object.fromEntries(names.map((name) => [name, rank(name)])) as Record<Aspect, number | Unknown>;
};

interface Replicas {
  /** Of tables that are replicated, or may be, by account, name and Region. */
  readonly tables: Map<string, Ranks>;
  /** By account and Region: why its tables could not be listed. */
  readonly gaps: Map<string, Unknown>;
}

const replicas: Relation<Replicas> = {
  name: 'table-replicas',
  gathers: [{ type, facts: ['recovery.globalTable', ...facts] }],
  start: () => ({ tables: new Map(), gaps: new Map() }),
  add: ({ tables }, table) => {
    if (table.facts['recovery.globalTable'] === null) return;
    tables.set(`${table.account} ${table.name} ${table.region}`, ranksOf(table));
  },
  addGap: ({ gaps }, { account, region, operation, code, message }) => {
    gaps.set(`${account} ${region}`, { operation, code, message });
  },
};

/** In what a replica of a global table is less protected than another. */
export const tableWeakerThanReplicas: DerivedFact = defineDerived({
  type,
  path: 'recovery.weakerThanReplicas',
  schema: Type.Array(
    Shape({ aspect: OneOf(names), than: Type.String({ description: 'The Region of the replica.' }) }),
    {
      description:
        'What a replica of the global table has in another Region and this one lacks; empty for a table without replicas.',
    },
  ),
  reads: ['recovery.globalTable', ...facts],
  relation: replicas,
  derive: (table, { tables, gaps }) => {
    const global = table.facts['recovery.globalTable'] as
      | { readonly replicas: readonly { readonly region: string }[] }
      | null
      | undefined;
    if (global === undefined) return unknownBecause(table, 'recovery.globalTable');
    const own = ranksOf(table);
    const found: { aspect: Aspect; than: string }[] = [];
    let doubt: Underivable | undefined;
    for (const { region } of (global?.replicas ?? []).filter((replica) => replica.region !== table.region)) {
      const other = tables.get(`${table.account} ${table.name} ${region}`);
      if (other === undefined) {
        const gap = gaps.get(`${table.account} ${region}`);
        doubt ??= gap === undefined ? notInSnapshot(`the replica in ${region}`) : new Underivable(gap);
        continue;
      }
      for (const aspect of names) {
        const [here, there] = [own[aspect], other[aspect]];
        // Nothing is weaker than what has most, and nothing stronger than what has least.
        if (here === 1 || there === 0) continue;
        if (typeof here === 'object') doubt ??= new Underivable(here);
        else if (typeof there === 'object') doubt ??= new Underivable(there);
        else found.push({ aspect, than: region });
      }
    }
    return found.length > 0 || doubt === undefined ? found : doubt;
  },
});
