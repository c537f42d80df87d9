import { type Relation, Underivable } from '../model/derived.ts';
import type { Place, Unknown } from '../model/resource.ts';
import { notInSnapshot, reasonFor } from './derive.ts';

/** A setting by account and Region, or why it is not known. */
export type RegionalSettings = Map<string, { readonly value: unknown } | { readonly because: Unknown }>;

const placeOf = ({ account, region }: Place): string => `${account} ${region}`;

/** One fact of a type that every account has once in each Region: a setting that governs other resources there. */
export const regionalSetting = (type: string, fact: string): Relation<RegionalSettings> => ({
  name: `${type} ${fact}`,
  gathers: [{ type, facts: [fact] }],
  start: () => new Map(),
  add: (settings, resource) => {
    const value = resource.facts[fact];
    settings.set(placeOf(resource), value === undefined ? { because: reasonFor(resource, fact) } : { value });
  },
  addGap: (settings, { account, partition, region, operation, code, message }) => {
    settings.set(placeOf({ account, partition, region }), { because: { operation, code, message } });
  },
});

/** The setting that governs a place. `what` names it in the reason, where the snapshot does not hold it. */
export const settingOf = (settings: RegionalSettings, place: Place, what: string): unknown => {
  const setting = settings.get(placeOf(place));
  if (setting === undefined) return notInSnapshot(`${what} of ${place.account} in ${place.region}`);
  return 'because' in setting ? new Underivable(setting.because) : setting.value;
};
