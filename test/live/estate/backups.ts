import type { Answerer } from '../answerer.ts';
import type { Tree } from '../protocol.ts';
import { AwsError } from '../protocol.ts';
import type { Site } from './site.ts';
import { home, prod, regions, sandbox } from './site.ts';

// What is kept of volumes, tables and buckets when somebody deletes them.

/** What AWS Backup, of which the emulator holds only plans, has of them. */
export interface BackupFacts {
  /** ARNs of what it has backed up; of buckets the account and Region beside. */
  readonly arns: readonly string[];
  readonly buckets: readonly { readonly arn: string; readonly account: string; readonly region: string }[];
  readonly filledAt: Date;
}

const resourceTypes: Readonly<Record<string, string>> = { dynamodb: 'DynamoDB', ec2: 'EBS', s3: 'S3' };
const typeOf = (arn: string): string => resourceTypes[arn.split(':')[2] ?? ''] ?? '';
const protectedBucket = 'arn:aws:s3:::acme-features';
/** A plan is for it that has not run yet. */
const plannedBucket = 'arn:aws:s3:::acme-labels';
const neglectedBucket = 'arn:aws:s3:::acme-sandbox-dumps';

/** What is expected of all that AWS Backup has backed up, or not; and of the Regions. */
export const fillBackups = ({ expect }: Site, arns: readonly string[]): BackupFacts => {
  expect.pass('s3-resources-protected-by-backup-plan', protectedBucket, plannedBucket);
  expect.fail('s3-resources-protected-by-backup-plan', neglectedBucket);
  const judged = [...arns, protectedBucket];
  const policies = { ec2: 'ebs', s3: 's3', dynamodb: 'dynamodb' } as const;
  for (const [service, prefix] of Object.entries(policies)) {
    const own = judged.filter((arn) => arn.split(':')[2] === service);
    expect.pass(`${prefix}-last-backup-recovery-point-created`, ...own);
    if (service !== 'dynamodb') expect.pass(`${prefix}-resources-in-logically-air-gapped-vault`, ...own);
  }
  expect.fail('s3-last-backup-recovery-point-created', neglectedBucket);
  expect.fail('s3-resources-in-logically-air-gapped-vault', neglectedBucket);
  for (const region of regions) {
    expect.pass('ebs-recycle-bin-retention-rule', `arn:aws:rbin:${region}:${prod}:regional-coverage`);
    expect.fail('ebs-recycle-bin-retention-rule', `arn:aws:rbin:${region}:${sandbox}:regional-coverage`);
  }
  expect.pass('ebs-snapshot-lifecycle-policy', `arn:aws:dlm:${home}:${prod}:regional-coverage`);
  expect.fail('ebs-snapshot-lifecycle-policy', `arn:aws:dlm:${home}:${sandbox}:regional-coverage`);
  return { arns, buckets: [{ arn: protectedBucket, account: prod, region: home }], filledAt: new Date(Date.now()) };
};

/** The backup plan of the estate. */
export const plan = { BackupPlanId: '4a1b7f0c-7d4e-4b52-9c1f-2f8f6f0d5a11', BackupPlanName: 'nightly' };
/** What the plan is for. */
export const selectionId = '0c8f1d2e-5a6b-4c7d-8e9f-a0b1c2d3e4f5';
/** The rule of the Recycle Bin. */
export const ruleId = 'q4w5e6r7t8z';
const selection = {
  SelectionName: 'buckets',
  IamRoleArn: `arn:aws:iam::${prod}:role/service-role/AWSBackupDefaultServiceRole`,
  Resources: [plannedBucket],
};
const retention = { RetentionPeriodValue: 14, RetentionPeriodUnit: 'DAYS' };

/** Answers about what is kept, in the shape that AWS documents. */
export const backupAnswers = ({ arns, buckets, filledAt }: BackupFacts): Readonly<Record<string, Answerer>> => {
  const made = new Date(filledAt.getTime() - 3 * 3_600_000);
  const careful = (answer: Tree, otherwise: Tree): Answerer => {
    return ({ account }) => (account === prod ? answer : otherwise);
  };
  return {
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListProtectedResources.html
    'backup:ListProtectedResources': ({ account, region }) => {
      const here = arns.filter((arn) => arn.split(':')[3] === region && arn.split(':')[4] === account);
      const own = buckets.filter((bucket) => bucket.account === account && bucket.region === region);
      return {
        Results: [...here, ...own.map(({ arn }) => arn)].map((ResourceArn) => ({
          ResourceArn,
          ResourceType: typeOf(ResourceArn),
          LastBackupTime: made,
          ResourceName: ResourceArn.split(/[:/]/).at(-1),
        })),
      };
    },
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListRecoveryPointsByResource.html
    'backup:ListRecoveryPointsByResource': ({ account, region, input }) => ({
      RecoveryPoints: [
        {
          RecoveryPointArn: `arn:aws:backup:${region}:${account}:recovery-point:1e2d3c4b-${String(input.ResourceArn).length}`,
          CreationDate: made,
          Status: 'COMPLETED',
          BackupVaultName: 'air-gapped',
          VaultType: 'LOGICALLY_AIR_GAPPED_BACKUP_VAULT',
        },
      ],
    }),
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupPlans.html
    'backup:ListBackupPlans': ({ account, region }) => ({
      BackupPlansList: account === prod && region === home ? [plan] : [],
    }),
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupSelections.html
    'backup:ListBackupSelections': () => ({
      BackupSelectionsList: [{ SelectionId: selectionId, SelectionName: 'buckets', ...plan }],
    }),
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_GetBackupSelection.html
    'backup:GetBackupSelection': () => ({ SelectionId: selectionId, ...plan, BackupSelection: selection }),
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRegionSettings.html
    'backup:DescribeRegionSettings': () => ({ ResourceTypeOptInPreference: { DynamoDB: true, EBS: true, S3: true } }),
    // https://docs.aws.amazon.com/dlm/latest/APIReference/API_GetLifecyclePolicies.html
    'dlm:GetLifecyclePolicies': careful(
      { Policies: [{ PolicyId: 'policy-0a1b2c3d4e5f60718', PolicyType: 'EBS_SNAPSHOT_MANAGEMENT', State: 'ENABLED' }] },
      { Policies: [] },
    ),
    // https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_ListRules.html: asked for snapshots and images alike.
    'rbin:ListRules': ({ account, input }) => ({
      Rules:
        account === prod && input.ResourceType === 'EBS_SNAPSHOT'
          ? [{ Identifier: ruleId, RetentionPeriod: retention }]
          : [],
    }),
    // https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_GetRule.html
    'rbin:GetRule': ({ input }) => {
      if (input.Identifier !== ruleId) throw new AwsError('ResourceNotFoundException', 'No such rule.', 404);
      return {
        Identifier: input.Identifier,
        ResourceType: 'EBS_SNAPSHOT',
        RetentionPeriod: retention,
        ResourceTags: [],
        Status: 'available',
        LockState: 'unlocked',
      };
    },
  };
};
