import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import { type Resource, type Unknown, UnknownCode } from '../model/resource.ts';
import { reasonFor, unknownBecause } from './derive.ts';
import { type Firewalls, firewalls, openGroups } from './open-security-groups.ts';

const clusterType = 'AWS::Redshift::Cluster';
const tableType = 'AWS::EC2::RouteTable';

/** What a cluster listens on where it has not said so yet. https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html */
const defaultPort = 5439;

const exposure = ['network.endpoint', 'network.securityGroups'];

const groupsOpenTo = (cluster: Resource, index: Firewalls): string[] | Underivable => {
  const endpoint = cluster.facts['network.endpoint'] as { readonly port: number } | null | undefined;
  const groups = cluster.facts['network.securityGroups'] as readonly { id: string; status: string }[] | undefined;
  if (groups === undefined) return unknownBecause(cluster, 'network.securityGroups');
  const active = groups.filter(({ status }) => status === 'active').map(({ id }) => id);
  if (active.length > 0 && endpoint === undefined) return unknownBecause(cluster, 'network.endpoint');
  const open = openGroups(index, active, endpoint?.port ?? defaultPort, cluster);
  return 'because' in open ? new Underivable(open.because) : open;
};

/** Security groups that let the whole Internet reach the cluster's port. */
export const clusterOpenGroups: DerivedFact = defineDerived({
  type: clusterType,
  path: 'network.openSecurityGroups',
  schema: Type.Array(Type.String(), {
    description:
      "Active security groups that open the cluster's port to every IPv4 or every IPv6 address, prefix lists expanded. Where one " +
      'is named, others may be among those that could not be read.',
  }),
  reads: exposure,
  relation: firewalls,
  derive: groupsOpenTo,
});

/** Where the subnets of a VPC send what is for the Internet. */
interface Routes {
  readonly firewalls: Firewalls;
  /** Whether a subnet's own route table leads to an internet gateway, or why that is not known. */
  readonly bySubnet: Map<string, boolean | Unknown>;
  /** The same of a VPC's main route table. */
  readonly byVpc: Map<string, boolean | Unknown>;
  /** Route tables that do not say what they serve, and listings that were refused, by account and Region. */
  readonly incomplete: Map<string, Unknown>;
}

const routeFacts = ['network.vpc', 'network.main', 'network.subnets', 'network.routes'];
const placeOf = ({ account, region }: { readonly account: string; readonly region: string }): string =>
  `${account} ${region}`;

const routes: Relation<Routes> = {
  name: 'firewalls-and-routes',
  gathers: [...firewalls.gathers, { type: tableType, facts: routeFacts }],
  start: () => ({ firewalls: firewalls.start(), bySubnet: new Map(), byVpc: new Map(), incomplete: new Map() }),
  add: (index, resource) => {
    if (resource.type === tableType) addTable(index, resource);
    else firewalls.add(index.firewalls, resource);
  },
  addGap: (index, gap) => {
    const { type, operation, code, message } = gap;
    if (type === tableType) index.incomplete.set(placeOf(gap), { operation, code, message });
    else firewalls.addGap(index.firewalls, gap);
  },
};

const addTable = ({ bySubnet, byVpc, incomplete }: Routes, table: Resource): void => {
  const unread = routeFacts.find((fact) => fact !== 'network.routes' && table.facts[fact] === undefined);
  if (unread !== undefined) {
    incomplete.set(placeOf(table), reasonFor(table, unread));
    return;
  }
  const lines = table.facts['network.routes'] as readonly { target: string | null; state: string }[] | undefined;
  // AWS's definition of a public subnet: https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
  const isPublic =
    lines?.some(({ target, state }) => state === 'active' && target?.startsWith('igw-')) ??
    reasonFor(table, 'network.routes');
  for (const subnet of table.facts['network.subnets'] as readonly string[]) bySubnet.set(subnet, isPublic);
  if (table.facts['network.main'] === true) byVpc.set(table.facts['network.vpc'] as string, isPublic);
};

interface SubnetGroup {
  readonly vpc: string | null;
  readonly subnets: readonly { readonly id: string; readonly availabilityZone: string | null }[];
}

/** Whether a subnet that the cluster may stand in is public. */
const standsInPublic = (cluster: Resource, index: Routes): boolean | Underivable => {
  const group = cluster.facts['network.subnetGroup'] as SubnetGroup | null | undefined;
  if (group === undefined) return unknownBecause(cluster, 'network.subnetGroup');
  if (group === null) return new Underivable(nowhere);
  const zone = cluster.facts['availabilityZone'] as string | null | undefined;
  if (zone === undefined) return unknownBecause(cluster, 'availabilityZone');
  const candidates = group.subnets.filter(({ availabilityZone }) => zone === null || availabilityZone === zone);
  const incomplete = index.incomplete.get(placeOf(cluster));
  // A subnet falls back on the main table only where no table is associated with it: what was not listed may be.
  const answers = candidates.map(
    ({ id }) =>
      index.bySubnet.get(id) ?? incomplete ?? (group.vpc === null ? nowhere : index.byVpc.get(group.vpc)) ?? nowhere,
  );
  if (answers.includes(true)) return true;
  const because = answers.find((answer) => typeof answer === 'object');
  return because === undefined ? false : new Underivable(because);
};

const nowhere: Unknown = {
  operation: '',
  code: UnknownCode.notInSnapshot,
  message: "the route table of the cluster's subnet is not in the snapshot",
};

/** Whether the Internet reaches the cluster as things stand. */
export const clusterReachable: DerivedFact = defineDerived({
  type: clusterType,
  path: 'network.reachableFromInternet',
  schema: Type.Boolean({
    description:
      'Whether a public address, a subnet with a route to an internet gateway and a security group together let the whole Internet ' +
      "reach the cluster's port now. Network ACLs and VPC Block Public Access, which may forbid it all the same, are not looked at.",
  }),
  reads: [...exposure, 'network.publiclyAccessible', 'network.subnetGroup', 'availabilityZone'],
  relation: routes,
  derive: (cluster, index) => {
    const isPublic = cluster.facts['network.publiclyAccessible'] as boolean | undefined;
    const open = groupsOpenTo(cluster, index.firewalls);
    const conditions = [
      isPublic ?? unknownBecause(cluster, 'network.publiclyAccessible'),
      open instanceof Underivable ? open : open.length > 0,
      standsInPublic(cluster, index),
    ];
    if (conditions.includes(false)) return false;
    return conditions.find((condition) => condition instanceof Underivable) ?? true;
  },
});
