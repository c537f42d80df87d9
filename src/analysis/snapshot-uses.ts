import { Type } from 'typebox';
import { Nullable, Timestamp } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Place, Resource, Unknown } from '../model/resource.ts';
import { reasonFor, unknownBecause } from './derive.ts';

// What refers to an EBS snapshot: AMIs and launch templates that make volumes of it, volumes that were made of it, and the volume it is of.

const imageType = 'AWS::EC2::Image';
const templateType = 'AWS::EC2::LaunchTemplate';
const volumeType = 'AWS::EC2::Volume';

const placeOf = ({ account, region }: Place): string => `${account} ${region}`;

/** What names snapshots, by snapshot id; and what could not be read, by account and Region. */
interface References {
  readonly byId: Map<string, string[]>;
  readonly missing: Map<string, Unknown>;
}

/** Resources of some types whose block devices name snapshots. */
const references = (name: string, types: readonly string[]): Relation<References> => ({
  name,
  gathers: types.map((type) => ({ type, facts: ['blockDevices'] })),
  start: () => ({ byId: new Map(), missing: new Map() }),
  add: ({ byId, missing }, resource) => {
    const devices = resource.facts['blockDevices'] as readonly { readonly snapshot: string | null }[] | undefined;
    if (devices === undefined) {
      missing.set(placeOf(resource), reasonFor(resource, 'blockDevices'));
      return;
    }
    for (const id of new Set(devices.map(({ snapshot }) => snapshot))) {
      if (id !== null) byId.set(id, [...(byId.get(id) ?? []), resource.name]);
    }
  },
  addGap: ({ missing }, { operation, code, message, ...place }) => {
    missing.set(placeOf(place), { operation, code, message });
  },
});

const referring = (path: string, description: string, relation: Relation<References>): DerivedFact =>
  defineDerived({
    type: 'AWS::EC2::Snapshot',
    path,
    schema: Type.Array(Type.String(), { description }),
    reads: [],
    relation,
    derive: (snapshot, { byId, missing }) => {
      const because = missing.get(placeOf(snapshot));
      return because === undefined ? [...(byId.get(snapshot.name) ?? [])].sort() : new Underivable(because);
    },
  });

/** The AMIs that a snapshot is part of: it cannot be deleted while they are registered. */
export const snapshotImages: DerivedFact = referring(
  'usedBy.images',
  'Ids of the AMIs of the account that it is part of, sorted.',
  references('snapshots-of-images', [imageType]),
);

/** The launch templates that make volumes of a snapshot. */
export const snapshotTemplates: DerivedFact = referring(
  'usedBy.launchTemplates',
  'Names of the launch templates whose default version makes a volume of it, sorted.',
  references('snapshots-of-templates', [templateType]),
);

/** The volumes of the snapshot. */
interface Volumes {
  /** Ids, by account and Region. */
  readonly ids: Set<string>;
  /** When the newest volume was made of a snapshot, by account, Region and snapshot. */
  readonly newest: Map<string, string>;
  /** By account and Region. */
  readonly missing: Map<string, Unknown>;
}

const volumes: Relation<Volumes> = {
  name: 'volumes-and-snapshots',
  gathers: [{ type: volumeType, facts: ['snapshot', 'createdAt'] }],
  start: () => ({ ids: new Set(), newest: new Map(), missing: new Map() }),
  add: ({ ids, newest, missing }, volume) => {
    const place = placeOf(volume);
    ids.add(`${place} ${volume.name}`);
    const snapshot = volume.facts['snapshot'] as string | null | undefined;
    const createdAt = volume.facts['createdAt'] as string | undefined;
    if (snapshot === undefined || createdAt === undefined) {
      missing.set(place, reasonFor(volume, snapshot === undefined ? 'snapshot' : 'createdAt'));
    } else if (snapshot !== null) {
      const key = `${place} ${snapshot}`;
      const known = newest.get(key);
      if (known === undefined || Date.parse(known) < Date.parse(createdAt)) newest.set(key, createdAt);
    }
  },
  addGap: ({ missing }, { operation, code, message, ...place }) => {
    missing.set(placeOf(place), { operation, code, message });
  },
};

const volumeOf = (snapshot: Resource): string | null | Underivable => {
  const volume = snapshot.facts['volume'] as string | null | undefined;
  return volume === undefined ? unknownBecause(snapshot, 'volume') : volume;
};

/** Whether the volume that a snapshot is of is still there. */
export const snapshotVolumeExists: DerivedFact = defineDerived({
  type: 'AWS::EC2::Snapshot',
  path: 'volumeExists',
  schema: Type.Boolean({ description: 'Whether the volume that it was made of is still there.' }),
  reads: ['volume'],
  relation: volumes,
  derive: (snapshot, { ids, missing }) => {
    const volume = volumeOf(snapshot);
    if (volume instanceof Underivable) return volume;
    if (volume !== null && ids.has(`${placeOf(snapshot)} ${volume}`)) return true;
    const because = missing.get(placeOf(snapshot));
    return because === undefined ? false : new Underivable(because);
  },
});

/** When a volume was last made of a snapshot, of those that still exist. */
export const snapshotLatestVolume: DerivedFact = defineDerived({
  type: 'AWS::EC2::Snapshot',
  path: 'usedBy.latestVolumeAt',
  schema: Nullable(Timestamp(), {
    description: 'When the newest of the volumes that were made of it, and still exist, was; null without any.',
  }),
  reads: [],
  relation: volumes,
  derive: (snapshot, { newest, missing }) => {
    const because = missing.get(placeOf(snapshot));
    if (because !== undefined) return new Underivable(because);
    return newest.get(`${placeOf(snapshot)} ${snapshot.name}`) ?? null;
  },
});
