import type { CreateKeyCommandInput } from '@aws-sdk/client-kms';
import {
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
  ListAliasesCommand,
  PutKeyPolicyCommand,
  ReplicateKeyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import type { Site } from './site.ts';
import { accounts, given, home, prod, regions, rootOf, sandbox, stranger, using } from './site.ts';

// The keys that encrypt the data, and some that nobody looks after.

interface Key {
  readonly alias: string;
  readonly account: string;
  readonly region: string;
  readonly input?: CreateKeyCommandInput;
  readonly rotates?: boolean;
  readonly deleted?: boolean;
  readonly disabled?: boolean;
  readonly grantedTo?: string;
}

const keys: readonly Key[] = [
  { alias: 'features', account: prod, region: home, rotates: true, grantedTo: `arn:aws:iam::${prod}:role/training` },
  { alias: 'warehouse', account: prod, region: home, rotates: true },
  { alias: 'model-artifacts', account: prod, region: 'us-east-1', rotates: true },
  // Not applicable to rotation: KMS rotates only symmetric keys of its own making.
  {
    alias: 'model-signing',
    account: prod,
    region: home,
    input: { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' },
  },
  { alias: 'retired', account: prod, region: 'eu-west-1', disabled: true },
  { alias: 'scratch', account: sandbox, region: home },
  { alias: 'old-dumps', account: sandbox, region: home, rotates: true, deleted: true },
];

const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const allow = (principal: string, Action: unknown, rest: object = {}): object => ({
  ...{ Effect: 'Allow', Principal: { AWS: principal }, Action, Resource: '*' },
  ...rest,
});

/** A key in two Regions, looked after in both, and one whose copy was forgotten. */
const fillReplicas = async (site: Site): Promise<void> => {
  for (const account of accounts) {
    const policy = (...more: readonly object[]): string => document(allow(rootOf(account), 'kms:*'), ...more);
    const Tags = [{ TagKey: 'team', TagValue: 'data' }];
    const KeyId = await using(new KMSClient(site.at(account, home)), async (client) => {
      const input = { Description: 'models', MultiRegion: true, Policy: policy(), Tags };
      const id = given((await client.send(new CreateKeyCommand(input))).KeyMetadata?.KeyId, 'a key id');
      await client.send(new ReplicateKeyCommand({ KeyId: id, ReplicaRegion: 'us-east-1' }));
      return id;
    });
    await using(new KMSClient(site.at(account, 'us-east-1')), async (client) => {
      const arn = `arn:aws:kms:us-east-1:${account}:key/${KeyId}`;
      if (account === prod) {
        await client.send(new TagResourceCommand({ KeyId, Tags }));
        site.expect.pass('kms-replica-key-policy-drift', arn);
      } else {
        const Policy = policy(allow(rootOf(stranger), 'kms:Decrypt'));
        await client.send(new PutKeyPolicyCommand({ KeyId, Policy, PolicyName: 'default' }));
        site.expect.fail('kms-replica-key-policy-drift', arn);
      }
    });
  }
};

/** A key that only an enclave may use, and one that only says so. */
const fillEnclaves = async (site: Site): Promise<void> => {
  for (const account of accounts) {
    const image = '7fb5c55bc2ecbb68ed99a13d7122abfc0666b926a79d5379bc58b9445c84217f59cfdd36c08b2c79552928702efe23e4';
    const digest = { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': image } };
    const enclave = allow(`arn:aws:iam::${account}:role/inference`, 'kms:Decrypt', { Condition: digest });
    const closed = ['kms:Decrypt', 'kms:DeriveSharedSecret', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
    const administration = { ...allow(rootOf(account), undefined), NotAction: closed };
    const first = account === prod ? administration : allow(rootOf(account), 'kms:*');
    await using(new KMSClient(site.at(account, home)), async (client) => {
      const input = { Description: 'enclave', Policy: document(first, enclave) };
      const arn = given((await client.send(new CreateKeyCommand(input))).KeyMetadata?.Arn, 'an ARN');
      if (account === prod) site.expect.pass('kms-enclave-attestation-enforced', arn);
      else site.expect.fail('kms-enclave-attestation-enforced', arn);
    });
  }
};

/** Makes the keys and returns their ARNs by alias. */
export const fillKms = async (site: Site): Promise<Readonly<Record<string, string>>> => {
  const arns: Record<string, string> = {};
  const { expect } = site;
  for (const key of keys) {
    await using(new KMSClient(site.at(key.account, key.region)), async (client) => {
      const Tags = [{ TagKey: 'team', TagValue: 'data' }];
      const created = await client.send(new CreateKeyCommand({ Description: key.alias, Tags, ...key.input }));
      const KeyId = given(created.KeyMetadata?.KeyId, 'a key id');
      const arn = given(created.KeyMetadata?.Arn, 'an ARN');
      arns[key.alias] = arn;
      await client.send(new CreateAliasCommand({ AliasName: `alias/${key.alias}`, TargetKeyId: KeyId }));
      if (key.rotates) await client.send(new EnableKeyRotationCommand({ KeyId }));
      if (key.grantedTo) {
        const grant = { KeyId, GranteePrincipal: key.grantedTo, Name: 'training' };
        await client.send(new CreateGrantCommand({ ...grant, Operations: ['Decrypt', 'GenerateDataKey'] }));
      }
      if (key.disabled) await client.send(new DisableKeyCommand({ KeyId }));
      if (key.deleted) await client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
      if (key.deleted) expect.fail('kms-cmk-not-scheduled-for-deletion', arn);
      else expect.pass('kms-cmk-not-scheduled-for-deletion', arn);
      expect.pass('kms-key-policy-no-public-access', arn);
      if (key.rotates && !key.deleted) expect.pass('kms-cmk-backing-key-rotation-enabled', arn);
    });
  }
  await fillReplicas(site);
  await fillEnclaves(site);
  // moto makes the keys of AWS's own aliases when aliases are first listed: now, so that all later listings are alike.
  for (const account of accounts) {
    for (const region of regions) {
      await using(new KMSClient(site.at(account, region)), (client) => client.send(new ListAliasesCommand({})));
    }
  }
  expect.fail('kms-cmk-backing-key-rotation-enabled', given(arns.scratch, 'the key `scratch`'));
  return arns;
};
