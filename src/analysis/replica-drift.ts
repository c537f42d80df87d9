import { Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import { type Resource, type Unknown, UnknownCode } from '../model/resource.ts';
import { findAction } from './access/actions.ts';
import { parseArn } from './access/arn.ts';
import { type PolicyDocument, parseDocument } from './access/document.ts';
import { asNamed } from './access/exact/callers.ts';
import { allowsMore } from './access/exact/compare.ts';
import { ofResource } from './access/of-resource.ts';
import { notInSnapshot, unknownBecause } from './derive.ts';
import { notUnderstood } from './identity-policy.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';

const type = 'AWS::KMS::Key';
const governed = [resourcePolicy, 'enabled', 'tags'] as const;

interface MultiRegion {
  readonly role: string;
  readonly primary: string;
}

/** The primary keys of a snapshot by ARN, and why there may be more, by account and Region. */
interface Primaries {
  readonly keys: Map<string, Resource>;
  readonly missing: Map<string, Unknown>;
}

const primaries: Relation<Primaries> = {
  name: 'primary-keys',
  gathers: [{ type, facts: ['multiRegion', ...governed] }],
  start: () => ({ keys: new Map(), missing: new Map() }),
  add: ({ keys }, key) => {
    const multiRegion = key.facts['multiRegion'] as MultiRegion | null | undefined;
    if (multiRegion === null || multiRegion?.role === 'REPLICA') return;
    const pick = <Value>(from: Readonly<Record<string, Value>>): Record<string, Value> =>
      Object.fromEntries(governed.flatMap((fact) => (fact in from ? [[fact, from[fact] as Value]] : [])));
    keys.set(key.arn, { ...key, facts: pick(key.facts), unknown: pick(key.unknown) });
  },
  addGap: ({ missing }, { account, region, operation, code, message }) => {
    missing.set(`${account} ${region}`, { operation, code, message });
  },
};

type Difference = { aspect: 'policy' | 'state' | 'tags'; difference: string };

/** In what a replica key is less governed than its primary. */
export const keyWeakerThanPrimary: DerivedFact = defineDerived({
  type,
  path: 'access.weakerThanPrimary',
  schema: Type.Array(
    Shape({
      aspect: OneOf(['policy', 'state', 'tags']),
      difference: Type.String({ description: 'What is allowed, or what it is, and its primary is not.' }),
    }),
    {
      description:
        'In what a replica is less governed than its primary: its policy allows something that the primary’s does not, over all requests; it is enabled while the primary is disabled; it lacks tags of the primary. Its own Region in its policy counts as that of the primary. Empty for a key that is no replica.',
    },
  ),
  reads: ['multiRegion', ...governed],
  relation: primaries,
  derive: (key, index) => {
    const multiRegion = key.facts['multiRegion'] as MultiRegion | null | undefined;
    if (multiRegion === undefined) return unknownBecause(key, 'multiRegion');
    if (multiRegion?.role !== 'REPLICA') return [];
    const primary = index.keys.get(multiRegion.primary);
    if (primary === undefined) {
      const gap = index.missing.get(`${key.account} ${parseArn(multiRegion.primary)?.region}`);
      return gap === undefined ? notInSnapshot(multiRegion.primary) : new Underivable(gap);
    }
    const parts = [comparePolicies(key, primary), compareStates(key, primary), compareTags(key, primary)];
    const found = parts.flatMap((part) => (part instanceof Underivable ? [] : part));
    const doubt = parts.find((part) => part instanceof Underivable);
    return found.length > 0 || doubt === undefined ? found : doubt;
  },
});

function comparePolicies(replica: Resource, primary: Resource): Difference[] | Underivable {
  const own = readResourcePolicy(replica);
  if (own instanceof Underivable) return own;
  const other = readResourcePolicy(primary);
  if (other instanceof Underivable) return other;
  const unclear = [own, other].find(({ understood }) => !understood);
  if (unclear !== undefined) return notUnderstood(unclear);
  const moved = inRegion(own, replica.region, primary.region);
  const { truth, witness, reason } = allowsMore(ofResource(moved), ofResource(other));
  if (truth === 'unknown') {
    return new Underivable({ operation: '', code: UnknownCode.notUnderstood, message: `of the policies: ${reason}` });
  }
  if (witness === null) return [];
  const action = findAction(witness.action)?.name ?? witness.action;
  return [{ aspect: 'policy', difference: `${action} by ${asNamed(witness.principal ?? '')}` }];
}

/** The document with one Region for another: what names its own, as in kms:ViaService, has to differ. */
function inRegion(document: PolicyDocument, region: string, other: string): PolicyDocument {
  const text = JSON.stringify(document.source);
  return text.includes(region)
    ? parseDocument(JSON.parse(text.replaceAll(new RegExp(`(?<![a-z0-9-])${region}(?![a-z0-9-])`, 'g'), other)))
    : document;
}

function compareStates(replica: Resource, primary: Resource): Difference[] | Underivable {
  for (const key of [replica, primary]) if (key.facts['enabled'] === undefined) return unknownBecause(key, 'enabled');
  const isWeaker = replica.facts['enabled'] === true && primary.facts['enabled'] === false;
  return isWeaker ? [{ aspect: 'state', difference: 'enabled' }] : [];
}

function compareTags(replica: Resource, primary: Resource): Difference[] | Underivable {
  for (const key of [replica, primary]) if (key.facts['tags'] === undefined) return unknownBecause(key, 'tags');
  const own = replica.facts['tags'] as Readonly<Record<string, string>>;
  return Object.entries(primary.facts['tags'] as Readonly<Record<string, string>>).flatMap(
    ([name, value]): Difference[] => {
      const has = Object.hasOwn(own, name) ? own[name] : undefined;
      if (has === value) return [];
      return [{ aspect: 'tags', difference: has === undefined ? `no ${name}` : `${name}=${has}, not ${value}` }];
    },
  );
}
