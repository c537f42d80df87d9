import { describe, expect, it } from 'vitest';
import { clusterOpenGroups, clusterReachable } from '../../src/analysis/cluster-exposure.ts';
import { Derivation } from '../../src/analysis/derive.ts';
import type { DerivedFact } from '../../src/model/derived.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';

const place = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const refused = { operation: 'ec2:DescribeSecurityGroups', code: 'UnauthorizedOperation', message: 'not authorized' };
const unread = {
  operation: 'ec2:GetManagedPrefixListEntries',
  code: 'UnauthorizedOperation',
  message: 'not authorized',
};

const resource = (
  type: string,
  name: string,
  facts: Resource['facts'],
  unknown: Resource['unknown'] = {},
): Resource => ({
  key: '',
  arn: `arn:aws:test:eu-central-1:111122223333:${name}`,
  type,
  name,
  ...place,
  source: 'live',
  collectedAt: '2026-11-23T06:40:30Z',
  facts,
  unknown,
});

const rule = (changes: object) => ({
  protocol: 'tcp',
  fromPort: 5439,
  toPort: 5439,
  cidrs: [],
  cidrs6: [],
  prefixLists: [],
  groups: [],
  ...changes,
});
const group = (id: string, ...rules: object[]) => resource('AWS::EC2::SecurityGroup', id, { 'network.ingress': rules });
const list = (id: string, ...entries: string[]) => resource('AWS::EC2::PrefixList', id, { 'network.entries': entries });

const cluster = (facts: Resource['facts'] = {}): Resource =>
  resource('AWS::Redshift::Cluster', 'warehouse', {
    'network.endpoint': { address: 'warehouse.example', port: 5439 },
    'network.securityGroups': [{ id: 'sg-1', status: 'active' }],
    'network.publiclyAccessible': true,
    'network.subnetGroup': {
      group: 'warehouse',
      vpc: 'vpc-1',
      subnets: [
        { id: 'subnet-a', availabilityZone: 'eu-central-1a' },
        { id: 'subnet-b', availabilityZone: 'eu-central-1b' },
      ],
    },
    availabilityZone: 'eu-central-1a',
    ...facts,
  });

const derive = (fact: DerivedFact, one: Resource, others: readonly Resource[], gaps: readonly Gap[] = []) => {
  const derivation = new Derivation([fact]);
  for (const gap of gaps) derivation.gatherGap(gap);
  for (const other of others) derivation.gather(other);
  const { facts, unknown } = derivation.apply(one);
  return facts[fact.path] ?? unknown[fact.path];
};

const open = (others: readonly Resource[], facts: Resource['facts'] = {}, gaps: readonly Gap[] = []) =>
  derive(clusterOpenGroups, cluster(facts), others, gaps);

