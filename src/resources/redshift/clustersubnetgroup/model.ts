import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

/** Subnets that clusters may stand in. */
export const clusterSubnetGroup = defineModel(
  'AWS::Redshift::ClusterSubnetGroup',
  'A cluster subnet group: the subnets of a VPC that provisioned Amazon Redshift clusters may stand in.',
  {
    description: Nullable(Type.String()),
    status: Known(['Complete', 'Incomplete', 'Invalid']),
    'network.vpc': Nullable(Type.String()),
    'network.subnets': Type.Array(
      Shape({ id: Type.String(), availabilityZone: Nullable(Type.String()), status: Known(['Active', 'Inactive']) }),
    ),
    'network.availabilityZones': Type.Array(Type.String(), {
      description: 'The Availability Zones of the active subnets, each once, sorted.',
    }),
    tags: Tags,
  },
);
