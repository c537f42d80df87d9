import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape } from '../../../model/define.ts';

/** Data of a warehouse that is shared as it is. */
export const dataShare = defineModel(
  'AWS::Redshift::DataShare',
  'A datashare that a cluster or namespace of the account produces: others query its live data without a copy.',
  {
    producer: Nullable(Type.String(), {
      description: 'ARN of the namespace whose data it is; null where AWS names none.',
    }),
    managedBy: Nullable(Type.String(), {
      description: 'Such as ADX (AWS Data Exchange); null for the account itself.',
    }),
    'access.publicConsumers': Type.Boolean({ description: 'Whether publicly accessible clusters may read it.' }),
    'access.consumers': Type.Array(
      Shape({
        id: Type.String({
          description: 'An account, ARN of a namespace, `DataCatalog/…` with an account, or ADX, as AWS names it.',
        }),
        status: Known(['ACTIVE', 'AUTHORIZED', 'AVAILABLE', 'PENDING_AUTHORIZATION', 'DEAUTHORIZED', 'REJECTED']),
        region: Nullable(Type.String(), { description: 'Null where the account itself is the consumer.' }),
        writes: Type.Boolean({ description: 'The producer lets it write.' }),
      }),
      { description: 'Whom it is, or was, shared with; sorted by id.' },
    ),
  },
);
