import type { Relation } from '../model/derived.ts';
import { type Gap, type Resource, type Unknown, UnknownCode } from '../model/resource.ts';
import { coversInternet, isRange } from './address-space.ts';
import { reasonFor } from './derive.ts';

/** A rule of a security group, as the facts of `AWS::EC2::SecurityGroup` have it. */
interface Rule {
  readonly protocol: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly cidrs: readonly string[];
  readonly cidrs6: readonly string[];
  readonly prefixLists: readonly string[];
}

type Knowledge<T> = { readonly value: T } | { readonly because: Unknown };

/** Inbound rules and the prefix lists that they name, by id: ids are unique across accounts and Regions. */
export interface Firewalls {
  readonly rules: Map<string, Knowledge<readonly Rule[]>>;
  readonly prefixLists: Map<string, Knowledge<readonly string[]>>;
  /** Listings that were refused, by type, account and Region. */
  readonly gaps: Map<string, Unknown>;
}

const groupType = 'AWS::EC2::SecurityGroup';
const listType = 'AWS::EC2::PrefixList';
const ingress = 'network.ingress';
const entries = 'network.entries';

/** The security groups of the snapshot, and the prefix lists. */
export const firewalls: Relation<Firewalls> = {
  name: 'firewalls',
  gathers: [
    { type: groupType, facts: [ingress] },
    { type: listType, facts: [entries] },
  ],
  start: () => ({ rules: new Map(), prefixLists: new Map(), gaps: new Map() }),
  add: ({ rules, prefixLists }, resource) => {
    if (resource.type === groupType) keep(rules, resource, ingress);
    else keep(prefixLists, resource, entries);
  },
  addGap: ({ gaps }, { type, account, region, operation, code, message }: Gap) => {
    gaps.set(`${type} ${account} ${region}`, { operation, code, message });
  },
};

/** Two accounts may both list what they share: one that could read it is enough. */
const keep = <T>(known: Map<string, Knowledge<T>>, resource: Resource, fact: string): void => {
  const value = resource.facts[fact] as T | undefined;
  if (value !== undefined) known.set(resource.name, { value });
  else if (!known.has(resource.name)) known.set(resource.name, { because: reasonFor(resource, fact) });
};

/**
 * Those of the security groups through which the whole Internet reaches a TCP port: each by itself, or all of them together. Where
 * there are any, more may be among those that are not known; where there are none, not knowing one is not knowing.
 */
export const openGroups = (
  index: Firewalls,
  groups: readonly string[],
  port: number,
  place: { readonly account: string; readonly region: string },
): string[] | { readonly because: Unknown } => {
  const missing: Unknown[] = [];
  const look = <T>(type: string, id: string, known: Knowledge<T> | undefined): T | undefined => {
    if (known !== undefined && 'value' in known) return known.value;
    const gap = index.gaps.get(`${type} ${place.account} ${place.region}`);
    missing.push(known?.because ?? gap ?? unheard(`${id} is not in the snapshot`));
    return undefined;
  };
  const sources = groups.map((id) => {
    const rules = (look(groupType, id, index.rules.get(id)) ?? []).filter((rule) => admits(rule, port));
    const lists = rules.flatMap(({ prefixLists }) => prefixLists);
    const named = lists.flatMap((list) => look(listType, list, index.prefixLists.get(list)) ?? []);
    const all = [...rules.flatMap(({ cidrs, cidrs6 }) => [...cidrs, ...cidrs6]), ...named];
    const unreadable = all.find((range) => !isRange(range));
    if (unreadable !== undefined) missing.push(unheard(`\`${unreadable}\` of ${id} is not an address range`));
    return { id, cidrs: all.filter(isRange) };
  });
  const alone = sources.filter(({ cidrs }) => coversInternet(cidrs));
  if (alone.length > 0) return alone.map(({ id }) => id);
  if (coversInternet(sources.flatMap(({ cidrs }) => cidrs))) {
    return sources.filter(({ cidrs }) => cidrs.length > 0).map(({ id }) => id);
  }
  const [because] = missing;
  return because === undefined ? [] : { because };
};

const unheard = (message: string): Unknown => ({ operation: '', code: UnknownCode.notInSnapshot, message });

/** A rule for all protocols is for TCP too, and one without ports for every port. */
const admits = ({ protocol, fromPort, toPort }: Rule, port: number): boolean =>
  protocol === 'all' ||
  (protocol === 'tcp' && (fromPort === null || fromPort <= port) && (toPort === null || port <= toPort));
