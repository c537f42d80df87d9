import { describe, expect, it } from 'vitest';
import { answerLine } from './judge-vector.ts';

const everyone = (Action: string, Condition?: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource: '*', ...(Condition ? { Condition } : {}) }],
});
const ask = (policies: object, request: object = {}): string =>
  JSON.parse(answerLine(JSON.stringify({ id: 1, kind: 'public', policies, request }))).verdict;

const open = { resource: everyone('s3:GetObject') };
const acl = (grantee: unknown) => ({ acl: [{ grantee, permission: 'READ' }] });
const on = { IgnorePublicAcls: true, restrictPublicBuckets: 'true' };

describe('the judge asks what is public', () => {
  it.each([
    [{ service: 's3' }, 'public'],
    [{ service: 'S3', resourceType: 'AWS::S3::Bucket' }, 'public'],
    [{ service: 's3', blockPublicAccess: on }, 'not-public'],
    [{ service: 's3', blockPublicAccess: { BlockPublicPolicy: true, BlockPublicAcls: true } }, 'public'],
    [{ service: 's3', blockPublicAccess: { account: on, bucket: null } }, 'not-public'],
    [{ service: 's3', blockPublicAccess: { account: null, bucket: { block_public_policy: true } } }, 'public'],
    [{ service: 's3', blockPublicAccess: { account: 'unknown', bucket: {} } }, 'unknown'],
    [{ service: 's3', blockPublicAccess: { organization: 'none', account: on } }, 'public'],
    [{ service: 's3', blockPublicAccess: { organization: 'all' } }, 'not-public'],
    [{ service: 's3', resourceType: 'access-point', networkOrigin: 'Internet' }, 'public'],
    [{ service: 's3', resourceType: 'AWS::S3::AccessPoint', networkOrigin: 'VPC' }, 'not-public'],
    [{ service: 'sqs', blockPublicAccess: on }, 'public'],
    [{}, 'public'],
  ])('of an open policy under %j: %s', (request, verdict) => expect(ask(open, request)).toBe(verdict));

  it.each([
    ['kms', everyone('kms:Decrypt', { StringEquals: { 'kms:CallerAccount': '111122223333' } }), 'not-public'],
    ['sqs', everyone('sqs:*', { StringEquals: { 'kms:CallerAccount': '111122223333' } }), 'public'],
    ['elasticfilesystem', everyone('*', { Bool: { 'elasticfilesystem:AccessedViaMountTarget': true } }), 'not-public'],
    ['efs', everyone('*', { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } }), 'not-public'],
    ['dynamodb', everyone('*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }), 'public'],
    ['sns', everyone('*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }), 'not-public'],
    ['sns', { $raw: '{' }, 'unknown'],
    ['sns', null, 'not-public'],
  ])('of %s, by its own keys: %j', (service, resource, verdict) =>
    expect(ask({ resource }, { service })).toBe(verdict),
  );

  it('of a trust policy, whether it is called a role or a policy of IAM', () => {
    const github = 'token.actions.githubusercontent.com';
    const resource = {
      Statement: {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${github}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
      },
    };
    for (const request of [
      { service: 'iam' },
      { resourceType: 'AWS::IAM::AssumeRolePolicyDocument' },
      { service: 'sts' },
      {},
    ])
      expect(ask({ resource }, request)).toBe('public');
  });

  it.each([
    ['AllUsers', 'public'],
    ['http://acs.amazonaws.com/groups/global/AuthenticatedUsers', 'public'],
    [{ Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, 'public'],
    [{ Type: 'CanonicalUser', ID: 'a'.repeat(64), DisplayName: 'ops' }, 'not-public'],
    ['http://acs.amazonaws.com/groups/s3/LogDelivery', 'not-public'],
  ])('of an access control list: %j', (grantee, verdict) => {
    expect(ask(acl(grantee), { service: 's3' })).toBe(verdict);
    for (const request of [{ objectOwnership: 'BucketOwnerEnforced' }, { blockPublicAccess: on }])
      expect(ask(acl(grantee), { service: 's3', ...request })).toBe('not-public');
  });

  it('of a canned list', () => {
    expect(ask({ acl: 'public-read' }, { service: 's3' })).toBe('public');
    expect(ask({ acl: 'private' }, { service: 's3' })).toBe('not-public');
  });

  it('of what is shared', () => {
    const share = (rest: object, request: object = { service: 'ec2' }) =>
      ask({ share: { type: 'ebs-snapshot', groups: [], accounts: [], encrypted: false, ...rest } }, request);
    expect(share({ groups: ['all'] })).toBe('public');
    expect(share({ groups: ['all'], encrypted: true })).toBe('not-public');
    expect(share({ accounts: ['444455556666'] })).toBe('not-public');
    expect(share({ accounts: ['all'] })).toBe('public');
    expect(share({ groups: ['all'] }, { blockPublicAccess: 'block-all-sharing' })).toBe('not-public');
    expect(share({ groups: ['all'] }, { blockPublicAccess: { state: 'block-new-sharing' } })).toBe('public');
  });

  it('of a grant', () => expect(ask({ grants: [{ GranteePrincipal: '*' }] }, { service: 'kms' })).toBe('public'));

  it('of nothing, and gets no answer', () => expect(ask({}, { service: 's3' })).toBe('unknown'));
});
