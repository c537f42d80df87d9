import { describe, expect, it } from 'vitest';
import { bucketAnyone } from '../../src/analysis/bucket-anyone.ts';
import { Derivation } from '../../src/analysis/derive.ts';
import type { Gap, Resource, Unknown } from '../../src/model/resource.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html

const ACCOUNT = '111122223333';
const denied: Unknown = { operation: 's3:GetBucketPolicy', code: 'AccessDenied', message: 'no' };
const block = (on: boolean) => ({
  blockPublicAcls: on,
  ignorePublicAcls: on,
  blockPublicPolicy: on,
  restrictPublicBuckets: on,
});

const make = (type: string, arn: string, name: string, facts: Record<string, unknown>): Resource => {
  const known = Object.entries(facts).filter(([, value]) => value !== 'unknown');
  const unknown = Object.entries(facts).filter(([, value]) => value === 'unknown');
  return {
    key: '',
    arn,
    type,
    name,
    partition: 'aws',
    account: ACCOUNT,
    region: 'eu-central-1',
    collectedAt: '2026-11-01T00:00:00.000Z',
    source: 'live',
    facts: Object.fromEntries(known),
    unknown: Object.fromEntries(unknown.map(([fact]) => [fact, denied])),
  } as Resource;
};

const bucket = (facts: Record<string, unknown> = {}) =>
  make('AWS::S3::Bucket', 'arn:aws:s3:::features', 'features', {
    'access.policyDocument': null,
    // What S3 itself says is another matter: see bucket-public.test.ts.
    'access.policyStatus': 'access.policyDocument' in facts ? 'unknown' : null,
    'access.acl': [],
    'access.objectOwnership': 'BucketOwnerEnforced',
    'access.publicAccessBlock': block(false),
    ...facts,
  });
const account = (on: boolean | 'unknown') =>
  make('AWS::S3::AccountPublicAccessBlock', `arn:aws:s3::${ACCOUNT}:block`, ACCOUNT, {
    'access.publicAccessBlock': on === 'unknown' ? 'unknown' : block(on),
  });
const POINT = `arn:aws:s3:eu-central-1:${ACCOUNT}:accesspoint/open`;
const point = (facts: Record<string, unknown>) =>
  make('AWS::S3::AccessPoint', POINT, 'open', {
    bucket: 'features',
    'network.origin': 'Internet',
    'access.publicAccessBlock': block(false),
    ...facts,
  });

const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const everyone = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::features/*' };

interface Opening {
  readonly through: string;
  readonly actions: readonly string[];
  readonly witness: { readonly principal: string } | null;
}

function judge(one: Resource, others: readonly Resource[] = [account(false)], gaps: readonly Gap[] = []) {
  const derivation = new Derivation([bucketAnyone]);
  for (const other of others) derivation.gather(other);
  for (const gap of gaps) derivation.gatherGap(gap);
  const { facts, unknown } = derivation.apply(one);
  return { anyone: facts['access.anyone'] as readonly Opening[] | undefined, because: unknown['access.anyone'] };
}
const ways = (...given: Parameters<typeof judge>) => judge(...given).anyone?.map(({ through }) => through);

describe('what lets anyone into a bucket', () => {
  it('is nothing where there is no policy and no ACL', () => {
    expect(ways(bucket())).toEqual([]);
  });

  it('is a statement for everyone, with a request that it allows', () => {
    const { anyone } = judge(bucket({ 'access.policyDocument': policy(everyone) }));
    expect(anyone).toMatchObject([
      { through: 'policy', actions: ['s3:GetObject'], witness: { action: 's3:getobject' } },
    ]);
  });

  it('is no statement that a Deny takes back for everyone', () => {
    const deny = { ...everyone, Effect: 'Deny', Condition: { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } } };
    expect(ways(bucket({ 'access.policyDocument': policy(everyone, deny) }))).toEqual([]);
    const other = { ...deny, Action: 's3:PutObject' };
    expect(ways(bucket({ 'access.policyDocument': policy(everyone, other) }))).toEqual(['policy']);
  });

  it('is no statement for an organization', () => {
    const members = { ...everyone, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } };
    expect(ways(bucket({ 'access.policyDocument': policy(members) }))).toEqual([]);
  });

  it.each([
    [true, false],
    [false, true],
  ])('is no public policy that the account (%s) or the bucket (%s) restricts', (byAccount, byBucket) => {
    const open = bucket({
      'access.policyDocument': policy(everyone),
      'access.publicAccessBlock': block(byBucket),
    });
    expect(ways(open, [account(byAccount)])).toEqual([]);
  });

  it('is an ACL for everyone where ACLs count and none ignores it', () => {
    const acl = [{ grantee: 'all-users', id: null, permission: 'READ' }];
    const facts = { 'access.acl': acl, 'access.objectOwnership': 'ObjectWriter' };
    expect(judge(bucket(facts)).anyone).toMatchObject([{ through: 'acl', actions: ['READ'] }]);
    expect(ways(bucket({ ...facts, 'access.objectOwnership': 'BucketOwnerEnforced' }))).toEqual([]);
    expect(ways(bucket(facts), [account(true)])).toEqual([]);
  });

  it('is an access point that is open, where the bucket leaves access to its access points', () => {
    const delegating = {
      Effect: 'Allow',
      Principal: '*',
      Action: '*',
      Resource: ['arn:aws:s3:::features', 'arn:aws:s3:::features/*'],
      Condition: { StringEquals: { 's3:DataAccessPointAccount': ACCOUNT } },
    };
    const own = bucket({ 'access.policyDocument': policy(delegating) });
    const open = policy({ ...everyone, Resource: `${POINT}/object/*` });
    expect(ways(own, [account(false), point({ 'access.policyDocument': open })])).toEqual(['access-point']);
    expect(ways(own, [account(false), point({ 'access.policyDocument': null })])).toEqual([]);
    expect(ways(own, [account(true), point({ 'access.policyDocument': open })])).toEqual([]);
    expect(ways(own, [account(false), point({ 'access.policyDocument': open, 'network.origin': 'VPC' })])).toEqual([]);
    expect(ways(bucket(), [account(false), point({ 'access.policyDocument': open })])).toEqual([]);
    const writing = policy({ ...delegating, Action: 's3:PutObject' });
    expect(
      ways(bucket({ 'access.policyDocument': writing }), [account(false), point({ 'access.policyDocument': open })]),
    ).toEqual([]);
  });

  it('is not known where the policy, a level that matters or the access points could not be read', () => {
    expect(judge(bucket({ 'access.policyDocument': 'unknown', 'access.policyStatus': 'unknown' })).because).toEqual(
      denied,
    );
    const open = bucket({ 'access.policyDocument': policy(everyone) });
    expect(judge(open, [account('unknown')]).because).toEqual(denied);
    const delegating = bucket({
      'access.policyDocument': policy({
        ...everyone,
        Condition: { StringEquals: { 's3:DataAccessPointAccount': ACCOUNT } },
      }),
    });
    const gap = { type: 'AWS::S3::AccessPoint', account: ACCOUNT, region: 'eu-central-1', ...denied } as Gap;
    expect(judge(delegating, [account(false)], [gap]).because).toMatchObject({ code: 'AccessDenied' });
  });

  it('does not hide what is certain behind what is not', () => {
    const acl = { 'access.acl': [{ grantee: 'all-users', id: null, permission: 'READ' }] };
    const facts = { ...acl, 'access.objectOwnership': 'ObjectWriter', 'access.policyDocument': 'unknown' };
    expect(ways(bucket(facts))).toEqual(['acl']);
  });
});
