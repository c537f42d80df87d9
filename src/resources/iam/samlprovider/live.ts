import {
  GetSAMLProviderCommand,
  IAMClient,
  ListSAMLProvidersCommand,
  type SAMLProviderListEntry,
} from '@aws-sdk/client-iam';
import { call, defineLive, from, given, instant, listed, tagMap } from '../../live.ts';
import { samlProvider } from './model.ts';

const arnOf = ({ Arn }: SAMLProviderListEntry): string => given(Arn, 'the ARN of a SAML provider');

const provider = call('iam:GetSAMLProvider', IAMClient, (client: IAMClient, seed: SAMLProviderListEntry) =>
  client.send(new GetSAMLProviderCommand({ SAMLProviderArn: arnOf(seed) })),
);

export default defineLive(samlProvider, {
  scope: 'account',
  list: {
    operations: ['iam:ListSAMLProviders'],
    actions: ['iam:ListSAMLProviders'],
    client: IAMClient,
    async *seeds(client: IAMClient): AsyncIterable<SAMLProviderListEntry> {
      const { SAMLProviderList } = await client.send(new ListSAMLProvidersCommand({}));
      yield* given(SAMLProviderList, 'the SAML providers');
    },
    needs: [],
  },
  name: (seed) => arnOf(seed).split('/').slice(1).join('/'),
  arn: arnOf,

  facts: {
    createdAt: listed(({ CreateDate }: SAMLProviderListEntry) =>
      instant(given(CreateDate, 'when a SAML provider was created')),
    ),
    validUntil: listed(({ ValidUntil }: SAMLProviderListEntry) =>
      ValidUntil === undefined ? null : instant(ValidUntil),
    ),
    assertionEncryption: from(provider, ({ AssertionEncryptionMode }) => AssertionEncryptionMode ?? null),
    tags: from(provider, ({ Tags }) => tagMap(Tags)),
  },
});
