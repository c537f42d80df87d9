import {
  DescribeKeyCommand,
  GetKeyLastUsageCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type GrantListEntry,
  type KeyMetadata,
  KMSClient,
  paginateListGrants,
  paginateListKeyRotations,
  paginateListKeys,
  paginateListResourceTags,
  type RotationsListEntry,
  type Tag,
} from '@aws-sdk/client-kms';
import { call, defineLive, from, fromAll, given, instant, policyDocument, tagMap } from '../../live.ts';
import { aliases } from '../aliases.ts';
import { key } from './model.ts';

/** A key from the listing. */
interface KeySeed {
  readonly id: string;
  readonly arn: string;
}

const describe = call('kms:DescribeKey', KMSClient, async (client: KMSClient, { arn }: KeySeed) =>
  given((await client.send(new DescribeKeyCommand({ KeyId: arn }))).KeyMetadata, 'the metadata of the key'),
);

const document = call('kms:GetKeyPolicy', KMSClient, (client: KMSClient, { arn }: KeySeed) =>
  client.send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' })),
);

const rotation = call('kms:GetKeyRotationStatus', KMSClient, (client: KMSClient, { arn }: KeySeed) =>
  client.send(new GetKeyRotationStatusCommand({ KeyId: arn })),
);

const grants = call('kms:ListGrants', KMSClient, async (client: KMSClient, { arn }: KeySeed) => {
  const found: GrantListEntry[] = [];
  for await (const page of paginateListGrants({ client, pageSize: 100 }, { KeyId: arn })) {
    found.push(...given(page.Grants, 'the grants'));
  }
  return found;
});

const tags = call('kms:ListResourceTags', KMSClient, async (client: KMSClient, { arn }: KeySeed) => {
  const found: Tag[] = [];
  for await (const page of paginateListResourceTags({ client, pageSize: 50 }, { KeyId: arn })) {
    found.push(...given(page.Tags, 'the tags'));
  }
  return found;
});

const lastUsage = call('kms:GetKeyLastUsage', KMSClient, (client: KMSClient, { arn }: KeySeed) =>
  client.send(new GetKeyLastUsageCommand({ KeyId: arn })),
);

const rotations = call('kms:ListKeyRotations', KMSClient, async (client: KMSClient, { arn }: KeySeed) => {
  const found: RotationsListEntry[] = [];
  for await (const page of paginateListKeyRotations({ client, pageSize: 1000 }, { KeyId: arn })) {
    found.push(...given(page.Rotations, 'the rotations'));
  }
  return found;
});

/** Whether AWS KMS can rotate the key by itself: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html */
const canRotate = ({ KeySpec, KeyUsage, Origin }: KeyMetadata): boolean =>
  given(KeySpec, 'the key spec') === 'SYMMETRIC_DEFAULT' &&
  given(KeyUsage, 'the key usage') === 'ENCRYPT_DECRYPT' &&
  given(Origin, 'the origin of the key material') === 'AWS_KMS';

/** Whether the key can be rotated at all; with imported key material, on demand: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html */
const hasRotations = (metadata: KeyMetadata): boolean =>
  canRotate(metadata.Origin === 'EXTERNAL' ? { ...metadata, Origin: 'AWS_KMS' } : metadata);

const isOfAws = ({ KeyManager }: KeyMetadata): boolean => given(KeyManager, 'the manager of the key') === 'AWS';

const moment = (date: Date | undefined): string | null => (date === undefined ? null : instant(date));

const multiRegion = ({ MultiRegion, MultiRegionConfiguration }: KeyMetadata) => {
  if (!given(MultiRegion, 'whether the key is a multi-Region key')) return null;
  const { MultiRegionKeyType, PrimaryKey, ReplicaKeys } = given(
    MultiRegionConfiguration,
    'the multi-Region configuration',
  );
  return {
    role: given(MultiRegionKeyType, 'the role of a multi-Region key'),
    primary: given(PrimaryKey?.Arn, 'the primary key'),
    replicas: given(ReplicaKeys, 'the replica keys')
      .map(({ Arn }) => given(Arn, 'the ARN of a replica key'))
      .sort(),
  };
};

const grant = (entry: GrantListEntry) => {
  const { EncryptionContextEquals, EncryptionContextSubset, SourceArn } = entry.Constraints ?? {};
  return {
    id: given(entry.GrantId, 'the id of a grant'),
    // AWS answers an empty name for a grant that was made without one.
    name: entry.Name || null,
    grantee: given(entry.GranteePrincipal ?? entry.GranteeServicePrincipal, 'the grantee of a grant'),
    retiringPrincipal: entry.RetiringPrincipal ?? entry.RetiringServicePrincipal ?? null,
    issuingAccount: entry.IssuingAccount ?? null,
    operations: given(entry.Operations, 'the operations of a grant'),
    constraints: [
      ...(EncryptionContextEquals === undefined ? [] : (['encryption-context-equals'] as const)),
      ...(EncryptionContextSubset === undefined ? [] : (['encryption-context-subset'] as const)),
      ...(SourceArn === undefined ? [] : (['source-arn'] as const)),
    ],
    createdAt: moment(entry.CreationDate),
  };
};

