import { Derivation } from '../../src/analysis/derive.ts';
import type { DerivedFact } from '../../src/model/derived.ts';
import type { Gap, Resource, Unknown } from '../../src/model/resource.ts';

// Resources for tests of derived facts, and what becomes of them.

export const own = '111122223333';
export const member = '444455556666';
export const stranger = '777788889999';

/** A refusal that some fact could not be read for. */
export const refusal: Unknown = { operation: 'aws:Ask', code: 'AccessDenied', message: 'not authorized' };

/** A resource. A fact whose value is {@link refusal} is unknown for that reason. */
export const resource = (
  type: string,
  arn: string,
  facts: Readonly<Record<string, unknown>>,
  place: { readonly account?: string; readonly region?: string } = {},
): Resource => {
  const entries = Object.entries(facts);
  return {
    key: '',
    arn,
    type,
    name: arn.split(/[:/]/).at(-1) ?? arn,
    partition: 'aws',
    account: place.account ?? own,
    region: place.region ?? 'eu-central-1',
    source: 'live',
    collectedAt: '2026-11-23T06:40:30Z',
    facts: Object.fromEntries(entries.filter(([, value]) => value !== refusal)),
    unknown: Object.fromEntries(entries.filter(([, value]) => value === refusal).map(([path]) => [path, refusal])),
  };
};

/** A listing that was refused. */
export const gap = (type: string, place: { readonly account?: string; readonly region?: string } = {}): Gap => ({
  type,
  partition: 'aws',
  account: place.account ?? own,
  region: place.region ?? 'eu-central-1',
  ...refusal,
});

/** What a derived fact of a resource comes to in a snapshot that holds others: a value, or why there is none. */
export const derived = (
  fact: DerivedFact,
  of: Resource,
  others: readonly Resource[] = [],
  gaps: readonly Gap[] = [],
): unknown => {
  const derivation = new Derivation([fact]);
  for (const one of gaps) derivation.gatherGap(one);
  // In the order of a snapshot.
  for (const one of [of, ...others].sort((a, b) => (a.arn < b.arn ? -1 : 1))) derivation.gather(one);
  const { facts, unknown } = derivation.apply({ ...of, facts: { ...of.facts }, unknown: { ...of.unknown } });
  return fact.path in facts ? facts[fact.path] : unknown[fact.path];
};
