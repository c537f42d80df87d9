import { Type } from 'typebox';
import { defineModel, Known } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

/** A managed prefix list: a named set of address ranges. */
export const prefixList = defineModel(
  'AWS::EC2::PrefixList',
  'A managed prefix list that the account can use: its own, shared with it, or of AWS. It is listed under the account that sees ' +
    'it, by an ARN that holds the account that sees it.',
  {
    listName: Type.String(),
    owner: Type.String({ description: 'The account that owns the list; `AWS` for those of AWS services.' }),
    addressFamily: Known(['IPv4', 'IPv6']),
    state: Known([
      ...['create-in-progress', 'create-complete', 'create-failed', 'modify-in-progress', 'modify-complete'],
      ...['modify-failed', 'restore-in-progress', 'restore-complete', 'restore-failed', 'delete-in-progress'],
      ...['delete-complete', 'delete-failed'],
    ]),
    'network.entries': Type.Array(Type.String(), { description: 'The address ranges, sorted.' }),
    tags: Tags,
  },
);
