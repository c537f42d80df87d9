import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';

/** A custom key store. */
export const customKeyStore = defineModel(
  'AWS::KMS::CustomKeyStore',
  'A key store of the account: a CloudHSM cluster, or an external key manager behind a proxy. AWS gives it no ARN: it is ' +
    '`arn:aws:kms:eu-central-1:111122223333:custom-key-store/cks-1234567890abcdef0`.',
  {
    title: Type.String({ description: 'The name that somebody gave it.' }),
    kind: Known(['AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE']),
    createdAt: Timestamp(),
    'connection.state': Known(['CONNECTED', 'CONNECTING', 'FAILED', 'DISCONNECTED', 'DISCONNECTING'], {
      description: 'Keys of a store can be used only while it is connected.',
    }),
    'connection.error': Nullable(Type.String(), {
      description: 'Why connecting failed, in the words of AWS KMS: `INVALID_CREDENTIALS`. Null when it did not.',
    }),
    cloudHsmCluster: Nullable(Type.String(), { description: 'Null for an external key manager.' }),
    'network.proxy': Nullable(Known(['PUBLIC_ENDPOINT', 'VPC_ENDPOINT_SERVICE']), {
      description: 'How AWS KMS reaches the proxy of the external key manager; null for a CloudHSM cluster.',
    }),
  },
);
