import {
  IAMClient,
  paginateListServerCertificates,
  paginateListServerCertificateTags,
  type ServerCertificateMetadata,
  type Tag,
} from '@aws-sdk/client-iam';
import { call, defineLive, from, given, instant, listed, tagMap } from '../../live.ts';
import { serverCertificate } from './model.ts';

const nameOf = ({ ServerCertificateName }: ServerCertificateMetadata): string =>
  given(ServerCertificateName, 'the name of a server certificate');

const tags = call(
  'iam:ListServerCertificateTags',
  IAMClient,
  async (client: IAMClient, seed: ServerCertificateMetadata) => {
    const found: Tag[] = [];
    const pages = paginateListServerCertificateTags(
      { client, pageSize: 1000 },
      { ServerCertificateName: nameOf(seed) },
    );
    for await (const { Tags } of pages) found.push(...given(Tags, 'the tags'));
    return found;
  },
);

export default defineLive(serverCertificate, {
  scope: 'account',
  list: {
    operations: ['iam:ListServerCertificates'],
    actions: ['iam:ListServerCertificates'],
    client: IAMClient,
    async *seeds(client: IAMClient): AsyncIterable<ServerCertificateMetadata> {
      for await (const page of paginateListServerCertificates({ client, pageSize: 1000 }, {})) {
        yield* given(page.ServerCertificateMetadataList, 'the server certificates');
      }
    },
    needs: [],
  },
  name: nameOf,
  arn: ({ Arn }) => given(Arn, 'the ARN of a server certificate'),

  facts: {
    path: listed(({ Path }: ServerCertificateMetadata) => given(Path, 'the path of a server certificate')),
    uniqueId: listed(({ ServerCertificateId }: ServerCertificateMetadata) =>
      given(ServerCertificateId, 'the id of a server certificate'),
    ),
    uploadedAt: listed(({ UploadDate }: ServerCertificateMetadata) =>
      instant(given(UploadDate, 'when a server certificate was uploaded')),
    ),
    expiresAt: listed(({ Expiration }: ServerCertificateMetadata) =>
      instant(given(Expiration, 'when a server certificate expires')),
    ),
    tags: from(tags, (list) => tagMap(list)),
  },
});
