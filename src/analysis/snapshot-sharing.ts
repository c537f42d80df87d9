import { Known } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Underivable } from '../model/derived.ts';
import { regionalSetting, settingOf } from './regional-setting.ts';

/**
 * What the Region does about public snapshots. With `block-all-sharing` a snapshot whose permissions say that everybody may
 * restore it is private all the same: https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
 */
export const snapshotSharing: DerivedFact = defineDerived({
  type: 'AWS::EC2::Snapshot',
  path: 'access.blockPublicAccess',
  schema: Known(['unblocked', 'block-new-sharing', 'block-all-sharing'], {
    description: 'The setting of the Region of the snapshot; only block-all-sharing undoes what is shared already.',
  }),
  reads: [],
  relation: regionalSetting('AWS::EC2::SnapshotBlockPublicAccess', 'state'),
  derive: (snapshot, settings) =>
    settingOf(settings, snapshot, 'block public access for snapshots') as string | Underivable,
});
