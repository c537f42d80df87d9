// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../../src/analysis/access/document.ts';
import type { PolicyKind } from '../../../../src/analysis/access/validate/check.ts';
import { CHECKS, guessKind, validateDocument } from '../../../../src/analysis/access/validate/validate.ts';

// Each check as its own page section describes it:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html

const Version = '2012-10-17';
const of = (...Statement: readonly object[]): object => ({ Version, Statement });
const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-features/*' };
const statement = (changes: object): object => of({ ...read, ...changes });
const without = (name: string): object => of(Object.fromEntries(Object.entries(read).filter(([key]) => key !== name)));
const when = (Condition: object, changes: object = {}): object => statement({ Condition, ...changes });
const on = (Resource: unknown, Action: unknown = '*', changes: object = {}): object =>
  of({ Effect: 'Allow', Action, Resource, ...changes });
const account = 'arn:aws:iam::111122223333:root';
const granted = (Principal: unknown, changes: object = {}): object => statement({ Principal, ...changes });
const trusted = (Principal: unknown, Action: unknown = 'sts:AssumeRole', changes: object = {}): object =>
  of({ Effect: 'Allow', Principal, Action, ...changes });
const github = { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' };
const saml = { Federated: 'arn:aws:iam::111122223333:saml-provider/workforce' };
const web = 'sts:AssumeRoleWithWebIdentity';
const subject = (value: string): object => ({
  Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': value } },
});
const pass = (Action: unknown, Resource: unknown, changes: object = {}): object =>
  of({ Effect: 'Allow', Action, Resource, ...changes });
const toLambda = { Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } };
const forAutoscaling = { Condition: { StringLike: { 'iam:AWSServiceName': 'autoscaling.amazonaws.com' } } };
const role = 'arn:aws:iam::111122223333:role/training';
const kmsKeyId = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const kmsKey = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const table = 'arn:aws:dynamodb:us-east-1:111122223333:table/features';
const attributes = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['label'] } };
const encrypted = { StringEquals: { 'kms:EncryptionContext:project': 'features' } };
const toService = { Service: 'cloudtrail.amazonaws.com' };
const listing = (Effect: string, Condition: object): object =>
  of({ Effect, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::acme-features', Condition });
const tagged = (Effect: string, changes: object): object =>
  of({ Effect, Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/team': 'training' } }, ...changes });
const controlled = (changes: object): object =>
  of({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', ...changes });
const filler = (size: number): object => statement({ Resource: `arn:aws:s3:::acme-features/${'x'.repeat(size)}` });
const long = (size: number): object => trusted({ AWS: account }, 'sts:AssumeRole', { Sid: 'x'.repeat(size) });

type Row = readonly [check: string, kind: PolicyKind, triggers: unknown, nearMiss: unknown];

const rows: readonly Row[] = [
  [
    'data-type-mismatch',
    'identity',
    statement({ Action: [{ s3: 'GetObject' }] }),
    statement({ Action: ['s3:GetObject'] }),
  ],
  [
    'duplicate-keys-with-different-case',
    'identity',
    when({ StringEquals: { 'aws:PrincipalTag/Team': 'a', 'aws:principaltag/team': 'b' } }),
    when({ StringEquals: { 'aws:PrincipalTag/Team': 'a' }, StringLike: { 'aws:principaltag/team': 'b' } }),
  ],
  [
    'invalid-condition-operator',
    'identity',
    when({ StringIs: { 'aws:userid': 'a' } }),
    when({ StringEqualsIfExists: { 'aws:userid': 'a' } }),
  ],
  ['invalid-effect', 'identity', statement({ Effect: 'allow' }), statement({ Effect: 'Allow' })],
  ['invalid-policy-element', 'identity', statement({ Actions: [] }), statement({ Sid: 'Read' })],
  ['invalid-principal-format', 'resource', granted(account), granted({ AWS: account })],
  ['invalid-principal-key', 'resource', granted({ Account: '111122223333' }), granted({ AWS: '111122223333' })],
  ['invalid-version', 'identity', { ...of(read), Version: '2020-01-01' }, { ...of(read), Version: '2008-10-17' }],
  ['json-syntax-error', 'identity', `${JSON.stringify(of(read))},`, JSON.stringify(of(read))],
  [
    'json-syntax-error',
    'identity',
    '{"Version": "2012-10-17", "Version": "2008-10-17", "Statement": []}',
    '{"Version": "2012-10-17", "Statement": []}',
  ],
  ['missing-action', 'identity', without('Action'), of({ ...read, Action: undefined, NotAction: 's3:*' })],
  ['missing-effect', 'identity', without('Effect'), of(read)],
  ['missing-statement', 'identity', { Version }, { Version, Statement: read }],
  [
    'null-with-if-exists',
    'identity',
    when({ NullIfExists: { 'aws:userid': 'true' } }),
    when({ Null: { 'aws:userid': 'true' } }),
  ],
  ['unsupported-element-combination', 'identity', statement({ NotAction: 's3:*' }), of(read)],
  ['missing-version', 'identity', { Statement: [read] }, { Version: '2008-10-17', Statement: [read] }],
  ['missing-principal', 'resource', of(read), of({ ...read, NotPrincipal: { AWS: account }, Effect: 'Deny' })],
  ['missing-resource', 'identity', without('Resource'), of({ Effect: 'Deny', Action: 's3:*', NotResource: '*' })],
  ['unsupported-principal', 'identity', granted('*'), of(read)],
  ['scp-syntax-error-principal', 'scp', granted('*'), of(read)],
  ['unsupported-sid', 'identity', statement({ Sid: 'Read objects' }), statement({ Sid: 'ReadObjects2' })],
  [
    'unique-sids-required',
    'identity',
    of({ ...read, Sid: 'A' }, { ...read, Effect: 'Deny', Sid: 'A' }),
    of({ ...read, Sid: 'A' }, { ...read, Sid: 'a' }),
  ],
  [
    'unique-sids-recommended',
    'resource',
    of({ ...read, Sid: 'A' }, { ...read, Sid: 'A' }),
    of({ ...read, Sid: '' }, { ...read, Sid: '' }),
  ],
  ['empty-sid-value', 'identity', statement({ Sid: '' }), statement({ Sid: 'A' })],
  ['empty-array-action', 'identity', statement({ Action: [] }), statement({ Action: ['s3:GetObject'] })],
  ['empty-array-resource', 'identity', statement({ Resource: [] }), statement({ Resource: '*' })],
  ['empty-array-principal', 'resource', granted({ AWS: [] }), granted({ AWS: [account] })],
  ['empty-object-principal', 'resource', granted({}), granted({ AWS: [] })],
  ['empty-object-condition', 'identity', when({}), when({ StringEquals: { 'aws:userid': 'a' } })],
  ['empty-object-condition', 'identity', when({ StringEquals: {} }), of(read)],
  [
    'policy-size-exceeds-identity-policy-quota',
    'identity',
    filler(6144),
    `${JSON.stringify(filler(5900))}${' '.repeat(9000)}`,
  ],
  ['policy-size-exceeds-role-trust-policy-quota', 'trust', long(2048), long(1800)],
  ['policy-size-exceeds-resource-policy-quota', 'resource', filler(20_480), filler(20_000)],

  ['invalid-action', 'identity', statement({ Action: 's3:GetObjects' }), statement({ Action: 'S3:getobject' })],
  ['invalid-action', 'identity', statement({ Action: 's3:Fetch*' }), statement({ Action: 's3:Get*' })],
  ['invalid-action', 'identity', statement({ Action: 'GetObject' }), statement({ Action: '*' })],
  [
    'invalid-service-in-action',
    'identity',
    statement({ Action: 's4:GetObject' }),
    statement({ Action: 's3:Get?bject' }),
  ],
  ['invalid-service-in-action', 'identity', statement({ Action: '*:GetObject' }), statement({ Action: 's3:*Object' })],
  // The example of the page.
  [
    'wildcard-in-service-name',
    'identity',
    statement({ Resource: 'arn:aws:*code*::111122223333:*' }),
    statement({ Resource: '*' }),
  ],
  // The example of the page.
  [
    'redundant-action',
    'identity',
    statement({ Action: ['iam:Get*', 'iam:List*', 'iam:GetCredentialReport'] }),
    statement({ Action: ['iam:Get*', 'iam:List*', 'iam:*CredentialReport'] }),
  ],
  [
    'redundant-action',
    'identity',
    statement({ Action: ['s3:GetObject', 'S3:getobject'] }),
    statement({ Action: ['s3:GetObject', 's3:GetObjectAcl'] }),
  ],
  [
    'redundant-resource',
    'identity',
    statement({ Resource: ['arn:aws:s3:::a/*', 'arn:aws:s3:::a/b*'] }),
    statement({ Resource: ['arn:aws:s3:::a/?', 'arn:aws:s3:::a/b*'] }),
  ],
  [
    'redundant-statement',
    'identity',
    of(read, { ...read, Sid: 'Again', Action: ['S3:GetObject'] }),
    of(read, { ...read, Effect: 'Deny' }),
  ],

  ['invalid-arn-prefix', 'identity', on('aws:s3:::acme-features'), on('*')],
  ['missing-arn-field', 'identity', on('arn:aws:s3'), on('arn:aws:s3:::acme-features')],
  ['invalid-partition', 'identity', on('arn:amazon:s3:::acme-features'), on('arn:aws-us-gov:s3:::acme-features')],
  ['invalid-arn-service-case', 'identity', on('arn:aws:S3:::acme-features'), on('arn:aws:s3:::Acme')],
  [
    'invalid-arn-account',
    'identity',
    on('arn:aws:sqs:eu-central-1:11112222333:jobs'),
    on('arn:aws:iam::aws:policy/ReadOnlyAccess'),
  ],
  [
    'invalid-arn-region',
    'identity',
    on('arn:aws:sqs:eu-middle-1:111122223333:jobs'),
    on('arn:aws:sqs:ap-southeast-7:111122223333:jobs'),
  ],
  // The examples of the page: IAM has no Regions, buckets no accounts.
  [
    'arn-region-not-allowed',
    'identity',
    on('arn:aws:iam:eu-central-1:111122223333:role/a'),
    on('arn:aws:iam::111122223333:role/a'),
  ],
  [
    'arn-account-not-allowed',
    'identity',
    on('arn:aws:s3::111122223333:acme-features'),
    on('arn:aws:s3:eu-central-1:111122223333:accesspoint/a'),
  ],
  ['missing-arn-region', 'identity', on('arn:aws:sqs::111122223333:jobs'), on('arn:aws:sqs:*:111122223333:jobs')],
  ['invalid-service', 'identity', on('arn:aws:s4:::acme-features'), on('arn:aws:execute-api:*:111122223333:a/*')],

  [
    'invalid-condition-key-format',
    'identity',
    when({ StringEquals: { userid: 'a' } }),
    when({ StringEquals: { 'aws:userid': 'a' } }),
  ],
  [
    'unsupported-global-condition-key',
    'resource',
    when({ ArnEquals: { 'aws:ARN': role } }, { Principal: { AWS: account } }),
    when({ ArnEquals: { 'aws:PrincipalArn': role } }, { Principal: { AWS: account } }),
  ],
  [
    'missing-tag-key-in-condition',
    'identity',
    when({ StringEquals: { 'aws:PrincipalTag': 'a' } }),
    when({ StringEquals: { 'aws:PrincipalTag/team': 'a' } }),
  ],
  [
    'invalid-global-condition-key',
    'identity',
    when({ StringEquals: { 'aws:PrincipalOrgName': 'a' } }),
    when({ StringEquals: { 'AWS:principalorgid': 'o-a' } }),
  ],
  [
    'invalid-service-condition-key',
    'identity',
    when({ StringEquals: { 's3:Suffix': 'a' } }),
    when({ StringEquals: { 's3:ExistingObjectTag/team': 'a' } }),
  ],
  [
    'invalid-service',
    'identity',
    when({ StringEquals: { 's4:prefix': 'a' } }),
    when({ StringEquals: { 'token.actions.githubusercontent.com:sub': 'a' } }),
  ],
  [
    'missing-qualifier',
    'identity',
    when({ StringEquals: { 'aws:TagKeys': 'team' } }),
    when({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' } }),
  ],
  [
    'forallvalues-with-single-valued-key',
    'identity',
    when({ 'ForAllValues:StringEquals': { 'aws:userid': 'a' } }),
    when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }),
  ],
  [
    'null-with-qualifier',
    'identity',
    when({ 'ForAnyValue:Null': { 'aws:TagKeys': 'true' } }),
    when({ Null: { 'aws:TagKeys': 'true' } }),
  ],
  [
    'invalid-condition-multiple-boolean',
    'identity',
    when({ Bool: { 'aws:SecureTransport': ['true', 'false'] } }),
    when({ Bool: { 'aws:SecureTransport': ['true'] } }),
  ],
  [
    'type-mismatch',
    'identity',
    when({ NumericEquals: { 'aws:SecureTransport': '1' } }),
    when({ StringLike: { 'aws:PrincipalArn': role } }),
  ],
  [
    'type-mismatch-boolean',
    'identity',
    when({ Bool: { 'aws:SecureTransport': 'yes' } }),
    when({ Bool: { 'aws:SecureTransport': true } }),
  ],
  [
    'type-mismatch-number',
    'identity',
    when({ NumericLessThan: { 'aws:MultiFactorAuthAge': 'hour' } }),
    when({ NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 } }),
  ],
  [
    'type-mismatch-date',
    'identity',
    when({ DateLessThan: { 'aws:CurrentTime': 'tomorrow' } }),
    when({ DateLessThan: { 'aws:CurrentTime': '2027-01-31T10:00:00Z' } }),
  ],
  [
    'type-mismatch-ip-range',
    'identity',
    when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/33' } }),
    when({ IpAddress: { 'aws:SourceIp': '2001:DB8:1234:5678::/64' } }),
  ],
  [
    'type-mismatch-string',
    'identity',
    when({ BinaryEquals: { 'aws:userid': '!' } }),
    when({ BinaryEquals: { 'aws:userid': 'QmluYXJ5' } }),
  ],
  [
    'invalid-date-value',
    'identity',
    when({ DateLessThan: { 'aws:EpochTime': '1735689600' } }),
    when({ DateLessThan: { 'aws:EpochTime': '2027-01-31' } }),
  ],
  // The example of the page, and its remedy.
  [
    'wildcard-without-like-operator',
    'identity',
    when({ StringEquals: { 'aws:PrincipalTag/job-category': 'admin-*' } }),
    when({ StringLike: { 'aws:PrincipalTag/job-category': 'admin-*' } }),
  ],
  [
    'wildcard-without-like-operator',
    'identity',
    when({ StringNotEquals: { 'aws:userid': 'AROA*' } }),
    when({ StringEquals: { 'aws:userid': 'a${*}' } }),
  ],
  [
    'invalid-region',
    'identity',
    when({ StringEquals: { 'aws:RequestedRegion': ['eu-central-1', 'frankfurt'] } }),
    when({ StringLike: { 'aws:RequestedRegion': 'eu-*' } }),
  ],
  [
    'invalid-vpc-format',
    'identity',
    when({ StringEquals: { 'aws:SourceVpc': 'vpc-111' } }),
    when({ StringEquals: { 'aws:SourceVpc': 'vpc-0123456789abcdef0' } }),
  ],
  [
    'invalid-vpce-format',
    'identity',
    when({ StringEquals: { 'aws:SourceVpce': 'vpc-12345678' } }),
    when({ StringEquals: { 'aws:SourceVpce': 'vpce-12345678' } }),
  ],
  [
    'private-ip-address',
    'identity',
    when({ IpAddress: { 'aws:SourceIp': ['10.1.0.0/16', '192.168.7.1'] } }),
    when({ IpAddress: { 'aws:VpcSourceIp': '10.1.0.0/16', 'aws:SourceIp': '172.32.0.0/12' } }),
  ],
  [
    'private-not-ip-address',
    'identity',
    when({ NotIpAddress: { 'aws:SourceIp': '10.1.0.0/16' } }),
    when({ NotIpAddress: { 'aws:SourceIp': '11.1.0.0/16' } }),
  ],
  [
    'private-ip-address-subset',
    'identity',
    when({ IpAddress: { 'aws:SourceIp': ['10.1.0.0/16', '203.0.113.0/24'] } }),
    when({ IpAddress: { 'aws:SourceIp': '10.1.0.0/16' } }),
  ],
  [
    'private-not-ip-address-subset',
    'identity',
    when({ NotIpAddress: { 'aws:SourceIp': ['10.1.0.0/16', '203.0.113.0/24'] } }),
    when({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
  ],
  [
    'improve-ip-range',
    'identity',
    when({ IpAddress: { 'aws:SourceIp': '203.0.113.7/24' } }),
    when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '203.0.113.7'] } }),
  ],
  // The example of the page.
  [
    'redundant-condition-value-num',
    'identity',
    when({ NumericLessThan: { 'aws:MultiFactorAuthAge': ['2700', '3600'] } }),
    when({ NumericEquals: { 'aws:MultiFactorAuthAge': ['2700', '3600'] } }),
  ],
  [
    'missing-paired-condition-keys',
    'identity',
    when({ IpAddress: { 'aws:VpcSourceIp': '10.1.0.0/16' } }),
    when({ IpAddress: { 'aws:VpcSourceIp': '10.1.0.0/16' }, StringEquals: { 'aws:SourceVpc': 'vpc-12345678' } }),
  ],
  [
    'empty-array-condition',
    'identity',
    when({ StringEquals: { 'aws:userid': [] } }),
    when({ StringEqualsIfExists: { 'aws:userid': [] } }),
  ],
  [
    'empty-array-condition-forallvalues',
    'identity',
    when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': [] } }),
    when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }),
  ],
  [
    'empty-array-condition-foranyvalue',
    'identity',
    when({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': [] } }),
    when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': [] } }),
  ],
  [
    'empty-array-condition-ifexists',
    'identity',
    when({ StringEqualsIfExists: { 'aws:userid': [] } }),
    when({ StringEquals: { 'aws:userid': [] } }),
  ],

  [
    'missing-brace-in-variable',
    'identity',
    on('arn:aws:s3:::home/${aws:username'),
    on('arn:aws:s3:::home/${aws:username}'),
  ],
  ['empty-variable', 'identity', on('arn:aws:s3:::home/${}'), on('arn:aws:s3:::home/{}')],
  [
    'missing-quote-in-variable',
    'identity',
    on("arn:aws:s3:::home/${aws:userid, 'anonymous}"),
    on("arn:aws:s3:::home/${aws:userid, 'anonymous'}"),
  ],
  [
    'unsupported-space-in-variable',
    'identity',
    on('arn:aws:s3:::home/${aws: username}'),
    on("arn:aws:s3:::home/${aws:userid, 'no name'}"),
  ],
  [
    'variable-unsupported-in-version',
    'identity',
    { ...on('arn:aws:s3:::home/${aws:username}'), Version: '2008-10-17' },
    on('arn:aws:s3:::home/${aws:username}'),
  ],
  [
    'variable-unsupported-in-element',
    'identity',
    on('*', 's3:${aws:username}'),
    on('arn:aws:s3:::home/${aws:username}', 's3:*'),
  ],
  [
    'invalid-variable-for-operator',
    'identity',
    when({ NumericLessThan: { 's3:max-keys': '${aws:MultiFactorAuthAge}' } }),
    when({ StringLike: { 's3:prefix': '${aws:username}/*' } }),
  ],

  [
    'allow-with-not-principal',
    'resource',
    of({ ...read, NotPrincipal: { AWS: account } }),
    of({ ...read, Effect: 'Deny', NotPrincipal: { AWS: account } }),
  ],
  [
    'unsupported-wildcard-in-principal',
    'resource',
    granted({ AWS: 'arn:aws:iam::111122223333:user/*' }),
    granted({ AWS: '*' }),
  ],
  [
    'invalid-service-principal-format',
    'resource',
    granted({ Service: 'lambda' }),
    granted({ Service: 'logs.eu-central-1.amazonaws.com' }),
  ],
  ['invalid-role-reference', 'resource', granted({ AWS: 'AROAIOSFODNN7EXAMPLE1' }), granted({ AWS: role })],
  [
    'invalid-user-reference',
    'resource',
    granted({ AWS: 'AIDAIOSFODNN7EXAMPLE1' }),
    granted({ AWS: 'AROAIOSFODNN7EXAMPLE1' }),
  ],
  [
    'restrict-access-to-service-principal',
    'resource',
    granted({ Service: 'logging.s3.amazonaws.com' }),
    granted(
      { Service: 'logging.s3.amazonaws.com' },
      { Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } },
    ),
  ],
  ['federated-principal-not-supported', 'resource', granted(saml), granted({ AWS: account })],

  [
    'role-trust-policy-syntax-error-notprincipal',
    'trust',
    of({ Effect: 'Allow', NotPrincipal: { AWS: account }, Action: 'sts:AssumeRole' }),
    trusted({ AWS: account }),
  ],
  [
    'role-trust-policy-syntax-error-resource',
    'trust',
    trusted({ AWS: account }, 'sts:AssumeRole', { Resource: '*' }),
    trusted({ AWS: account }),
  ],
  ['role-trust-policy-unsupported-wildcard-in-principal', 'trust', trusted('*'), trusted({ AWS: '*' })],
  [
    'invalid-federated-principal-syntax-in-role-trust-policy',
    'trust',
    trusted({ Federated: 'google' }, web),
    trusted({ Federated: 'accounts.google.com' }, web),
  ],
  [
    'mismatched-action-for-principal',
    'trust',
    trusted(saml),
    trusted(saml, ['sts:AssumeRoleWithSAML', 'sts:TagSession']),
  ],
  ['mismatched-action-for-principal', 'trust', trusted({ AWS: account }, web), trusted(github, web)],
  [
    'missing-action-for-roles-anywhere-trust-policy',
    'trust',
    trusted({ Service: 'rolesanywhere.amazonaws.com' }),
    trusted({ Service: 'rolesanywhere.amazonaws.com' }, ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']),
  ],
  [
    'missing-condition-key-for-oidc-principal',
    'trust',
    trusted({ Federated: 'accounts.google.com' }, web),
    trusted({ Federated: 'accounts.google.com' }, web, {
      Condition: { StringEquals: { 'accounts.google.com:aud': 'a' } },
    }),
  ],
  [
    'missing-condition-key-for-oidc-principal',
    'trust',
    trusted({ Federated: 'accounts.google.com' }, web, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    trusted(saml, 'sts:AssumeRoleWithSAML'),
  ],
  [
    'missing-github-repo-condition-key',
    'trust',
    trusted(github, web),
    trusted(github, web, subject('repo:acme/features:ref:refs/heads/main')),
  ],
  [
    'missing-github-repo-condition-key',
    'trust',
    trusted(github, web, {
      Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } },
    }),
    trusted(github, web, subject('repo:*')),
  ],
  [
    'specific-github-repo-and-branch-recommended',
    'trust',
    trusted(github, web, subject('repo:acme/features:environment:production')),
    trusted(github, web, {
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:sub': 'repo:acme/features:environment:production',
          'token.actions.githubusercontent.com:ref': 'refs/heads/main',
        },
      },
    }),
  ],
  [
    'specific-github-repo-and-branch-recommended',
    'trust',
    trusted(github, web, subject('repo:acme/*')),
    trusted(github, web, subject('repo:acme/features:ref:refs/heads/main')),
  ],

  ['pass-role-with-star-in-resource', 'identity', pass('iam:PassRole', '*'), pass('iam:PassRole', '*', toLambda)],
  [
    'pass-role-with-star-in-resource',
    'identity',
    pass('iam:PassRole', 'arn:aws:iam::111122223333:role/*'),
    pass('iam:PassRole', 'arn:aws:iam::*:role/Service*'),
  ],
  ['pass-role-with-star-in-action-and-resource', 'identity', pass('iam:*', '*'), pass(['iam:Get*', 'iam:List*'], '*')],
  [
    'pass-role-with-star-in-resource-and-not-action',
    'identity',
    of({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }),
    of({ Effect: 'Allow', NotAction: 'iam:Pass*', Resource: '*' }),
  ],
  [
    'pass-role-with-not-resource',
    'identity',
    of({ Effect: 'Allow', Action: 'iam:PassRole', NotResource: role }),
    of({ Effect: 'Deny', Action: 'iam:PassRole', NotResource: role }),
  ],
  [
    'pass-role-with-star-in-action-and-not-resource',
    'identity',
    of({ Effect: 'Allow', Action: '*', NotResource: role }),
    of({ Effect: 'Allow', Action: 'iam:PassRole', NotResource: role }),
  ],
  [
    'pass-role-with-not-action-and-not-resource',
    'identity',
    of({ Effect: 'Allow', NotAction: 's3:*', NotResource: role }),
    of({ Effect: 'Allow', NotAction: 's3:*', Resource: role }),
  ],
  [
    'create-slr-with-star-in-resource',
    'identity',
    pass('iam:CreateServiceLinkedRole', '*'),
    pass('iam:CreateServiceLinkedRole', '*', forAutoscaling),
  ],
  ['create-slr-with-star-in-action-and-resource', 'identity', pass('iam:Create*', '*'), pass('iam:Create*', role)],
  [
    'create-slr-with-star-in-resource-and-not-action',
    'identity',
    of({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }),
    of({ Effect: 'Allow', NotAction: 'iam:Create*', Resource: '*' }),
  ],
  [
    'create-slr-with-not-resource',
    'identity',
    of({ Effect: 'Allow', Action: 'iam:CreateServiceLinkedRole', NotResource: role }),
    of({ Effect: 'Allow', Action: 'iam:CreateRole', NotResource: role }),
  ],
  [
    'create-slr-with-star-in-action-and-not-resource',
    'identity',
    of({ Effect: 'Allow', Action: 'iam:*', NotResource: role }),
    of({ Effect: 'Allow', Action: 's3:*', NotResource: role }),
  ],
  [
    'create-slr-with-not-action-and-not-resource',
    'identity',
    of({ Effect: 'Allow', NotAction: 's3:*', NotResource: role }),
    of({ Effect: 'Deny', NotAction: 's3:*', NotResource: role }),
  ],

  ['missing-statement', 'identity', of(), of(read)],
  ['data-type-mismatch', 'identity', { ...of(read), Version: 20_121_017 }, of(read)],
  ['data-type-mismatch', 'identity', statement({ Sid: 7 }), statement({ Sid: '7' })],
  ['data-type-mismatch', 'identity', statement({ Effect: ['Allow'] }), of(read)],
  [
    'data-type-mismatch',
    'identity',
    statement({ Action: ['s3:GetObject', true] }),
    when({ Bool: { 'aws:SecureTransport': true } }),
  ],
  ['data-type-mismatch', 'resource', granted({ AWS: 111_122_223_333 }), granted({ AWS: '111122223333' })],
  [
    'invalid-condition-data-type',
    'identity',
    when({ NumericLessThan: { 'aws:MultiFactorAuthAge': [3600, '2700'] } }),
    when({ NumericEquals: { 'aws:MultiFactorAuthAge': [3600, 2700] } }),
  ],
  [
    'missing-arn-account',
    'identity',
    on('arn:aws:sqs:us-east-1::features', 'sqs:SendMessage'),
    on('arn:aws:sqs:us-east-1:*:features', 'sqs:SendMessage'),
  ],
  [
    'invalid-arn-resource',
    'identity',
    on('arn:aws:dynamodb:us-east-1:111122223333:features', 'dynamodb:GetItem'),
    on('arn:aws:dynamodb:us-east-1:111122223333:t*/features', 'dynamodb:GetItem'),
  ],
  [
    'deprecated-global-condition-key',
    'identity',
    when({ ArnLike: { 'aws:ARN': role } }),
    when({ ArnLike: { 'aws:PrincipalArn': role } }),
  ],
  ['policy-size-exceeds-scp-quota', 'scp', filler(10_240), filler(6_144)],
  ['policy-size-exceeds-rcp-quota', 'rcp', filler(5_120), filler(3_000)],
  [
    'wildcard-usage-too-permissive',
    'resource',
    granted('*', { Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } } }),
    granted('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-aa111bb222' } } }),
  ],
  [
    'wildcard-usage-too-permissive',
    'trust',
    trusted(github, web, subject('repo:*')),
    trusted(github, web, subject('repo:acme/*')),
  ],
  [
    'wildcard-usage-too-permissive',
    'identity',
    when({ StringLike: { 'aws:userid': 'AROA*' } }),
    when({ StringLike: { 'aws:userid': ['AROAEXAMPLEID:*', '*:training'] } }),
  ],
  [
    'variable-usage-too-permissive',
    'identity',
    when({ StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalTag/account}' } }),
    when({ StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } }),
  ],
  [
    'untrustworthy-condition-key',
    'identity',
    when({ StringEquals: { 'aws:UserAgent': 'training' } }),
    when({ StringEquals: { 'aws:username': 'training' } }),
  ],
  [
    'string-like-operator-with-arn-condition-keys',
    'identity',
    when({ StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/a*' } }),
    when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/a*' } }),
  ],
  [
    'equivalent-to-null-false',
    'identity',
    when({ StringLike: { 'aws:PrincipalTag/team': '*' } }),
    when({ StringLike: { 'aws:PrincipalTag/team': 'a*' } }),
  ],
  [
    'equivalent-to-null-true',
    'identity',
    when({ StringNotLike: { 'aws:PrincipalTag/team': '*' } }),
    when({ StringNotLike: { 'aws:PrincipalTag/team': 'a*' } }),
  ],
  [
    'redundant-key-due-to-wildcard-in-condition',
    'identity',
    when({ StringLikeIfExists: { 'aws:PrincipalTag/team': '*' } }),
    when({ StringLikeIfExists: { 'aws:PrincipalTag/team': 'a*' } }),
  ],
  [
    'redundant-statement-due-to-wildcard-in-condition',
    'identity',
    when({ 'ForAnyValue:StringNotLike': { 'aws:TagKeys': '*' } }),
    when({ 'ForAnyValue:StringNotLike': { 'aws:TagKeys': 'a*' } }),
  ],
  [
    'invalid-kms-key-value',
    'resource',
    granted('*', {
      Effect: 'Deny',
      Action: 's3:PutObject',
      Condition: { StringNotEquals: { [kmsKeyId]: 'alias/features' } },
    }),
    granted('*', { Effect: 'Deny', Action: 's3:PutObject', Condition: { StringNotEquals: { [kmsKeyId]: kmsKey } } }),
  ],
  [
    'invalid-service-principal-format',
    'identity',
    pass('iam:PassRole', role, { Condition: { StringEquals: { 'iam:PassedToService': 'lambda' } } }),
    pass('iam:PassRole', role, toLambda),
  ],
  [
    'invalid-service-principal-format',
    'identity',
    on('*', 'kms:Decrypt', { Condition: { StringEquals: { 'kms:ViaService': 's3.amazonaws.com' } } }),
    on('*', 'kms:Decrypt', { Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } } }),
  ],
  [
    's3-prefix-in-negative-context',
    'identity',
    listing('Deny', { StringLike: { 's3:prefix': 'private/*' } }),
    listing('Deny', { StringNotLike: { 's3:prefix': 'public/*' } }),
  ],
  [
    's3-prefix-in-negative-context',
    'identity',
    listing('Allow', { StringNotLike: { 's3:prefix': 'private/*' } }),
    listing('Allow', { StringLike: { 's3:prefix': 'public/*' } }),
  ],
  [
    'dynamodb-attributes-without-select',
    'identity',
    on(table, 'dynamodb:GetItem', { Condition: attributes }),
    on(table, 'dynamodb:PutItem', { Condition: attributes }),
  ],
  [
    'foranyvalue-with-audience-claim-type',
    'trust',
    trusted(github, web, {
      Condition: { 'ForAnyValue:StringEquals': { 'token.actions.githubusercontent.com:aud': 'a' } },
    }),
    trusted({ Federated: 'cognito-identity.amazonaws.com' }, web, {
      Condition: { 'ForAnyValue:StringEquals': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } },
    }),
  ],
  [
    'confirm-audience-claim-type',
    'trust',
    trusted(github, web, {
      Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } },
    }),
    trusted({ Federated: 'accounts.google.com' }, web, {
      Condition: { StringEquals: { 'accounts.google.com:aud': 'a' } },
    }),
  ],
  [
    'unsupported-action-for-condition-key',
    'resource',
    granted({ AWS: account }, { Action: 'kms:DescribeKey', Resource: '*', Condition: encrypted }),
    granted({ AWS: account }, { Action: 'kms:Decrypt', Resource: '*', Condition: encrypted }),
  ],
  [
    'unsupported-action-for-condition-key',
    'identity',
    on('arn:aws:s3:::acme-features', ['s3:ListBucket', 's3:ListBucketMultipartUploads'], {
      Condition: { StringLike: { 's3:prefix': 'a/*' } },
    }),
    on('arn:aws:s3:::acme-features', ['s3:ListBucket', 's3:List*'], {
      Condition: { StringLike: { 's3:prefix': 'a/*' } },
    }),
  ],
  [
    'missing-action-for-condition-key',
    'trust',
    trusted({ AWS: account }, 'sts:AssumeRole', { Condition: { StringLike: { 'sts:SourceIdentity': 'a*' } } }),
    trusted({ AWS: account }, ['sts:AssumeRole', 'sts:SetSourceIdentity'], {
      Condition: { StringLike: { 'sts:SourceIdentity': 'a*' } },
    }),
  ],
  [
    'use-condition-key-only-with-supported-services',
    'identity',
    on('*', 'ec2:DescribeInstances', { Condition: { StringEquals: { 'aws:VpceAccount': '111122223333' } } }),
    when({ StringEquals: { 'aws:VpceAccount': '111122223333' } }),
  ],
  [
    'allow-with-unsupported-tag-condition-key-for-service',
    'identity',
    tagged('Allow', { Action: 'ec2:DescribeInstances' }),
    tagged('Allow', { Action: 'ec2:StartInstances' }),
  ],
  [
    'deny-with-unsupported-tag-condition-key-for-service',
    'identity',
    tagged('Deny', { Action: 'ec2:DescribeInstances' }),
    tagged('Deny', { Action: 'ec2:*' }),
  ],
  [
    'allow-notaction-with-unsupported-tag-condition-key-for-service',
    'identity',
    tagged('Allow', { NotAction: 'iam:*' }),
    tagged('Deny', { NotAction: 'iam:*' }),
  ],
  [
    'deny-notaction-with-unsupported-tag-condition-key-for-service',
    'identity',
    tagged('Deny', { NotAction: 'iam:*' }),
    tagged('Allow', { NotAction: 'iam:*' }),
  ],
  [
    'recommended-condition-key-for-service-principal',
    'resource',
    granted(toService, { Condition: { StringEquals: { 'aws:Referer': '111122223333' } } }),
    granted(toService, {
      Condition: { StringEquals: { 'aws:Referer': '111122223333', 'aws:SourceAccount': '111122223333' } },
    }),
  ],
  [
    // The example of the page.
    'unsupported-condition-key-for-service-principal',
    'resource',
    granted(
      { Service: 'cloudfront.amazonaws.com' },
      { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-aa111bb222' } } },
    ),
    granted({ AWS: '*' }, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-aa111bb222' } } }),
  ],
  [
    'redundant-principal-in-role-trust-policy',
    'trust',
    trusted({ AWS: [role, 'arn:aws:sts::111122223333:assumed-role/training/session'] }),
    trusted({ AWS: [role, 'arn:aws:sts::111122223333:assumed-role/serving/session'] }),
  ],
  [
    'unsupported-action-in-policy',
    'resource',
    granted({ AWS: account }, { Action: 'kms:Decrypt' }),
    granted({ AWS: account }),
  ],
  [
    'unsupported-action-in-policy',
    'resource',
    granted({ AWS: account }, { Action: 's3:ListAllMyBuckets' }),
    granted({ AWS: account }, { Action: 's3:List*' }),
  ],
  ['unsupported-action-in-policy', 'trust', trusted({ AWS: account }, 's3:GetObject'), trusted({ AWS: account }, '*')],
  [
    'unsupported-resource-arn-in-policy',
    'resource',
    granted({ AWS: account }, { Resource: ['arn:aws:s3:::acme-features/*', kmsKey] }),
    granted({ AWS: account }, { Action: 'kms:Decrypt', Resource: kmsKey }),
  ],
  [
    'irrelevant-condition-key-in-policy',
    'resource',
    granted({ AWS: account }, { Condition: { StringEquals: { 's3:ResourceAccount': '111122223333' } } }),
    granted({ AWS: account }, { Condition: { StringEquals: { 's3:DataAccessPointAccount': '111122223333' } } }),
  ],
  ['rcp-syntax-error-principal', 'rcp', controlled({ Principal: { AWS: account } }), controlled({})],
  [
    'rcp-syntax-error-principal',
    'rcp',
    of({ Effect: 'Deny', NotPrincipal: '*', Action: 's3:*', Resource: '*' }),
    controlled({ Principal: { AWS: '*' } }),
  ],
  [
    'rcp-syntax-error-allow',
    'rcp',
    controlled({ Effect: 'Allow', Resource: 'arn:aws:s3:::acme-features' }),
    controlled({ Effect: 'Allow', Action: '*' }),
  ],
  [
    'rcp-syntax-error-notaction',
    'rcp',
    of({ Effect: 'Deny', Principal: '*', NotAction: 's3:*', Resource: '*' }),
    controlled({}),
  ],
  [
    'rcp-syntax-error-action',
    'rcp',
    controlled({ Action: 'ec2:RunInstances' }),
    controlled({ Action: ['kms:*', 'sts:AssumeRole'] }),
  ],
  [
    'rcp-missing-related-principal-condition-key',
    'rcp',
    controlled({ Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-aa111bb222' } } }),
    controlled({
      Condition: {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-aa111bb222' },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
    }),
  ],
  [
    'rcp-missing-related-service-principal-condition-key',
    'rcp',
    controlled({
      Condition: {
        StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-aa111bb222' },
        Null: { 'aws:SourceAccount': 'false' },
      },
    }),
    controlled({
      Condition: {
        StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-aa111bb222' },
        Null: { 'aws:SourceAccount': 'false' },
        Bool: { 'aws:PrincipalIsAWSService': 'true' },
      },
    }),
  ],
  [
    'rcp-missing-service-condition-key-null-check',
    'rcp',
    controlled({
      Condition: {
        StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-aa111bb222' },
        Bool: { 'aws:PrincipalIsAWSService': 'true' },
      },
    }),
    controlled({
      Condition: {
        StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-aa111bb222' },
        Null: { 'aws:SourceArn': 'false' },
        Bool: { 'aws:PrincipalIsAWSService': 'true' },
      },
    }),
  ],
];

/** The issue codes of AWS's page in kebab-case, in its order. */
const PAGE = `
arn-account-not-allowed arn-region-not-allowed data-type-mismatch duplicate-keys-with-different-case
invalid-action invalid-arn-account invalid-arn-prefix invalid-arn-region invalid-arn-resource
invalid-arn-service-case invalid-condition-data-type invalid-condition-key-format
invalid-condition-multiple-boolean invalid-condition-operator invalid-effect invalid-global-condition-key
invalid-partition invalid-policy-element invalid-principal-format invalid-principal-key invalid-region
invalid-service invalid-service-condition-key invalid-service-in-action invalid-variable-for-operator
invalid-version json-syntax-error missing-action missing-arn-field missing-arn-region missing-effect
missing-principal missing-qualifier missing-resource missing-statement null-with-if-exists
scp-syntax-error-action-wildcard scp-syntax-error-principal unique-sids-required unsupported-action-in-policy
unsupported-element-combination unsupported-global-condition-key unsupported-principal
unsupported-resource-arn-in-policy unsupported-sid unsupported-wildcard-in-principal missing-brace-in-variable
missing-quote-in-variable unsupported-space-in-variable empty-variable variable-unsupported-in-element
variable-unsupported-in-version private-ip-address private-not-ip-address policy-size-exceeds-scp-quota
invalid-service-principal-format missing-tag-key-in-condition invalid-vpc-format invalid-vpce-format
federated-principal-not-supported unsupported-action-for-condition-key
unsupported-condition-key-for-service-principal role-trust-policy-syntax-error-notprincipal
role-trust-policy-unsupported-wildcard-in-principal role-trust-policy-syntax-error-resource
type-mismatch-ip-range missing-action-for-condition-key invalid-federated-principal-syntax-in-role-trust-policy
mismatched-action-for-principal missing-action-for-roles-anywhere-trust-policy policy-size-exceeds-rcp-quota
rcp-syntax-error-principal rcp-syntax-error-allow rcp-syntax-error-notaction rcp-syntax-error-action
missing-arn-account invalid-kms-key-value variable-usage-too-permissive wildcard-usage-too-permissive
create-slr-with-not-resource create-slr-with-star-in-action-and-not-resource
create-slr-with-not-action-and-not-resource create-slr-with-star-in-resource
create-slr-with-star-in-action-and-resource create-slr-with-star-in-resource-and-not-action
deprecated-global-condition-key invalid-date-value invalid-role-reference invalid-user-reference missing-version
unique-sids-recommended wildcard-without-like-operator policy-size-exceeds-identity-policy-quota
policy-size-exceeds-resource-policy-quota type-mismatch type-mismatch-boolean type-mismatch-date
type-mismatch-number type-mismatch-string specific-github-repo-and-branch-recommended
policy-size-exceeds-role-trust-policy-quota rcp-missing-related-principal-condition-key
rcp-missing-related-service-principal-condition-key rcp-missing-service-condition-key-null-check
use-condition-key-only-with-supported-services untrustworthy-condition-key allow-with-not-principal
forallvalues-with-single-valued-key pass-role-with-not-resource pass-role-with-star-in-action-and-not-resource
pass-role-with-not-action-and-not-resource pass-role-with-star-in-resource
pass-role-with-star-in-action-and-resource pass-role-with-star-in-resource-and-not-action
missing-paired-condition-keys deny-with-unsupported-tag-condition-key-for-service
deny-notaction-with-unsupported-tag-condition-key-for-service restrict-access-to-service-principal
missing-condition-key-for-oidc-principal missing-github-repo-condition-key
string-like-operator-with-arn-condition-keys dynamodb-attributes-without-select s3-prefix-in-negative-context
foranyvalue-with-audience-claim-type empty-array-action empty-array-condition empty-array-condition-forallvalues
empty-array-condition-foranyvalue empty-array-condition-ifexists empty-array-principal empty-array-resource
empty-object-condition empty-object-principal empty-sid-value equivalent-to-null-false equivalent-to-null-true
improve-ip-range null-with-qualifier private-ip-address-subset private-not-ip-address-subset redundant-action
redundant-condition-value-num redundant-resource redundant-statement wildcard-in-service-name
allow-with-unsupported-tag-condition-key-for-service
allow-notaction-with-unsupported-tag-condition-key-for-service recommended-condition-key-for-service-principal
irrelevant-condition-key-in-policy redundant-key-due-to-wildcard-in-condition
redundant-principal-in-role-trust-policy redundant-statement-due-to-wildcard-in-condition
confirm-audience-claim-type
`;

const checksIn = (document: unknown, kind: PolicyKind): string[] =>
  validateDocument(document, kind).map(({ check }) => check);

describe('a check', () => {
  it.each(rows)(
    '%s is made of a policy of the kind %s, and not of one that is nearly alike',
    (check, kind, triggers, nearMiss) => {
      expect(checksIn(triggers, kind)).toContain(check);
      expect(checksIn(nearMiss, kind)).not.toContain(check);
    },
  );

  it('is one of the page, and of the page only one is missing', () => {
    const page = new Set(PAGE.trim().split(/\s+/));
    const ours = new Set(CHECKS.map(({ name }) => name));
    expect([...ours].filter((name) => !page.has(name))).toEqual([]);
    // Service control policies take wildcards anywhere since September 2025:
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
    expect([...page].filter((name) => !ours.has(name))).toEqual(['scp-syntax-error-action-wildcard']);
  });

  it('has an example above', () => {
    const shown = new Set(rows.map(([check]) => check));
    expect(CHECKS.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe('what is found', () => {
  it('has its place in the document', () => {
    const document = of(read, { Effect: 'Allow', Action: ['s3:GetObject', 's4:Get'], Resource: 'arn:aws:s3' });
    expect(validateDocument(document, 'identity')).toEqual([
      {
        check: 'invalid-service-in-action',
        severity: 'error',
        path: 'Statement[1].Action[1]',
        message: 'there is no service `s4`',
      },
      {
        check: 'missing-arn-field',
        severity: 'error',
        path: 'Statement[1].Resource',
        message: '`arn:aws:s3` has fewer than six parts',
      },
    ]);
  });

  it('has its place also where Statement is one object', () => {
    expect(validateDocument({ Version, Statement: { ...read, Sid: '' } }, 'identity')).toMatchObject([
      { path: 'Statement.Sid' },
    ]);
  });

  it('is nothing in the policies that AWS documents as examples', () => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_s3_home-directory-console.html
    const home = of(
      { Sid: 'VisualEditor0', Effect: 'Allow', Action: ['s3:ListAllMyBuckets', 's3:GetBucketLocation'], Resource: '*' },
      {
        Sid: 'ListMyHome',
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::amzn-s3-demo-bucket',
        Condition: { StringLike: { 's3:prefix': ['', 'home/', 'home/${aws:userid}/*'] } },
      },
    );
    expect(validateDocument(home, 'identity')).toEqual([]);
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    const logs = of({
      Sid: 'S3ServerAccessLogsPolicy',
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: ['s3:PutObject'],
      Resource: 'arn:aws:s3:::amzn-s3-demo-destination-bucket-logs/EXAMPLE-LOGGING-PREFIX*',
      Condition: {
        ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::amzn-s3-demo-source-bucket' },
        StringEquals: { 'aws:SourceAccount': '111122223333' },
      },
    });
    expect(validateDocument(logs, 'resource')).toEqual([]);
    // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    const key = of({
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: account },
      Action: 'kms:*',
      Resource: '*',
    });
    expect(validateDocument(key, 'resource')).toEqual([]);
  });

  it('is two things in AdministratorAccess, as the page says', () => {
    expect(checksIn(on('*'), 'identity').sort()).toEqual([
      'create-slr-with-star-in-action-and-resource',
      'pass-role-with-star-in-action-and-resource',
    ]);
  });
});

it('answers for every document, however strange', () => {
  const kinds = ['identity', 'resource', 'trust', 'scp', 'rcp'] as const;
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('*', '${', '${}', 'arn:', 'arn:aws:s3:::a', 's3:*', 'a:'),
    fc.jsonValue(),
  );
  const strange = fc.record(
    { Sid: part, Effect: part, Principal: part, Action: part, NotAction: part, Resource: part, Condition: part },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.string(),
        strange.map((Statement) => ({ Version, Statement })),
      ),
      fc.constantFrom(...kinds),
      (document, kind) => {
        for (const { check, path } of validateDocument(document, kind))
          expect(typeof check + typeof path).toBe('stringstring');
      },
    ),
  );
});

describe('the kind of a policy', () => {
  it.each<[PolicyKind, object]>([
    ['identity', of(read)],
    ['resource', granted('*')],
    ['trust', trusted({ AWS: account })],
    ['trust', trusted(github, [web, 'sts:TagSession'])],
    ['trust', trusted({ AWS: account }, 'sts:AssumeRole', { Resource: '*' })],
    ['trust', of({ Effect: 'Allow', Action: 'sts:AssumeRole' })],
    ['identity', of({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role })],
    ['identity', of()],
  ])('%s is told by what it says', (kind, document) => {
    expect(guessKind(parseDocument(document))).toBe(kind);
  });
});
