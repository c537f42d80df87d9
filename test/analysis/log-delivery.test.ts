import { describe, expect, it } from 'vitest';
import { accessLogProblems } from '../../src/analysis/log-delivery.ts';
import { derived, gap, own, refusal, resource } from './resources.ts';

const type = 'AWS::S3::Bucket';
const allow = (changes: object = {}) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::logs/features/*',
      Condition: {
        StringEquals: { 'aws:SourceAccount': own },
        ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::features' },
      },
      ...changes,
    },
  ],
});
const fit = {
  'access.policyDocument': allow(),
  'access.acl': [],
  'access.objectOwnership': 'BucketOwnerEnforced',
  'access.requesterPays': false,
  'encryption.atRest': { enabled: true, algorithm: 'AES256', key: null },
  'recovery.objectLock': null,
  'logging.accessLogs': null,
};
const source = (targetBucket = 'logs') =>
  resource(type, 'arn:aws:s3:::features', {
    ...fit,
    'logging.accessLogs': { targetBucket, targetPrefix: 'features/' },
  });
const target = (facts: object = {}, region = 'eu-central-1') =>
  resource(type, 'arn:aws:s3:::logs', { ...fit, ...facts }, { region });
const problems = (facts: object = {}, region?: string) => derived(accessLogProblems, source(), [target(facts, region)]);

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
describe('the delivery of access logs', () => {
  it('works where the policy of the target allows just that', () => {
    expect(problems()).toEqual([]);
    expect(problems({ 'access.policyDocument': allow({ Condition: {} }) })).toEqual([]);
  });

  it.each([
    ['another prefix', { Resource: 'arn:aws:s3:::logs/labels/*' }],
    ['another source', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::labels' } } }],
    ['another account', { Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } } }],
    ['another service', { Principal: { Service: 'delivery.logs.amazonaws.com' } }],
    ['reading', { Action: 's3:GetObject' }],
    ['nobody, by a Deny', { Effect: 'Deny' }],
  ])('is not permitted where the policy allows %s', (_what, changes) =>
    expect(problems({ 'access.policyDocument': allow(changes) })).toEqual(['not-permitted']),
  );

  it('is not permitted without a policy, and without ACLs', () =>
    expect(problems({ 'access.policyDocument': null })).toEqual(['not-permitted']));

  it('is permitted by both grants of the ACL while ACLs stand, unless the policy denies it', () => {
    const grant = (permission: string) => ({ grantee: 'log-delivery', id: null, permission });
    const byAcl = {
      'access.policyDocument': null,
      'access.objectOwnership': 'ObjectWriter',
      'access.acl': [grant('WRITE'), grant('READ_ACP')],
    };
    expect(problems(byAcl)).toEqual([]);
    expect(problems({ ...byAcl, 'access.acl': [grant('WRITE')] })).toEqual(['not-permitted']);
    expect(problems({ ...byAcl, 'access.objectOwnership': 'BucketOwnerEnforced' })).toEqual(['not-permitted']);
    const denied = allow({ Effect: 'Deny', Principal: '*', Condition: {} });
    expect(problems({ ...byAcl, 'access.policyDocument': denied })).toEqual(['not-permitted']);
    expect(problems({ ...byAcl, 'access.acl': refusal })).toEqual(refusal);
  });

  it('fails where the target is set up in a way that S3 does not deliver to', () => {
    expect(problems({ 'encryption.atRest': { enabled: true, algorithm: 'aws:kms', key: null } })).toEqual([
      'kms-encryption',
    ]);
    expect(problems({ 'recovery.objectLock': { mode: 'GOVERNANCE', retentionDays: 30 } })).toEqual(['object-lock']);
    expect(problems({ 'recovery.objectLock': { mode: null, retentionDays: null } })).toEqual([]);
    expect(problems({ 'access.requesterPays': true })).toEqual(['requester-pays']);
    expect(problems({}, 'eu-west-1')).toEqual(['other-region']);
  });

  it('should not go into the bucket itself', () =>
    expect(derived(accessLogProblems, source('features'))).toEqual(['itself', 'not-permitted']));

  it('has no problem where logs are off', () => expect(derived(accessLogProblems, target())).toEqual([]));

  it('is unknown where something could not be read, unless something else is wrong', () => {
    for (const fact of ['access.policyDocument', 'access.requesterPays', 'encryption.atRest', 'recovery.objectLock']) {
      expect(problems({ [fact]: refusal })).toEqual(refusal);
    }
    expect(problems({ 'access.policyDocument': refusal, 'access.requesterPays': true })).toEqual(['requester-pays']);
    expect(derived(accessLogProblems, source())).toMatchObject({ code: 'NotInSnapshot' });
    expect(derived(accessLogProblems, source(), [], [gap(type)])).toEqual(refusal);
  });

  it('is unknown where the policy of the target cannot be understood', () =>
    expect(problems({ 'access.policyDocument': { Version: '2012-10-17', Statement: ['?'] } })).toMatchObject({
      code: 'NotUnderstood',
    }));
});
