import { describe, expect, it } from 'vitest';
import { bucketStrangers } from '../../src/analysis/bucket-strangers.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';
import { derived, gap, member, own, refusal, resource, stranger } from './resources.ts';

const bucket = (facts: object): Resource =>
  resource('AWS::S3::Bucket', 'arn:aws:s3:::features', {
    'access.policyDocument': null,
    'access.acl': [],
    'access.objectOwnership': 'ObjectWriter',
    'access.owner': 'canonical-own',
    ...facts,
  });
const document = (Principal: unknown, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Share', Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::features/*', ...more },
  ],
});
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
const organization = 'o-acme1234567';
const members = [own, member].map((account) =>
  resource('AWS::Organizations::Account', `arn:aws:organizations::${own}:account/${organization}/${account}`, {
    accountId: account,
    organization,
  }),
);
const delegation = document('*', { Condition: { StringEquals: { 's3:DataAccessPointAccount': own } } });
const point = (policy: unknown): Resource =>
  resource('AWS::S3::AccessPoint', `arn:aws:s3:eu-central-1:${own}:accesspoint/reports`, {
    bucket: 'features',
    'network.origin': 'Internet',
    'access.policyDocument': policy,
  });
const pointPolicy = document(root(stranger), { Resource: '*' });

const ask = (facts: object, others: readonly Resource[] = [], gaps: readonly Gap[] = []): unknown =>
  derived(bucketStrangers, bucket(facts), others, gaps);
const ids = (facts: object, others: readonly Resource[] = [], gaps: readonly Gap[] = []): unknown => {
  const answer = ask(facts, others, gaps);
  return Array.isArray(answer)
    ? answer.map(({ through, id }: { through: string; id: string }) => `${through} ${id}`)
    : answer;
};

describe('who outside the organization gets at a bucket', () => {
  it('is nobody without grants', () => {
    expect(ask({})).toEqual([]);
  });

  it('is another account of its policy, and no member of the organization', () => {
    expect(ids({ 'access.policyDocument': document(root(stranger)) }, members)).toEqual([`policy ${stranger}`]);
    expect(ids({ 'access.policyDocument': document(root(member)) }, members)).toEqual([]);
    // Without the organization everybody else is a stranger.
    expect(ids({ 'access.policyDocument': document(root(member)) })).toEqual([`policy ${member}`]);
  });

  it('is no principal of the own organization, by whatever grant is confined to it', () => {
    const toOrganization = (id: string) => document('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': id } } });
    expect(ids({ 'access.policyDocument': toOrganization(organization) }, members)).toEqual([]);
    expect(ids({ 'access.policyDocument': toOrganization('o-other123456') }, members)).toEqual([
      'policy o-other123456',
    ]);
  });

  it('is an account of its ACL, as long as ACLs count', () => {
    const acl = [
      { grantee: 'user', id: 'canonical-own', permission: 'FULL_CONTROL' },
      { grantee: 'user', id: 'canonical-other', permission: 'READ' },
    ];
    expect(ids({ 'access.acl': acl })).toEqual(['acl canonical-other']);
    expect(ids({ 'access.acl': acl, 'access.objectOwnership': 'BucketOwnerEnforced' })).toEqual([]);
    expect(ids({ 'access.acl': acl, 'access.owner': refusal })).toEqual(refusal);
    expect(ids({ 'access.acl': refusal })).toEqual(refusal);
    expect(ids({ 'access.acl': acl, 'access.objectOwnership': refusal })).toEqual(refusal);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-delegating-control
  it('is whom an access point lets in, where the bucket leaves it to access points', () => {
    expect(ids({ 'access.policyDocument': delegation }, [point(pointPolicy)])).toEqual([`access-point ${stranger}`]);
    expect(ids({}, [point(pointPolicy)])).toEqual([]);
    expect(ids({ 'access.policyDocument': delegation }, [point(refusal)])).toEqual(refusal);
    expect(ids({ 'access.policyDocument': delegation }, [], [gap('AWS::S3::AccessPoint')])).toEqual(refusal);
  });

  it('is not known where the policy was not read, and somebody found is found all the same', () => {
    expect(ids({ 'access.policyDocument': refusal })).toEqual(refusal);
    const acl = [{ grantee: 'user', id: 'canonical-other', permission: 'READ' }];
    expect(ids({ 'access.policyDocument': refusal, 'access.acl': acl })).toEqual(['acl canonical-other']);
  });

  it('is not known where the members of the organization could not be listed', () => {
    const gaps = [gap('AWS::Organizations::Account')];
    expect(ids({ 'access.policyDocument': document(root(member)) }, [], gaps)).toEqual(refusal);
  });
});
