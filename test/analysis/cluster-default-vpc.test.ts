import { expect, it } from 'vitest';
import { clusterInDefaultVpc } from '../../src/analysis/cluster-default-vpc.ts';
import type { Resource } from '../../src/model/resource.ts';
import { derived, gap, own, refusal, resource } from './resources.ts';

const cluster = (vpc: unknown): Resource =>
  resource('AWS::Redshift::Cluster', `arn:aws:redshift:eu-central-1:${own}:cluster:warehouse`, { 'network.vpc': vpc });
const vpc = (isDefault: unknown): Resource =>
  resource('AWS::EC2::VPC', `arn:aws:ec2:eu-central-1:${own}:vpc/vpc-1`, { isDefault });

it.each([true, false])('a cluster stands in the default VPC where its VPC is that: %s', (isDefault) =>
  expect(derived(clusterInDefaultVpc, cluster('vpc-1'), [vpc(isDefault)])).toBe(isDefault),
);

it('a cluster outside of a VPC stands in none', () => expect(derived(clusterInDefaultVpc, cluster(null))).toBe(false));

it('what is not known of the VPC is not known of the cluster', () => {
  expect(derived(clusterInDefaultVpc, cluster(refusal))).toEqual(refusal);
  expect(derived(clusterInDefaultVpc, cluster('vpc-1'), [vpc(refusal)])).toEqual(refusal);
  expect(derived(clusterInDefaultVpc, cluster('vpc-1'), [], [gap('AWS::EC2::VPC')])).toEqual(refusal);
  expect(derived(clusterInDefaultVpc, cluster('vpc-2'), [vpc(true)])).toMatchObject({ code: 'NotInSnapshot' });
});
