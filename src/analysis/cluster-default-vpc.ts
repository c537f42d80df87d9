import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Unknown } from '../model/resource.ts';
import { notInSnapshot, reasonFor, unknownBecause } from './derive.ts';

/** Which VPCs are default ones, by id: ids are unique across accounts and Regions. */
interface DefaultVpcs {
  readonly byId: Map<string, boolean | Unknown>;
  /** Listings that were refused, by account and Region. */
  readonly gaps: Map<string, Unknown>;
}

/** The VPCs of the snapshot. */
const defaultVpcs: Relation<DefaultVpcs> = {
  name: 'default-vpcs',
  gathers: [{ type: 'AWS::EC2::VPC', facts: ['isDefault'] }],
  start: () => ({ byId: new Map(), gaps: new Map() }),
  add: ({ byId }, vpc) => {
    const isDefault = vpc.facts['isDefault'] as boolean | undefined;
    byId.set(vpc.name, isDefault ?? reasonFor(vpc, 'isDefault'));
  },
  addGap: ({ gaps }, { account, region, operation, code, message }) => {
    gaps.set(`${account} ${region}`, { operation, code, message });
  },
};

/** Whether a cluster stands in the default VPC of its Region. */
export const clusterInDefaultVpc: DerivedFact = defineDerived({
  type: 'AWS::Redshift::Cluster',
  path: 'network.inDefaultVpc',
  schema: Type.Boolean({ description: 'Whether its VPC is the default one of the Region; false outside of a VPC.' }),
  reads: ['network.vpc'],
  relation: defaultVpcs,
  derive: (cluster, { byId, gaps }) => {
    const vpc = cluster.facts['network.vpc'] as string | null | undefined;
    if (vpc === undefined) return unknownBecause(cluster, 'network.vpc');
    if (vpc === null) return false;
    const known = byId.get(vpc);
    if (typeof known === 'boolean') return known;
    const because = known ?? gaps.get(`${cluster.account} ${cluster.region}`);
    return because === undefined ? notInSnapshot(`the VPC ${vpc}`) : new Underivable(because);
  },
});
