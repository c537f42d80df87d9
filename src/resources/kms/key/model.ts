import { Type } from 'typebox';
import { defineModel, Known, Nullable, OneOf, Shape, Timestamp } from '../../../model/define.ts';
import { PolicyDocument, Tags } from '../../../model/facets.ts';

const specs = [
  ...['SYMMETRIC_DEFAULT', 'HMAC_224', 'HMAC_256', 'HMAC_384', 'HMAC_512', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'SM2'],
  ...['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521', 'ECC_SECG_P256K1', 'ECC_NIST_EDWARDS25519'],
  ...['ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87', 'ML_KEM_512', 'ML_KEM_768', 'ML_KEM_1024'],
];

const states = [
  ...['Creating', 'Enabled', 'Disabled', 'PendingDeletion', 'PendingImport', 'PendingReplicaDeletion'],
  ...['Unavailable', 'Updating'],
];

const grantOperations = [
  ...['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo'],
  ...['Sign', 'Verify', 'GetPublicKey', 'CreateGrant', 'RetireGrant', 'DescribeKey', 'GenerateDataKeyPair'],
  ...[
    'GenerateDataKeyPairWithoutPlaintext',
    'GenerateMac',
    'VerifyMac',
    'DeriveSharedSecret',
    'Encapsulate',
    'Decapsulate',
  ],
];

const Grant = Shape({
  id: Type.String(),
  name: Nullable(Type.String()),
  grantee: Type.String({ description: 'Who may use the key: the ARN of a principal, or the name of an AWS service.' }),
  retiringPrincipal: Nullable(Type.String(), { description: 'Who may retire the grant.' }),
  issuingAccount: Nullable(Type.String()),
  operations: Type.Array(Known(grantOperations)),
  constraints: Type.Array(OneOf(['encryption-context-equals', 'encryption-context-subset', 'source-arn']), {
    description: 'What narrows the grant; empty when nothing does.',
  }),
  createdAt: Nullable(Timestamp()),
});

const MultiRegion = Shape({
  role: Known(['PRIMARY', 'REPLICA']),
  primary: Type.String({ description: 'ARN of the primary key, which may be this one.' }),
  replicas: Type.Array(Type.String(), { description: 'ARNs of all replica keys.' }),
});

/** A KMS key. */
export const key = defineModel(
  'AWS::KMS::Key',
  'A KMS key of the account: customer managed or AWS managed, multi-Region primary or replica.',
  {
    manager: Known(['AWS', 'CUSTOMER'], { description: 'AWS: made and governed by an AWS service (`alias/aws/…`).' }),
    state: Known(states),
    enabled: Type.Boolean({ description: 'Whether the key can be used in cryptographic operations.' }),
    description: Nullable(Type.String()),
    spec: Known(specs),
    usage: Known(['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT', 'ENCAPSULATE_DECAPSULATE']),
    origin: Known(['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'], {
      description: 'Where the key material comes from.',
    }),
    createdAt: Timestamp(),
    multiRegion: Nullable(MultiRegion, { description: 'Null for a single-Region key.' }),
    customKeyStore: Nullable(
      Shape({
        id: Type.String(),
        cloudHsmCluster: Nullable(Type.String()),
        externalKey: Nullable(Type.String(), { description: 'The id of the key in the external key manager.' }),
      }),
      { description: 'Null when AWS KMS itself holds the key.' },
    ),
    importedMaterial: Nullable(
      Shape({
        expires: Nullable(Type.Boolean(), { description: 'Null while nothing has been imported.' }),
        expiresAt: Nullable(Timestamp()),
      }),
      { description: 'Null unless the key material is imported.' },
    ),
    'recovery.scheduledDeletion': Nullable(
      Shape({
        at: Nullable(Timestamp(), { description: 'Null for a primary key that waits for its replicas to go first.' }),
        waitingDays: Nullable(Type.Integer(), { description: 'How long a primary key waits after its last replica.' }),
      }),
      { description: 'Null unless the key is scheduled for deletion.' },
    ),
    'encryption.rotation': Nullable(
      Shape({
        enabled: Type.Boolean(),
        periodDays: Nullable(Type.Integer(), { description: 'Null when AWS names none, as where rotation is off.' }),
        nextAt: Nullable(Timestamp()),
        onDemandStartedAt: Nullable(Timestamp(), {
          description: 'When a rotation on demand began that is not through.',
        }),
      }),
      {
        description:
          'Automatic rotation; a replica has that of its primary key. Null where AWS KMS has none: ' +
          'asymmetric and HMAC keys, imported key material, custom key stores.',
      },
    ),
    'encryption.lastRotation': Nullable(Shape({ at: Timestamp(), kind: Known(['AUTOMATIC', 'ON_DEMAND']) }), {
      description:
        'The last rotation of the key material, on schedule or on demand. Null where there was none, for AWS managed keys, and for ' +
        'keys that have none: asymmetric and HMAC keys, custom key stores.',
    }),
    lastUse: Nullable(
      Shape({
        at: Nullable(Timestamp(), { description: 'Null when it was not used since `trackedSince`.' }),
        operation: Nullable(Type.String(), { description: 'The operation, as the API calls it: `Decrypt`.' }),
        trackedSince: Timestamp({
          description: 'Since when AWS KMS keeps a record of it; not before the key was made.',
        }),
      }),
      { description: 'The last cryptographic operation that succeeded; null for AWS managed keys.' },
    ),
    'access.policyDocument': PolicyDocument,
    'access.grants': Type.Array(Grant, { description: 'By id.' }),
    aliases: Type.Array(Type.String(), { description: 'Names that begin with `alias/`, sorted.' }),
    tags: Tags,
  },
);
