import { type Relation, Underivable } from '../../model/derived.ts';
import type { Resource, Unknown } from '../../model/resource.ts';
import { notInSnapshot, reasonFor } from '../derive.ts';
import { type OrganizationMembers, organizationMembers } from '../organization-members.ts';
import { type Question, type Recorded, recordedBy, type Selectors } from './recorded-events.ts';

const trailType = 'AWS::CloudTrail::Trail';
const organizationTrailType = 'AWS::CloudTrail::OrganizationTrail';
const storeType = 'AWS::CloudTrail::EventDataStore';
/** The type that stands for an account with all that records it. */
export const accountType = 'AWS::CloudTrail::Account';

const shared = [
  ...['isMultiRegion', 'includesGlobalServices', 'isLogging', 'eventSelectors', 'insights', 'logFileValidation'],
];

/** What records the accounts of the snapshot: few things, that are kept whole. */
export interface AccountTrails {
  /** By account: its own trails, and those of its organization as it sees them. */
  readonly trails: Map<string, Resource[]>;
  /** The trails of all accounts by the ARN that AWS gives them. */
  readonly owned: Map<string, Resource>;
  /** By account. */
  readonly stores: Map<string, Resource[]>;
  /** By account: the trails that it sees in the main Region. */
  readonly visible: Map<string, readonly { readonly arn: string; readonly homeRegion: string }[] | Underivable>;
  /** By type and account: why there may be more. */
  readonly gaps: Map<string, Unknown>;
  readonly members: OrganizationMembers;
}

const push = (lists: Map<string, Resource[]>, { account }: Resource, resource: Resource): void => {
  const list = lists.get(account);
  if (list === undefined) lists.set(account, [resource]);
  else list.push(resource);
};

/** The trails and event data stores of the snapshot, by the account that they record. */
export const accountTrails: Relation<AccountTrails> = {
  name: 'account-trails',
  gathers: [
    { type: trailType, facts: [...shared, 'encryption.atRest'] },
    { type: organizationTrailType, facts: [...shared, 'encryption.key', 'trailArn'] },
    { type: storeType, facts: ['status', 'isMultiRegion', 'isOrganization', 'eventSelectors'] },
    { type: accountType, facts: ['visibleTrails'] },
    ...organizationMembers.gathers,
  ],
  start: () => ({
    trails: new Map(),
    owned: new Map(),
    stores: new Map(),
    visible: new Map(),
    gaps: new Map(),
    members: organizationMembers.start(),
  }),
  add: (index, resource) => {
    switch (resource.type) {
      case trailType:
        index.owned.set(resource.arn, resource);
        return push(index.trails, resource, resource);
      case organizationTrailType:
        return push(index.trails, resource, resource);
      case storeType:
        return push(index.stores, resource, resource);
      case accountType: {
        const visible = resource.facts['visibleTrails'] as readonly { arn: string; homeRegion: string }[] | undefined;
        index.visible.set(resource.account, visible ?? new Underivable(reasonFor(resource, 'visibleTrails')));
        return;
      }
      default:
        organizationMembers.add(index.members, resource);
    }
  },
  addGap: (index, gap) => {
    if (organizationMembers.gathers.some(({ type }) => type === gap.type)) {
      organizationMembers.addGap(index.members, gap);
      return;
    }
    const { type, account, operation, code, message } = gap;
    index.gaps.set(`${type} ${account}`, { operation, code, message });
  },
};

/** A trail that records an account. */
export interface AccountTrail {
  /** The ARN that AWS gives it. */
  readonly arn: string;
  /** Where it was made, and where it records if it does so nowhere else. */
  readonly region: string;
  /** One of its facts, or why it is not known. */
  readonly read: <Value>(fact: string) => Value | Underivable;
}

/** A condition on a trail. */
export type Condition = (trail: AccountTrail) => boolean | Underivable;

/** The trails of an account, the organization's included: what a member may not ask about them their owner may have said. */
const trailsOf = ({ trails, owned }: AccountTrails, account: string): readonly AccountTrail[] =>
  (trails.get(account) ?? []).map((resource) => {
    const arn = (resource.facts['trailArn'] as string | undefined) ?? resource.arn;
    const owner = owned.get(arn);
    return {
      arn,
      region: resource.region,
      read: <Value>(fact: string): Value | Underivable => {
        const own = readFact<Value>(resource, fact);
        return own instanceof Underivable && owner !== undefined ? readFact<Value>(owner, fact) : own;
      },
    };
  });

/** What all conditions come to: a single one that does not hold decides, whatever is unknown beside it. */
const holds = (conditions: readonly Condition[], trail: AccountTrail): boolean | Underivable => {
  let unknown: Underivable | null = null;
  for (const condition of conditions) {
    const value = condition(trail);
    if (value === false) return false;
    if (value instanceof Underivable) unknown ??= value;
  }
  return unknown ?? true;
};

