import type { Verdict } from '../../src/model/finding.ts';
import type { Resource } from '../../src/model/resource.ts';
import { check, decide } from './check.ts';
import type { Context } from './context.ts';

interface BlockPublicAccess {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

interface LifecycleRule {
  readonly enabled: boolean;
  readonly filter: {
    readonly prefix: string;
    readonly tags: readonly unknown[];
    readonly sizeGreaterThan: number | null;
    readonly sizeLessThan: number | null;
  };
  readonly expires: boolean;
  readonly abortIncompleteUploadDays: number | null;
  readonly noncurrentExpirationDays: number | null;
  readonly transitions: readonly unknown[];
}

interface Bucket {
  readonly 'access.publicAccessBlock'?: BlockPublicAccess;
  readonly 'access.objectOwnership'?: string;
  readonly 'access.acl'?: readonly { readonly grantee: string; readonly permission: string }[];
  readonly 'encryption.atRest'?: { readonly algorithm: string | null; readonly key: string | null } | null;
  readonly 'recovery.versioning'?: { readonly status: string; readonly mfaDelete: boolean };
  readonly 'recovery.objectLock'?: { readonly mode: string | null } | null;
  readonly 'recovery.replication'?: readonly { readonly enabled: boolean; readonly destinationBucket: string }[];
  readonly 'lifecycle.rules'?: readonly LifecycleRule[];
  readonly 'logging.accessLogs'?: { readonly targetBucket: string } | null;
  readonly 'logging.eventNotifications'?: {
    readonly eventBridge: boolean;
    readonly notifications: readonly { readonly events: readonly string[] }[];
  };
}

const type = 'AWS::S3::Bucket';

const blocksAll = ({ 'access.publicAccessBlock': block }: Bucket): Verdict =>
  decide(block?.blockPublicAcls && block.ignorePublicAcls && block.blockPublicPolicy && block.restrictPublicBuckets);

/** No grant of this kind, unless ACLs are out of use. */
const withoutGrant = (id: string, grantee: string, permissions: readonly string[] | null) =>
  check(id, type, ({ 'access.objectOwnership': ownership, 'access.acl': acl }: Bucket) => {
    if (ownership === 'BucketOwnerEnforced') return 'pass';
    if (acl === undefined) return 'unknown';
    const isGranted = acl.some((one) => one.grantee === grantee && (permissions?.includes(one.permission) ?? true));
    if (!isGranted) return 'pass';
    return ownership === undefined ? 'unknown' : 'fail';
  });

/** Whether another bucket of the account logs into this one. */
const isLogTarget = ({ account, name }: Resource, { logTargets, unknownLogging }: Context): boolean | undefined =>
  logTargets.has(`${account} ${name}`) || (unknownLogging.has(account) ? undefined : false);

/** Whether rules of this kind together reach every object: only those without prefix and tags do, and their sizes must add up. */
const coverBucket = (rules: readonly LifecycleRule[], acts: (rule: LifecycleRule) => boolean): boolean => {
  const sizes = rules
    .filter((rule) => rule.enabled && acts(rule) && rule.filter.prefix === '' && rule.filter.tags.length === 0)
    .map(({ filter }) => ({
      from: filter.sizeGreaterThan === null ? 0 : filter.sizeGreaterThan + 1,
      until: filter.sizeLessThan ?? Number.POSITIVE_INFINITY,
    }))
    .sort((a, b) => a.from - b.from);
  let reached = 0;
  for (const { from, until } of sizes) if (from <= reached && until > reached) reached = until;
  return reached === Number.POSITIVE_INFINITY;
};

const accessChecks = [
  check('s3-access-point-public-access-blocks', 'AWS::S3::AccessPoint', blocksAll),
  check('s3-account-level-public-access-blocks', 'AWS::S3::AccountPublicAccessBlock', blocksAll),
  check('s3-bucket-level-public-access-prohibited', type, blocksAll),
  check('s3-multi-region-access-point-public-access-block', 'AWS::S3::MultiRegionAccessPoint', blocksAll),
  withoutGrant('s3-bucket-acl-authenticated-users', 'authenticated-users', null),
  withoutGrant('s3-bucket-acl-public-read', 'all-users', ['READ', 'READ_ACP', 'FULL_CONTROL']),
  withoutGrant('s3-bucket-acl-public-write', 'all-users', ['WRITE', 'WRITE_ACP', 'FULL_CONTROL']),

  check('s3-bucket-acl-prohibited', type, ({ 'access.objectOwnership': ownership, 'access.acl': acl }: Bucket) => {
    if (ownership === 'BucketOwnerEnforced') return 'pass';
    const receivesLogs = acl?.some(({ grantee }) => grantee === 'log-delivery');
    if (ownership === undefined || receivesLogs === undefined) return 'unknown';
    return receivesLogs ? 'not-applicable' : 'fail';
  }),
];

const protectionChecks = [
  check('s3-bucket-cross-region-replication-enabled', type, (bucket: Bucket, { region }, { bucketRegions }) => {
    const rules = bucket['recovery.replication'];
    if (rules === undefined) return 'unknown';
    let isUnsure = false;
    for (const { enabled, destinationBucket } of rules) {
      if (!enabled) continue;
      const destination = bucketRegions.get(destinationBucket);
      if (destination === undefined) isUnsure = true;
      else if (destination !== region) return 'pass';
    }
    return isUnsure ? 'unknown' : 'fail';
  }),

  check('s3-bucket-default-lock-enabled', type, (bucket: Bucket, resource, context) => {
    const lock = bucket['recovery.objectLock'];
    if (lock) return 'pass';
    const isTarget = isLogTarget(resource, context);
    if (lock === undefined || isTarget === undefined) return 'unknown';
    return isTarget ? 'not-applicable' : 'fail';
  }),

  check('s3-bucket-mfa-delete-enabled', type, (bucket: Bucket) => {
    const rules = bucket['lifecycle.rules'];
    if (rules === undefined) return 'unknown';
    return rules.length === 0 ? decide(bucket['recovery.versioning']?.mfaDelete) : 'not-applicable';
  }),

  check('s3-bucket-server-side-encryption-enabled', type, ({ 'encryption.atRest': atRest }: Bucket) =>
    decide(atRest === undefined ? undefined : atRest !== null),
  ),

  check('s3-bucket-versioning-enabled', type, ({ 'recovery.versioning': versioning }: Bucket) =>
    decide(versioning === undefined ? undefined : versioning.status === 'enabled'),
  ),

  check('s3-default-encryption-kms', type, (bucket: Bucket, resource, context) => {
    const atRest = bucket['encryption.atRest'];
    if (atRest === undefined) return 'unknown';
    if (atRest?.algorithm === 'AES256') {
      const isTarget = isLogTarget(resource, context);
      return isTarget === undefined ? 'unknown' : isTarget ? 'not-applicable' : 'fail';
    }
    return decide(atRest?.algorithm === 'aws:kms' || atRest?.algorithm === 'aws:kms:dsse');
  }),
];

const lifecycleChecks = [
  check(
    's3-directory-bucket-lifecycle',
    'AWS::S3Express::DirectoryBucket',
    ({ 'lifecycle.rules': rules }: Pick<Bucket, 'lifecycle.rules'>) =>
      decide(rules?.some((rule) => rule.enabled && (rule.expires || rule.abortIncompleteUploadDays !== null))),
  ),

  check('s3-lifecycle-noncurrent-versions-expire', type, (bucket: Bucket) => {
    const versioning = bucket['recovery.versioning'];
    if (versioning === undefined) return 'unknown';
    if (versioning.status === 'never') return 'not-applicable';
    const rules = bucket['lifecycle.rules'];
    return decide(rules && coverBucket(rules, ({ noncurrentExpirationDays }) => noncurrentExpirationDays !== null));
  }),

  check('s3-lifecycle-policy-check', type, ({ 'lifecycle.rules': rules }: Bucket) =>
    decide(rules?.some(({ enabled }) => enabled)),
  ),

  check('s3-lifecycle-rule-covers-bucket', type, ({ 'lifecycle.rules': rules }: Bucket) =>
    decide(rules && coverBucket(rules, ({ expires, transitions }) => expires || transitions.length > 0)),
  ),

  check('s3-version-lifecycle-policy-check', type, (bucket: Bucket) => {
    const versioning = bucket['recovery.versioning'];
    if (versioning === undefined) return 'unknown';
    if (versioning.status === 'never') return 'not-applicable';
    return decide(bucket['lifecycle.rules']?.some(({ enabled }) => enabled));
  }),
];

/** The policies of `policies/s3`. */
export const s3 = [
  ...accessChecks,
  ...protectionChecks,
  ...lifecycleChecks,

  check('s3-bucket-logging-enabled', type, (bucket: Bucket, resource, context) => {
    const logs = bucket['logging.accessLogs'];
    if (logs) return 'pass';
    const isTarget = isLogTarget(resource, context);
    if (logs === undefined || isTarget === undefined) return 'unknown';
    return isTarget ? 'not-applicable' : 'fail';
  }),

  check('s3-event-notifications-enabled', type, ({ 'logging.eventNotifications': told }: Bucket) =>
    decide(told && (told.eventBridge || told.notifications.some(({ events }) => events.length > 0))),
  ),
];
