import type { CreateKeyCommandInput } from '@aws-sdk/client-kms';
import {
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
  ListAliasesCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import type { Site } from './site.ts';
import { accounts, given, home, prod, regions, sandbox, using } from './site.ts';

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
  // moto makes the keys of AWS's own aliases when aliases are first listed: now, so that all later listings are alike.
  for (const account of accounts) {
    for (const region of regions) {
      await using(new KMSClient(site.at(account, region)), (client) => client.send(new ListAliasesCommand({})));
    }
  }
  expect.fail('kms-cmk-backing-key-rotation-enabled', given(arns.scratch, 'the key `scratch`'));
  return arns;
};
