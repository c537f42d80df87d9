import { both, either, not, type Truth } from './truth.ts';

/** The four flags of block public access. */
export const BLOCK_FLAGS = [
  'blockPublicAcls',
  'ignorePublicAcls',
  'blockPublicPolicy',
  'restrictPublicBuckets',
] as const;

/** The name of one of the flags. */
export type BlockFlag = (typeof BLOCK_FLAGS)[number];

/** The flags of one level; one that has no configuration has them all off. */
export type BlockFlags = Readonly<Record<BlockFlag, boolean>>;

/** The flags as they are in force; only two touch what is already there, the others refuse new ACLs and policies. */
export type BlockInForce = Readonly<Record<BlockFlag, Truth>>;

/** The two flags that touch what is already there. */
export type BucketSettings = Pick<BlockInForce, 'ignorePublicAcls' | 'restrictPublicBuckets'>;

/** Where flags are set. Null is "none there", `unknown` is "could not be read". */
export interface BlockLevels {
  /** An organization's S3 policy sets all four or none, and replaces the account's own flags as long as it is attached. */
  readonly organization?: 'all' | 'none' | 'unknown' | null;
  readonly account?: BlockFlags | 'unknown' | null;
  readonly bucket?: BlockFlags | 'unknown' | null;
  readonly accessPoint?: BlockFlags | 'unknown' | null;
}

/**
 * The flags in force: one is if the account, the bucket or the access point sets it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_s3.html
 */
export function findBlockInForce(levels: BlockLevels): BlockInForce {
  const all = [atAccount(levels), levels.bucket ?? null, levels.accessPoint ?? null];
  const inForce = (flag: BlockFlag): Truth =>
    all.reduce<Truth>(
      (sum, level) => either(sum, level === 'unknown' ? 'unknown' : level?.[flag] === true ? 'yes' : 'no'),
      'no',
    );
  return {
    blockPublicAcls: inForce('blockPublicAcls'),
    ignorePublicAcls: inForce('ignorePublicAcls'),
    blockPublicPolicy: inForce('blockPublicPolicy'),
    restrictPublicBuckets: inForce('restrictPublicBuckets'),
  };
}

const ALL_ON: BlockFlags = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

/** That `none` switches an account's own flags off follows from AWS's "replaces"; no example shows it. */
function atAccount({ organization, account }: BlockLevels): BlockFlags | 'unknown' | null {
  if (organization === 'all') return ALL_ON;
  if (organization === 'none') return null;
  return organization === 'unknown' ? organization : (account ?? null);
}

/** What decides whether a bucket is public. */
export interface BucketExposure {
  /** A grant to everyone, or to every AWS account, in the bucket's ACL. */
  readonly publicAcl: Truth;
  /** No where object ownership is BucketOwnerEnforced: then ACLs have no effect. */
  readonly aclsEnabled: Truth;
  readonly publicPolicy: Truth;
  readonly settings: BucketSettings;
}

/** Whether a public ACL takes effect. */
export const isPublicByAcl = ({ publicAcl, aclsEnabled, settings }: Omit<BucketExposure, 'publicPolicy'>): Truth =>
  both(both(publicAcl, aclsEnabled), not(settings.ignorePublicAcls));

/** Whether a public policy takes effect. */
export const isPublicByPolicy = ({
  publicPolicy,
  settings,
}: Pick<BucketExposure, 'publicPolicy' | 'settings'>): Truth => both(publicPolicy, not(settings.restrictPublicBuckets));

/**
 * Whether the bucket is public: by an ACL that counts and is not ignored, or by a policy that is not restricted. Its objects may have
 * public ACLs of their own all the same.
 */
export const isPublicBucket = (exposure: BucketExposure): Truth =>
  either(isPublicByAcl(exposure), isPublicByPolicy(exposure));
