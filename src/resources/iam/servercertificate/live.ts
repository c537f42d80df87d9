import {
  IAMClient,
  paginateListServerCertificates,
  paginateListServerCertificateTags,
  type ServerCertificateMetadata,
  type Tag,
} from '@aws-sdk/client-iam';
import { call, defineLive, from, given, instant, listed, tagMap } from '../../live.ts';
import { type Identified, identified } from '../identified.ts';
import { serverCertificate } from './model.ts';

type Certificate = Identified<ServerCertificateMetadata, 'Arn' | 'ServerCertificateName'>;

const tags = call('iam:ListServerCertificateTags', IAMClient, async (client: IAMClient, seed: Certificate) => {
  const found: Tag[] = [];
  const pages = paginateListServerCertificateTags(
    { client, pageSize: 1000 },
    { ServerCertificateName: seed.ServerCertificateName },
  );
  for await (const { Tags } of pages) found.push(...given(Tags, 'the tags'));
  return found;
});

export default defineLive(serverCertificate, {
  scope: 'account',
  list: {
    operations: ['iam:ListServerCertificates'],
    actions: ['iam:ListServerCertificates'],
    client: IAMClient,
    async *seeds(client: IAMClient): AsyncIterable<Certificate> {
      for await (const page of paginateListServerCertificates({ client, pageSize: 1000 }, {})) {
        for (const one of given(page.ServerCertificateMetadataList, 'the server certificates')) {
          yield identified(one, 'Arn', 'ServerCertificateName');
        }
      }
    },
    needs: [],
  },
  name: ({ ServerCertificateName }) => ServerCertificateName,
  arn: ({ Arn }) => Arn,

  facts: {
    path: listed(({ Path }: Certificate) => given(Path, 'the path of a server certificate')),
    uniqueId: listed(({ ServerCertificateId }: Certificate) =>
      given(ServerCertificateId, 'the id of a server certificate'),
    ),
    uploadedAt: listed(({ UploadDate }: Certificate) =>
      instant(given(UploadDate, 'when a server certificate was uploaded')),
    ),
    expiresAt: listed(({ Expiration }: Certificate) => instant(given(Expiration, 'when a server certificate expires'))),
    tags: from(tags, (list) => tagMap(list)),
  },
});
