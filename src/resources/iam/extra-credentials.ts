import {
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  type ListServiceSpecificCredentialsResponse,
  paginateListSigningCertificates,
  paginateListSSHPublicKeys,
} from '@aws-sdk/client-iam';
import { call, given, instant, shared } from '../live.ts';
import type { User } from './account-details.ts';

// Credentials of a user other than password and access keys.

/** The SSH keys of a user, for AWS CodeCommit. */
export const sshKeys = call('iam:ListSSHPublicKeys', IAMClient, async (client: IAMClient, { UserName }: User) => {
  const found = [];
  for await (const page of paginateListSSHPublicKeys({ client, pageSize: 1000 }, { UserName })) {
    for (const { SSHPublicKeyId, Status, UploadDate } of given(page.SSHPublicKeys, 'the SSH keys')) {
      found.push({
        id: given(SSHPublicKeyId, 'the id of an SSH key'),
        status: given(Status, 'the status of an SSH key'),
        createdAt: instant(given(UploadDate, 'when an SSH key was uploaded')),
      });
    }
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
});

/** The service-specific credentials of all users, by the name of the user: one bulk answer. */
export const serviceCredentials = shared('iam:ListServiceSpecificCredentials', IAMClient, async (client) => {
  const byUser = new Map<string, ServiceCredential[]>();
  let page: ListServiceSpecificCredentialsResponse | undefined;
  do {
    const more: { Marker?: string } =
      page === undefined ? {} : { Marker: given(page.Marker, 'where the credentials go on') };
    page = await client.send(new ListServiceSpecificCredentialsCommand({ AllUsers: true, ...more }));
    for (const one of given(page.ServiceSpecificCredentials, 'the service-specific credentials')) {
      const user = given(one.UserName, 'the user of a credential');
      const credential = {
        id: given(one.ServiceSpecificCredentialId, 'the id of a credential'),
        status: given(one.Status, 'the status of a credential'),
        createdAt: instant(given(one.CreateDate, 'when a credential was made')),
        service: given(one.ServiceName, 'the service of a credential'),
        expiresAt: one.ExpirationDate === undefined ? null : instant(one.ExpirationDate),
      };
      byUser.set(
        user,
        [...(byUser.get(user) ?? []), credential].sort((a, b) => (a.id < b.id ? -1 : 1)),
      );
    }
  } while (page.IsTruncated === true);
  return byUser;
});

interface ServiceCredential {
  readonly id: string;
  readonly status: string;
  readonly createdAt: string;
  readonly service: string;
  readonly expiresAt: string | null;
}

/** When the active X.509 signing certificates of a user were uploaded, in order: asked only for users whom the credential report does not cover. */
export const activeCertificates = call(
  'iam:ListSigningCertificates',
  IAMClient,
  async (client: IAMClient, { UserName }: User) => {
    const found: string[] = [];
    for await (const page of paginateListSigningCertificates({ client, pageSize: 1000 }, { UserName })) {
      for (const { Status, UploadDate } of given(page.Certificates, 'the signing certificates')) {
        if (Status === 'Active') found.push(instant(given(UploadDate, 'when a certificate was uploaded')));
      }
    }
    return found.sort();
  },
);
