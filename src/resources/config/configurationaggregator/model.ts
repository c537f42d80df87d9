import { Type } from 'typebox';
import { defineModel, Nullable, Shape, Timestamp } from '../../../model/define.ts';

const regions = {
  allRegions: Type.Boolean({ description: 'Every Region, those included that AWS opens later.' }),
  regions: Type.Array(Type.String(), { description: 'The Regions by name, where not all are meant; sorted.' }),
};

/** An aggregator of AWS Config. */
export const configurationAggregator = defineModel(
  'AWS::Config::ConfigurationAggregator',
  'A configuration aggregator: it gathers what AWS Config records in several accounts and Regions.',
  {
    accountSources: Type.Array(Shape({ accounts: Type.Array(Type.String()), ...regions }), {
      description: 'Accounts that are named; empty where the organization is the source.',
    }),
    organizationSource: Nullable(Shape({ role: Type.String({ description: 'ARN.' }), ...regions }), {
      description: 'Every account of the organization; null where accounts are named.',
    }),
    resourceTypes: Nullable(Type.Array(Type.String()), {
      description: 'The types of resources that alone are gathered, sorted; null for all.',
    }),
    createdBy: Nullable(Type.String(), { description: 'The AWS service that made it; null for one of your own.' }),
    createdAt: Nullable(Timestamp(), { description: 'Null where AWS does not say.' }),
  },
);
