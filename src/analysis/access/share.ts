import type { Truth } from './truth.ts';

/** With whom a snapshot or an image is shared. */
export interface Share {
  /** Of EBS snapshots and AMIs: `all` is everyone. */
  readonly groups: readonly string[];
  /** Accounts by number; RDS writes everyone as the account `all`. AMIs also list organizations and units by ARN. */
  readonly accounts: readonly string[];
  /** Null where it is not known. */
  readonly encrypted: boolean | null;
}

const hasAll = (list: readonly string[]): boolean => list.some((one) => one.trim().toLowerCase() === 'all');

/**
 * Whether everyone can copy it. Encrypted snapshots, and images of them, cannot be shared with everyone; accounts that are listed are
 * outsiders, not the public.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
 */
export function isPublicShare({ groups, accounts, encrypted }: Share): Truth {
  if (!hasAll(groups) && !hasAll(accounts)) return 'no';
  return encrypted === true ? 'no' : 'yes';
}