export default defineLive(key, {
  scope: 'region',
  list: {
    operations: ['kms:ListKeys'],
    actions: ['kms:ListKeys'],
    client: KMSClient,
    async *seeds(client: KMSClient): AsyncIterable<KeySeed> {
      for await (const { Keys } of paginateListKeys({ client, pageSize: 1000 }, {})) {
        for (const { KeyId, KeyArn } of given(Keys, 'the keys')) {
          yield { id: given(KeyId, 'the id of a key'), arn: given(KeyArn, 'the ARN of a key') };
        }
      }
    },
    needs: [],
  },
  name: ({ id }) => id,
  arn: ({ arn }) => arn,

  facts: {
    manager: from(describe, ({ KeyManager }) => given(KeyManager, 'the manager of the key')),
    state: from(describe, ({ KeyState }) => given(KeyState, 'the state of the key')),
    enabled: from(describe, ({ Enabled }) => given(Enabled, 'whether the key is enabled')),
    description: from(describe, ({ Description }) => Description || null),
    spec: from(describe, ({ KeySpec }) => given(KeySpec, 'the key spec')),
    usage: from(describe, ({ KeyUsage }) => given(KeyUsage, 'the key usage')),
    origin: from(describe, ({ Origin }) => given(Origin, 'the origin of the key material')),
    createdAt: from(describe, ({ CreationDate }) => instant(given(CreationDate, 'the creation date'))),
    multiRegion: from(describe, multiRegion),
    customKeyStore: from(describe, ({ CustomKeyStoreId, CloudHsmClusterId, XksKeyConfiguration }) =>
      CustomKeyStoreId === undefined
        ? null
        : {
            id: CustomKeyStoreId,
            cloudHsmCluster: CloudHsmClusterId ?? null,
            externalKey: XksKeyConfiguration?.Id ?? null,
          },
    ),
    importedMaterial: from(describe, ({ Origin, ExpirationModel, ValidTo }) =>
      given(Origin, 'the origin of the key material') === 'EXTERNAL'
        ? {
            expires: ExpirationModel === undefined ? null : ExpirationModel === 'KEY_MATERIAL_EXPIRES',
            expiresAt: moment(ValidTo),
          }
        : null,
    ),
    'recovery.scheduledDeletion': from(describe, ({ KeyState, DeletionDate, PendingDeletionWindowInDays }) =>
      ['PendingDeletion', 'PendingReplicaDeletion'].includes(given(KeyState, 'the state of the key'))
        ? { at: moment(DeletionDate), waitingDays: PendingDeletionWindowInDays ?? null }
        : null,
    ),
    'encryption.rotation': fromAll([describe, rotation], async ([describe, rotation]) => {
      if (!canRotate(await describe())) return null;
      const status = await rotation();
      return {
        enabled: given(status.KeyRotationEnabled, 'whether the key rotates'),
        periodDays: status.RotationPeriodInDays ?? null,
        nextAt: moment(status.NextRotationDate),
        onDemandStartedAt: moment(status.OnDemandRotationStartDate),
      };
    }),
    'encryption.lastRotation': fromAll([describe, rotations], async ([describe, rotations]) => {
      const metadata = await describe();
      if (isOfAws(metadata) || !hasRotations(metadata)) return null;
      const done = (await rotations()).flatMap(({ RotationDate, RotationType }) =>
        RotationDate === undefined
          ? []
          : [{ at: instant(RotationDate), kind: given(RotationType, 'the kind of a rotation') }],
      );
      return done.sort((a, b) => (a.at < b.at ? 1 : -1))[0] ?? null;
    }),
    lastUse: fromAll([describe, lastUsage], async ([describe, lastUsage]) => {
      if (isOfAws(await describe())) return null;
      const { KeyLastUsage: usage, TrackingStartDate } = await lastUsage();
      return {
        // Used, the answer says when; not used since AWS began to look, it is an empty object.
        at: moment(given(usage, 'the last use of the key').Timestamp),
        operation: usage?.Operation ?? null,
        trackedSince: instant(given(TrackingStartDate, 'since when the use of the key is recorded')),
      };
    }),
    'access.policyDocument': from(document, ({ Policy }) => policyDocument(Policy)),
    'access.grants': from(grants, (entries) => entries.map(grant).sort((a, b) => (a.id < b.id ? -1 : 1))),
    aliases: from(aliases, (all, { id }: KeySeed) =>
      all
        .filter(({ TargetKeyId }) => TargetKeyId === id)
        .map(({ AliasName }) => AliasName)
        .sort(),
    ),
    // AWS managed keys cannot be tagged (https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html), and some, such as
    // that of AWS Certificate Manager, let nobody ask.
    tags: fromAll([describe, tags], async ([describe, tags]): Promise<Record<string, string>> => {
      if (isOfAws(await describe())) return {};
      return tagMap((await tags()).map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })));
    }),
  },
});
