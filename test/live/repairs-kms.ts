import { KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import type { Answerer } from './answerer.ts';
import { Raw } from './answerer.ts';

// Where moto's KMS answers otherwise than AWS documents.

interface Described {
  readonly KeyMetadata: Readonly<Record<string, unknown>> & {
    readonly Arn: string;
    readonly MultiRegionConfiguration?: { readonly PrimaryKey: { readonly Arn: string } };
  };
}

/**
 * moto takes AWS's own keys (`alias/aws/ebs`) for the customer's, and leaves KeyUsage and MultiRegion empty unless they were given
 * when the key was made. Of a multi-Region key it takes the primary for a replica too, once it has been asked for a replica.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
 */
const describeKey: Answerer = async (_request, beyond) => {
  const answer = await beyond.forward();
  if (answer.status !== 200) return new Raw(answer);
  const { KeyMetadata: metadata } = JSON.parse(String(answer.body)) as Described;
  const { MultiRegionConfiguration: regions, Arn } = metadata;
  const MultiRegionKeyType = regions?.PrimaryKey.Arn === Arn ? 'PRIMARY' : 'REPLICA';
  const client = new KMSClient(beyond.direct());
  try {
    const { Aliases = [] } = await client.send(new ListAliasesCommand({ KeyId: String(metadata.KeyId) }));
    const managed = Aliases.some(({ AliasName }) => AliasName?.startsWith('alias/aws/'));
    const KeyMetadata = {
      ...metadata,
      KeyManager: managed ? 'AWS' : 'CUSTOMER',
      KeyUsage: metadata.KeyUsage ?? 'ENCRYPT_DECRYPT',
      MultiRegion: metadata.MultiRegion ?? false,
      ...(regions === undefined ? {} : { MultiRegionConfiguration: { ...regions, MultiRegionKeyType } }),
    };
    return new Raw({ ...answer, body: JSON.stringify({ KeyMetadata }) });
  } finally {
    client.destroy();
  }
};

/**
 * moto leaves out who granted and when.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html
 */
const listGrants: Answerer = async ({ account }, beyond) => {
  const answer = await beyond.forward();
  if (answer.status !== 200) return new Raw(answer);
  const listed = JSON.parse(String(answer.body)) as { Grants: Record<string, unknown>[] };
  const missing = { IssuingAccount: `arn:aws:iam::${account}:root`, CreationDate: 1_714_550_400 };
  const Grants = listed.Grants.map((grant) => ({ ...missing, ...grant }));
  return new Raw({ ...answer, body: JSON.stringify({ ...listed, Grants }) });
};

/** Built-in answerers for KMS, by operation. */
export const repairsOfKms: Readonly<Record<string, Answerer>> = {
  'kms:DescribeKey': describeKey,
  'kms:ListGrants': listGrants,
};
