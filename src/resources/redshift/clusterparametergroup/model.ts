import { Type } from 'typebox';
import { defineModel, Nullable } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

/** Parameters that clusters share. */
export const clusterParameterGroup = defineModel(
  'AWS::Redshift::ClusterParameterGroup',
  'A cluster parameter group. What it says of a cluster is among the facts of the cluster, with how far it is applied.',
  {
    family: Type.String({ description: 'Such as redshift-2.0.' }),
    description: Nullable(Type.String()),
    isDefault: Type.Boolean({ description: 'AWS made it (`default.redshift-2.0`), and nobody can change it.' }),
    tags: Tags,
  },
);
