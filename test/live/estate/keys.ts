import { CreateVolumeCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DescribeKeyCommand,
  DisableKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import type { Answerer } from '../answerer.ts';
import { amend } from '../answerer.ts';
import { given, home, prod, type Site, sandbox, using } from './site.ts';

// Keys by what became of them: old ones, forgotten ones, imported key material, key stores. The emulator knows none of that: what it says
// of a key is amended by the description with which the key was made.

const stores: Readonly<Record<string, { readonly id: string; readonly state: string; readonly error?: string }>> = {
  [prod]: { id: 'cks-1234567890abcdef0', state: 'CONNECTED' },
  [sandbox]: { id: 'cks-9876543210fedcba9', state: 'FAILED', error: 'CLUSTER_NOT_FOUND' },
};

const cluster = 'cluster-1a23b4cdefg';
const old = new Date('2023-05-01T08:00:00Z');

/** What the emulator says otherwise of keys with these descriptions. Moments are seconds since 1970 on the wire. */
const amendments: Readonly<Record<string, (account: string) => Readonly<Record<string, unknown>>>> = {
  aged: () => ({ CreationDate: old.getTime() / 1000 }),
  forgotten: () => ({ CreationDate: old.getTime() / 1000 }),
  'imported for good': () => ({ Origin: 'EXTERNAL', ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }),
  'imported for a while': () => ({
    Origin: 'EXTERNAL',
    ExpirationModel: 'KEY_MATERIAL_EXPIRES',
    ValidTo: old.getTime() / 1000,
  }),
  'in a key store': (account) => ({
    Origin: 'AWS_CLOUDHSM',
    CustomKeyStoreId: stores[account]?.id,
    CloudHsmClusterId: cluster,
  }),
};

interface Described {
  readonly KeyMetadata: Readonly<Record<string, unknown>> & { readonly Description: string };
}

/** Answers of AWS KMS that the emulator cannot give, in the shape that AWS documents. */
export const keyAnswers: Readonly<Record<string, Answerer>> = {
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
  'kms:DescribeKey': amend((json, { account }) => {
    const { KeyMetadata: metadata } = JSON.parse(json) as Described;
    return JSON.stringify({ KeyMetadata: { ...metadata, ...amendments[metadata.Description]?.(account) } });
  }),
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html
  'kms:GetKeyLastUsage': async ({ input, region }, beyond) => {
    const KeyId = String(input.KeyId);
    const key = await using(new KMSClient(beyond.direct(region)), (client) =>
      client.send(new DescribeKeyCommand({ KeyId })),
    );
    const { CreationDate, Description } = given(key.KeyMetadata, 'a key');
    const isUsed = ['busy', 'aged'].includes(Description ?? '');
    const usage = isUsed ? { Operation: 'Decrypt', Timestamp: CreationDate } : {};
    const record = { KeyLastUsage: usage, TrackingStartDate: new Date('2025-05-01T00:00:00Z') };
    return { KeyId, KeyCreationDate: CreationDate, ...record };
  },
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeCustomKeyStores.html
  'kms:DescribeCustomKeyStores': ({ account, region }) => {
    const store = stores[account];
    if (region !== home || store === undefined) return { CustomKeyStores: [], Truncated: false };
    const entry = {
      CustomKeyStoreId: store.id,
      CustomKeyStoreName: 'hsm',
      CustomKeyStoreType: 'AWS_CLOUDHSM',
      CloudHsmClusterId: cluster,
      ConnectionState: store.state,
      CreationDate: old,
    };
    const error = store.error === undefined ? {} : { ConnectionErrorCode: store.error };
    return { CustomKeyStores: [{ ...entry, ...error }], Truncated: false };
  },
};

const make = async (site: Site, account: string, input: CreateKeyCommandInput): Promise<string> =>
  using(new KMSClient(site.at(account, home)), async (client) =>
    given((await client.send(new CreateKeyCommand(input))).KeyMetadata?.Arn, 'an ARN'),
  );

/** A volume that is encrypted with a key which somebody then disables. */
const fillLost = async (site: Site): Promise<void> => {
  const { expect } = site;
  const KmsKeyId = await make(site, sandbox, { Description: 'lost' });
  await using(new EC2Client(site.at(sandbox, home)), (client) =>
    client.send(new CreateVolumeCommand({ AvailabilityZone: `${home}a`, Size: 8, Encrypted: true, KmsKeyId })),
  );
  await using(new KMSClient(site.at(sandbox, home)), async (client) => {
    await client.send(new CreateAliasCommand({ AliasName: 'alias/lost', TargetKeyId: KmsKeyId }));
    await client.send(new DisableKeyCommand({ KeyId: given(KmsKeyId.split('/')[1], 'the id of a key') }));
  });
  expect.fail('kms-key-deletion-protects-live-data', KmsKeyId);
  expect.fail('kms-key-enabled', KmsKeyId);
  expect.fail('kms-alias-target-exists', `arn:aws:kms:${home}:${sandbox}:alias/lost`);
};

/** Keys in every state of care. `features` and `dumps` are keys that are looked after, and one that is scheduled for deletion. */
export const fillKeys = async (site: Site, features: string, dumps: string): Promise<void> => {
  const { expect } = site;
  await fillLost(site);
  expect.pass('kms-key-deletion-protects-live-data', dumps);
  for (const policy of [
    'enabled',
    'grant-count',
    'not-multi-region',
    'policy-not-orphaned',
    'rotation-age',
    'tagged',
    'unused',
  ])
    expect.pass(`kms-key-${policy}`, features);
  expect.pass('kms-alias-target-exists', `arn:aws:kms:${home}:${prod}:alias/features`);
  expect.fail('kms-key-rotation-age', await make(site, sandbox, { Description: 'aged' }));
  const forgotten = await make(site, sandbox, { Description: 'forgotten' });
  expect.fail('kms-key-unused', forgotten);
  expect.fail('kms-key-tagged', forgotten);
  expect.fail('kms-key-not-multi-region', await make(site, sandbox, { Description: 'anywhere', MultiRegion: true }));
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'AROAEXAMPLE1EXAMPLE23' }, Action: 'kms:*', Resource: '*' }],
  });
  const orphan = await make(site, sandbox, { Description: 'orphan', Policy, BypassPolicyLockoutSafetyCheck: true });
  expect.fail('kms-key-policy-not-orphaned', orphan);
  const imported = 'kms-imported-key-material-expiry';
  expect.pass(imported, await make(site, prod, { Description: 'imported for good' }));
  expect.fail(imported, await make(site, sandbox, { Description: 'imported for a while' }));
  for (const account of [prod, sandbox]) {
    await make(site, account, { Description: 'in a key store' });
    const store = `arn:aws:kms:${home}:${account}:custom-key-store/${stores[account]?.id}`;
    if (account === prod) expect.pass('kms-custom-key-store-connected', store);
    else expect.fail('kms-custom-key-store-connected', store);
  }
};
