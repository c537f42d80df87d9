import {
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  IAMClient,
  type MFADevice,
  paginateListAccessKeys,
  paginateListMFADevices,
} from '@aws-sdk/client-iam';
import type { Static } from 'typebox';
import { call, given, instant } from '../live.ts';
import type { User } from './account-details.ts';
import type { CredentialReport, ReportRow } from './credential-report.ts';
import type { ActiveAccessKey } from './facets.ts';

// A user's credentials as IAM has them now: asked only for users whom the credential report does not cover.

/**
 * The user's row in the report; `null` where the user is newer than the report. A user of the same name and ARN who was deleted since
 * is another one: the time of creation tells.
 */
export const rowOf = ({ rows }: CredentialReport, { Arn, CreateDate }: User): ReportRow | null => {
  const row = rows.get(Arn);
  const createdAt = instant(given(CreateDate, 'when a user was created'));
  return row !== undefined && row.moment('user_creation_time') === createdAt ? row : null;
};

/** The console password of a user; `null` without one. */
export const loginProfile = call(
  'iam:GetLoginProfile',
  IAMClient,
  async (client: IAMClient, user: User) =>
    given(
      (await client.send(new GetLoginProfileCommand({ UserName: user.UserName }))).LoginProfile,
      'the login profile',
    ),
  { noneOn: ['NoSuchEntityException'] },
);

/** The user itself, which alone says when its password was last used. */
export const currentUser = call('iam:GetUser', IAMClient, async (client: IAMClient, user: User) =>
  given((await client.send(new GetUserCommand({ UserName: user.UserName }))).User, 'the user'),
);

/** The MFA devices of a user, virtual and hardware. */
export const mfaDevices = call('iam:ListMFADevices', IAMClient, async (client: IAMClient, user: User) => {
  const found: MFADevice[] = [];
  for await (const page of paginateListMFADevices({ client, pageSize: 1000 }, { UserName: user.UserName })) {
    found.push(...given(page.MFADevices, 'the MFA devices'));
  }
  return found;
});

/** The active access keys of a user with their last use, in the order that AWS lists them. */
export const activeAccessKeys = call(
  ['iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed'],
  IAMClient,
  async (client: IAMClient, user: User): Promise<Static<typeof ActiveAccessKey>[]> => {
    const found: Static<typeof ActiveAccessKey>[] = [];
    let slot = 0;
    for await (const page of paginateListAccessKeys({ client, pageSize: 1000 }, { UserName: user.UserName })) {
      for (const key of given(page.AccessKeyMetadata, 'the access keys')) {
        slot++;
        if (given(key.Status, 'the status of an access key') !== 'Active') continue;
        const AccessKeyId = given(key.AccessKeyId, 'the id of an access key');
        const { AccessKeyLastUsed } = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
        const createdAt = given(key.CreateDate, 'when an access key was created');
        found.push({ slot, rotatedAt: instant(createdAt), ...lastUse(AccessKeyLastUsed) });
      }
    }
    return found;
  },
);

/** When and for what a key was last used. AWS leaves the date out for a key that never was, and writes `N/A` for the rest. */
export const lastUse = (
  used:
    | {
        readonly LastUsedDate?: Date | undefined;
        readonly Region?: string | undefined;
        readonly ServiceName?: string | undefined;
      }
    | undefined,
): Pick<Static<typeof ActiveAccessKey>, 'lastUsedAt' | 'lastUsedRegion' | 'lastUsedService'> => {
  const { LastUsedDate, Region, ServiceName } = given(used, 'the last use of an access key');
  return {
    lastUsedAt: LastUsedDate === undefined ? null : instant(LastUsedDate),
    lastUsedRegion: Region === undefined || Region === 'N/A' ? null : Region,
    lastUsedService: ServiceName === undefined || ServiceName === 'N/A' ? null : ServiceName,
  };
};
