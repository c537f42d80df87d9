import type { MFADevice } from '@aws-sdk/client-iam';
import { defineLive, from, fromAll, given, instant, listed, tagMap } from '../../live.ts';
import { attachedPolicies, inlinePolicies, listFrom, permissionsBoundary, type User } from '../account-details.ts';
import { credentialReport } from '../credential-report.ts';
import { activeCertificates, serviceCredentials, sshKeys } from '../extra-credentials.ts';
import { serviceAccess } from '../service-access.ts';
import { activeAccessKeys, currentUser, loginProfile, mfaDevices, rowOf } from '../user-credentials.ts';
import { virtualMfaDevices } from '../virtual-mfa-devices.ts';
import { user } from './model.ts';

/** `arn:aws:iam::111122223333:mfa/phone` names its kind; a token is known by its bare serial number. */
const kindOf = (serialNumber: string): string =>
  serialNumber.startsWith('arn:')
    ? given(serialNumber.split(':')[5]?.split('/')[0], 'the kind of an MFA device')
    : 'hardware';

const mfaDevice = ({ SerialNumber, EnableDate }: MFADevice) => {
  const serialNumber = given(SerialNumber, 'the serial number of an MFA device');
  return {
    serialNumber,
    kind: kindOf(serialNumber),
    enabledAt: instant(given(EnableDate, 'when an MFA device was enabled')),
  };
};

export default defineLive(user, {
  scope: 'account',
  list: listFrom(({ users }) => users),
  name: ({ UserName }) => UserName,
  arn: ({ Arn }) => Arn,

  facts: {
    path: listed(({ Path }: User) => given(Path, 'the path of a user')),
    uniqueId: listed(({ UserId }: User) => given(UserId, 'the id of a user')),
    createdAt: listed(({ CreateDate }: User) => instant(given(CreateDate, 'when a user was created'))),
    groups: listed(({ GroupList }: User) => [...(GroupList ?? [])].sort()),
    attachedPolicies: listed(attachedPolicies),
    inlinePolicies: listed(({ UserPolicyList }: User) => inlinePolicies(UserPolicyList)),
    permissionsBoundary: listed(permissionsBoundary),
    'credentials.password': fromAll(
      [credentialReport, loginProfile, currentUser],
      async ([report, profile, current], seed: User) => {
        const row = rowOf(await report(), seed);
        if (row !== null) {
          if (!row.flag('password_enabled')) return null;
          return {
            changedAt: given(row.moment('password_last_changed'), 'when the password was last set'),
            lastUsedAt: row.moment('password_last_used'),
          };
        }
        const login = await profile();
        if (login === null) return null;
        const { PasswordLastUsed } = await current();
        return {
          changedAt: instant(given(login.CreateDate, 'when the password was set')),
          lastUsedAt: PasswordLastUsed === undefined ? null : instant(PasswordLastUsed),
        };
      },
    ),
    'credentials.passwordExpiresAt': from(credentialReport, (report, seed: User) =>
      given(rowOf(report, seed), 'the user, who is newer than the credential report').moment('password_next_rotation'),
    ),
    'credentials.mfaActive': fromAll([credentialReport, mfaDevices], async ([report, devices], seed: User) => {
      const row = rowOf(await report(), seed);
      return row === null ? (await devices()).length > 0 : row.flag('mfa_active');
    }),
    'credentials.activeAccessKeys': fromAll(
      [credentialReport, activeAccessKeys],
      async ([report, keys], seed: User) => {
        const row = rowOf(await report(), seed);
        return row === null || row.hasMore ? keys() : row.activeAccessKeys;
      },
    ),
    'credentials.activeSigningCertificates': fromAll(
      [credentialReport, activeCertificates],
      async ([report, certificates], seed: User) => {
        const row = rowOf(await report(), seed);
        return row === null || row.hasMore ? (await certificates()).length : row.activeSigningCertificates;
      },
    ),
    'credentials.virtualMfaDevices': from(virtualMfaDevices, ({ serialsOf }, { Arn }: User) => [
      ...(serialsOf.get(Arn) ?? []),
    ]),
    'credentials.activeCertificates': fromAll(
      [credentialReport, activeCertificates],
      async ([report, certificates], seed: User) => {
        const row = rowOf(await report(), seed);
        return row === null || row.hasMore ? certificates() : row.activeCertificates;
      },
    ),
    'credentials.sshKeys': from(sshKeys, (keys) => keys),
    'credentials.serviceCredentials': from(serviceCredentials, (byUser, { UserName }: User) => [
      ...(byUser.get(UserName) ?? []),
    ]),
    serviceAccess: fromAll([credentialReport, serviceAccess], async ([report, access], seed: User) => {
      const row = rowOf(await report(), seed);
      // A report for each user takes AWS some seconds: none is asked for where there is nothing to sign a request with.
      if (row !== null && !row.hasMore && !row.flag('password_enabled') && row.activeAccessKeys.length === 0)
        return null;
      return access();
    }),
    mfaDevices: from(mfaDevices, (devices) =>
      devices.map(mfaDevice).sort((a, b) => (a.serialNumber < b.serialNumber ? -1 : 1)),
    ),
    tags: listed(({ Tags }: User) => tagMap(Tags)),
  },
});
