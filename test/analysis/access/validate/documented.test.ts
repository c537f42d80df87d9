// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import { describe, expect, it } from 'vitest';
import type { PolicyKind } from '../../../../src/analysis/access/validate/check.ts';
import { validateDocument } from '../../../../src/analysis/access/validate/validate.ts';

// Policies that AWS's documentation shows, shortened, with all that Access Analyzer's page lets one expect of them. The page follows the
// kind; those of the IAM User Guide are below https://docs.aws.amazon.com/IAM/latest/UserGuide/.

const Version = '2012-10-17';
const of = (...Statement: readonly object[]): object => ({ Version, Statement });
const allow = (Action: unknown, Resource: unknown = '*', Condition?: object): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const deny = (Action: unknown, Resource: unknown = '*', Condition?: object): object => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
});
const to = (Principal: unknown, statement: object): object => ({ Principal, ...statement });
const trust = (Principal: unknown, Action: unknown, Condition?: object): object => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...(Condition === undefined ? {} : { Condition }),
});
const bucket = 'arn:aws:s3:::amzn-s3-demo-bucket';
const objects = `${bucket}/*`;
const github = 'token.actions.githubusercontent.com';
const gitHubProvider = { Federated: `arn:aws:iam::111122223333:oidc-provider/${github}` };

type Row = readonly [page: string, kind: PolicyKind, document: object, expected: readonly string[]];

