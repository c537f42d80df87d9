import { Type } from 'typebox';
import { defineModel, Nullable } from '../../../model/define.ts';
import { ExecutionRole } from '../../../model/facets.ts';

/** A development endpoint of Glue. */
export const devEndpoint = defineModel(
  'AWS::Glue::DevEndpoint',
  'An AWS Glue development endpoint: who may add a key to it can log in to it and act with its role.',
  {
    status: Type.String({ description: 'Such as READY.' }),
    executionRole: ExecutionRole,
    'network.publicAddress': Nullable(Type.String(), { description: 'Null inside of a VPC.' }),
    'network.vpc': Nullable(Type.String(), { description: 'Null outside of a VPC.' }),
  },
);
