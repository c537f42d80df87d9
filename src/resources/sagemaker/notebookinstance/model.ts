import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';
import { ExecutionRole } from '../../../model/facets.ts';

/** A notebook instance of SageMaker. */
export const notebookInstance = defineModel(
  'AWS::SageMaker::NotebookInstance',
  'An Amazon SageMaker notebook instance: who may open it acts with its role.',
  {
    status: Known([
      ...['Pending', 'InService', 'Stopping', 'Stopped', 'Failed', 'Deleting', 'Updating'],
      ...['InMaintenance', 'PendingMaintenance'],
    ]),
    createdAt: Timestamp(),
    executionRole: ExecutionRole,
    rootAccess: Type.Boolean({ description: 'Whether its users are root.' }),
    'encryption.key': Nullable(Type.String(), {
      description: 'The KMS key of its volume as it was given: id, alias or ARN; null for the key that AWS owns.',
    }),
    'network.directInternetAccess': Type.Boolean({
      description: 'Whether it reaches the internet other than through its VPC.',
    }),
    'network.subnet': Nullable(Type.String(), { description: 'Null outside of a VPC.' }),
    'network.securityGroups': Type.Array(Type.String(), { description: 'Ids of its security groups, sorted.' }),
  },
);
