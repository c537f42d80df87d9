import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Resource, Unknown } from '../model/resource.ts';
import { findOpenings, openingFacts, type Surroundings, surroundings } from './bucket-anyone.ts';
import { notInSnapshot, unknownBecause } from './derive.ts';

const bucketType = 'AWS::S3::Bucket';

/** The buckets of the snapshot by name, with what decides whether anyone gets in, and why there may be more. */
interface Destinations {
  readonly around: Surroundings;
  readonly buckets: Map<string, Resource>;
  gap: Unknown | null;
}

const destinations: Relation<Destinations> = {
  name: 'export-destinations',
  gathers: [...surroundings.gathers, { type: bucketType, facts: openingFacts }],
  start: () => ({ around: surroundings.start(), buckets: new Map(), gap: null }),
  add: ({ around, buckets }, resource) => {
    if (resource.type !== bucketType) {
      surroundings.add(around, resource);
      return;
    }
    const pick = <Value>(from: Readonly<Record<string, Value>>): Record<string, Value> =>
      Object.fromEntries(openingFacts.flatMap((fact) => (fact in from ? [[fact, from[fact] as Value]] : [])));
    buckets.set(resource.name, { ...resource, facts: pick(resource.facts), unknown: pick(resource.unknown) });
  },
  addGap: (index, gap) => {
    if (gap.type !== bucketType) {
      surroundings.addGap(index.around, gap);
      return;
    }
    const { operation, code, message } = gap;
    index.gap ??= { operation, code, message };
  },
};

interface Export {
  readonly status: string;
  readonly bucket: string;
}

/** Where a table was exported to, and anyone gets in. */
export const tablePublicExports: DerivedFact = defineDerived({
  type: 'AWS::DynamoDB::Table',
  path: 'access.publicExports',
  schema: Type.Array(Type.String(), {
    description: 'Names of the buckets that hold an export of the last 90 days and that anyone can reach.',
  }),
  reads: ['exports'],
  relation: destinations,
  derive: (table, { around, buckets, gap }) => {
    const exports = table.facts['exports'] as readonly Export[] | undefined;
    if (exports === undefined) return unknownBecause(table, 'exports');
    const names = new Set(exports.filter(({ status }) => status !== 'FAILED').map(({ bucket }) => bucket));
    const found: string[] = [];
    let doubt: Underivable | null = null;
    for (const name of [...names].sort()) {
      const bucket = buckets.get(name);
      const openings =
        bucket !== undefined
          ? findOpenings(bucket, around)
          : gap === null
            ? notInSnapshot(`the bucket ${name}`)
            : new Underivable(gap);
      if (openings instanceof Underivable) doubt ??= openings;
      else if (openings.length > 0) found.push(name);
    }
    return found.length > 0 || doubt === null ? found : doubt;
  },
});
