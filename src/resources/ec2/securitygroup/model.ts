import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

const Rule = Shape({
  protocol: Known(['all', 'tcp', 'udp', 'icmp', 'icmpv6'], {
    description: "The protocol's name, or its IANA number where AWS has no name for it.",
  }),
  fromPort: Nullable(Type.Integer(), {
    description: 'First port, or the type of ICMP. Null: every port, whatever the protocol has in their place.',
  }),
  toPort: Nullable(Type.Integer(), { description: 'Last port, or the code of ICMP.' }),
  cidrs: Type.Array(Type.String(), { description: 'IPv4 ranges.' }),
  cidrs6: Type.Array(Type.String(), { description: 'IPv6 ranges.' }),
  prefixLists: Type.Array(Type.String(), {
    description: 'Ids of prefix lists, of the account, shared with it, or of AWS.',
  }),
  groups: Type.Array(Shape({ id: Type.String(), account: Nullable(Type.String()) }), {
    description: 'Security groups whose members are meant.',
  }),
});

/** A security group. */
export const securityGroup = defineModel(
  'AWS::EC2::SecurityGroup',
  'A security group that the account sees. One that another account shares is listed under the account that sees it, by an ARN ' +
    'that holds the account that sees it.',
  {
    groupName: Type.String(),
    description: Type.String(),
    owner: Type.String({ description: 'The account that owns the group.' }),
    'network.vpc': Nullable(Type.String()),
    'network.ingress': Type.Array(Rule, { description: 'What may reach the members. All else is refused.' }),
    'network.egress': Type.Array(Rule, { description: 'What the members may reach. All else is refused.' }),
    tags: Tags,
  },
);
