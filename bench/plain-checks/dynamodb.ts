import { check, decide } from './check.ts';

interface Table {
  readonly status?: string;
  readonly 'capacity.billingMode'?: string;
  readonly 'capacity.autoscaling'?: readonly {
    readonly index: string | null;
    readonly dimension: string;
    readonly hasPolicy: boolean;
    readonly scaleOutSuspended: boolean;
  }[];
  readonly 'indexes.globalSecondary'?: readonly { readonly name: string; readonly status: string }[];
  readonly 'recovery.pointInTime'?: { readonly enabled: boolean };
  readonly 'recovery.backupPlan'?: { readonly protected: boolean };
  readonly 'recovery.deletionProtection'?: boolean;
}

const type = 'AWS::DynamoDB::Table';

/** The policies of `policies/dynamodb`. */
export const dynamodb = [
  check('dynamodb-autoscaling-enabled', type, (table: Table) => {
    const billingMode = table['capacity.billingMode'];
    if (billingMode === undefined) return 'unknown';
    if (billingMode === 'PAY_PER_REQUEST') return 'pass';
    const targets = table['capacity.autoscaling'];
    const indexes = table['indexes.globalSecondary'];
    if (targets === undefined || indexes === undefined) return 'unknown';
    const scales = (index: string | null, dimension: string): boolean =>
      targets.some(
        (one) => one.index === index && one.dimension === dimension && one.hasPolicy && !one.scaleOutSuspended,
      );
    if (!scales(null, 'read') || !scales(null, 'write')) return 'fail';
    for (const { name, status } of indexes) {
      if (status !== 'DELETING' && !(scales(name, 'read') && scales(name, 'write'))) return 'fail';
    }
    return 'pass';
  }),

  check('dynamodb-pitr-enabled', type, ({ status, 'recovery.pointInTime': pointInTime }: Table) => {
    if (status === undefined) return 'unknown';
    if (['CREATING', 'DELETING', 'ARCHIVING', 'ARCHIVED'].includes(status)) return 'not-applicable';
    return decide(pointInTime?.enabled);
  }),

  check('dynamodb-resources-protected-by-backup-plan', type, ({ status, 'recovery.backupPlan': plan }: Table) => {
    if (status === undefined) return 'unknown';
    return status === 'ACTIVE' ? decide(plan?.protected) : 'not-applicable';
  }),

  check('dynamodb-table-deletion-protection-enabled', type, (table: Table) => {
    if (table.status === undefined) return 'unknown';
    if (['DELETING', 'ARCHIVING', 'ARCHIVED'].includes(table.status)) return 'not-applicable';
    return decide(table['recovery.deletionProtection']);
  }),
];
