import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

const Route = Shape({
  destination: Nullable(Type.String(), { description: 'An IPv4 or IPv6 range, or the id of a prefix list.' }),
  target: Nullable(Type.String(), {
    description: '`local`, or the id of the gateway, interface or peering (`igw-…`, `nat-…`).',
  }),
  state: Known(['active', 'blackhole', 'filtered'], { description: 'blackhole: the target is gone.' }),
});

/** A route table of a VPC. */
export const routeTable = defineModel(
  'AWS::EC2::RouteTable',
  'A route table of a VPC. One of a VPC that another account shares is listed under the account that sees it, by an ARN that ' +
    'holds the account that sees it.',
  {
    'network.vpc': Type.String(),
    'network.main': Type.Boolean({
      description: 'Whether it serves the subnets of the VPC that no other table is associated with.',
    }),
    'network.subnets': Type.Array(Type.String(), { description: 'Subnets it is associated with by name, sorted.' }),
    'network.routes': Type.Array(Route),
    tags: Tags,
  },
);
