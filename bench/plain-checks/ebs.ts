import { check, decide } from './check.ts';
import { placeOf } from './context.ts';

interface Volume {
  readonly 'encryption.atRest'?: { readonly enabled: boolean };
  readonly 'recovery.backupPlan'?: { readonly protected: boolean };
  readonly volumeType?: string;
  readonly sizeGiB?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

interface Snapshot {
  readonly 'encryption.atRest'?: { readonly enabled: boolean };
  readonly 'access.restorableByAll'?: boolean;
}

interface LaunchTemplate {
  readonly blockDevices?: readonly { readonly kind: string; readonly encrypted: boolean | null }[];
}

const volumeType = 'AWS::EC2::Volume';
const snapshotType = 'AWS::EC2::Snapshot';

/** The policies of `policies/ebs` and `policies/ec2`. */
export const ebs = [
  check('ebs-encrypted-volumes', volumeType, (volume: Volume) => decide(volume['encryption.atRest']?.enabled)),

  check('ebs-resources-protected-by-backup-plan', volumeType, (volume: Volume) =>
    decide(volume['recovery.backupPlan']?.protected),
  ),

  check('ebs-volume-type-gp2-to-gp3', volumeType, ({ volumeType, sizeGiB, tags }: Volume) => {
    if (volumeType !== undefined && volumeType !== 'gp2') return 'pass';
    const isSmall = sizeGiB === undefined ? undefined : sizeGiB * 3 <= 3000;
    const isExcepted = tags === undefined ? undefined : Object.hasOwn(tags, 'gp2-exception');
    const mayStay = isSmall === true || isExcepted === false ? false : isSmall === undefined ? undefined : isExcepted;
    if (mayStay === true) return 'pass';
    return volumeType === undefined || mayStay === undefined ? 'unknown' : 'fail';
  }),

  check('ebs-snapshot-encrypted', snapshotType, (snapshot: Snapshot) => decide(snapshot['encryption.atRest']?.enabled)),

  check('ebs-snapshot-public-restorable-check', snapshotType, (snapshot: Snapshot, resource, { snapshotSharing }) => {
    const isPublic = snapshot['access.restorableByAll'];
    if (isPublic === false) return 'pass';
    const setting = snapshotSharing.get(placeOf(resource));
    if (setting === 'block-all-sharing') return 'pass';
    return isPublic === undefined || setting === undefined ? 'unknown' : 'fail';
  }),

  check(
    'ebs-launch-configuration-encrypted',
    'AWS::EC2::LaunchTemplate',
    ({ blockDevices }: LaunchTemplate, resource, { encryptionByDefault }) => {
      if (blockDevices === undefined) return 'unknown';
      const volumes = blockDevices.filter(({ kind }) => kind === 'ebs');
      if (volumes.length === 0) return 'not-applicable';
      if (volumes.some(({ encrypted }) => encrypted === false)) return 'fail';
      return volumes.every(({ encrypted }) => encrypted) ? 'pass' : decide(encryptionByDefault.get(placeOf(resource)));
    },
  ),

  check(
    'ec2-ebs-encryption-by-default',
    'AWS::EC2::EBSEncryptionByDefault',
    (setting: { readonly 'encryption.byDefault'?: boolean }) => decide(setting['encryption.byDefault']),
  ),
];