describe("security groups that open a cluster's port to the Internet", () => {
  it.each([
    ['IPv4', { cidrs: ['10.0.0.0/8', '0.0.0.0/0'] }],
    ['IPv6', { cidrs6: ['::/0'] }],
    ['two halves', { cidrs: ['0.0.0.0/1', '128.0.0.0/1'] }],
    ['every protocol', { protocol: 'all', fromPort: null, toPort: null, cidrs: ['0.0.0.0/0'] }],
    ['a range of ports', { fromPort: 0, toPort: 65535, cidrs: ['0.0.0.0/0'] }],
  ])('are those that admit all of it: %s', (_name, changes) =>
    expect(open([group('sg-1', rule(changes))])).toEqual(['sg-1']),
  );

  it.each([
    ['another port', { fromPort: 5440, toPort: 5440, cidrs: ['0.0.0.0/0'] }],
    ['ports below', { fromPort: 0, toPort: 5438, cidrs: ['0.0.0.0/0'] }],
    ['UDP', { protocol: 'udp', cidrs: ['0.0.0.0/0'] }],
    ['some addresses', { cidrs: ['203.0.113.0/24', '0.0.0.0/1'] }],
    ['members of a group', { groups: [{ id: 'sg-2', account: null }] }],
  ])('are not those that admit %s', (_name, changes) => expect(open([group('sg-1', rule(changes))])).toEqual([]));

  it('are those that do so in two rules, or with another group', () => {
    const lower = rule({ cidrs: ['0.0.0.0/1'] });
    const upper = rule({ cidrs: ['128.0.0.0/1'] });
    expect(open([group('sg-1', lower, upper)])).toEqual(['sg-1']);
    const both = { 'network.securityGroups': ['sg-1', 'sg-2', 'sg-3'].map((id) => ({ id, status: 'active' })) };
    expect(open([group('sg-1', lower), group('sg-2', upper), group('sg-3')], both)).toEqual(['sg-1', 'sg-2']);
  });

  it('count only while they are active', () => {
    const world = group('sg-1', rule({ cidrs: ['0.0.0.0/0'] }));
    expect(open([world], { 'network.securityGroups': [{ id: 'sg-1', status: 'removing' }] })).toEqual([]);
  });

  it("are judged by the cluster's own port, and by Redshift's while it has none", () => {
    const at5440 = group('sg-1', rule({ fromPort: 5440, toPort: 5440, cidrs: ['0.0.0.0/0'] }));
    const at5439 = group('sg-1', rule({ cidrs: ['0.0.0.0/0'] }));
    const moved = { 'network.endpoint': { address: 'warehouse.example', port: 5440 } };
    expect(open([at5440], moved)).toEqual(['sg-1']);
    expect(open([at5439], moved)).toEqual([]);
    expect(open([at5439], { 'network.endpoint': null })).toEqual(['sg-1']);
  });

  it('are found through prefix lists', () => {
    const named = group('sg-1', rule({ prefixLists: ['pl-1'] }));
    expect(open([named, list('pl-1', '0.0.0.0/1', '128.0.0.0/1')])).toEqual(['sg-1']);
    expect(open([named, list('pl-1', '203.0.113.0/24')])).toEqual([]);
  });

  it('are not known while a prefix list is not', () => {
    const named = group('sg-1', rule({ prefixLists: ['pl-1'] }));
    expect(open([named])).toMatchObject({ code: 'NotInSnapshot', message: 'pl-1 is not in the snapshot' });
    const closed = resource('AWS::EC2::PrefixList', 'pl-1', {}, { 'network.entries': unread });
    expect(open([named, closed])).toEqual(unread);
    const gap = { type: 'AWS::EC2::PrefixList', ...place, ...unread };
    expect(open([named], {}, [gap])).toEqual(unread);
    expect(open([named, closed], {}, [{ ...gap, ...refused }])).toEqual(unread);
    expect(open([group('sg-1', rule({ prefixLists: ['pl-1'], cidrs: ['0.0.0.0/0'] }))])).toEqual(['sg-1']);
    expect(open([group('sg-1', rule({ prefixLists: ['pl-1'], toPort: 22, fromPort: 22 }))])).toEqual([]);
  });

  it('are not known while one is not, unless another is open', () => {
    const both = { 'network.securityGroups': ['sg-1', 'sg-2'].map((id) => ({ id, status: 'active' })) };
    const gap = { type: 'AWS::EC2::SecurityGroup', ...place, ...refused };
    expect(open([group('sg-1')], both, [gap])).toEqual(refused);
    expect(open([group('sg-1', rule({ cidrs: ['::/0'] }))], both, [gap])).toEqual(['sg-1']);
    expect(open([group('sg-1')], both)).toMatchObject({ message: 'sg-2 is not in the snapshot' });
  });

  it('are not known where an address range cannot be read', () =>
    expect(open([group('sg-1', rule({ cidrs: ['10.0.0.0'] }))])).toMatchObject({
      message: '`10.0.0.0` of sg-1 is not an address range',
    }));

  it('are known from either account that lists a shared one', () => {
    const world = group('sg-1', rule({ cidrs: ['0.0.0.0/0'] }));
    const blind = {
      ...resource('AWS::EC2::SecurityGroup', 'sg-1', {}, { 'network.ingress': refused }),
      account: '444455556666',
    };
    expect(open([world, blind])).toEqual(['sg-1']);
    expect(open([blind, world])).toEqual(['sg-1']);
  });

  it("are not known while the cluster's groups are not", () => {
    const one = resource('AWS::Redshift::Cluster', 'warehouse', {}, { 'network.securityGroups': refused });
    expect(derive(clusterOpenGroups, one, [])).toEqual(refused);
  });
});

const table = (facts: Resource['facts'], unknown: Resource['unknown'] = {}) =>
  resource(
    'AWS::EC2::RouteTable',
    'rtb-1',
    { 'network.vpc': 'vpc-1', 'network.main': false, 'network.subnets': [], 'network.routes': [], ...facts },
    unknown,
  );
const toInternet = { destination: '0.0.0.0/0', target: 'igw-1', state: 'active' };
const world = group('sg-1', rule({ cidrs: ['0.0.0.0/0'] }));
const publicTable = table({ 'network.subnets': ['subnet-a'], 'network.routes': [toInternet] });

const reachable = (others: readonly Resource[], facts: Resource['facts'] = {}, gaps: readonly Gap[] = []) =>
  derive(clusterReachable, cluster(facts), others, gaps);

describe('whether the Internet reaches a cluster', () => {
  it('is so with a public address, a public subnet and an open security group', () =>
    expect(reachable([world, publicTable])).toBe(true));

  it('is not so when one of the three lacks, whatever is not known of the others', () => {
    expect(reachable([], { 'network.publiclyAccessible': false })).toBe(false);
    expect(reachable([group('sg-1')])).toBe(false);
    expect(reachable([table({ 'network.subnets': ['subnet-a'] })])).toBe(false);
  });

  it('is judged by the subnet in the Availability Zone of the cluster', () =>
    expect(
      reachable([
        world,
        table({ 'network.subnets': ['subnet-a'] }),
        table({ 'network.subnets': ['subnet-b'], 'network.routes': [toInternet] }),
      ]),
    ).toBe(false));

  it('falls back on the main route table of the VPC', () => {
    const main = table({ 'network.main': true, 'network.routes': [toInternet] });
    expect(reachable([world, main])).toBe(true);
    expect(reachable([world, table({ 'network.subnets': ['subnet-a'] }), main])).toBe(false);
  });

  it('is not so by a route to a NAT gateway, or one whose gateway is gone', () => {
    const routes = [
      { ...toInternet, target: 'nat-1' },
      { ...toInternet, state: 'blackhole' },
    ];
    expect(reachable([world, table({ 'network.subnets': ['subnet-a'], 'network.routes': routes })])).toBe(false);
  });

  it('is not known while the routes are not', () => {
    expect(reachable([world])).toMatchObject({ code: 'NotInSnapshot' });
    const gap = { type: 'AWS::EC2::RouteTable', ...place, ...refused };
    expect(reachable([world], {}, [gap])).toEqual(refused);
    const main = table({ 'network.main': true });
    const blind = resource('AWS::EC2::RouteTable', 'rtb-2', {}, { 'network.vpc': refused });
    expect(reachable([world, main, blind])).toEqual(refused);
  });
});
