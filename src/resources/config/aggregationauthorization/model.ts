import { Type } from 'typebox';
import { defineModel, Nullable, Timestamp } from '../../../model/define.ts';

/** A leave to gather what AWS Config records. */
export const aggregationAuthorization = defineModel(
  'AWS::Config::AggregationAuthorization',
  'A leave that the account gives, in one Region, for an aggregator of another account to gather what AWS Config records. ' +
    'Aggregators of the organization need none.',
  {
    authorizedAccount: Type.String({ description: 'The twelve digits of the account that may gather.' }),
    authorizedRegion: Type.String({ description: 'The Region of its aggregator.' }),
    createdAt: Nullable(Timestamp(), { description: 'Null where AWS does not say.' }),
  },
);
