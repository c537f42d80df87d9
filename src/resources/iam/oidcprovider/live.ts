import { GetOpenIDConnectProviderCommand, IAMClient, ListOpenIDConnectProvidersCommand } from '@aws-sdk/client-iam';
import { call, defineLive, from, given, instant, tagMap } from '../../live.ts';
import { oidcProvider } from './model.ts';

interface OidcProviderSeed {
  readonly arn: string;
}

const provider = call('iam:GetOpenIDConnectProvider', IAMClient, (client: IAMClient, { arn }: OidcProviderSeed) =>
  client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })),
);

export default defineLive(oidcProvider, {
  scope: 'account',
  list: {
    operations: ['iam:ListOpenIDConnectProviders'],
    actions: ['iam:ListOpenIDConnectProviders'],
    client: IAMClient,
    async *seeds(client: IAMClient): AsyncIterable<OidcProviderSeed> {
      const { OpenIDConnectProviderList } = await client.send(new ListOpenIDConnectProvidersCommand({}));
      for (const { Arn } of given(OpenIDConnectProviderList, 'the OIDC providers')) {
        yield { arn: given(Arn, 'the ARN of an OIDC provider') };
      }
    },
    needs: [],
  },
  // The issuer's address, which may have a path.
  name: ({ arn }) => arn.split('/').slice(1).join('/'),
  arn: ({ arn }) => arn,

  facts: {
    url: from(provider, ({ Url }) => given(Url, 'the URL of an OIDC provider')),
    // A provider may be without either: both are optional when it is created.
    clientIds: from(provider, ({ ClientIDList }) => [...(ClientIDList ?? [])].sort()),
    thumbprints: from(provider, ({ ThumbprintList }) => [...(ThumbprintList ?? [])].sort()),
    createdAt: from(provider, ({ CreateDate }) => instant(given(CreateDate, 'when an OIDC provider was created'))),
    tags: from(provider, ({ Tags }) => tagMap(Tags)),
  },
});
