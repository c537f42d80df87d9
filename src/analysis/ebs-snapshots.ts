import { Nullable, Timestamp } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Place, Unknown } from '../model/resource.ts';
import { reasonFor } from './derive.ts';

const snapshotType = 'AWS::EC2::Snapshot';

/** When the newest completed snapshot of each volume was started, and where snapshots are not all known. */
interface Snapshots {
  /** By account and volume id. */
  readonly newest: Map<string, string>;
  /** By account and Region. */
  readonly missing: Map<string, Unknown>;
}

const placeOf = ({ account, region }: Place): string => `${account} ${region}`;

const snapshotsOfVolumes: Relation<Snapshots> = {
  name: 'snapshots-of-volumes',
  gathers: [{ type: snapshotType, facts: ['volume', 'startedAt', 'state'] }],
  start: () => ({ newest: new Map(), missing: new Map() }),
  add: ({ newest, missing }, snapshot) => {
    const lacks = ['volume', 'startedAt', 'state'].find((fact) => snapshot.facts[fact] === undefined);
    if (lacks !== undefined) {
      missing.set(placeOf(snapshot), reasonFor(snapshot, lacks));
      return;
    }
    if (snapshot.facts['state'] !== 'completed') return;
    const key = `${placeOf(snapshot)} ${snapshot.facts['volume']}`;
    const startedAt = snapshot.facts['startedAt'] as string;
    const known = newest.get(key);
    if (known === undefined || Date.parse(known) < Date.parse(startedAt)) newest.set(key, startedAt);
  },
  addGap: ({ missing }, { operation, code, message, ...place }) => {
    missing.set(placeOf(place), { operation, code, message });
  },
};

/**
 * When a volume was last saved in a snapshot. A copied snapshot has a volume id that means nothing, and so counts for no volume:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Snapshot.html
 */
export const volumeLatestSnapshot: DerivedFact = defineDerived({
  type: 'AWS::EC2::Volume',
  path: 'recovery.latestSnapshotAt',
  schema: Nullable(Timestamp(), {
    description:
      "When the newest completed snapshot of the volume was started, of the account's own; null without one.",
  }),
  reads: [],
  relation: snapshotsOfVolumes,
  derive: (volume, { newest, missing }) => {
    const because = missing.get(placeOf(volume));
    if (because !== undefined) return new Underivable(because);
    return newest.get(`${placeOf(volume)} ${volume.name}`) ?? null;
  },
});
