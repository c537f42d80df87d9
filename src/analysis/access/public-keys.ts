/** What a resource policy is attached to, as far as its service has words of its own for "public". */
export type PublicSubject =
  | 's3-bucket'
  | 's3-access-point'
  | 's3-directory-bucket'
  | 'efs'
  | 'dynamodb'
  | 'dsql'
  | 'kms'
  | 'iam-role'
  | 'other';

/** How a value of a key has to look to stand for somebody: see `isFixedValue`. */
export type FixedForm =
  | 'literal'
  | 'account'
  | 'arn'
  | 'org-path'
  | 'address'
  | 'user-id'
  | 'access-point'
  | 'true'
  | 'unsettled';

/** By the key's name in lower case. */
export type TrustedKeys = ReadonlyMap<string, FixedForm>;

/**
 * Keys whose value somebody owns (an account, an organization, a VPC, an address), so that a fixed value names who may call. Keys
 * that only say how, when or what (aws:SecureTransport, aws:Referer, aws:PrincipalTag, aws:CalledVia, kms:ViaService, SNS:Endpoint,
 * sts:ExternalId, lambda:FunctionUrlAuthType) are not here: anybody can meet them.
 *
 * The page that lists most: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-bpa-rbp.html
 * aws:SourceVpcArn and the aws:Vpce keys name their owner in the same way:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-network-properties
 */
const OWNED: readonly (readonly [string, FixedForm])[] = [
  ['aws:principalaccount', 'account'],
  ['aws:principalarn', 'arn'],
  ['aws:principalorgid', 'literal'],
  ['aws:principalorgpaths', 'org-path'],
  ['aws:sourceaccount', 'account'],
  ['aws:sourcearn', 'arn'],
  ['aws:sourcevpc', 'literal'],
  ['aws:sourcevpce', 'literal'],
  ['aws:userid', 'user-id'],
  ['aws:principalservicename', 'literal'],
  ['aws:principalservicenameslist', 'literal'],
  ['aws:principalisawsservice', 'true'],
  ['aws:ec2instancesourcevpc', 'literal'],
  ['aws:sourceorgid', 'literal'],
  ['aws:sourceorgpaths', 'org-path'],
];

/** What the other services take besides: those of S3's page, and the newer keys of endpoints. */
const COMMON: readonly (readonly [string, FixedForm])[] = [
  ...OWNED,
  ['aws:sourceowner', 'account'],
  ['aws:sourceip', 'address'],
  ['aws:sourcevpcarn', 'arn'],
  ['aws:vpceaccount', 'account'],
  ['aws:vpceorgid', 'literal'],
  ['aws:vpceorgpaths', 'org-path'],
];

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status */
const S3: TrustedKeys = new Map([
  ...COMMON,
  ['s3:dataaccesspointarn', 'access-point'],
  ['s3:dataaccesspointaccount', 'account'],
  // In the page's list of 2023, and not in all later versions of it.
  ['s3:x-amz-server-side-encryption-aws-kms-key-id', 'unsettled'],
]);

/** The keys that count for each subject. */
export const TRUSTED_KEYS: Readonly<Record<PublicSubject, TrustedKeys>> = {
  's3-bucket': S3,
  's3-access-point': S3,
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html; its access points have keys of their own:
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-directory-buckets-policies.html
  's3-directory-bucket': new Map([
    ...COMMON,
    ['s3express:dataaccesspointarn', 'access-point'],
    ['s3express:dataaccesspointaccount', 'account'],
  ]),
  // https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html#what-is-a-public-policy
  efs: new Map([...COMMON, ['elasticfilesystem:accessedviamounttarget', 'true']]),
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-bpa-rbp.html: a list of its own, without aws:SourceIp.
  dynamodb: new Map(OWNED),
  // https://docs.aws.amazon.com/aurora-dsql/latest/userguide/rbp-block-public-access.html: the same list.
  dsql: new Map(OWNED),
  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account
  kms: new Map([...COMMON, ['kms:calleraccount', 'account']]),
  'iam-role': new Map(COMMON),
  // SNS, SQS, Lambda, Secrets Manager, ECR, OpenSearch, Kinesis, Glacier, API Gateway, Backup, CloudTrail, S3 Tables: "fixed values", as in
  // https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-no-public-access.html
  // https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-public-access-prohibited.html
  // and one check for them all: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoPublicAccess.html
  other: new Map(COMMON),
};

/**
 * Whether a Deny that takes a public grant back makes the policy not public. DynamoDB and Aurora DSQL analyze "access across all
 * resource-based policy statements"; the other pages speak of what a policy grants and leave it open.
 */
export const COUNTS_DENIES: ReadonlySet<PublicSubject> = new Set(['dynamodb', 'dsql']);
