import { defineModel, Known } from '../../../model/define.ts';

/** Block public access for EBS snapshots, in one Region. */
export const snapshotBlockPublicAccess = defineModel(
  'AWS::EC2::SnapshotBlockPublicAccess',
  'The setting of the account and Region that keeps EBS snapshots from being shared with everybody. AWS gives it no ARN: it is ' +
    '`arn:aws:ec2:eu-central-1:111122223333:snapshot-block-public-access`.',
  {
    state: Known(['unblocked', 'block-new-sharing', 'block-all-sharing'], {
      description:
        'block-new-sharing leaves snapshots public that already are; block-all-sharing treats them as private.',
    }),
    managedBy: Known(['account', 'declarative-policy'], {
      description: 'declarative-policy: the organization decides, and the account cannot change it.',
    }),
  },
);