const rows: readonly Row[] = [
  // Identity-based policies
  [
    'reference_policies_examples_aws-dates.html',
    'identity',
    of(
      allow('service-prefix:action-name', '*', {
        DateGreaterThan: { 'aws:CurrentTime': '2020-04-01T00:00:00Z' },
        DateLessThan: { 'aws:CurrentTime': '2020-06-30T23:59:59Z' },
      }),
    ),
    ['invalid-service-in-action'],
  ],
  [
    'reference_policies_examples_aws_deny-ip.html',
    'identity',
    of(
      deny('*', '*', {
        NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] },
      }),
    ),
    [],
  ],
  [
    'reference_policies_examples_aws-enable-disable-regions.html',
    'identity',
    of(
      allow(['account:EnableRegion', 'account:DisableRegion'], '*', {
        StringEquals: { 'account:TargetRegion': 'ap-east-1' },
      }),
      allow('account:ListRegions'),
    ),
    [],
  ],
  [
    'reference_policies_examples_aws_my-sec-creds-self-manage.html',
    'identity',
    of(
      { Sid: 'AllowViewAccountInfo', ...allow(['iam:GetAccountPasswordPolicy', 'iam:GetAccountSummary']) },
      {
        Sid: 'AllowManageOwnPasswords',
        ...allow(['iam:ChangePassword', 'iam:GetUser'], 'arn:aws:iam::*:user/${aws:username}'),
      },
      {
        Sid: 'AllowManageOwnVirtualMFADevice',
        ...allow('iam:CreateVirtualMFADevice', 'arn:aws:iam::*:mfa/*'),
      },
      {
        Sid: 'DenyAllExceptListedIfNoMFA',
        Effect: 'Deny',
        NotAction: ['iam:CreateVirtualMFADevice', 'iam:ListUsers', 'sts:GetSessionToken'],
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
    ),
    [],
  ],
  [
    'reference_policies_examples_aws_deny-requested-region.html',
    'identity',
    of({
      Sid: 'DenyAllOutsideRequestedRegions',
      Effect: 'Deny',
      NotAction: ['cloudfront:*', 'iam:*', 'organizations:*', 'route53:*', 'support:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] } },
    }),
    [],
  ],
  [
    'reference_policies_examples_dynamodb_specific-table.html',
    'identity',
    of(
      allow([
        'dynamodb:List*',
        'dynamodb:DescribeReservedCapacity*',
        'dynamodb:DescribeLimits',
        'dynamodb:DescribeTimeToLive',
      ]),
      allow(
        ['dynamodb:BatchGet*', 'dynamodb:DescribeStream', 'dynamodb:DescribeTable', 'dynamodb:Get*', 'dynamodb:Query'],
        'arn:aws:dynamodb:*:*:table/MyTable',
      ),
    ),
    [],
  ],
  [
    'reference_policies_examples_dynamodb_columns.html',
    'identity',
    of(
      allow(
        ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        ['arn:aws:dynamodb:*:*:table/table-name'],
        {
          'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['column-name-1', 'column-name-2'] },
          StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
        },
      ),
    ),
    [],
  ],
  [
    'reference_policies_examples_dynamodb_rows.html',
    'identity',
    of(
      allow(
        ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
        ['arn:aws:dynamodb:*:*:table/MyTable'],
        { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${cognito-identity.amazonaws.com:sub}'] } },
      ),
    ),
    [],
  ],
  [
    'reference_policies_examples_ec2_tag-owner.html',
    'identity',
    of(
      allow(['ec2:StartInstances', 'ec2:StopInstances'], 'arn:aws:ec2:*:*:instance/*', {
        StringEquals: { 'aws:ResourceTag/Owner': '${aws:username}' },
      }),
      allow('ec2:DescribeInstances'),
    ),
    [],
  ],
  [
    'reference_policies_examples_ec2_ebs-owner.html',
    'identity',
    of(
      allow(['ec2:AttachVolume', 'ec2:DetachVolume'], 'arn:aws:ec2:*:*:instance/*', {
        StringEquals: { 'aws:ResourceTag/Department': 'Development' },
      }),
      allow(['ec2:AttachVolume', 'ec2:DetachVolume'], 'arn:aws:ec2:*:*:volume/*', {
        StringEquals: { 'aws:ResourceTag/VolumeUser': '${aws:username}' },
      }),
    ),
    [],
  ],
  [
    'reference_policies_examples_ec2_region.html',
    'identity',
    of(allow(['ec2:*'], '*', { StringEquals: { 'ec2:Region': 'us-east-2' } })),
    [],
  ],
  [
    'reference_policies_examples_ec2_securitygroups-vpc.html',
    'identity',
    of(
      allow(
        [
          'ec2:AuthorizeSecurityGroupIngress',
          'ec2:RevokeSecurityGroupIngress',
          'ec2:AuthorizeSecurityGroupEgress',
          'ec2:RevokeSecurityGroupEgress',
          'ec2:ModifySecurityGroupRules',
        ],
        'arn:aws:ec2:us-east-1:111122223333:security-group/*',
        { ArnEquals: { 'ec2:Vpc': 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-11223344556677889' } },
      ),
      allow(['ec2:DescribeSecurityGroups', 'ec2:DescribeTags']),
    ),
    [],
  ],
  [
    'reference_policies_examples_iam-access-policy-simulator.html',
    'identity',
    of(
      allow(['iam:GetContextKeysForCustomPolicy', 'iam:GetContextKeysForPrincipalPolicy', 'iam:SimulateCustomPolicy']),
    ),
    [],
  ],
  [
    'reference_policies_examples_iam-passrole-service.html',
    'identity',
    of(allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'cloudwatch.amazonaws.com' } })),
    [],
  ],
  [
    'reference_policies_examples_iam_limit-managed.html',
    'identity',
    of(
      allow(['iam:AttachUserPolicy', 'iam:DetachUserPolicy'], '*', {
        ArnEquals: { 'iam:PolicyARN': ['arn:aws:iam::*:policy/policy-name-1', 'arn:aws:iam::*:policy/policy-name-2'] },
      }),
    ),
    [],
  ],
  [
    'reference_policies_examples_iam_multiple-services-console.html',
    'identity',
    of(
      { Sid: 'AllServices', ...allow(['s3:*', 'iam:ListRoles', 'iam:ListInstanceProfiles']) },
      {
        Sid: 'DenyAll',
        Effect: 'Deny',
        NotAction: ['s3:*', 'iam:ListRoles', 'iam:ListInstanceProfiles'],
        Resource: '*',
      },
    ),
    [],
  ],
  [
    'reference_policies_examples_lambda-access-dynamodb.html',
    'identity',
    of(
      {
        Sid: 'ReadWriteTable',
        ...allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem'], 'arn:aws:dynamodb:*:*:table/SampleTable'),
      },
      { Sid: 'GetStreamRecords', ...allow('dynamodb:GetRecords', 'arn:aws:dynamodb:*:*:table/SampleTable/stream/* ') },
      { Sid: 'WriteLogStreamsAndGroups', ...allow(['logs:CreateLogStream', 'logs:PutLogEvents']) },
    ),
    [],
  ],
  [
    'reference_policies_examples_rds_tag-owner.html',
    'identity',
    of(
      allow(['rds:Describe*', 'rds:List*']),
      allow(['rds:DeleteDBInstance', 'rds:RebootDBInstance', 'rds:ModifyDBInstance'], '*', {
        StringEqualsIgnoreCase: { 'rds:db-tag/Owner': '${aws:username}' },
      }),
    ),
    [],
  ],
  [
    'reference_policies_examples_s3_cognito-bucket.html',
    'identity',
    of(
      {
        Sid: 'ListYourObjects',
        ...allow('s3:ListBucket', [bucket], {
          StringLike: { 's3:prefix': ['cognito/application-name/${cognito-identity.amazonaws.com:sub}/*'] },
        }),
      },
      allow(
        ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        [`${bucket}/cognito/application-name/\${cognito-identity.amazonaws.com:sub}/*`],
      ),
    ),
    [],
  ],
  [
    'reference_policies_examples_s3_rw-bucket-console.html',
    'identity',
    of(
      {
        Sid: 'S3ConsoleAccess',
        ...allow(['s3:GetAccountPublicAccessBlock', 's3:ListAccessPoints', 's3:ListAllMyBuckets']),
      },
      allow('s3:ListBucket', [bucket]),
      allow(['s3:PutObject', 's3:PutObjectAcl', 's3:GetObject', 's3:GetObjectAcl', 's3:DeleteObject'], [objects]),
    ),
    [],
  ],
  [
    'reference_policies_examples_s3_deny-except-bucket.html',
    'identity',
    of(allow('s3:*', [bucket, objects]), {
      Effect: 'Deny',
      NotAction: 's3:*',
      NotResource: [bucket, objects],
    }),
    [],
  ],
  [
    'reference_policies_examples_aws_deny-other-than-own-account (access_policies_data-perimeters.html)',
    'identity',
    of(deny('*', '*', { StringNotEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } })),
    [],
  ],
  [
    'access_policies_boundaries.html (boundary of a delegated administrator)',
    'identity',
    of(
      {
        Sid: 'CreateOrChangeOnlyWithBoundary',
        ...allow(
          ['iam:AttachUserPolicy', 'iam:CreateUser', 'iam:DeleteUserPolicy', 'iam:PutUserPermissionsBoundary'],
          '*',
          { StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::111122223333:policy/XCompanyBoundaries' } },
        ),
      },
      {
        Sid: 'NoBoundaryPolicyEdit',
        ...deny(
          ['iam:CreatePolicyVersion', 'iam:DeletePolicy'],
          ['arn:aws:iam::111122223333:policy/XCompanyBoundaries'],
        ),
      },
      { Sid: 'NoBoundaryUserDelete', ...deny('iam:DeleteUserPermissionsBoundary') },
    ),
    [],
  ],
  [
    'tutorial_attribute-based-access-control.html',
    'identity',
    of(
      {
        Sid: 'AllActionsSecretsManagerSameProject',
        ...allow('secretsmanager:*', '*', {
          StringEquals: {
            'aws:ResourceTag/access-project': '${aws:PrincipalTag/access-project}',
            'aws:ResourceTag/access-team': '${aws:PrincipalTag/access-team}',
          },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['access-project', 'access-team', 'cost-center'] },
          StringEqualsIfExists: { 'aws:RequestTag/access-project': '${aws:PrincipalTag/access-project}' },
        }),
      },
      {
        Sid: 'AllResourcesSecretsManagerNoTags',
        ...allow(['secretsmanager:GetRandomPassword', 'secretsmanager:ListSecrets']),
      },
    ),
    [],
  ],
  [
    'reference_policies_condition_examples-multivalued (aws:TagKeys)',
    'identity',
    of(
      allow('ec2:CreateTags', 'arn:aws:ec2:*:*:instance/*', {
        StringEquals: { 'aws:RequestTag/environment': ['preprod', 'production'] },
        'ForAllValues:StringEquals': { 'aws:TagKeys': 'environment' },
      }),
    ),
    [],
  ],
  [
    'using-service-linked-roles.html',
    'identity',
    of(
      allow(
        'iam:CreateServiceLinkedRole',
        'arn:aws:iam::*:role/aws-service-role/SERVICE-NAME.amazonaws.com/SERVICE-LINKED-ROLE-NAME-PREFIX*',
        {
          StringLike: { 'iam:AWSServiceName': 'SERVICE-NAME.amazonaws.com' },
        },
      ),
    ),
    ['invalid-service-principal-format'],
  ],
  [
    'id_roles_use_permissions-to-switch.html',
    'identity',
    of(allow('sts:AssumeRole', 'arn:aws:iam::111122223333:role/Test*')),
    [],
  ],
  [
    'reference_policies_elements_variables (reference_policies_variables.html)',
    'identity',
    of(
      allow(['s3:ListBucket'], [bucket], { StringLike: { 's3:prefix': ['${aws:username}/*'] } }),
      allow(['s3:GetObject', 's3:PutObject'], [`${bucket}/\${aws:username}/*`]),
    ),
    [],
  ],
  [
    'reference_policies_variables.html (default value)',
    'identity',
    of(allow('s3:GetObject', "arn:aws:s3:::amzn-s3-demo-bucket-${aws:PrincipalTag/team, 'company-wide'}/*")),
    [],
  ],
  [
    'reference_policies_elements_notaction.html',
    'identity',
    of({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    [],
  ],
  [
    'access_policies_job-functions (PowerUserAccess, shortened)',
    'identity',
    of(
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      allow([
        'iam:CreateServiceLinkedRole',
        'iam:DeleteServiceLinkedRole',
        'iam:ListRoles',
        'organizations:DescribeOrganization',
      ]),
    ),
    ['create-slr-with-star-in-resource'],
  ],
  [
    'access_policies_job-functions (AdministratorAccess)',
    'identity',
    of(allow('*')),
    ['create-slr-with-star-in-action-and-resource', 'pass-role-with-star-in-action-and-resource'],
  ],
  [
    'access_policies_job-functions (IAMFullAccess, shortened)',
    'identity',
    of(allow(['iam:*', 'organizations:DescribeAccount', 'organizations:ListRoots'])),
    ['create-slr-with-star-in-action-and-resource', 'pass-role-with-star-in-action-and-resource'],
  ],
  [
    'access-analyzer-reference-policy-checks.html (redundant action)',
    'identity',
    of(allow(['iam:Get*', 'iam:List*', 'iam:GetCredentialReport'])),
    ['redundant-action'],
  ],
  [
    'access-analyzer-reference-policy-checks.html (redundant action, near miss)',
    'identity',
    of(allow(['iam:Get*', 'iam:List*', 'iam:*CredentialReport'])),
    [],
  ],
  [
    'access-analyzer-reference-policy-checks.html (redundant resource)',
    'identity',
    of(
      allow('iam:GetRole', [
        'arn:aws:iam::111122223333:role/jane-admin',
        'arn:aws:iam::111122223333:role/jane-s3only',
        'arn:aws:iam::111122223333:role/jane*',
      ]),
    ),
    ['redundant-resource'],
  ],
  [
    'access-analyzer-reference-policy-checks.html (redundant condition value num)',
    'identity',
    of(allow('s3:ListBucket', bucket, { NumericLessThan: { 'aws:MultiFactorAuthAge': ['2700', '3600'] } })),
    ['redundant-condition-value-num'],
  ],
  [
    'access-analyzer-reference-policy-checks.html (wildcard in service name)',
    'identity',
    of(allow('codebuild:ListProjects', 'arn:aws:*code*::111122223333:*')),
    ['wildcard-in-service-name'],
  ],
  [
    'access-analyzer-reference-policy-checks.html (wildcard without like operator)',
    'identity',
    of(allow('s3:GetObject', objects, { StringEquals: { 'aws:PrincipalTag/job-category': 'admin-*' } })),
    ['wildcard-without-like-operator'],
  ],
  [
    'access-analyzer-reference-policy-checks.html (deny by tag)',
    'identity',
    of(
      deny(['appmesh:DeleteMesh', 'backup:DeleteBackupPlan'], '*', {
        StringEquals: { 'aws:ResourceTag/status': 'Confidential' },
      }),
      deny('lambda:DeleteFunction', 'arn:aws:lambda:*:123456789012:function:status-Confidential*'),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/kms/latest/developerguide/customer-managed-policies.html',
    'identity',
    of(
      allow(
        ['kms:Encrypt', 'kms:Decrypt'],
        [
          'arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
          'arn:aws:kms:us-west-2:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321',
        ],
      ),
      allow(['kms:ListKeys', 'kms:ListAliases']),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html',
    'identity',
    of(allow('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:TestEnv/*')),
    [],
  ],
  [
    'https://docs.aws.amazon.com/lambda/latest/dg/permissions-user-function.html',
    'identity',
    of(
      allow(['lambda:GetLayerVersion'], 'arn:aws:lambda:*:111122223333:layer:*:*'),
      allow(['lambda:CreateFunction'], 'arn:aws:lambda:us-west-2:123456789012:function:test-*'),
    ),
    [],
  ],

  // Trust policies of roles
  [
    'id_roles_create_for-user.html',
    'trust',
    of(
      trust({ AWS: 'arn:aws:iam::111122223333:root' }, 'sts:AssumeRole', {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      }),
    ),
    [],
  ],
  [
    'id_roles_common-scenarios_third-party.html',
    'trust',
    of(trust({ AWS: 'Example Corp account' }, 'sts:AssumeRole', { StringEquals: { 'sts:ExternalId': '12345' } })),
    [],
  ],
  ['id_roles_create_for-service.html', 'trust', of(trust({ Service: 'ec2.amazonaws.com' }, 'sts:AssumeRole')), []],
  [
    'id_roles_create_for-idp_saml.html',
    'trust',
    of(
      trust({ Federated: 'arn:aws:iam::111122223333:saml-provider/PROVIDER-NAME' }, 'sts:AssumeRoleWithSAML', {
        StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
      }),
    ),
    [],
  ],
  [
    'id_roles_create_for-idp_oidc.html (Cognito)',
    'trust',
    of(
      trust({ Federated: 'cognito-identity.amazonaws.com' }, 'sts:AssumeRoleWithWebIdentity', {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': 'us-east-2:12345678-abcd-abcd-abcd-123456' },
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'unauthenticated' },
      }),
    ),
    [],
  ],
  [
    'id_roles_create_for-idp_oidc.html (GitHub)',
    'trust',
    of(
      trust(gitHubProvider, 'sts:AssumeRoleWithWebIdentity', {
        StringEquals: {
          [`${github}:aud`]: 'sts.amazonaws.com',
          [`${github}:sub`]: 'repo:GitHubOrg/GitHubRepo:ref:refs/heads/GitHubBranch',
        },
      }),
    ),
    ['confirm-audience-claim-type'],
  ],
  [
    'access-analyzer-reference-policy-checks.html (specific github repo and branch recommended)',
    'trust',
    of(
      trust(gitHubProvider, 'sts:AssumeRoleWithWebIdentity', {
        StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' },
        StringLike: { [`${github}:sub`]: 'repo:GitHubOrg/GitHubRepo:environment:production' },
      }),
    ),
    ['confirm-audience-claim-type', 'specific-github-repo-and-branch-recommended'],
  ],
  [
    'id_session-tags.html',
    'trust',
    of(
      trust({ AWS: 'arn:aws:iam::123456789012:user/test-session-tags' }, 'sts:AssumeRole', {
        StringLike: { 'aws:PrincipalTag/CostCenter': '*', 'sts:RoleSessionName': '*@example.com' },
        StringEquals: { 'sts:ExternalId': 'Example987' },
      }),
      trust({ AWS: 'arn:aws:iam::123456789012:user/test-session-tags' }, 'sts:TagSession', {
        StringLike: { 'aws:RequestTag/Project': '*', 'aws:RequestTag/CostCenter': '*' },
        StringEquals: { 'aws:RequestTag/Department': ['Engineering', 'Marketing'] },
        'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': ['Project', 'Department'] },
      }),
    ),
    ['equivalent-to-null-false'],
  ],
  [
    'id_credentials_temp_control-access_monitor.html',
    'trust',
    of(
      trust({ AWS: 'arn:aws:iam::111122223333:user/Saanvi' }, ['sts:AssumeRole', 'sts:SetSourceIdentity'], {
        StringEquals: { 'sts:SourceIdentity': 'Saanvi' },
      }),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html',
    'trust',
    of(
      trust({ Service: 'rolesanywhere.amazonaws.com' }, ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], {
        StringEquals: { 'aws:PrincipalTag/x509Subject/OU': ['Engineering'] },
        ArnEquals: { 'aws:SourceArn': ['arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/ta'] },
      }),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
    'trust',
    of(
      trust(
        {
          Federated:
            'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
        },
        'sts:AssumeRoleWithWebIdentity',
        {
          StringEquals: {
            'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub':
              'system:serviceaccount:default:app',
            'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:aud': 'sts.amazonaws.com',
          },
        },
      ),
    ),
    ['confirm-audience-claim-type'],
  ],
  [
    'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html',
    'trust',
    of(trust({ Service: 'pods.eks.amazonaws.com' }, ['sts:AssumeRole', 'sts:TagSession'])),
    [],
  ],
  [
    'https://docs.aws.amazon.com/cli/latest/reference/accessanalyzer/validate-policy.html',
    'trust',
    of({
      Sid: '',
      ...trust({ Federated: 'cognito-identity.amazonaws.com' }, ['sts:AssumeRole', 'sts:TagSession'], {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': 'us-west-2_EXAMPLE' },
      }),
    }),
    ['empty-sid-value', 'mismatched-action-for-principal', 'unsupported-action-for-condition-key'],
  ],

  // Policies of resources
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html (TLS)',
    'resource',
    of({
      Sid: 'RestrictToTLSRequestsOnly',
      ...to('*', deny('s3:*', [bucket, objects], { Bool: { 'aws:SecureTransport': 'false' } })),
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html (SSE-KMS)',
    'resource',
    of({
      Sid: 'DenyObjectsThatAreNotSSEKMS',
      ...to('*', deny('s3:PutObject', objects, { Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'true' } })),
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html (key of the account)',
    'resource',
    of({
      Sid: 'RequireSpecificKey',
      ...to(
        '*',
        deny('s3:PutObject', objects, {
          ArnNotEqualsIfExists: {
            's3:x-amz-server-side-encryption-aws-kms-key-id':
              'arn:aws:kms:us-east-1:111122223333:key/01234567-89ab-cdef',
          },
        }),
      ),
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html (ACL)',
    'resource',
    of({
      Sid: 'AddPublicReadCannedAcl',
      ...to(
        { AWS: ['arn:aws:iam::111122223333:root', 'arn:aws:iam::444455556666:root'] },
        allow(['s3:PutObject', 's3:PutObjectAcl'], objects, { StringEquals: { 's3:x-amz-acl': ['public-read'] } }),
      ),
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html (addresses)',
    'resource',
    of({
      Sid: 'IPAllow',
      ...to('*', deny('s3:*', [bucket, objects], { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })),
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html (organization)',
    'resource',
    of({
      Sid: 'AllowGetObject',
      ...to({ AWS: '*' }, allow('s3:GetObject', objects, { StringEquals: { 'aws:PrincipalOrgID': ['o-aa111bb222'] } })),
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html (CloudFront)',
    'resource',
    of(
      to(
        { Service: 'cloudfront.amazonaws.com' },
        allow('s3:GetObject', objects, {
          StringEquals: { 'AWS:SourceArn': 'arn:aws:cloudfront::111122223333:distribution/CloudFront-distribution-ID' },
        }),
      ),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html (MFA)',
    'resource',
    of(
      to('*', deny('s3:*', `${bucket}/taxdocuments/*`, { Null: { 'aws:MultiFactorAuthAge': true } })),
      to('*', deny('s3:*', `${bucket}/taxdocuments/*`, { NumericGreaterThan: { 'aws:MultiFactorAuthAge': 3600 } })),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html (referer)',
    'resource',
    of(
      to(
        '*',
        allow(['s3:GetObject', 's3:GetObjectVersion'], objects, {
          StringLike: { 'aws:Referer': ['http://www.example.com/*', 'http://example.com/*'] },
        }),
      ),
    ),
    ['untrustworthy-condition-key'],
  ],
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html',
    'resource',
    of({
      Sid: 'AccessToSpecificVPCEOnly',
      ...to('*', deny('s3:*', [bucket, objects], { StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } })),
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/configure-inventory.html',
    'resource',
    of(
      to(
        { Service: 's3.amazonaws.com' },
        allow('s3:PutObject', [objects], {
          ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::amzn-s3-demo-source-bucket'] },
          StringEquals: { 'aws:SourceAccount': ['111122223333'], 's3:x-amz-acl': 'bucket-owner-full-control' },
        }),
      ),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
    'resource',
    of(
      {
        Sid: 'AWSCloudTrailAclCheck20150319',
        ...to(
          { Service: 'cloudtrail.amazonaws.com' },
          allow('s3:GetBucketAcl', bucket, {
            StringEquals: { 'aws:SourceArn': 'arn:aws:cloudtrail:us-east-1:111122223333:trail/trailName' },
          }),
        ),
      },
      {
        Sid: 'AWSCloudTrailWrite20150319',
        ...to(
          { Service: 'cloudtrail.amazonaws.com' },
          allow('s3:PutObject', `${bucket}/optionalPrefix/AWSLogs/111122223333/*`, {
            StringEquals: {
              's3:x-amz-acl': 'bucket-owner-full-control',
              'aws:SourceArn': 'arn:aws:cloudtrail:us-east-1:111122223333:trail/trailName',
            },
          }),
        ),
      },
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html',
    'resource',
    of(
      to(
        { AWS: 'arn:aws:iam::123456789012:user/Jane' },
        allow(
          ['s3:GetObject', 's3:PutObject'],
          'arn:aws:s3:us-west-2:123456789012:accesspoint/my-access-point/object/Jane/*',
        ),
      ),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
    'resource',
    of(
      {
        Sid: 'Allow access for Key Administrators',
        ...to(
          { AWS: 'arn:aws:iam::111122223333:role/Admin' },
          allow(['kms:Create*', 'kms:Describe*', 'kms:TagResource']),
        ),
      },
      {
        Sid: 'Allow use of the key',
        ...to(
          { AWS: 'arn:aws:iam::111122223333:role/User' },
          allow(['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey']),
        ),
      },
      {
        Sid: 'Allow attachment of persistent resources',
        ...to(
          { AWS: 'arn:aws:iam::111122223333:role/User' },
          allow(['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'], '*', {
            Bool: { 'kms:GrantIsForAWSResource': 'true' },
          }),
        ),
      },
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service',
    'resource',
    of(
      to(
        { AWS: 'arn:aws:iam::111122223333:role/ExampleRole' },
        allow(
          [
            'kms:Encrypt',
            'kms:Decrypt',
            'kms:ReEncrypt*',
            'kms:GenerateDataKey*',
            'kms:CreateGrant',
            'kms:DescribeKey',
          ],
          '*',
          {
            StringEquals: { 'kms:ViaService': ['ec2.us-west-2.amazonaws.com', 'rds.us-west-2.amazonaws.com'] },
          },
        ),
      ),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context',
    'resource',
    of(
      to(
        { AWS: 'arn:aws:iam::111122223333:role/RoleForExampleApp' },
        allow('kms:GenerateDataKey', '*', {
          StringEquals: {
            'kms:EncryptionContext:AppName': 'ExampleApp',
            'kms:EncryptionContext:FilePath': '/var/opt/',
          },
        }),
      ),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html (S3 events)',
    'resource',
    of(
      to(
        { Service: 's3.amazonaws.com' },
        allow('sns:Publish', 'arn:aws:sns:us-east-2:111122223333:MyTopic', {
          ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::amzn-s3-demo-bucket' },
          StringEquals: { 'aws:SourceAccount': '444455556666' },
        }),
      ),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html',
    'resource',
    {
      ...of({
        Sid: 'Queue1_SendMessage',
        ...to(
          { AWS: ['111122223333', '444455556666'] },
          allow('sqs:SendMessage', 'arn:aws:sqs:us-east-2:444455556666:queue1'),
        ),
      }),
      Id: 'Queue1_Policy_UUID',
    },
    [],
  ],
  [
    'https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html',
    'resource',
    of({
      Sid: 's3-account',
      ...to(
        { Service: 's3.amazonaws.com' },
        allow('lambda:InvokeFunction', 'arn:aws:lambda:us-east-2:123456789012:function:my-function', {
          StringEquals: { 'AWS:SourceAccount': '123456789012' },
          ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::lambda-s3-notifications' },
        }),
      ),
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html',
    'resource',
    of(to({ AWS: 'arn:aws:iam::123456789012:role/MyRole' }, allow('secretsmanager:GetSecretValue'))),
    [],
  ],
  [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-examples.html',
    'resource',
    of(
      to(
        { AWS: 'arn:aws:iam::111122223333:user/John' },
        allow(
          ['dynamodb:GetItem', 'dynamodb:PutItem'],
          'arn:aws:dynamodb:us-east-1:123456789012:table/MusicCollection',
        ),
      ),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/efs/latest/ug/security_iam_resource-based-policy-examples.html',
    'resource',
    of(
      to(
        { AWS: '*' },
        deny('*', 'arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0123456789abcdef0', {
          Bool: { 'aws:SecureTransport': 'false' },
        }),
      ),
    ),
    [],
  ],

  // Policies of organizations
  [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    'scp',
    of(allow('*')),
    [],
  ],
  [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html (NotAction)',
    'scp',
    of({
      Sid: 'LimitActionsInRegion',
      Effect: 'Deny',
      NotAction: 'iam:*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': 'us-west-1' } },
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html (Allow with a condition)',
    'scp',
    of(
      allow(['ec2:*', 's3:*', 'iam:*'], '*', {
        StringEquals: { 'aws:PrincipalArn': ['arn:aws:iam::123456789012:role/specific-role'] },
      }),
    ),
    [],
  ],
  [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_ec2.html',
    'scp',
    of({
      Sid: 'RequireMicroInstanceType',
      ...deny('ec2:RunInstances', ['arn:aws:ec2:*:*:instance/*'], {
        StringNotEquals: { 'ec2:InstanceType': 't2.micro' },
      }),
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html',
    'scp',
    of(deny(['ec2:*'], ['*'], { StringLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:root'] } })),
    ['string-like-operator-with-arn-condition-keys'],
  ],
  [
    'https://aws.amazon.com/blogs/security/unlock-new-possibilities-aws-organizations-service-control-policy-now-supports-full-iam-language/',
    'scp',
    of({
      Effect: 'Deny',
      Action: ['bedrock:InvokeModel', 'bedrock:*Stream'],
      NotResource: ['arn:aws:bedrock:*::foundation-model/amazon.*'],
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html',
    'rcp',
    of(to('*', allow('*'))),
    [],
  ],
  [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html (organization)',
    'rcp',
    of({
      Sid: 'EnforceOrgIdentities',
      ...to(
        '*',
        deny(['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*', 'sts:AssumeRole', 'sts:DecodeAuthorizationMessage'], '*', {
          StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'my-org-id' },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        }),
      ),
    }),
    [],
  ],
  [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html (confused deputy)',
    'rcp',
    of({
      Sid: 'EnforceConfusedDeputyProtection',
      ...to(
        '*',
        deny(['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*', 'sts:*'], '*', {
          StringNotEqualsIfExists: { 'aws:SourceOrgID': 'my-org-id' },
          Null: { 'aws:SourceArn': 'false' },
          Bool: { 'aws:PrincipalIsAWSService': 'true' },
        }),
      ),
    }),
    [],
  ],
  [
    'reference_policies_condition-keys.html#condition-keys-vpceorgid',
    'rcp',
    of({
      Sid: 'EnforceNetworkPerimeterVpceOrgID',
      ...to(
        '*',
        deny(['s3:*', 'kms:*'], '*', {
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
          StringNotEqualsIfExists: { 'aws:VpceOrgID': 'o-abcdef0123', 'aws:PrincipalTag/exception': 'true' },
        }),
      ),
    }),
    [],
  ],
];

describe('a policy from the documentation', () => {
  it.each(rows)('%s (%s) has just the findings that AWS describes', (_, kind, document, expected) => {
    const checks = new Set(validateDocument(document, kind).map(({ check }) => check));
    expect([...checks].sort()).toEqual(expected);
  });
});
