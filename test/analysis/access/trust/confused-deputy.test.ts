import { describe, expect, it } from 'vitest';
import { deputyOf } from '../../../../src/analysis/access/trust/confused-deputy-services.ts';
import { ofPolicy, own, type Type } from './resources.ts';

const deputies = (type: Type, ...statements: readonly unknown[]): readonly string[] =>
  (ofPolicy(type, 'access.confusedDeputy', ...statements) as readonly { readonly service: string }[]).map(
    ({ service }) => service,
  );

const role = (Service: unknown, Condition: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service },
  Action: 'sts:AssumeRole',
  Condition,
});
const bucket = (Service: unknown, Condition: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service },
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::features/*',
  Condition,
});

describe('a service that acts for many customers', () => {
  it.each([
    'sagemaker.amazonaws.com',
    'glue.amazonaws.com',
    'vpc-flow-logs.amazonaws.com',
    'logs.eu-central-1.amazonaws.com',
    'states.amazonaws.com',
    'eks.amazonaws.com',
    'airflow-env.amazonaws.com',
    'textract.amazonaws.com',
  ])('%s may assume a role for any of them', (service) => {
    expect(deputies('AWS::IAM::Role', role(service))).toEqual([service]);
  });
  it.each([
    'cloudtrail.amazonaws.com',
    'logging.s3.amazonaws.com',
    'delivery.logs.amazonaws.com',
    'config.amazonaws.com',
    'cloudfront.amazonaws.com',
  ])('%s may write into a bucket for any of them', (service) => {
    expect(deputies('AWS::S3::Bucket', bucket(service))).toEqual([service]);
  });
  it.each([
    'ec2.amazonaws.com',
    'lambda.amazonaws.com',
    'ecs-tasks.amazonaws.com',
    'pods.eks.amazonaws.com',
    'secretsmanager.amazonaws.com',
    'edgelambda.amazonaws.com',
    'unheard-of.amazonaws.com',
  ])('is not %s', (service) => {
    expect(deputies('AWS::IAM::Role', role(service))).toEqual([]);
  });
  it('is not Amazon EventBridge with a key: a condition on what it does not send would lock it out', () => {
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    expect(deputyOf('events.amazonaws.com', 'key')).toBeNull();
    expect(deputyOf('cloudwatch.amazonaws.com', 'key')).toMatch(/sns-key-management/);
  });
  it('is told by its name in every Region and partition', () => {
    for (const name of [
      'logs.amazonaws.com',
      'logs.us-gov-west-1.amazonaws.com',
      'logs.cn-north-1.amazonaws.com.cn',
      'LOGS.amazonaws.com',
    ]) {
      expect(deputyOf(name, 'key')).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
  });
});

describe('a service is bound to a customer', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
  it.each<[string, object]>([
    ['by its account', { StringEquals: { 'aws:SourceAccount': own } }],
    ['by one of several accounts', { StringEquals: { 'AWS:sourceaccount': [own, '444455556666'] } }],
    ['by an ARN', { ArnLike: { 'aws:SourceArn': `arn:aws:cloudtrail:*:${own}:trail/*` } }],
    ['by an ARN, as text', { StringLike: { 'aws:SourceArn': `arn:aws:cloudtrail:eu-central-1:${own}:*` } }],
    ['by its organization', { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } }],
    ['by a part of its organization', { 'ForAnyValue:StringLike': { 'aws:SourceOrgPaths': 'o-a1b2c3d4e5/r-ab12/*' } }],
    [
      'by the ARN of a bucket, and the account',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::labels' }, StringEquals: { 'aws:SourceAccount': own } },
    ],
  ])('%s', (_, condition) => {
    expect(deputies('AWS::S3::Bucket', bucket('cloudtrail.amazonaws.com', condition))).toEqual([]);
  });

  it.each<[string, object]>([
    ['an ARN of any account', { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:*:trail/*' } }],
    [
      'an ARN of text, which goes past the account',
      { StringLike: { 'aws:SourceArn': `arn:aws:cloudtrail:*:${own}:trail/*` } },
    ],
    ['the ARN of a bucket alone', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::labels' } }],
    ['an account where it is sent', { StringEqualsIfExists: { 'aws:SourceAccount': own } }],
    ['any account', { StringLike: { 'aws:SourceAccount': '*' } }],
    ['not this account', { StringNotEquals: { 'aws:SourceAccount': own } }],
    ['an account by ForAllValues', { 'ForAllValues:StringEquals': { 'aws:SourceAccount': own } }],
    ['that there is an account', { Null: { 'aws:SourceAccount': 'false' } }],
    ['a canned ACL', { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }],
  ])('but not by %s', (_, condition) => {
    expect(deputies('AWS::S3::Bucket', bucket('cloudtrail.amazonaws.com', condition))).toHaveLength(1);
  });

  it('by a Deny of all others', () => {
    const denies = (Condition: object) => ({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: '*',
      Condition,
    });
    const allows = bucket('cloudtrail.amazonaws.com');
    expect(deputies('AWS::S3::Bucket', allows, denies({ StringNotEquals: { 'aws:SourceAccount': own } }))).toEqual([]);
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
    const perimeter = {
      StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' },
      Null: { 'aws:SourceAccount': 'false' },
      Bool: { 'aws:PrincipalIsAWSService': 'true' },
    };
    expect(deputies('AWS::S3::Bucket', allows, denies(perimeter))).toEqual([]);
    expect(
      deputies(
        'AWS::S3::Bucket',
        allows,
        denies({ ...perimeter, StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } }),
      ),
    ).toHaveLength(1);
  });

  it('in a key policy also by the encryption context, or the caller and the service', () => {
    const key = (Condition: object) => ({
      Effect: 'Allow',
      Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
      Action: 'kms:Decrypt*',
      Resource: '*',
      Condition,
    });
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    expect(
      deputies(
        'AWS::KMS::Key',
        key({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-central-1:${own}:log-group:*` } }),
      ),
    ).toEqual([]);
    expect(
      deputies(
        'AWS::KMS::Key',
        key({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-central-1:*:log-group:*' } }),
      ),
    ).toHaveLength(1);
    expect(
      deputies(
        'AWS::KMS::Key',
        key({ StringEquals: { 'kms:CallerAccount': own, 'kms:ViaService': 'logs.eu-central-1.amazonaws.com' } }),
      ),
    ).toEqual([]);
    expect(
      deputies('AWS::KMS::Key', key({ StringEquals: { 'kms:ViaService': 'logs.eu-central-1.amazonaws.com' } })),
    ).toHaveLength(1);
  });
});
