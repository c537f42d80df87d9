import { describe, expect, it } from 'vitest';
import { authorize } from '../../src/analysis/access/authorize.ts';
import { parseDocument } from '../../src/analysis/access/document.ts';
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
  readonly witness: {
    readonly principal: string;
    readonly action: string;
    readonly resource: string;
    readonly context: readonly string[];
  } | null;
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

// "For an application or user to be able to access objects through an access point, both the access point and the underlying bucket must
// permit the request": https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
describe('anyone through an access point', () => {
  const onPoint = (rest: object = {}) => policy({ ...everyone, Resource: `${POINT}/object/*`, ...rest });
  const when = (operator: string, key: string, value: string) => ({ Condition: { [operator]: { [key]: value } } });
  /** A condition of the access point's policy, one of the bucket's, and whether one request fulfils both. */
  const rows: readonly (readonly [string, object, object, boolean])[] = [
    ['nothing else is asked for', {}, {}, true],
    [
      'the VPC differs',
      when('StringLike', 'aws:SourceVpc', 'vpc-a*'),
      when('StringLike', 'aws:SourceVpc', 'vpc-b*'),
      false,
    ],
    [
      'the VPC may be the same',
      when('StringLike', 'aws:SourceVpc', 'vpc-*'),
      when('StringLike', 'aws:SourceVpc', '*-a'),
      true,
    ],
    [
      'one wants a VPC and the other none',
      when('StringLike', 'aws:SourceVpc', 'vpc-*'),
      when('Null', 'aws:SourceVpc', 'true'),
      false,
    ],
    [
      'the organization differs',
      when('StringLike', 'aws:PrincipalOrgID', 'o-a*'),
      when('StringLike', 'aws:PrincipalOrgID', 'o-b*'),
      false,
    ],
    [
      'the organization may be the same',
      when('StringLike', 'aws:PrincipalOrgID', 'o-a*'),
      when('StringNotEquals', 'aws:PrincipalOrgID', 'o-ab'),
      true,
    ],
    [
      'the addresses are disjoint',
      when('IpAddress', 'aws:SourceIp', '0.0.0.0/2'),
      when('IpAddress', 'aws:SourceIp', '128.0.0.0/2'),
      false,
    ],
    [
      'the addresses overlap',
      when('IpAddress', 'aws:SourceIp', '0.0.0.0/1'),
      when('IpAddress', 'aws:SourceIp', '64.0.0.0/2'),
      true,
    ],
    [
      'one leaves out the addresses that the other lets in',
      when('IpAddress', 'aws:SourceIp', '64.0.0.0/2'),
      when('NotIpAddress', 'aws:SourceIp', '0.0.0.0/1'),
      false,
    ],
    [
      'one wants TLS and the other none',
      when('Bool', 'aws:SecureTransport', 'true'),
      when('Bool', 'aws:SecureTransport', 'false'),
      false,
    ],
    ['both want TLS', when('Bool', 'aws:SecureTransport', 'true'), when('Bool', 'aws:SecureTransport', 'true'), true],
    ['the actions differ', {}, { Action: 's3:PutObject' }, false],
    [
      'the actions meet in one',
      { Action: ['s3:GetObject', 's3:PutObject'] },
      { Action: ['s3:PutObject', 's3:DeleteObject'] },
      true,
    ],
    [
      'the action is none that access points take',
      { Action: 's3:PutBucketPolicy', Resource: '*' },
      { Action: 's3:*', Resource: '*' },
      false,
    ],
    [
      'the prefixes differ',
      { Resource: `${POINT}/object/public/*` },
      { Resource: 'arn:aws:s3:::features/private/*' },
      false,
    ],
    [
      'one prefix is in the other',
      { Resource: `${POINT}/object/public/2026/*` },
      { Resource: 'arn:aws:s3:::features/pub*' },
      true,
    ],
    ['the bucket is spoken of, and not its objects', {}, { Resource: 'arn:aws:s3:::features' }, false],
    [
      'an access point of another account is wanted',
      {},
      when('StringNotEquals', 's3:DataAccessPointAccount', ACCOUNT),
      false,
    ],
    ['an access point of this account is wanted', {}, when('StringEquals', 's3:DataAccessPointAccount', ACCOUNT), true],
    [
      'an access point of this account and Region is wanted',
      {},
      when('ArnLike', 's3:DataAccessPointArn', `arn:aws:s3:eu-central-1:${ACCOUNT}:accesspoint/*`),
      true,
    ],
    ['another access point is wanted', {}, when('ArnNotLike', 's3:DataAccessPointArn', POINT), false],
    ['the Region differs', {}, when('StringEquals', 'aws:RequestedRegion', 'us-east-1'), false],
  ];

  it.each(rows)('where %s', (_name, ofPoint, ofBucket, expected) => {
    const pointPolicy = onPoint(ofPoint);
    const bucketPolicy = policy({ ...everyone, ...ofBucket });
    const openings = judge(bucket({ 'access.policyDocument': bucketPolicy }), [
      account(false),
      point({ 'access.policyDocument': pointPolicy }),
    ]).anyone?.filter(({ through }) => through === 'access-point');
    expect(openings).toHaveLength(expected ? 1 : 0);
    if (!expected) return;
    const { principal = '', action = '', resource = '', context = [] } = openings?.[0]?.witness ?? {};
    const stated = Object.fromEntries(context.map((text) => text.split('=', 2) as [string, string]));
    const anything = parseDocument(policy({ Effect: 'Allow', Action: '*', Resource: '*' }));
    const allows = (arn: string, document: object) =>
      authorize(
        { principal, action, resource: arn, resourceAccount: ACCOUNT, context: stated, blockPublicAccess: null },
        {
          identity: [anything],
          resource: parseDocument(document),
          boundary: null,
          session: null,
          scp: null,
          rcp: null,
          endpoint: null,
        },
      ).decision;
    expect(resource.startsWith(`${POINT}/object/`)).toBe(true);
    expect(allows(resource, pointPolicy)).toBe('allow');
    expect(allows(resource.replace(`${POINT}/object/`, 'arn:aws:s3:::features/'), bucketPolicy)).toBe('allow');
  });

  it('is none where a Deny of either takes back what the other lets in', () => {
    const noTls = { ...everyone, Effect: 'Deny', ...when('Bool', 'aws:SecureTransport', 'false') };
    const tls = { ...noTls, ...when('Bool', 'aws:SecureTransport', 'true'), Resource: `${POINT}/object/*` };
    const others = [account(false), point({ 'access.policyDocument': policy({ ...everyone, Resource: '*' }, tls) })];
    expect(ways(bucket({ 'access.policyDocument': policy(everyone) }), others)).toEqual(['policy', 'access-point']);
    expect(ways(bucket({ 'access.policyDocument': policy(everyone, noTls) }), others)).toEqual(['policy']);
  });

  it('of several Regions is somebody who signs: S3 refuses anonymous requests there', () => {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRestrictions.html
    const arn = `arn:aws:s3::${ACCOUNT}:accesspoint/mfzwi23gnjvgw.mrap`;
    const open = (rest: object = {}) =>
      make('AWS::S3::MultiRegionAccessPoint', arn, 'global', {
        buckets: [{ bucket: 'features', account: ACCOUNT, region: 'eu-central-1' }],
        'access.publicAccessBlock': block(false),
        'access.policyDocument': policy({ ...everyone, Resource: `${arn}/object/*`, ...rest }),
      });
    const delegating = bucket({
      'access.policyDocument': policy({ ...everyone, ...when('StringEquals', 's3:DataAccessPointArn', arn) }),
    });
    const { anyone } = judge(delegating, [account(false), open()]);
    expect(anyone).toMatchObject([{ through: 'multi-region-access-point', witness: { action: 's3:getobject' } }]);
    expect(anyone?.[0]?.witness?.principal).toMatch(/^arn:aws:iam::\d{12}:/);
    const anonymous = when('StringEquals', 'aws:PrincipalType', 'Anonymous');
    expect(ways(delegating, [account(false), open(anonymous)])).toEqual([]);
  });

  it('is cut off where the access point restricts public policies, or an account that owns it or the bucket', () => {
    const delegating = bucket({
      'access.policyDocument': policy({ ...everyone, ...when('StringEquals', 's3:DataAccessPointAccount', ACCOUNT) }),
    });
    const open = { 'access.policyDocument': onPoint() };
    expect(ways(delegating, [account(false), point(open)])).toEqual(['access-point']);
    expect(ways(delegating, [account(false), point({ ...open, 'access.publicAccessBlock': block(true) })])).toEqual([]);
    expect(ways(delegating, [account(true), point(open)])).toEqual([]);
    expect(judge(delegating, [account('unknown'), point(open)]).because).toEqual(denied);
    const somewhere = { ...open, 'network.origin': 'unknown' };
    expect(judge(delegating, [account(false), point(somewhere)]).because).toEqual(denied);
  });
});
