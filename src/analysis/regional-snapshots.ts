import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Place, Unknown } from '../model/resource.ts';

/** Where the account has EBS snapshots, and where that is not known. */
interface Places {
  readonly with: Set<string>;
  readonly gaps: Map<string, Unknown>;
}

const placeOf = ({ account, region }: Place): string => `${account} ${region}`;

const placesWithSnapshots: Relation<Places> = {
  name: 'places-with-snapshots',
  gathers: [{ type: 'AWS::EC2::Snapshot', facts: [] }],
  start: () => ({ with: new Set(), gaps: new Map() }),
  add: (places, snapshot) => {
    places.with.add(placeOf(snapshot));
  },
  addGap: ({ gaps }, { operation, code, message, ...place }) => {
    gaps.set(placeOf(place), { operation, code, message });
  },
};

/** Whether a Region has snapshots that something should expire. */
export const regionHasSnapshots: DerivedFact = defineDerived({
  type: 'AWS::DLM::RegionalCoverage',
  path: 'hasSnapshots',
  schema: Type.Boolean({ description: 'Whether the account owns an EBS snapshot in the Region.' }),
  reads: [],
  relation: placesWithSnapshots,
  derive: (coverage, places) => {
    if (places.with.has(placeOf(coverage))) return true;
    const because = places.gaps.get(placeOf(coverage));
    return because === undefined ? false : new Underivable(because);
  },
});
