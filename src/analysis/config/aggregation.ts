import { Type } from 'typebox';
import { Nullable, OneOf } from '../../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../../model/derived.ts';
import type { Resource, Unknown } from '../../model/resource.ts';
import { notInSnapshot, reasonFor, unknownBecause } from '../derive.ts';

const accountType = 'AWS::Config::Account';
const aggregatorType = 'AWS::Config::ConfigurationAggregator';
const organizationType = 'AWS::Organizations::Organization';
const delegatedFact = 'delegatedAdministrators';

interface Organization {
  readonly id: string | null | Unknown;
  readonly managementAccount: string | null | Unknown;
}

/** The aggregators of the snapshot, and who in an organization should have one. */
interface Aggregation {
  /** By account. */
  readonly aggregators: Map<string, Resource[]>;
  readonly organizations: Map<string, Organization>;
  /** By account: what it says of delegated administrators, where it may ask. */
  readonly delegated: Map<string, readonly string[] | null | Unknown>;
  /** By account: why there may be more aggregators. */
  readonly gaps: Map<string, Unknown>;
}

const said = <Value>(resource: Resource, fact: string): Value | Unknown =>
  (resource.facts[fact] === undefined ? reasonFor(resource, fact) : resource.facts[fact]) as Value | Unknown;

const isUnknown = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const aggregation: Relation<Aggregation> = {
  name: 'config-aggregation',
  gathers: [
    { type: aggregatorType, facts: ['accountSources', 'organizationSource', 'resourceTypes'] },
    { type: organizationType, facts: ['id', 'managementAccount'] },
    { type: accountType, facts: [delegatedFact] },
  ],
  start: () => ({ aggregators: new Map(), organizations: new Map(), delegated: new Map(), gaps: new Map() }),
  add: ({ aggregators, organizations, delegated }, resource) => {
    const { account } = resource;
    if (resource.type === aggregatorType) aggregators.set(account, [...(aggregators.get(account) ?? []), resource]);
    else if (resource.type === accountType) delegated.set(account, said(resource, delegatedFact));
    else {
      const id = said<string | null>(resource, 'id');
      organizations.set(account, { id, managementAccount: said(resource, 'managementAccount') });
    }
  },
  addGap: ({ gaps }, { type, account, operation, code, message }) => {
    if (type === aggregatorType) gaps.set(account, { operation, code, message });
  },
};

type Role = 'standalone' | 'management' | 'delegated' | 'member';

/**
 * Who an organization has delegated AWS Config to. Its members may not ask; what its management account, or a delegated administrator, says
 * in the same snapshot holds for all.
 */
const delegatesOf = (
  { organizations, delegated }: Aggregation,
  account: string,
): readonly string[] | null | Underivable => {
  const own = delegated.get(account);
  if (own !== undefined && !isUnknown(own)) return own;
  const id = organizations.get(account)?.id;
  if (typeof id === 'string') {
    for (const [other, answer] of delegated) {
      if (!isUnknown(answer) && organizations.get(other)?.id === id) return answer;
    }
  }
  return own === undefined ? notInSnapshot(`AWS Config of account ${account}`) : new Underivable(own);
};

const roleOf = (index: Aggregation, account: string): Role | Underivable => {
  const organization = index.organizations.get(account);
  if (organization === undefined) return notInSnapshot(`the organization of ${account}`);
  const { id, managementAccount } = organization;
  if (id === null) return 'standalone';
  if (isUnknown(managementAccount)) return new Underivable(managementAccount);
  if (managementAccount === account) return 'management';
  const delegates = delegatesOf(index, account);
  if (delegates instanceof Underivable) return delegates;
  return delegates?.includes(account) ? 'delegated' : 'member';
};

/** What an account is to its organization, as far as AWS Config goes. */
export const aggregationRole: DerivedFact = defineDerived({
  type: accountType,
  path: 'aggregation.role',
  schema: OneOf(['standalone', 'management', 'delegated', 'member'], {
    description:
      'standalone: of no organization; management: owns the organization; delegated: administers AWS Config for it; member: any other ' +
      'account, which need gather nothing.',
  }),
  reads: [],
  relation: aggregation,
  derive: ({ account }, index) => roleOf(index, account),
});

interface Source {
  readonly allRegions: boolean;
}

/** Whether an aggregator gathers every type of every Region, of the organization or else of the account. */
const gathersAll = (aggregator: Resource, organization: boolean, account: string): boolean | Underivable => {
  for (const fact of ['resourceTypes', 'organizationSource', 'accountSources']) {
    if (aggregator.facts[fact] === undefined) return unknownBecause(aggregator, fact);
  }
  if (aggregator.facts['resourceTypes'] !== null) return false;
  const ofOrganization = aggregator.facts['organizationSource'] as Source | null;
  if (ofOrganization !== null) return ofOrganization.allRegions;
  const sources = aggregator.facts['accountSources'] as readonly (Source & { readonly accounts: readonly string[] })[];
  return !organization && sources.some(({ allRegions, accounts }) => allRegions && accounts.includes(account));
};

/** An aggregator for everything that the account has to look after. */
export const fullAggregator: DerivedFact = defineDerived({
  type: accountType,
  path: 'aggregation.aggregator',
  schema: Nullable(Type.String(), {
    description:
      'ARN of an aggregator that gathers all Regions: of the organization, in its management account or that of a delegated ' +
      'administrator; of an account without organization, its own. Null where there is none.',
  }),
  reads: [],
  relation: aggregation,
  derive: ({ account }, index) => {
    const organization = index.organizations.get(account);
    if (organization === undefined) return notInSnapshot(`the organization of ${account}`);
    const { id, managementAccount } = organization;
    if (isUnknown(id)) return new Underivable(id);
    let unknown: Underivable | null = null;
    const places = new Set([account]);
    if (id !== null) {
      if (isUnknown(managementAccount)) unknown ??= new Underivable(managementAccount);
      else if (managementAccount !== null) places.add(managementAccount);
      const delegates = delegatesOf(index, account);
      if (delegates instanceof Underivable) unknown ??= delegates;
      else for (const delegate of delegates ?? []) places.add(delegate);
    }
    for (const place of places) {
      for (const aggregator of index.aggregators.get(place) ?? []) {
        const all = gathersAll(aggregator, id !== null, account);
        if (all === true) return aggregator.arn;
        if (all instanceof Underivable) unknown ??= all;
      }
      const gap = index.gaps.get(place);
      if (gap !== undefined) unknown ??= new Underivable(gap);
      // The management account may leave it to the delegated administrator, and the other way round.
      if (!index.delegated.has(place)) unknown ??= notInSnapshot(`AWS Config of account ${place}`);
    }
    return unknown;
  },
});
