import { BackupClient, paginateListProtectedResources } from '@aws-sdk/client-backup';
import type { Static } from 'typebox';
import type { BackupProtection } from '../../model/facets.ts';
import { given, instant, shared } from '../live.ts';

/** When AWS Backup made the newest recovery point of each protected resource of a Region, by the resource's ARN. */
export type ProtectedResources = ReadonlyMap<string, Date | null>;

/**
 * What AWS Backup protects in the account and Region: one bulk answer for every type that has `recovery.backupPlan`.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListProtectedResources.html
 */
export const protectedResources = shared(
  'backup:ListProtectedResources',
  BackupClient,
  async (client): Promise<ProtectedResources> => {
    const found = new Map<string, Date | null>();
    for await (const { Results } of paginateListProtectedResources({ client, pageSize: 1000 }, {})) {
      for (const { ResourceArn, LastBackupTime } of given(Results, 'the protected resources')) {
        found.set(given(ResourceArn, 'the ARN of a protected resource'), LastBackupTime ?? null);
      }
    }
    return found;
  },
);

/** Fact `recovery.backupPlan` of the resource with this ARN. */
export const backupProtection = (resources: ProtectedResources, arn: string): Static<typeof BackupProtection> => {
  const last = resources.get(arn);
  return { protected: last !== undefined, lastBackupAt: last ? instant(last) : null };
};
