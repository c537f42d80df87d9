import { BackupClient, paginateListRecoveryPointsByResource } from '@aws-sdk/client-backup';
import type { Static } from 'typebox';
import type { RecoveryPoints } from '../../model/facets.ts';
import { type At, call, type FactReader, fromAll, given, instant } from '../live.ts';
import { protectedResources } from './protected-resources.ts';

/** The statuses of a recovery point that can be restored: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html */
const complete: ReadonlySet<string> = new Set(['AVAILABLE', 'COMPLETED']);

const airGapped = 'LOGICALLY_AIR_GAPPED_BACKUP_VAULT';

/**
 * Fact `recovery.recoveryPoints` of a type whose ARN is this. What AWS Backup protects is one bulk answer; only of that is each asked
 * for its points.
 */
export const recoveryPoints = <Seed>(
  arnOf: (seed: Seed, at: At) => string,
): FactReader<Seed, Static<typeof RecoveryPoints>> => {
  const points = call(
    'backup:ListRecoveryPointsByResource',
    BackupClient,
    async (client: BackupClient, seed: Seed, at): Promise<Static<typeof RecoveryPoints>> => {
      let latest: Date | null = null;
      let latestAirGapped: Date | null = null;
      const pages = paginateListRecoveryPointsByResource({ client, pageSize: 1000 }, { ResourceArn: arnOf(seed, at) });
      for await (const { RecoveryPoints } of pages) {
        for (const { Status, CreationDate, VaultType } of given(RecoveryPoints, 'the recovery points')) {
          if (!complete.has(given(Status, 'the status of a recovery point'))) continue;
          const made = given(CreationDate, 'when a recovery point was made');
          if (latest === null || made > latest) latest = made;
          if (VaultType === airGapped && (latestAirGapped === null || made > latestAirGapped)) latestAirGapped = made;
        }
      }
      return {
        latestAt: latest === null ? null : instant(latest),
        latestAirGappedAt: latestAirGapped === null ? null : instant(latestAirGapped),
      };
    },
  );
  return fromAll([protectedResources, points], async ([ofRegion, ofResource], seed: Seed, at) =>
    (await ofRegion()).has(arnOf(seed, at)) ? await ofResource() : { latestAt: null, latestAirGappedAt: null },
  );
};
