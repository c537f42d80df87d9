import {
  GetSAMLProviderCommand,
  IAMClient,
  ListSAMLProvidersCommand,
  type SAMLProviderListEntry,
} from '@aws-sdk/client-iam';
import { call, defineLive, from, given, instant, listed, tagMap } from '../../live.ts';
import { type Identified, identified } from '../identified.ts';
import { signingCertificates } from './metadata.ts';
import { samlProvider } from './model.ts';

type Provider = Identified<SAMLProviderListEntry, 'Arn'>;

const provider = call('iam:GetSAMLProvider', IAMClient, (client: IAMClient, seed: Provider) =>
  client.send(new GetSAMLProviderCommand({ SAMLProviderArn: seed.Arn })),
);

export default defineLive(samlProvider, {
  scope: 'account',
  list: {
    operations: ['iam:ListSAMLProviders'],
    actions: ['iam:ListSAMLProviders'],
    client: IAMClient,
    async *seeds(client: IAMClient): AsyncIterable<Provider> {
      const { SAMLProviderList } = await client.send(new ListSAMLProvidersCommand({}));
      for (const one of given(SAMLProviderList, 'the SAML providers')) yield identified(one, 'Arn');
    },
    needs: [],
  },
  name: ({ Arn }) => Arn.split('/').slice(1).join('/'),
  arn: ({ Arn }) => Arn,

  facts: {
    createdAt: listed(({ CreateDate }: Provider) => instant(given(CreateDate, 'when a SAML provider was created'))),
    validUntil: listed(({ ValidUntil }: Provider) => (ValidUntil === undefined ? null : instant(ValidUntil))),
    signingCertificates: from(provider, ({ SAMLMetadataDocument }) =>
      signingCertificates(given(SAMLMetadataDocument, 'the metadata document')),
    ),
    assertionEncryption: from(provider, ({ AssertionEncryptionMode }) => AssertionEncryptionMode ?? null),
    tags: from(provider, ({ Tags }) => tagMap(Tags)),
  },
});
