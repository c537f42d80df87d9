import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';

/** A leave to reach a cluster from another account. */
export const endpointAuthorization = defineModel(
  'AWS::Redshift::EndpointAuthorization',
  'A leave that the account gives another to reach a cluster through Redshift-managed VPC endpoints of its own. AWS gives it no ARN: it is ' +
    '`arn:aws:redshift:REGION:ACCOUNT:endpointauthorization:CLUSTER/GRANTEE`.',
  {
    cluster: Type.String({ description: 'The identifier of the cluster.' }),
    grantee: Type.String({ description: 'The twelve digits of the account that may reach it.' }),
    status: Known(['Authorized', 'Revoking']),
    'network.allVpcs': Type.Boolean({ description: 'From every VPC of that account.' }),
    'network.vpcs': Type.Array(Type.String(), { description: 'The VPCs that it is confined to, sorted.' }),
    endpoints: Type.Integer({ minimum: 0, description: 'How many endpoints there are by this leave.' }),
    authorizedAt: Nullable(Timestamp(), { description: 'Null where AWS does not say.' }),
  },
);
