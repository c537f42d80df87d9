import { sandbox, stranger } from './estate/site.ts';

// What policies advise for the AWS CLI, tried in the emulator: for each, something that fails it, and what a reader fills in.

/** Advice that is run: each on something of its own, so that no other advice mends it. */
export interface Remedy {
  readonly policy: string;
  /** Of what fails: the end of its ARN. */
  readonly fails: string | RegExp;
  /** Makes it, where the estate has none that is this remedy's alone. */
  readonly setUp?: string;
  /** What the reader puts in the place of words in capitals; may be a call in the shell's own words, with `{name}` for what fails. */
  readonly values?: Readonly<Record<string, string>>;
  /** How the comment begins that heads the commands for this case, where there are several. */
  readonly alternative?: string;
  /** Files that the reader has written or mended by the time they are used. */
  readonly mended?: Readonly<Record<string, object>>;
  /** Whether what fails is no longer there in the end. */
  readonly gone?: true;
}

/** Advice that is not run, and why. */
export interface Untried {
  readonly policy: string;
  readonly why: string;
}

const quoted = (value: object): string => `'${JSON.stringify(value)}'`;
const statements = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const narrow = statements({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::acme-features/training/*',
});

/** A volume of the home Region. */
const volume = (more: string, size = 8): string =>
  `aws ec2 create-volume --region eu-central-1 --availability-zone eu-central-1a --size ${size} ${more} > made.json`;

const table = (name: string, more = '--billing-mode PAY_PER_REQUEST'): string =>
  `aws dynamodb create-table --region eu-central-1 --table-name ${name} --attribute-definitions AttributeName=id,AttributeType=S \
    --key-schema AttributeName=id,KeyType=HASH ${more} > made.json`;
const tablePolicy = (name: string, principal: string): string => `${table(name)}
  aws dynamodb put-resource-policy --region eu-central-1 --resource-arn arn:aws:dynamodb:eu-central-1:${sandbox}:table/${name} \
    --policy ${quoted(statements({ Effect: 'Allow', Principal: principal === '*' ? '*' : { AWS: principal }, Action: 'dynamodb:GetItem', Resource: '*' }))} > made.json`;
const ownTable = {
  'policy.json': statements({
    Effect: 'Allow',
    Principal: { AWS: sandbox },
    Action: 'dynamodb:GetItem',
    Resource: '*',
  }),
};

const bucket = (name: string, ...calls: readonly string[]): string =>
  [
    `aws s3api create-bucket --bucket ${name} > made.json`,
    ...calls.map((call) => `aws s3api ${call.replace('BUCKET', name)}`),
  ].join('\n');
const bucketPolicy = (name: string, statement: object): string =>
  bucket(
    name,
    `put-bucket-policy --bucket BUCKET --policy ${quoted(statements({ ...statement, Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`] }))}`,
  );
const publicBucket = (name: string, Action = 's3:GetObject'): string =>
  bucketPolicy(name, { Effect: 'Allow', Principal: '*', Action });
const aclBucket = (name: string, acl: string): string =>
  bucket(
    name,
    `put-bucket-ownership-controls --bucket BUCKET --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerPreferred}]'`,
    `put-bucket-acl --bucket BUCKET --acl ${acl}`,
  );
const ownBucket = (name: string): Readonly<Record<string, object>> => ({
  'policy.json': statements({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${sandbox}:root` },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${name}/*`,
  }),
});
const versioned = (name: string): string =>
  bucket(name, 'put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled');

/** A bucket that AWS KMS encrypts by default, without a bucket key. */
const encrypted = (name: string, key = ''): string =>
  bucket(
    name,
    `put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration "Rules=[{ApplyServerSideEncryptionByDefault={SSEAlgorithm=aws:kms${key}}}]"`,
  );
const lifecycle = (name: string, rule: object): string =>
  `aws s3api put-bucket-lifecycle-configuration --bucket ${name} --lifecycle-configuration ${quoted({ Rules: [{ ID: 'old', Status: 'Enabled', Filter: {}, ...rule }] })} > made.json`;
/** The ARN of a key that is made for it, where the text has a word between single quotes. */
const keyMade = `'"$(aws kms create-key --region us-east-1 --query KeyMetadata.Arn --output text)"'`;

const policy = (name: string, ...list: readonly object[]): string =>
  `aws iam create-policy --policy-name ${name} --policy-document ${quoted(statements(...list))} > made.json`;
const openPolicy = (
  id: string,
  statement: object,
  alternative: string | null = 'a customer managed policy',
): Remedy => {
  const name = `fix-${id.replace(/^iam-policy-|^kms-/, '')}`;
  return {
    policy: id,
    fails: `:policy/${name}`,
    setUp: policy(name, { Effect: 'Allow', Resource: '*', ...statement }),
    mended: { 'policy.json': narrow },
    ...(alternative === null ? {} : { alternative }),
  };
};

const trust = (principal: object, more: object = {}, Action = 'sts:AssumeRole'): object =>
  statements({ Effect: 'Allow', Principal: principal, Action, ...more });
const role = (name: string, document: object, ...calls: readonly string[]): string =>
  [
    `aws iam create-role --role-name ${name} --assume-role-policy-document ${quoted(document)} > made.json`,
    ...calls,
  ].join('\n');
const attach = (name: string, arn: string): string =>
  `aws iam attach-role-policy --role-name ${name} --policy-arn ${arn}`;
const inHouse = trust({ AWS: `arn:aws:iam::${sandbox}:role/etl` });
const ownRole = { 'trust.json': inHouse };
const service = trust({ Service: 'ec2.amazonaws.com' });

const user = (name: string, ...calls: readonly string[]): string =>
  [`aws iam create-user --user-name ${name} > made.json`, ...calls].join('\n');
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