/** The trails of an account that meet all conditions, and why there may be more. */
export const matchingTrails = (
  index: AccountTrails,
  account: string,
  conditions: readonly Condition[],
): { readonly found: readonly AccountTrail[]; readonly more: Underivable | null } => {
  const found: AccountTrail[] = [];
  let more: Underivable | null = unlisted(index, account);
  for (const trail of trailsOf(index, account)) {
    const value = holds(conditions, trail);
    if (value === true) found.push(trail);
    else if (value instanceof Underivable) more ??= value;
  }
  return { found, more };
};

/** The ARN of a trail that meets all conditions; null where there is none. */
export const trailWith = (
  index: AccountTrails,
  account: string,
  conditions: readonly Condition[],
): string | null | Underivable => {
  const { found, more } = matchingTrails(index, account, conditions);
  return found[0]?.arn ?? more;
};

/** Why the snapshot may not hold all trails of an account. */
const unlisted = ({ visible, trails, gaps }: AccountTrails, account: string): Underivable | null => {
  for (const type of [trailType, organizationTrailType]) {
    const gap = gaps.get(`${type} ${account}`);
    if (gap !== undefined) return new Underivable(gap);
  }
  const seen = visible.get(account);
  if (seen === undefined) return notInSnapshot(`what records account ${account}`);
  if (seen instanceof Underivable) return seen;
  const held = new Set((trails.get(account) ?? []).map(({ arn, facts }) => facts['trailArn'] ?? arn));
  const missing = seen.find(({ arn }) => !held.has(arn));
  // It is listed in its home Region, which was not read.
  return missing === undefined ? null : notInSnapshot(`the trail ${missing.arn} of ${missing.homeRegion}`);
};

/** That the trail is recording. */
export const isLogging: Condition = (trail) => trail.read<boolean>('isLogging');

/** That it records all Regions. */
export const isMultiRegion: Condition = (trail) => trail.read<boolean>('isMultiRegion');

/** That it records a Region. */
export const recordsRegion =
  (region: string): Condition =>
  (trail) =>
    trail.region === region || isMultiRegion(trail);

/** That what its selectors pick of the events in question is enough. */
export const records =
  (question: Question, isEnough: (recorded: Recorded) => boolean): Condition =>
  (trail) => {
    const selectors = trail.read<Selectors>('eventSelectors');
    return selectors instanceof Underivable ? selectors : isEnough(recordedBy(selectors, question));
  };

/** The ARN of an event data store that records events of a place; null where there is none that this account can know of. */
export const storeWith = (
  index: AccountTrails,
  { account, region }: { readonly account: string; readonly region: string },
  question: Question,
  isEnough: (recorded: Recorded) => boolean,
): string | null | Underivable => {
  let more: Underivable | null = null;
  for (const store of [...index.stores.values()].flat()) {
    const value = holds(
      [
        () => reaches(index, store, account),
        ({ read }) => {
          const status = read<string>('status');
          return status instanceof Underivable ? status : status === 'ENABLED';
        },
        ({ read }) => store.region === region || read<boolean>('isMultiRegion'),
        ({ read }) => {
          const advanced = read<Selectors['advanced']>('eventSelectors');
          return advanced instanceof Underivable ? advanced : isEnough(recordedBy({ basic: [], advanced }, question));
        },
      ],
      { arn: store.arn, region: store.region, read: (fact) => readFact(store, fact) },
    );
    if (value === true) return store.arn;
    if (value instanceof Underivable) more ??= value;
  }
  const gap = index.gaps.get(`${storeType} ${account}`);
  return more ?? (gap === undefined ? null : new Underivable(gap));
};

const readFact = <Value>(resource: Resource, fact: string): Value | Underivable => {
  const value = resource.facts[fact];
  return value === undefined ? new Underivable(reasonFor(resource, fact)) : (value as Value);
};

/** Whether a store takes events of an account: its owner's, and those of the whole organization where it is the organization's. */
const reaches = ({ members }: AccountTrails, store: Resource, account: string): boolean | Underivable => {
  if (store.account === account) return true;
  const isOrganization = readFact<boolean>(store, 'isOrganization');
  if (isOrganization !== true) return isOrganization;
  const { organizations } = members;
  const [ours, theirs] = [organizations.get(account), organizations.get(store.account)];
  if (ours !== undefined && theirs !== undefined) return ours !== null && ours === theirs;
  return members.gap === null ? notInSnapshot(`the organization of ${account}`) : new Underivable(members.gap);
};
