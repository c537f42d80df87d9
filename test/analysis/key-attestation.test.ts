import { describe, expect, it } from 'vitest';
import { keyAttestation } from '../../src/analysis/key-attestation.ts';
import { Underivable } from '../../src/model/derived.ts';
import { denied, document, resource } from './access/estate/estate-of.ts';

const own = '111122223333';
const arn = `arn:aws:kms:eu-central-1:${own}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const enclave = `arn:aws:iam::${own}:role/enclave`;
const image = '9fedcba8abcdef7abcdef6abcdef5abcdef4abcdef3abcdef2abcdef1abcdef0abcdef1abcdef2abcdef3abcdef4abcdef5ab';
const imageKey = 'kms:RecipientAttestation:ImageSha384';

const statement = (Effect: string, AWS: unknown, Action: unknown, rest: object = {}): object => ({
  ...{ Effect, Principal: AWS === '*' ? '*' : { AWS }, Action, Resource: '*' },
  ...rest,
});
const when = (operator: string, key: string, value: unknown): object => ({
  Condition: { [operator]: { [key]: value } },
});
const attested = statement(
  'Allow',
  enclave,
  ['kms:Decrypt', 'kms:GenerateDataKey'],
  when('StringEqualsIgnoreCase', imageKey, image),
);
const administered = statement('Allow', `arn:aws:iam::${own}:root`, [
  'kms:Describe*',
  'kms:Put*',
  'kms:Create*',
  'kms:ScheduleKeyDeletion',
]);

interface Attestation {
  readonly measurements: readonly { readonly key: string; readonly value: string }[];
  readonly bypasses: readonly {
    readonly statement: number | null;
    readonly grant: string | null;
    readonly action: string;
  }[];
}

const derive = (policy: unknown, grants: unknown = []): Attestation | string | null => {
  const value = keyAttestation.derive(
    resource('AWS::KMS::Key', arn, { 'access.policyDocument': policy, 'access.grants': grants }),
    null,
  );
  return value instanceof Underivable ? value.because.code : (value as Attestation | null);
};
const bypasses = (...statements: readonly object[]): unknown => {
  const found = derive(document(...statements));
  return found === null || typeof found === 'string'
    ? found
    : found.bypasses.map(({ statement: at, action }) => `${at} ${action}`);
};

// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-nitro-enclave.html
describe('a key for enclaves', () => {
  it('is one whose policy speaks of attestation', () => {
    expect(derive(document(administered))).toBeNull();
    expect(derive(null)).toBeNull();
    expect(derive(document(administered, attested))).toEqual({
      measurements: [{ key: imageKey, value: image }],
      bypasses: [],
    });
  });

  it.each<[string, readonly object[], readonly string[]]>([
    ['nobody where all that gives plaintext is attested', [administered, attested], []],
    [
      'the account, whose IAM policies the usual first statement lets decide',
      [statement('Allow', `arn:aws:iam::${own}:root`, 'kms:*'), attested],
      ['0 kms:Decrypt'],
    ],
    [
      'nobody where that statement leaves out what is attested',
      [
        {
          Effect: 'Allow',
          Principal: { AWS: own },
          NotAction: ['kms:Decrypt', 'kms:GenerateDataKey*', 'kms:DeriveSharedSecret', 'kms:ReEncrypt*'],
          Resource: '*',
        },
        attested,
      ],
      [],
    ],
    [
      'another role',
      [attested, statement('Allow', `arn:aws:iam::${own}:role/debug`, 'kms:Decrypt')],
      ['1 kms:Decrypt'],
    ],
    [
      'the same role for another operation',
      [attested, statement('Allow', enclave, 'kms:GenerateDataKeyPair')],
      ['1 kms:GenerateDataKeyPair'],
    ],
    [
      'nobody for what gives no plaintext',
      [
        attested,
        statement('Allow', enclave, ['kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:DescribeKey']),
      ],
      [],
    ],
    ['one who may re-encrypt', [attested, statement('Allow', enclave, 'kms:ReEncrypt*')], ['1 kms:ReEncryptFrom']],
    [
      'any image, if the condition only asks that there be one',
      [statement('Allow', enclave, 'kms:Decrypt', when('Null', imageKey, 'false'))],
      ['0 kms:Decrypt'],
    ],
    [
      'images like a pattern',
      [statement('Allow', enclave, 'kms:Decrypt', when('StringLike', imageKey, '9f*'))],
      ['0 kms:Decrypt'],
    ],
    [
      'whoever comes without a document, under IfExists',
      [statement('Allow', enclave, 'kms:Decrypt', when('StringEqualsIfExists', imageKey, image))],
      ['0 kms:Decrypt'],
    ],
    [
      'all images but one',
      [statement('Allow', enclave, 'kms:Decrypt', when('StringNotEquals', imageKey, image))],
      ['0 kms:Decrypt'],
    ],
    [
      'nobody where a register is asked for',
      [
        statement(
          'Allow',
          enclave,
          'kms:Decrypt',
          when('StringEqualsIgnoreCase', 'kms:RecipientAttestation:PCR8', image),
        ),
      ],
      [],
    ],
    [
      'nobody where everything else is denied',
      [
        statement('Allow', own, 'kms:*'),
        statement(
          'Deny',
          '*',
          ['kms:Decrypt', 'kms:GenerateDataKey*', 'kms:DeriveSharedSecret', 'kms:ReEncrypt*'],
          when('StringNotEqualsIgnoreCase', imageKey, image),
        ),
      ],
      [],
    ],
    [
      'those whom the Deny forgets',
      [
        statement('Allow', own, 'kms:*'),
        statement('Deny', '*', ['kms:Decrypt', 'kms:ReEncrypt*'], when('StringNotEquals', imageKey, image)),
      ],
      ['0 kms:DeriveSharedSecret'],
    ],
    [
      'a service',
      [
        attested,
        {
          Effect: 'Allow',
          Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
          Action: 'kms:Decrypt*',
          Resource: '*',
        },
      ],
      ['1 kms:Decrypt'],
    ],
    [
      'everybody',
      [
        attested,
        statement('Allow', '*', 'kms:Decrypt', when('StringEquals', 'kms:ViaService', 's3.eu-central-1.amazonaws.com')),
      ],
      ['1 kms:Decrypt'],
    ],
  ])('lets through without a measurement that it names: %s', (_, statements, expected) =>
    expect(bypasses(...statements)).toEqual(expected),
  );

  it('lets through whom a grant does, which knows no attestation', () => {
    const grant = (id: string, ...operations: readonly string[]) => ({
      id,
      grantee: enclave,
      operations,
      constraints: [],
    });
    const grants = [grant('g1', 'Encrypt', 'DescribeKey'), grant('g2', 'GenerateDataKey'), grant('g3', 'Decrypt')];
    expect(derive(document(attested), grants)).toMatchObject({
      bypasses: [
        { statement: null, grant: 'g2', principal: enclave, action: 'kms:GenerateDataKey' },
        { grant: 'g3', action: 'kms:Decrypt' },
      ],
    });
  });

  it('is unknown where grants or the policy could not be read, unless something certain lets somebody through', () => {
    expect(derive(document(attested), denied)).toBe('AccessDenied');
    expect(derive(denied)).toBe('AccessDenied');
    expect(derive(document(attested, statement('Allow', enclave, 'kms:Decrypt')), denied)).toMatchObject({
      bypasses: [{ statement: 1 }],
    });
    expect(derive(document({ ...attested, Effect: 'Perhaps' }))).toBe('NotUnderstood');
    expect(derive(document(administered), denied)).toBeNull();
  });

  it('takes a measurement in any case, and of each key its own', () => {
    const upper = statement('Allow', enclave, 'kms:Decrypt', when('StringEquals', imageKey, image.toUpperCase()));
    expect(derive(document(upper))).toEqual({ measurements: [{ key: imageKey, value: image }], bypasses: [] });
  });
});