const key = (list: object): string => `aws kms create-key --region eu-central-1 --policy ${quoted(list)} > made.json`;
const ownKey = {
  Sid: 'own',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${sandbox}:root` },
  Action: 'kms:*',
  Resource: '*',
};
const ownKeyPolicy = { 'policy.json': statements(ownKey) };

const cluster = (name: string, more = ''): string =>
  `aws redshift create-cluster --region eu-central-1 --cluster-identifier ${name} --node-type ra3.xlplus --number-of-nodes 2 \
    --master-username awsuser --master-user-password Passw0rd1 --db-name dev ${more} > made.json`;
const onCluster = (id: string, more?: string): Remedy => {
  const name = `fix-${id.replace('redshift-', '')}`.slice(0, 40);
  return { policy: id, fails: `:cluster:${name}`, setUp: cluster(name, more) };
};

const trail = (name: string, bucketName = 'acme-sandbox-audit', more = ''): string =>
  `aws cloudtrail create-trail --region eu-central-1 --name ${name} --s3-bucket-name ${bucketName} ${more} > made.json`;
const onTrail = (policy: string, end: string, more: Partial<Remedy> = {}): Remedy => ({
  policy: `cloudtrail-${policy}`,
  fails: `:trail/fix-${end}`,
  setUp: trail(`fix-${end}`),
  ...more,
});
const forTrails = (bucketName: string, condition: object = {}): object => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: `arn:aws:s3:::${bucketName}/*`,
  ...condition,
});

const serviceRole = `arn:aws:iam::${sandbox}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;
/** A recorder as all of its policies want it: each of them replaces the whole of it. */
const ownRecorder = {
  'recorder.json': {
    name: 'default',
    roleARN: serviceRole,
    recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
  },
};

/** What records the account. One trail and then another is made to do all that is asked of any. */
const ofRecording: readonly Remedy[] = (
  [
    ['enabled', { BUCKET: 'acme-sandbox-audit' }],
    ['bedrock-logging', { TRAIL: 'audit', HOME_REGION: 'us-east-1' }],
    ['insights-enabled', { TRAIL: 'audit', HOME_REGION: 'us-east-1' }],
    ['s3-dataevents-enabled', { TRAIL: 'audit', HOME_REGION: 'us-east-1' }],
    ['all-write-s3-data-event-check', { TRAIL: 'audit', HOME_REGION: 'us-east-1' }],
    ['multi-region-enabled', { TRAIL: 'events', HOME_REGION: 'eu-central-1' }],
    [
      'security-trail-enabled',
      { TRAIL: 'events', HOME_REGION: 'eu-central-1', KEY_ARN: `arn:aws:kms:eu-central-1:${sandbox}:key/audit` },
    ],
    ['all-read-s3-data-event-check', { TRAIL: 'events', HOME_REGION: 'eu-central-1' }],
  ] as const
).map(([policy, values]) => ({
  policy: `cloudtrail-${policy}`,
  fails: `:cloudtrail::${sandbox}:account`,
  values,
}));

const selector = (...fields: readonly (readonly [string, string])[]): object => ({
  FieldSelectors: fields.map(([Field, value]) =>
    value.endsWith('/') ? { Field, StartsWith: [value] } : { Field, Equals: [value] },
  ),
});
const dataOf = (type: string, ...fields: readonly (readonly [string, string])[]): object =>
  selector(['eventCategory', 'Data'], ['resources.type', type], ...fields);
const ownSelectors = {
  'selectors.json': [
    selector(['eventCategory', 'Management']),
    dataOf('AWS::S3::Object', ['readOnly', 'false']),
    dataOf('AWS::S3::Object', ['resources.ARN', 'arn:aws:s3:::acme-sandbox-exports/']),
    dataOf('AWS::DynamoDB::Table', [
      'resources.ARN',
      `arn:aws:dynamodb:eu-central-1:${sandbox}:table/scratch-features`,
    ]),
  ],
};
/** What one trail records of a bucket and of a table, besides all that others ask of it. */
const ofData: readonly Remedy[] = (
  [
    ['s3-bucket-data-events-logged', ':::acme-sandbox-exports'],
    ['dynamodb-data-events-logged', ':table/scratch-features'],
  ] as const
).map(([policy, fails]) => ({
  policy,
  fails,
  values: { TRAIL: 'audit', HOME_REGION: 'us-east-1' },
  mended: ownSelectors,
}));

/** Who a contact is. */
const someone = { NAME: 'Team', TITLE: 'Duty', NUMBER: '+4930901820' };

/** Settings of a whole account: these are mended last, for they mend what others fail. */
export const ofAccount: readonly Remedy[] = [
  ...ofRecording,
  ...ofData,
  {
    policy: 'account-security-contact-registered',
    fails: `:account::${sandbox}:account`,
    values: { ...someone, ADDRESS: 'security@acme.example' },
  },
  {
    policy: 'account-contacts-current-and-distinct',
    fails: `:account::${sandbox}:account`,
    values: {
      ...someone,
      SECURITY_ADDRESS: 'security@acme.example',
      BILLING_ADDRESS: 'billing@acme.example',
      OPERATIONS_ADDRESS: 'operations@acme.example',
    },
  },
  {
    policy: 'cloudtrail-duplicate-global-events',
    fails: ':account',
    values: { OTHER_TRAIL: 'dashboards', HOME_REGION: 'us-east-1' },
  },
  {
    policy: 'config-recorder-enabled',
    fails: 'eu-west-1:444455556666:regional-coverage',
    values: { BUCKET: 'acme-sandbox-exports' },
  },
  { policy: 'config-recorder-service-linked-role', fails: /:configuration-recorder\//, mended: ownRecorder },
  { policy: 'config-recorder-records-all-resources', fails: /:configuration-recorder\//, mended: ownRecorder },
  { policy: 'config-retention-period', fails: /:configuration-recorder\// },
  { policy: 'ec2-ebs-encryption-by-default', fails: 'eu-central-1:444455556666:ebs-encryption-by-default' },
  { policy: 's3-account-level-public-access-blocks', fails: 'account-public-access-block' },
  ...['', '-lowercase', '-max-age', '-minimum-length', '-number', '-reuse', '-symbol', '-uppercase'].map((end) => ({
    policy: `iam-password-policy${end}`,
    fails: ':password-policy',
  })),
  { policy: 'iam-support-role-created', fails: ':root' },
];

/** Advice on single resources. */
export const remedies: readonly Remedy[] = [
  onTrail('encryption-enabled', 'encryption', {
    values: { KEY_ARN: `arn:aws:kms:eu-central-1:${sandbox}:key/audit` },
  }),
  onTrail('log-file-validation-enabled', 'validation'),
  onTrail('sns-topic', 'topic', {
    setUp: `${trail('fix-topic')}
    aws sns create-topic --region eu-central-1 --name trails > made.json`,
    values: { TOPIC: 'trails' },
  }),
  onTrail('s3-bucket-public-access-prohibited', 'public', {
    setUp: `${publicBucket('fix-trail-public')}
    ${trail('fix-public', 'fix-trail-public')}`,
  }),
  onTrail('s3-bucket-access-logging', 'unlogged', {
    setUp: `${bucket('fix-trail-unlogged')}
    ${aclBucket('fix-trail-logs', 'log-delivery-write')}
    ${trail('fix-unlogged', 'fix-trail-unlogged')}`,
    values: { ACCESS_LOG_BUCKET: 'fix-trail-logs' },
  }),
  onTrail('bucket-mfa-delete', 'deletable', {
    setUp: `aws s3api create-bucket --bucket fix-trail-deletable --object-lock-enabled-for-bucket > made.json
    ${trail('fix-deletable', 'fix-trail-deletable')}`,
  }),
  onTrail('bucket-policy-source-arn', 'anybody', {
    setUp: `${bucketPolicy('fix-trail-anybody', forTrails('fix-trail-anybody'))}
    ${trail('fix-anybody', 'fix-trail-anybody')}`,
    mended: {
      'policy.json': statements(
        forTrails('fix-trail-anybody', {
          Condition: {
            StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:eu-central-1:${sandbox}:trail/fix-anybody` },
          },
        }),
      ),
    },
  }),
  onTrail('kms-key-policy', 'key', {
    setUp: `aws kms create-key --region eu-central-1 > key.json
    ${trail('fix-key', 'acme-sandbox-audit', '--kms-key-id "$(sed -n \'s/.*"Arn": "\\(.*\\)".*/\\1/p\' key.json)"')}`,
    values: { KEY_REGION: 'eu-central-1' },
    mended: {
      'policy.json': statements(ownKey, {
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 'kms:GenerateDataKey*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceAccount': sandbox } },
      }),
    },
  }),
  {
    policy: 'config-recorder-cross-account-delivery',
    fails: 'eu-central-1:444455556666:delivery-channel/default',
    values: { BUCKET: 'acme-sandbox-exports' },
  },
  {
    policy: 's3-log-bucket-retention-minimum',
    fails: ':::acme-sandbox-audit',
    mended: {
      'lifecycle.json': {
        Rules: [{ ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 365 } }],
      },
    },
  },
  { policy: 'config-aggregation-authorization-trusted', fails: /:aggregation-authorization\/7777/, gone: true },
  {
    policy: 'dynamodb-autoscaling-enabled',
    fails: ':table/fix-scaling',
    setUp: table('fix-scaling', '--provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=1'),
  },
  {
    policy: 'dynamodb-kms-key-usable',
    fails: ':table/fix-table-key',
    setUp: `key=$(aws kms create-key --region eu-central-1 --query KeyMetadata.KeyId --output text)
      ${table('fix-table-key', '--billing-mode PAY_PER_REQUEST --sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=arn:aws:kms:eu-central-1:444455556666:key/$key')}
      aws kms schedule-key-deletion --region eu-central-1 --key-id $key > made.json`,
    values: {
      KEY: `"$(aws dynamodb describe-table --region eu-central-1 --table-name {name} --query Table.SSEDescription.KMSMasterKeyArn --output text | cut -d/ -f2)"`,
    },
  },
  {
    policy: 'dynamodb-pitr-recovery-period',
    fails: ':table/fix-recovery-period',
    setUp: `${table('fix-recovery-period')}
      aws dynamodb update-continuous-backups --region eu-central-1 --table-name fix-recovery-period \
        --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=3 > made.json`,
  },
  {
    policy: 'dynamodb-table-tagged',
    fails: ':table/fix-tags',
    setUp: table('fix-tags'),
  },
  { policy: 'dynamodb-pitr-enabled', fails: ':table/fix-pitr', setUp: table('fix-pitr') },
  { policy: 'dynamodb-table-deletion-protection-enabled', fails: ':table/fix-deletion', setUp: table('fix-deletion') },
  {
    policy: 'dynamodb-table-cross-account-access',
    fails: ':table/fix-shared',
    setUp: tablePolicy('fix-shared', stranger),
    mended: ownTable,
  },
  {
    policy: 'dynamodb-table-resource-policy-public',
    fails: ':table/fix-public',
    setUp: tablePolicy('fix-public', '*'),
    mended: ownTable,
  },
  {
    policy: 'ebs-encrypted-volumes',
    fails: /:volume\/vol-/,
    setUp:
      'aws ec2 create-volume --region eu-central-1 --availability-zone eu-central-1a --size 8 --volume-type gp3 > made.json',
    gone: true,
  },
  {
    policy: 'ebs-volume-type-gp2-to-gp3',
    fails: /eu-central-1:444455556666:volume\/vol-/,
    setUp:
      'aws ec2 create-volume --region eu-central-1 --availability-zone eu-central-1a --size 8 --volume-type gp2 --encrypted > made.json',
  },
  {
    policy: 'ebs-volume-customer-managed-key',
    fails: /eu-central-1:444455556666:volume\/vol-/,
    setUp: volume('--volume-type gp3'),
    values: { KEY_ARN: '$(aws kms create-key --region eu-central-1 --query KeyMetadata.Arn --output text)' },
    gone: true,
  },
  {
    policy: 'ebs-volume-snapshot-exists',
    fails: /eu-central-1:444455556666:volume\/vol-/,
    setUp: volume('--volume-type gp3'),
  },
  {
    policy: 'ebs-volume-type-io1-to-io2',
    fails: /eu-central-1:444455556666:volume\/vol-/,
    setUp: volume('--volume-type io1 --iops 100'),
  },
  {
    policy: 'ebs-volume-unattached-with-data',
    fails: /eu-central-1:444455556666:volume\/vol-/,
    values: { OWNER: 'features' },
  },
  {
    policy: 'ebs-volume-kms-key-usable',
    fails: /eu-central-1:444455556666:volume\/vol-/,
    values: {
      KEY: "$(aws ec2 describe-volumes --region eu-central-1 --volume-ids {name} --query 'Volumes[0].KmsKeyId' --output text | sed 's|.*/||')",
    },
  },
  {
    policy: 'ebs-snapshot-orphaned',
    fails: /:snapshot\/snap-/,
    setUp: `volume=$(aws ec2 create-volume --region eu-central-1 --availability-zone eu-central-1a --size 8 --query VolumeId --output text)
      aws ec2 create-snapshot --region eu-central-1 --volume-id "$volume" > made.json
      aws ec2 delete-volume --region eu-central-1 --volume-id "$volume"`,
    gone: true,
  },
  {
    policy: 'ec2-ami-public',
    fails: /:image\/ami-/,
    setUp: `image=$(aws ec2 register-image --region eu-central-1 --name public --query ImageId --output text)
      aws ec2 modify-image-attribute --region eu-central-1 --image-id "$image" --attribute launchPermission --operation-type add --user-groups all`,
  },
  {
    policy: 'ec2-ami-encrypted',
    fails: /:image\/ami-/,
    setUp: 'aws ec2 register-image --region eu-central-1 --name plain > made.json',
    values: {
      NAME: 'encrypted',
      KEY_ARN: '$(aws kms create-key --region eu-central-1 --query KeyMetadata.Arn --output text)',
    },
    gone: true,
  },
  { policy: 'ebs-snapshot-archive-tier', fails: /:snapshot\/snap-/ },
  {
    policy: 'ebs-volume-throughput-type-fit',
    fails: /eu-central-1:444455556666:volume\/vol-/,
    setUp: volume("--volume-type gp3 --tag-specifications 'ResourceType=volume,Tags=[{Key=streaming,Value=x}]'", 200),
    values: { TYPE: 'st1' },
  },
  { policy: 'ebs-launch-configuration-encrypted', fails: /:launch-template\/lt-/, values: { NEW_VERSION: '2' } },
  {
    policy: 'ebs-snapshot-external-share',
    fails: /:snapshot\/snap-/,
    values: {
      ACCOUNT:
        '$(aws ec2 describe-snapshot-attribute --region eu-central-1 --snapshot-id {name} --attribute createVolumePermission --query "CreateVolumePermissions[].UserId" --output text)',
    },
  },
  openPolicy('iam-policy-credentials-exposure', { Action: 'sts:GetFederationToken' }),
  openPolicy('iam-policy-data-exfiltration', { Action: 's3:GetObject' }),
  openPolicy('iam-policy-full-iam-access', { Action: 'iam:*' }),
  openPolicy('iam-policy-no-full-access-to-cloudtrail', { Action: 'cloudtrail:*' }),
  openPolicy('iam-policy-no-full-access-to-kms', { Action: 'kms:*' }),
  openPolicy('iam-policy-no-full-access-to-s3', { Action: 's3:*' }),
  openPolicy('iam-policy-no-statements-with-admin-access', { Action: '*' }, null),
  openPolicy('iam-policy-no-statements-with-full-access', { Action: 'sns:*' }, null),
  openPolicy('iam-policy-notaction-allow', { NotAction: 'iam:*' }),
  openPolicy('iam-policy-passrole-scoped', { Action: 'iam:PassRole' }),
  openPolicy('iam-policy-permissions-management', { Action: 's3:PutBucketPolicy' }),
  openPolicy('iam-policy-permissive-role-assumption', { Action: 'sts:AssumeRole' }),
  openPolicy('iam-policy-privilege-escalation', { Action: 'iam:CreatePolicyVersion' }, null),
  openPolicy('iam-policy-star-resource', { Action: 's3:PutObject' }),
  openPolicy('iam-policy-write-without-constraint', { Action: 's3:PutObject' }),
  openPolicy('kms-iam-customer-policy-blocked-kms-actions', { Action: 'kms:Decrypt' }, null),
  {
    policy: 'kms-iam-inline-policy-blocked-kms-actions',
    fails: 'inline-policy/role/fix-decrypts/data',
    setUp: role(
      'fix-decrypts',
      service,
      `aws iam put-role-policy --role-name fix-decrypts --policy-name data --policy-document ${quoted(statements({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }))}`,
    ),
    values: { OWNER: 'fix-decrypts' },
    alternative: 'for a role',
    mended: { 'policy.json': narrow },
  },
  {
    policy: 'iam-policy-unattached-admin-access',
    fails: ':policy/fix-unattached',
    setUp: policy('fix-unattached', { Effect: 'Allow', Action: '*', Resource: '*' }),
    gone: true,
  },
  {
    policy: 'iam-policy-blacklisted-check',
    fails: ':group/shell-users',
    values: { POLICY_ARN: 'arn:aws:iam::aws:policy/AWSCloudShellFullAccess' },
    alternative: 'for a group',
  },
  {
    policy: 'iam-group-has-users-check',
    fails: ':group/fix-empty',
    setUp: `aws iam create-group --group-name fix-empty > made.json
    aws iam attach-group-policy --group-name fix-empty --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess`,
    values: { POLICY_ARN: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' },
    gone: true,
  },
  {
    policy: 'iam-group-mfa-enforced',
    fails: ':group/fix-readers',
    setUp: `aws iam create-group --group-name fix-readers > made.json
      aws iam attach-group-policy --group-name fix-readers --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess`,
  },
  {
    policy: 'iam-no-inline-policy-check',
    fails: ':role/fix-inline',
    setUp: role(
      'fix-inline',
      service,
      `aws iam put-role-policy --role-name fix-inline --policy-name data --policy-document ${quoted(narrow)}`,
    ),
    alternative: 'for a role',
    values: { POLICY_NAME: 'data' },
    mended: { 'policy.json': narrow },
  },
  {
    policy: 'iam-role-administrator-access',
    fails: ':role/fix-administrator',
    setUp: role('fix-administrator', inHouse, attach('fix-administrator', administrator)),
    values: { POLICY_ARN: administrator, BOUNDARY_ARN: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
  },
  {
    policy: 'iam-role-confused-deputy',
    fails: ':role/fix-deputy',
    setUp: role('fix-deputy', trust({ Service: 'sagemaker.amazonaws.com' })),
    mended: {
      'trust.json': trust(
        { Service: 'sagemaker.amazonaws.com' },
        { Condition: { StringEquals: { 'aws:SourceAccount': sandbox } } },
      ),
    },
  },
  {
    policy: 'iam-role-cross-account-external-id',
    fails: ':role/fix-external-id',
    setUp: role('fix-external-id', trust({ AWS: stranger })),
    mended: {
      'trust.json': trust({ AWS: stranger }, { Condition: { StringEquals: { 'sts:ExternalId': 'k3-81f0' } } }),
    },
  },
  {
    policy: 'iam-role-cross-account-readonly',
    fails: ':role/fix-reads',
    setUp: role('fix-reads', trust({ AWS: stranger }), attach('fix-reads', 'arn:aws:iam::aws:policy/ReadOnlyAccess')),
  },
  {
    policy: 'iam-role-trust-unknown-account',
    fails: ':role/fix-unknown-account',
    setUp: role('fix-unknown-account', trust({ AWS: stranger })),
    mended: ownRole,
  },
  {
    policy: 'iam-role-trust-account-wide',
    fails: ':role/fix-account-wide',
    setUp: role('fix-account-wide', trust({ AWS: stranger })),
    mended: { 'trust.json': trust({ AWS: `arn:aws:iam::${stranger}:role/auditor` }) },
  },
  {
    policy: 'iam-role-trust-public',
    fails: ':role/fix-open',
    setUp: role('fix-open', trust({ AWS: '*' })),
    mended: ownRole,
  },
  {
    policy: 'iam-role-oidc-trust-scoped',
    fails: ':role/fix-oidc',
    setUp: role(
      'fix-oidc',
      trust(
        { Federated: `arn:aws:iam::${sandbox}:oidc-provider/token.actions.githubusercontent.com` },
        {},
        'sts:AssumeRoleWithWebIdentity',
      ),
    ),
    mended: {
      'trust.json': trust(
        { Federated: `arn:aws:iam::${sandbox}:oidc-provider/token.actions.githubusercontent.com` },
        {
          Condition: {
            StringEquals: {
              'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
              'token.actions.githubusercontent.com:sub': 'repo:acme/features:ref:refs/heads/main',
            },
          },
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
    },
  },
  {
    policy: 'iam-role-saml-trust-audience',
    fails: ':role/fix-saml',
    setUp: role(
      'fix-saml',
      trust({ Federated: `arn:aws:iam::${sandbox}:saml-provider/acme` }, {}, 'sts:AssumeRoleWithSAML'),
    ),
    mended: {
      'trust.json': trust(
        { Federated: `arn:aws:iam::${sandbox}:saml-provider/acme` },
        { Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } } },
        'sts:AssumeRoleWithSAML',
      ),
    },
  },
  {
    policy: 'iam-role-assume-mfa',
    fails: ':role/fix-mfa',
    setUp: role('fix-mfa', trust({ AWS: `arn:aws:iam::${sandbox}:root` }), attach('fix-mfa', administrator)),
    mended: {
      'trust.json': trust(
        { AWS: `arn:aws:iam::${sandbox}:root` },
        { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
      ),
    },
  },
  { policy: 'iam-role-unused', fails: ':role/vendor-access', gone: true },
  { policy: 'iam-server-certificate-expired', fails: ':server-certificate/old', gone: true },
  {
    policy: 'iam-user-administrator-access',
    fails: ':user/fix-administrator',
    setUp: user(
      'fix-administrator',
      `aws iam attach-user-policy --user-name fix-administrator --policy-arn ${administrator}`,
    ),
    values: { POLICY_ARN: administrator },
    alternative: '',
  },
  {
    policy: 'iam-user-group-membership-check',
    fails: ':user/fix-alone',
    setUp: user('fix-alone'),
    values: { GROUP: 'shell-users' },
  },
  {
    policy: 'iam-user-no-policies-check',
    fails: ':user/fix-attached',
    setUp: user(
      'fix-attached',
      'aws iam attach-user-policy --user-name fix-attached --policy-arn arn:aws:iam::aws:policy/SecurityAudit',
      `aws iam put-user-policy --user-name fix-attached --policy-name data --policy-document ${quoted(narrow)}`,
    ),
    values: { GROUP: 'shell-users', POLICY_ARN: 'arn:aws:iam::aws:policy/SecurityAudit', POLICY_NAME: 'data' },
  },
  {
    policy: 'iam-user-single-access-key',
    fails: ':user/fix-two-keys',
    setUp: user('fix-two-keys', ...[1, 2].map(() => 'aws iam create-access-key --user-name fix-two-keys > made.json')),
    values: {
      ACCESS_KEY_ID:
        '$(aws iam list-access-keys --user-name fix-two-keys --query "AccessKeyMetadata[0].AccessKeyId" --output text)',
    },
  },
  {
    policy: 'iam-user-password-and-key',
    fails: ':user/fix-both',
    setUp: user(
      'fix-both',
      'aws iam create-login-profile --user-name fix-both --password Passw0rd-1234 > made.json',
      'aws iam create-access-key --user-name fix-both > made.json',
    ),
    alternative: 'a program',
  },
  {
    policy: 'iam-user-mfa-enabled',
    fails: ':user/fix-second-factor',
    setUp: user(
      'fix-second-factor',
      'aws iam create-login-profile --user-name fix-second-factor --password Passw0rd-1234 > made.json',
    ),
    values: { CODE1: '123456', CODE2: '654321' },
  },
  {
    policy: 'iam-mfa-enabled-for-iam-console-access',
    fails: ':user/fix-console',
    setUp: user(
      'fix-console',
      'aws iam create-login-profile --user-name fix-console --password Passw0rd-1234 > made.json',
    ),
    values: { CODE1: '123456', CODE2: '654321' },
  },
  {
    policy: 'iam-administrator-users-mfa',
    fails: ':user/fix-root-like',
    setUp: user(
      'fix-root-like',
      `aws iam attach-user-policy --user-name fix-root-like --policy-arn ${administrator}`,
      'aws iam create-login-profile --user-name fix-root-like --password Passw0rd-1234 > made.json',
    ),
    values: { MFA_ARN: `arn:aws:iam::${sandbox}:mfa/fix-root-like`, CODE: '123456' },
  },
  {
    policy: 'iam-securityaudit-role-created',
    fails: `:iam::${sandbox}:root`,
    values: { AUDIT_ACCOUNT: sandbox },
  },
  {
    policy: 'iam-tags',
    fails: ':role/fix-tags',
    setUp: role('fix-tags', service),
    values: { OWNER: 'data-platform' },
    alternative: 'a role',
  },
  {
    policy: 'iam-policy-in-use',
    fails: ':policy/fix-unused',
    setUp: policy('fix-unused', { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
    gone: true,
  },
  openPolicy('iam-policy-no-wildcard-marketplace-subscribe', { Action: 'aws-marketplace:Subscribe' }),
  openPolicy('iam-policy-validation', { Action: 's3:GetObjects' }),
  {
    policy: 'iam-user-federated-access',
    fails: ':user/fix-person',
    setUp: `aws iam create-user --user-name fix-person > made.json
    aws iam create-login-profile --user-name fix-person --password Only4TheEmulator1 > made.json`,
  },
  {
    policy: 'iam-user-no-initial-access-key',
    fails: ':user/fix-setup-key',
    setUp: `aws iam create-user --user-name fix-setup-key > made.json
    aws iam create-login-profile --user-name fix-setup-key --password Only4TheEmulator1 > made.json
    aws iam create-access-key --user-name fix-setup-key > made.json`,
    values: {
      ACCESS_KEY_ID: `"$(aws iam list-access-keys --user-name {name} --query 'AccessKeyMetadata[0].AccessKeyId' --output text)"`,
    },
  },
  {
    policy: 'kms-alias-target-exists',
    fails: ':alias/fix-alias',
    setUp: `aws kms create-key --region eu-central-1 --query KeyMetadata.KeyId --output text > fix-alias-key
    aws kms create-alias --region eu-central-1 --alias-name alias/fix-alias --target-key-id "$(cat fix-alias-key)"
    aws kms disable-key --region eu-central-1 --key-id "$(cat fix-alias-key)"`,
    values: { KEY_ID: '"$(aws kms create-key --region eu-central-1 --query KeyMetadata.KeyId --output text)"' },
    alternative: 'point it to another key',
  },
  { policy: 'kms-key-enabled', fails: /:444455556666:key\//, alternative: 'it is needed' },
  {
    policy: 'kms-key-rotation-age',
    fails: /:444455556666:key\//,
    setUp: 'aws kms create-key --region eu-central-1 --description aged > made.json',
  },
  {
    policy: 'kms-key-tagged',
    fails: /:444455556666:key\//,
    setUp: key(statements(ownKey)),
    values: { OWNER: 'data-platform' },
  },
  { policy: 'kms-cmk-backing-key-rotation-enabled', fails: /444455556666:key\//, setUp: key(statements(ownKey)) },
  { policy: 'kms-cmk-not-scheduled-for-deletion', fails: /:key\// },
  {
    policy: 'kms-key-cross-account-access',
    fails: /:key\//,
    setUp: key(
      statements(ownKey, { Effect: 'Allow', Principal: { AWS: stranger }, Action: 'kms:Decrypt', Resource: '*' }),
    ),
    mended: ownKeyPolicy,
  },
  {
    policy: 'kms-key-policy-no-public-access',
    fails: /:key\//,
    setUp: key(statements(ownKey, { Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' })),
    mended: ownKeyPolicy,
  },
  { policy: 'kms-key-policy-confused-deputy', fails: /:key\//, mended: ownKeyPolicy },
  { policy: 'kms-creategrant-constrained', fails: /:key\//, mended: ownKeyPolicy },
  { policy: 'kms-key-separation-of-duties', fails: /:key\//, mended: ownKeyPolicy },
  onCluster('redshift-backup-enabled', '--automated-snapshot-retention-period 1'),
  onCluster('redshift-cluster-encrypted', '--no-encrypted'),
  onCluster('redshift-cluster-maintenancesettings-check', '--no-allow-version-upgrade'),
  onCluster('redshift-cluster-public-access-check', '--publicly-accessible'),
  onCluster('redshift-enhanced-vpc-routing-enabled', '--no-enhanced-vpc-routing'),
  {
    policy: 'redshift-iam-role-least-privilege',
    fails: ':cluster:fix-loads',
    setUp: `${role('fix-loads', trust({ Service: 'redshift.amazonaws.com' }))}
    ${cluster('fix-loads', `--iam-roles arn:aws:iam::${sandbox}:role/fix-loads`)}`,
    values: { ROLE: 'fix-loads' },
    mended: {
      'trust.json': trust(
        { Service: 'redshift.amazonaws.com' },
        {
          Condition: {
            StringEquals: {
              'sts:ExternalId': `arn:aws:redshift:eu-central-1:${sandbox}:dbuser:fix-loads/loader`,
            },
          },
        },
      ),
    },
  },
  {
    policy: 'redshift-audit-log-bucket-hardened',
    fails: ':cluster:fix-logs',
    setUp: `${bucketPolicy('fix-logs', { Effect: 'Allow', Principal: { Service: 'redshift.amazonaws.com' }, Action: 's3:PutObject' })}
    ${cluster('fix-logs')}
    aws redshift enable-logging --region eu-central-1 --cluster-identifier fix-logs --log-destination-type s3 --bucket-name fix-logs > made.json`,
    mended: {
      'policy.json': statements({
        Effect: 'Allow',
        Principal: { Service: 'redshift.amazonaws.com' },
        Action: ['s3:GetBucketAcl', 's3:PutObject'],
        Resource: ['arn:aws:s3:::fix-logs', 'arn:aws:s3:::fix-logs/*'],
        Condition: {
          StringEquals: { 'aws:SourceArn': `arn:aws:redshift:eu-central-1:${sandbox}:cluster:fix-logs` },
        },
      }),
    },
  },
  {
    policy: 'redshift-resources-tagged',
    fails: ':parametergroup:fix-tags',
    setUp: `aws redshift create-cluster-parameter-group --region eu-central-1 --parameter-group-name fix-tags \
    --parameter-group-family redshift-1.0 --description tags > made.json`,
    values: { OWNER: 'data-platform' },
  },
  {
    policy: 'redshift-snapshot-copy-grant-cmk',
    fails: ':snapshotcopygrant:fix-copies',
    setUp:
      'aws redshift create-snapshot-copy-grant --region us-east-1 --snapshot-copy-grant-name fix-copies > made.json',
    values: { KEY_ARN: '$(aws kms create-key --region us-east-1 --query KeyMetadata.Arn --output text)' },
    gone: true,
  },
  {
    ...onCluster('redshift-snapshot-cross-region-copy', '--encrypted'),
    values: {
      KEY_ARN: '$(aws kms create-key --region us-east-1 --query KeyMetadata.Arn --output text)',
      DESTINATION: 'us-east-1',
    },
  },
  {
    policy: 'redshift-snapshot-encrypted',
    fails: '/fix-clear',
    setUp: `${cluster('fix-clear')}
    aws redshift create-cluster-snapshot --region eu-central-1 --cluster-identifier fix-clear --snapshot-identifier fix-clear > made.json`,
    gone: true,
  },
  { ...onCluster('redshift-default-admin-check'), gone: true },
  { ...onCluster('redshift-default-db-name-check'), gone: true },
  {
    policy: 's3-bucket-access-point-delegation-scoped',
    fails: ':::fix-delegation',
    setUp: bucketPolicy('fix-delegation', {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:*',
      Condition: { StringLike: { 's3:DataAccessPointArn': '*' } },
    }),
    mended: ownBucket('fix-delegation'),
  },
  {
    policy: 's3-bucket-acl-authenticated-users',
    fails: ':::fix-acl-authenticated',
    setUp: aclBucket('fix-acl-authenticated', 'authenticated-read'),
  },
  { policy: 's3-bucket-acl-prohibited', fails: ':::fix-acl', setUp: aclBucket('fix-acl', 'private') },
  { policy: 's3-bucket-acl-public-read', fails: ':::fix-acl-read', setUp: aclBucket('fix-acl-read', 'public-read') },
  {
    policy: 's3-bucket-acl-public-write',
    fails: ':::fix-acl-write',
    setUp: bucket(
      'fix-acl-write',
      `put-bucket-ownership-controls --bucket BUCKET --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerPreferred}]'`,
      `put-bucket-acl --bucket BUCKET --grant-write 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'`,
    ),
  },
  {
    policy: 's3-bucket-blacklisted-actions-prohibited',
    fails: ':::fix-actions',
    setUp: bucketPolicy('fix-actions', { Effect: 'Allow', Principal: { AWS: stranger }, Action: 's3:*' }),
    mended: ownBucket('fix-actions'),
  },
  {
    policy: 's3-bucket-policy-cross-account-access',
    fails: ':::fix-cross-account',
    setUp: bucketPolicy('fix-cross-account', { Effect: 'Allow', Principal: { AWS: stranger }, Action: 's3:GetObject' }),
    mended: ownBucket('fix-cross-account'),
  },
  {
    policy: 's3-bucket-policy-confused-deputy',
    fails: ':::fix-deputy',
    setUp: bucketPolicy('fix-deputy', {
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:PutObject',
    }),
    mended: ownBucket('fix-deputy'),
  },
  {
    policy: 's3-bucket-policy-dangling-principal',
    fails: ':::fix-dangling',
    setUp: bucketPolicy('fix-dangling', {
      Effect: 'Allow',
      Principal: { AWS: 'AIDAJQABLZS4A3QDU576Q' },
      Action: 's3:GetObject',
    }),
    mended: ownBucket('fix-dangling'),
  },
  {
    policy: 's3-bucket-policy-no-notprincipal-allow',
    fails: ':::fix-notprincipal',
    setUp: bucketPolicy('fix-notprincipal', {
      Effect: 'Allow',
      NotPrincipal: { AWS: stranger },
      Action: 's3:GetObject',
    }),
    mended: ownBucket('fix-notprincipal'),
  },
  {
    policy: 's3-bucket-policy-no-public-principal',
    fails: ':::fix-principal',
    setUp: publicBucket('fix-principal'),
    mended: ownBucket('fix-principal'),
  },
  ...[
    's3-bucket-block-public-acls',
    's3-bucket-block-public-policy',
    's3-bucket-ignore-public-acls',
    's3-bucket-restrict-public-buckets',
    's3-bucket-level-public-access-prohibited',
    's3-bucket-public-access-block-configured',
    's3-bucket-public-access-block-effective',
  ].map(
    (id): Remedy => ({
      policy: id,
      fails: `:::${id.replace('s3-bucket', 'fix')}`,
      setUp: bucket(id.replace('s3-bucket', 'fix')),
    }),
  ),
  { policy: 's3-bucket-effective-public-access', fails: ':::fix-effective', setUp: publicBucket('fix-effective') },
  // Of this bucket Macie says that it holds sensitive data.
  {
    policy: 's3-bucket-sensitive-data-exposure',
    fails: ':::fix-passports',
    setUp: publicBucket('fix-passports'),
  },
  { policy: 's3-bucket-public-read-prohibited', fails: ':::fix-public-read', setUp: publicBucket('fix-public-read') },
  {
    policy: 's3-bucket-public-write-prohibited',
    fails: ':::fix-public-write',
    setUp: publicBucket('fix-public-write', 's3:PutObject'),
  },
  {
    policy: 's3-bucket-cross-region-replication-enabled',
    fails: ':::fix-replicated',
    setUp: `${versioned('fix-replicated')}
    aws s3api create-bucket --region eu-west-1 --bucket fix-replica --create-bucket-configuration LocationConstraint=eu-west-1 > made.json
    aws s3api put-bucket-versioning --bucket fix-replica --versioning-configuration Status=Enabled
    ${role('replication', trust({ Service: 's3.amazonaws.com' }))}`,
    values: { DESTINATION: 'fix-replica' },
  },
  { policy: 's3-bucket-default-lock-enabled', fails: ':::fix-lock', setUp: bucket('fix-lock') },
  {
    policy: 's3-bucket-logging-enabled',
    fails: ':::fix-logged',
    setUp: `${bucket('fix-logged')}
    ${aclBucket('fix-logs', 'log-delivery-write')}`,
    values: { 'LOG-BUCKET': 'fix-logs' },
  },
  {
    policy: 's3-bucket-cors-no-wildcard-origin',
    fails: ':::fix-cors',
    setUp: bucket(
      'fix-cors',
      `put-bucket-cors --bucket BUCKET --cors-configuration ${quoted({ CORSRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['PUT'] }] })}`,
    ),
  },
  {
    policy: 's3-bucket-transfer-acceleration',
    fails: ':::fix-acceleration',
    setUp: bucket(
      'fix-acceleration',
      'put-bucket-accelerate-configuration --bucket BUCKET --accelerate-configuration Status=Enabled',
    ),
  },
  {
    policy: 's3-bucket-logging-target-valid',
    fails: ':::fix-log-source',
    // The emulator, as S3 once did, refuses a target that nothing can be delivered to: its policy is taken away afterwards.
    setUp: `${bucket('fix-log-target', `put-bucket-policy --bucket BUCKET --policy ${quoted(statements({ Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject', Resource: 'arn:aws:s3:::fix-log-target/*' }))}`)}
      ${bucket('fix-log-source', `put-bucket-logging --bucket BUCKET --bucket-logging-status ${quoted({ LoggingEnabled: { TargetBucket: 'fix-log-target', TargetPrefix: 'logs/' } })}`)}
      aws s3api delete-bucket-policy --bucket fix-log-target`,
    values: { LOG_BUCKET: 'fix-log-target' },
  },
  {
    policy: 's3-bucket-key-enabled',
    fails: ':::fix-bucket-key',
    setUp: encrypted('fix-bucket-key'),
  },
  {
    policy: 's3-bucket-encryption-customer-managed-key',
    fails: ':::fix-own-key',
    setUp: bucket('fix-own-key'),
    values: { KEY: keyMade },
  },
  {
    policy: 's3-bucket-kms-key-usable',
    fails: ':::fix-lost-key',
    setUp: `aws kms create-key --region us-east-1 > lost.json
    lost=$(aws kms list-keys --region us-east-1 --query 'Keys[-1].KeyId' --output text)
    ${encrypted('fix-lost-key', ',KMSMasterKeyID=$lost')}
    aws kms schedule-key-deletion --region us-east-1 --key-id $lost > made.json`,
    values: {
      KEY: '$(aws s3api get-bucket-encryption --bucket {name} --query "ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.KMSMasterKeyID" --output text)',
    },
  },
  {
    policy: 's3-bucket-cross-account-grant-unusable-managed-key',
    fails: ':::fix-shared-key',
    setUp: `${bucketPolicy('fix-shared-key', { Effect: 'Allow', Principal: { AWS: stranger }, Action: 's3:GetObject' })}
    ${encrypted('fix-shared-key').split('\n')[1]}`,
    values: { KEY: keyMade },
  },
  {
    policy: 's3-bucket-tagged',
    fails: ':::fix-tags',
    setUp: bucket('fix-tags'),
    values: { OWNER: 'data-platform' },
  },
  {
    policy: 's3-bucket-abort-incomplete-multipart-upload',
    fails: ':::fix-uploads',
    setUp: bucket('fix-uploads'),
  },
  {
    policy: 's3-lifecycle-expired-delete-markers',
    fails: ':::fix-markers',
    setUp: `${versioned('fix-markers')}
    ${lifecycle('fix-markers', { NoncurrentVersionExpiration: { NoncurrentDays: 30 } })}`,
  },
  {
    policy: 's3-lifecycle-minimum-storage-duration',
    fails: ':::fix-early',
    setUp: `${bucket('fix-early')}
    ${lifecycle('fix-early', { Transitions: [{ Days: 30, StorageClass: 'GLACIER' }], Expiration: { Days: 60 } })}`,
  },
  {
    policy: 's3-bucket-object-lock-default-retention',
    fails: ':::fix-retention',
    setUp: 'aws s3api create-bucket --bucket fix-retention --object-lock-enabled-for-bucket > made.json',
  },
  {
    policy: 's3-bucket-replication-enabled',
    fails: ':::fix-replication',
    setUp: `${bucket('fix-replication')}
    ${versioned('fix-copies')}`,
    values: { DESTINATION: 'fix-copies' },
  },
  { policy: 's3-bucket-tls-minimum-version', fails: ':::fix-old-tls', setUp: bucket('fix-old-tls') },
  {
    policy: 's3-bucket-policy-denies-unencrypted-uploads',
    fails: ':::fix-uploads',
    setUp: bucket(
      'fix-uploads',
      "put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration 'Rules=[{ApplyServerSideEncryptionByDefault={SSEAlgorithm=aws:kms}}]'",
    ),
    values: { KEY: `arn:aws:kms:us-east-1:${sandbox}:key/1234abcd-12ab-34cd-56ef-1234567890ab` },
  },
  {
    policy: 's3-bucket-kms-key-external-decrypt',
    fails: ':::acme-sandbox-partners',
    mended: {
      'policy.json': statements({
        Effect: 'Allow',
        Principal: { AWS: sandbox },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::acme-sandbox-partners/*',
      }),
    },
  },
  // Of this bucket, too, Macie says that it holds sensitive data.
  {
    policy: 's3-bucket-data-perimeter',
    fails: ':::fix-perimeter',
    setUp: bucket('fix-perimeter'),
    values: { ORGANIZATION: 'o-acmedata01' },
  },
  { policy: 's3-bucket-ssl-requests-only', fails: ':::fix-tls', setUp: bucket('fix-tls') },
  { policy: 's3-bucket-versioning-enabled', fails: ':::fix-versioning', setUp: bucket('fix-versioning') },
  { policy: 's3-default-encryption-kms', fails: ':::fix-kms', setUp: bucket('fix-kms') },
  { policy: 's3-lifecycle-policy-check', fails: ':::fix-lifecycle', setUp: bucket('fix-lifecycle') },
  { policy: 's3-lifecycle-rule-covers-bucket', fails: ':::fix-covers', setUp: bucket('fix-covers') },
  { policy: 's3-lifecycle-noncurrent-versions-expire', fails: ':::fix-noncurrent', setUp: versioned('fix-noncurrent') },
  {
    policy: 's3-version-lifecycle-policy-check',
    fails: ':::fix-version-lifecycle',
    setUp: versioned('fix-version-lifecycle'),
  },
  {
    policy: 's3-replication-destination-trusted',
    fails: ':::acme-sandbox-shared',
    mended: {
      'replication.json': {
        Role: `arn:aws:iam::${sandbox}:role/replication`,
        Rules: [
          {
            ID: 'own',
            Status: 'Enabled',
            Priority: 1,
            Filter: {},
            DeleteMarkerReplication: { Status: 'Disabled' },
            Destination: { Bucket: 'arn:aws:s3:::fix-replica' },
          },
        ],
      },
    },
  },
  {
    policy: 'iam-access-keys-rotated',
    fails: /:access-key\//,
    setUp: `second=$(aws iam list-access-keys --user-name legacy-etl --query 'AccessKeyMetadata[1].AccessKeyId' --output text)
      aws iam delete-access-key --user-name legacy-etl --access-key-id "$second"`,
    gone: true,
  },
  {
    policy: 'iam-data-store-wildcard-access',
    fails: ':role/fix-data',
    setUp: role(
      'fix-data',
      trust({ Service: 'lambda.amazonaws.com' }),
      attach('fix-data', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'),
    ),
    values: { POLICY_ARN: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' },
    mended: { 'policy.json': narrow },
  },
  {
    policy: 'iam-effective-admin-by-union',
    fails: ':role/fix-union',
    setUp: role(
      'fix-union',
      inHouse,
      policy('fix-union-a', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
      policy('fix-union-b', { Effect: 'Allow', Action: 'iam:*', Resource: '*' }),
      attach('fix-union', `arn:aws:iam::${sandbox}:policy/fix-union-a`),
      attach('fix-union', `arn:aws:iam::${sandbox}:policy/fix-union-b`),
    ),
    values: { POLICY_ARN: `arn:aws:iam::${sandbox}:policy/fix-union-b` },
    alternative: 'a role',
  },
  {
    policy: 'iam-group-administrator-access',
    fails: ':group/fix-administrators',
    setUp: `aws iam create-group --group-name fix-administrators > made.json
      aws iam attach-group-policy --group-name fix-administrators --policy-arn ${administrator}`,
    values: { POLICY_ARN: administrator },
  },
  {
    policy: 'iam-group-deny-not-covering-users',
    fails: ':policy/fix-deny-group',
    setUp: policy('fix-deny-group', {
      Effect: 'Deny',
      Action: 'iam:CreateAccessKey',
      Resource: `arn:aws:iam::${sandbox}:group/admins`,
    }),
    alternative: 'a customer managed policy',
    mended: { 'policy.json': statements({ Effect: 'Deny', Action: 'iam:CreateAccessKey', Resource: '*' }) },
  },
  {
    policy: 'iam-inline-policy-admin-access',
    fails: ':inline-policy/role/fix-inline-administrator/all',
    setUp: role(
      'fix-inline-administrator',
      inHouse,
      `aws iam put-role-policy --role-name fix-inline-administrator --policy-name all --policy-document ${quoted(
        statements({ Effect: 'Allow', Action: '*', Resource: '*' }),
      )}`,
    ),
    gone: true,
  },
  {
    policy: 'iam-inline-policy-privilege-escalation',
    fails: ':inline-policy/role/fix-inline-escalation/policies',
    setUp: role(
      'fix-inline-escalation',
      inHouse,
      `aws iam put-role-policy --role-name fix-inline-escalation --policy-name policies --policy-document ${quoted(
        statements({ Effect: 'Allow', Action: 'iam:CreatePolicyVersion', Resource: '*' }),
      )}`,
    ),
    values: { OWNER: 'fix-inline-escalation' },
    mended: { 'policy.json': narrow },
  },
  {
    policy: 'iam-role-cross-account-write',
    fails: ':role/fix-writes',
    setUp: role(
      'fix-writes',
      trust({ AWS: stranger }),
      `aws iam put-role-policy --role-name fix-writes --policy-name data --policy-document ${quoted(
        statements({ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-features/*' }),
      )}`,
    ),
  },
  {
    policy: 'iam-role-max-session-duration',
    fails: ':role/fix-session',
    setUp: role('fix-session', service, 'aws iam update-role --role-name fix-session --max-session-duration 43200'),
  },
  { policy: 'iam-user-unused-credentials-45', fails: ':user/bob', alternative: 'the password' },
  {
    policy: 'kms-key-grants-external',
    fails: /:key\//,
    values: {
      GRANT_ID:
        '$(aws kms list-grants --region eu-central-1 --key-id {name} --query "Grants[0].GrantId" --output text)',
    },
  },
  onCluster('redshift-audit-logging-enabled'),
  onCluster('redshift-cluster-common-username-public-access', '--publicly-accessible'),
  {
    policy: 's3-access-point-policy-external-access',
    fails: ':accesspoint/acme-sandbox-shared-readers',
    mended: {
      'policy.json': statements({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${sandbox}:root` },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:eu-central-1:${sandbox}:accesspoint/acme-sandbox-shared-readers/object/*`,
      }),
    },
  },
  { policy: 's3-access-point-public-access-blocks', fails: /:accesspoint\// },
  {
    policy: 'iam-delegated-admin-permissions-boundary',
    fails: ':policy/fix-delegated',
    setUp: policy('fix-delegated', { Effect: 'Allow', Action: 'iam:CreateRole', Resource: '*' }),
    alternative: 'a customer managed policy',
  },
  {
    policy: 'kms-enclave-attestation-enforced',
    fails: /:key\//,
    mended: {
      'policy.json': statements(
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${sandbox}:root` },
          NotAction: [
            'kms:Decrypt',
            'kms:DeriveSharedSecret',
            'kms:GenerateDataKey*',
            'kms:ReEncrypt*',
            'kms:CreateGrant',
          ],
          Resource: '*',
        },
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${sandbox}:role/inference` },
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': 'a'.repeat(96) } },
        },
      ),
    },
  },
  {
    policy: 's3-bucket-static-website-hosting-disabled',
    fails: ':::fix-website',
    setUp: bucket(
      'fix-website',
      `put-bucket-website --bucket BUCKET --website-configuration '{"IndexDocument":{"Suffix":"index.html"}}'`,
    ),
  },
];

/** Advice that the emulator cannot take. */
export const untried: readonly Untried[] = [
  { policy: 'cloudtrail-cloudwatch-logs-enabled', why: 'moto delivers nothing to CloudWatch Logs' },
  { policy: 'cloudtrail-delivery-healthy', why: 'the command only shows what is in the way' },
  { policy: 'cloudtrail-event-data-store-encrypted', why: 'moto has no event data stores' },
  { policy: 'cloudtrail-event-data-store-multi-region', why: 'moto has no event data stores' },
  { policy: 'dynamodb-table-encrypted-kms', why: "moto's UpdateTable leaves the encryption as it was" },
  { policy: 'dynamodb-table-customer-managed-key', why: "moto's UpdateTable leaves the encryption as it was" },
  { policy: 'ebs-snapshot-encrypted', why: 'the snapshot of the estate that fails it backs an image' },
  {
    policy: 'dynamodb-last-backup-recovery-point-created',
    why: 'moto gives tables no id, which tells their backups from those of an earlier table',
  },
  {
    policy: 's3-lifecycle-transition-minimum-object-size',
    why: 'moto keeps no sizes of objects in the filters of lifecycle rules',
  },
  { policy: 'config-aggregator-all-regions', why: 'nothing of the estate fails it' },
  { policy: 'config-delivery-not-failing', why: 'the command only shows what is in the way' },
  { policy: 'config-recording-frequency-data-types', why: 'moto keeps no recording modes' },
  { policy: 'config-rules-healthy', why: 'the commands only show what is in the way, and try again' },
  { policy: 'dynamodb-table-encryption-enabled', why: 'nothing fails it for longer than a change takes' },
  { policy: 'dynamodb-capacity-mode-fit', why: 'it judges nothing before it is told to' },
  { policy: 'dynamodb-table-class-fit', why: 'it judges nothing before it is told to' },
  {
    policy: 'dynamodb-table-cross-region-replication-enabled',
    why: 'it judges nothing before it is told which tables',
  },
  { policy: 'dynamodb-ttl-data-retention', why: 'it judges nothing before it is told which tables' },
  { policy: 'dynamodb-replica-customer-managed-key', why: 'moto has no replicas' },
  { policy: 'dynamodb-global-table-replica-drift', why: 'moto has no replicas' },
  { policy: 'dynamodb-resources-protected-by-backup-plan', why: 'moto does not tell what AWS Backup protects' },
  { policy: 'ebs-resources-protected-by-backup-plan', why: 'moto does not tell what AWS Backup protects' },
  ...['ebs', 's3'].flatMap((service) => [
    { policy: `${service}-last-backup-recovery-point-created`, why: 'moto makes no backups' },
    { policy: `${service}-resources-in-logically-air-gapped-vault`, why: 'moto has no such vaults' },
  ]),
  { policy: 's3-resources-protected-by-backup-plan', why: 'moto does not tell what AWS Backup protects' },
  { policy: 'ebs-snapshot-lifecycle-policy', why: 'moto has no Data Lifecycle Manager' },
  { policy: 'ebs-recycle-bin-retention-rule', why: 'moto has no Recycle Bin' },
  { policy: 'ebs-default-kms-key-customer-managed', why: 'moto does not tell the default key' },
  { policy: 'ebs-attached-volume-delete-on-termination', why: 'instances are recorded: moto runs none' },
  { policy: 'ebs-optimized-instance', why: 'instances are recorded: moto runs none' },
  { policy: 'ebs-fast-snapshot-restore-reviewed', why: 'moto has no fast snapshot restore' },
  { policy: 'ebs-snapshot-locked', why: 'moto locks no snapshots' },
  {
    policy: 'ebs-snapshot-aged',
    why: 'its commands are those of ebs-snapshot-orphaned and ebs-snapshot-archive-tier, which are tried',
  },
  { policy: 'ec2-volume-inuse-check', why: 'what is made for it is new' },
  { policy: 'ec2-ami-block-public-access', why: 'moto has no block public access for AMIs' },
  { policy: 'dynamodb-stream-resource-policy-external', why: 'moto keeps no resource policies of streams' },
  { policy: 'dynamodb-export-destination-trusted', why: 'an export stays on the list of the last 90 days' },
  { policy: 'iam-instance-profile-data-overreach', why: 'instances are recorded: moto runs none' },
  { policy: 'ebs-snapshot-block-public-access', why: 'moto has no block public access for snapshots' },
  { policy: 'ebs-snapshot-public-restorable-check', why: 'moto has no block public access for snapshots' },
  {
    policy: 'iam-aws-managed-admin-policy-attached',
    why: 'it is about all who have the policy; taking it from one is tried with iam-role-administrator-access',
  },
  { policy: 'iam-aws-managed-policies-reviewed', why: 'it judges nothing before it is told what was reviewed' },
  { policy: 'iam-external-access-analyzer-enabled', why: 'moto has no Access Analyzer' },
  {
    policy: 'iam-oidc-provider-client-id-list-check',
    why: 'moto answers 500 to RemoveClientIDFromOpenIDConnectProvider',
  },
  {
    policy: 'iam-policy-ineffective-condition',
    why: 'its commands are those of iam-policy-star-resource, which are tried',
  },
  { policy: 'iam-policy-only-sts-actions', why: 'it judges nothing before it is told who is a person' },
  { policy: 'iam-root-access-key-check', why: 'moto has no root user to sign in as' },
  { policy: 'iam-root-signing-certificate', why: 'moto has no root user to sign in as' },
  {
    policy: 'iam-user-unused-credentials-check',
    why: 'its commands are those of iam-user-unused-credentials-45, which are tried',
  },
  { policy: 'redshift-cluster-multi-az-enabled', why: 'moto ignores Multi-AZ' },
  { policy: 'redshift-admin-password-managed', why: 'moto keeps no passwords in Secrets Manager' },
  { policy: 'redshift-cluster-non-default-port', why: 'it judges nothing before it is told the port' },
  { policy: 'redshift-cluster-subnet-group-multi-az', why: 'moto has no ModifyClusterSubnetGroup' },
  { policy: 'redshift-datashare-external', why: 'moto has no datashares' },
  { policy: 'redshift-endpoint-authorization-external', why: 'moto lets no other account reach a cluster' },
  { policy: 'redshift-snapshot-aged', why: 'moto has no ModifyClusterSnapshot' },
  { policy: 'redshift-user-activity-logging', why: 'moto answers 500 to ModifyClusterParameterGroup' },
  ...[
    ...['default-admin-check', 'namespace-cmk-encryption', 'publish-logs-to-cloudwatch', 'resource-policy-external'],
    ...['usage-limit', 'workgroup-encrypted-in-transit', 'workgroup-no-public-access', 'workgroup-routes-within-vpc'],
  ].map((end) => ({ policy: `redshift-serverless-${end}`, why: 'moto has no Redshift Serverless' })),
  { policy: 'redshift-cluster-kms-enabled', why: 'moto ignores the key of a cluster that is changed' },
  { policy: 'redshift-require-tls-ssl', why: 'moto answers 500 to ModifyClusterParameterGroup' },
  { policy: 's3-bucket-policy-not-more-permissive', why: 'it judges nothing before it is told the reference' },
  { policy: 's3-bucket-inventory-configured', why: 'it judges nothing before it is told what is large' },
  { policy: 's3-bucket-object-public-acl-sample', why: 'it judges nothing before it is told to read ACLs' },
  { policy: 's3-bucket-requester-pays', why: 'moto does not keep who pays' },
  { policy: 's3-intelligent-tiering-configured', why: 'it judges nothing before it is told where' },
  {
    policy: 's3-intelligent-tiering-archive-configuration',
    why: 'moto keeps no configurations of Intelligent-Tiering',
  },
  { policy: 's3-bucket-policy-required-statements', why: 'it judges nothing before it is told what is required' },
  { policy: 's3-event-notifications-enabled', why: 'moto does not tell that events go to EventBridge' },
  { policy: 'iam-transitive-privilege-escalation', why: 'the command only shows where the way leads' },
  { policy: 'redshift-snapshot-external-share', why: 'moto shares no snapshots of clusters' },
  { policy: 'redshift-unrestricted-port-access', why: 'clusters of the emulator have no security groups of a VPC' },
  { policy: 's3-bucket-mfa-delete-enabled', why: 'moto has no MFA Delete' },
  {
    policy: 's3-bucket-server-side-encryption-enabled',
    why: 'S3 encrypts every new object since January 2023: nothing fails',
  },
  { policy: 'iam-access-analyzer-without-findings', why: 'moto has no Access Analyzer' },
  { policy: 'iam-identity-provider-exists', why: 'nothing of the estate fails it' },
  {
    policy: 'iam-root-credentials-management-enabled',
    why: 'the organization is recorded: moto manages no root users',
  },
  { policy: 'iam-saml-provider-metadata-valid', why: 'the metadata document comes from the identity provider' },
  { policy: 'iam-unused-access-analyzer-enabled', why: 'moto has no Access Analyzer' },
  {
    policy: 'iam-user-hardware-mfa',
    why: 'the command only takes the app away, after a key was registered in the console',
  },
  { policy: 'iam-user-service-specific-credentials', why: 'moto has no service-specific credentials' },
  { policy: 'kms-custom-key-store-connected', why: 'moto has no custom key stores' },
  { policy: 'kms-imported-key-material-expiry', why: 'moto imports no key material' },
  { policy: 'kms-key-deletion-protects-live-data', why: 'it judges only keys that cannot be used' },
  { policy: 'kms-key-unused', why: 'it judges only keys that can be used' },
  { policy: 'kms-replica-key-policy-drift', why: 'moto replicates no keys' },
  { policy: 's3-directory-bucket-policy-external-access', why: 'moto has no directory buckets' },
  { policy: 's3-replication-kms-objects-covered', why: 'moto forgets which objects a replication rule selects' },
  { policy: 's3-bucket-sse-c-blocked', why: 'moto forgets which types of encryption are blocked' },
  { policy: 's3-directory-bucket-encryption-kms', why: 'moto has no directory buckets' },
  { policy: 's3-directory-bucket-lifecycle', why: 'moto has no directory buckets' },
  {
    policy: 's3-multi-region-access-point-policy-external-access',
    why: 'moto answers wrongly for Multi-Region Access Points',
  },
  {
    policy: 's3-multi-region-access-point-public-access-block',
    why: 'moto answers wrongly for Multi-Region Access Points',
  },
  { policy: 'macie-status-check', why: 'moto changes nothing of Macie' },
  { policy: 'macie-auto-sensitive-data-discovery-check', why: 'moto changes nothing of Macie' },
  { policy: 'macie-discovery-results-exported', why: 'moto changes nothing of Macie' },
  { policy: 'macie-findings-published', why: 'moto changes nothing of Macie' },
  { policy: 'macie-allow-list-not-wide', why: 'moto changes nothing of Macie' },
  { policy: 'macie-classification-jobs-healthy', why: 'moto changes nothing of Macie' },
  { policy: 'macie-suppression-rules-reviewed', why: 'moto changes nothing of Macie' },
  {
    policy: 's3-bucket-legacy-unencrypted-objects',
    why: 'what Macie counts does not follow from what moto holds',
  },
  { policy: 's3-bucket-protected-by-macie', why: 'moto changes nothing of Macie' },
];
