import { Type } from 'typebox';
import { defineModel, Known } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

/** A virtual network. */
export const vpc = defineModel(
  'AWS::EC2::VPC',
  'A virtual private cloud: its own, or one that is shared with the account.',
  {
    isDefault: Type.Boolean({ description: 'AWS made it, one in each Region: its subnets are public.' }),
    state: Known(['pending', 'available']),
    owner: Type.String({ description: 'The account that owns it.' }),
    'network.cidrs': Type.Array(Type.String(), { description: 'Its IPv4 address ranges, sorted.' }),
    tags: Tags,
  },
);
