import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape, StringMap, Timestamp } from '../../../model/define.ts';

/** What computes on a namespace. */
export const workgroup = defineModel(
  'AWS::RedshiftServerless::Workgroup',
  'A workgroup of Amazon Redshift Serverless: what computes on the data of a namespace, and how it is reached.',
  {
    status: Known(['AVAILABLE', 'CREATING', 'DELETING', 'MODIFYING']),
    createdAt: Timestamp(),
    namespace: Type.String({ description: 'The name of its namespace.' }),
    baseCapacity: Nullable(Type.Integer(), { description: 'In RPUs; null where price and performance decide.' }),
    maxCapacity: Nullable(Type.Integer(), { description: 'In RPUs; null without a limit.' }),
    usageLimits: Type.Array(
      Shape({
        type: Known(['serverless-compute', 'cross-region-datasharing']),
        amount: Type.Integer({ description: 'RPU hours, or terabytes.' }),
        period: Known(['daily', 'weekly', 'monthly']),
        breachAction: Nullable(Known(['log', 'emit-metric', 'deactivate'])),
      }),
      { description: 'Its usage limits, sorted by type and period.' },
    ),
    parameters: StringMap({ description: 'The values of its configuration parameters, such as require_ssl; by key.' }),
    'network.publiclyAccessible': Type.Boolean({ description: 'Whether its name resolves to a public address.' }),
    'network.enhancedVpcRouting': Type.Boolean({ description: 'Whether COPY and UNLOAD traffic stays in the VPC.' }),
    'network.port': Type.Integer(),
    'network.securityGroups': Type.Array(Type.String(), { description: 'Ids, sorted.' }),
    'network.subnets': Type.Array(Type.String(), { description: 'Ids, sorted.' }),
    'network.crossAccountVpcs': Type.Array(Type.String(), {
      description:
        'Ids of VPCs of other accounts that may reach it; * for every VPC of an account that was let in. Sorted.',
    }),
  },
);
