// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import { describe, expect, it } from 'vitest';
import { isPublicAccessPointPolicy, isPublicByService, isPublicGrantee } from '../../../src/analysis/access/public.ts';
import type { PublicSubject } from '../../../src/analysis/access/public-keys.ts';
import type { Truth } from '../../../src/analysis/access/truth.ts';
import { documentOf } from './policies.ts';

const OWN = '111122223333';
const ROOT = `arn:aws:iam::${OWN}:root`;
const ROLE = `arn:aws:iam::${OWN}:role/training`;

/** What it shows, whether it is public, and its statements: an Allow to everyone with more elements, or whole ones. */
type Row = readonly [string, Truth, ...object[]];

const rows = (subject: PublicSubject, action: string, page: string, table: readonly Row[]) =>
  describe(`${subject}, ${action}: ${page}`, () => {
    for (const [title, expected, ...given] of table) {
      it(`${title}: ${expected}`, () => {
        const statements = given.map((rest) => {
          const audience = 'NotPrincipal' in rest ? {} : { Principal: '*' };
          return { Effect: 'Allow', Action: action, Resource: '*', ...audience, ...rest };
        });
        const answer = isPublicByService(documentOf(...statements), subject);
        expect(answer.truth).toBe(expected);
        expect(answer.statements.length > 0).toBe(expected === 'yes');
        if (expected === 'no') expect(answer.doubtful).toEqual([]);
      });
    }
  });

const when = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });
const denyUnless = (operator: string, key: string, value: unknown, rest: object = {}) => ({
  Effect: 'Deny',
  ...when(operator, key, value),
  ...rest,
});

rows(
  's3-bucket',
  's3:GetObject',
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
  [
    ['everyone', 'yes', {}],
    ['everyone with credentials, which is everyone', 'yes', { Principal: { AWS: '*' } }],
    ['everyone among others', 'yes', { Principal: { AWS: [ROOT, '*'] } }],
    ['everyone but one', 'yes', { NotPrincipal: { AWS: ROOT } }],
    [
      'everyone but one, from a VPC',
      'no',
      { NotPrincipal: { AWS: ROOT }, ...when('StringEquals', 'aws:SourceVpc', 'vpc-1') },
    ],
    ['an account', 'no', { Principal: { AWS: OWN } }],
    ['an account by its root', 'no', { Principal: { AWS: ROOT } }],
    ['a role', 'no', { Principal: { AWS: ROLE } }],
    ['a canonical user', 'no', { Principal: { CanonicalUser: 'a'.repeat(64) } }],
    ['a service', 'no', { Principal: { Service: 'cloudtrail.amazonaws.com' } }],
    [
      'an origin access identity',
      'no',
      { Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' } },
    ],
    ['a deleted role', 'no', { Principal: { AWS: 'AROAEXAMPLEID12345678' } }],
    ['a provider', 'no', { Principal: { Federated: 'cognito-identity.amazonaws.com' } }],
    ['nobody', 'no', { Principal: { AWS: [] } }],
    ['a user pattern within an account, which AWS refuses', 'no', { Principal: { AWS: `arn:aws:iam::${OWN}:user/*` } }],
    ['the root of any account, which AWS refuses', 'unknown', { Principal: { AWS: 'arn:aws:iam::*:root' } }],
    ['a Deny to everyone', 'no', { Effect: 'Deny' }],
    ['a VPC', 'no', when('StringEquals', 'aws:SourceVpc', 'vpc-91237329')],
    ['any VPC', 'yes', when('StringLike', 'aws:SourceVpc', 'vpc-*')],
    ['an endpoint', 'no', when('StringEquals', 'aws:SourceVpce', 'vpce-1a2b3c4d')],
    ['one of two endpoints', 'no', when('StringEquals', 'aws:sourceVpce', ['vpce-1', 'vpce-2'])],
    ['an endpoint or any', 'yes', when('StringLike', 'aws:SourceVpce', ['vpce-1', '*'])],
    ['an organization', 'no', when('StringEquals', 'aws:PrincipalOrgID', 'o-xxxxxxxxxx')],
    ['any organization', 'yes', when('StringLike', 'aws:PrincipalOrgID', 'o-*')],
    ['a star that StringEquals takes for a character', 'yes', when('StringEquals', 'aws:PrincipalOrgID', '*')],
    [
      'an organizational unit',
      'no',
      when('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/r-ab12/ou-ab12-1/*'),
    ],
    ['units of any organization', 'yes', when('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-*/r-ab12/*')],
    ['an account by key', 'no', when('StringEquals', 'aws:PrincipalAccount', OWN)],
    ['the account of those without one', 'yes', when('StringEquals', 'aws:PrincipalAccount', 'anonymous')],
    ['a role by key', 'no', when('ArnEquals', 'aws:PrincipalArn', ROLE)],
    ['roles of an account', 'unknown', when('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${OWN}:role/team-*`)],
    ['a role of any account', 'yes', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/training')],
    ['a source account', 'no', when('StringEquals', 'aws:SourceAccount', OWN)],
    ['a source owner', 'no', when('StringEquals', 'aws:SourceOwner', OWN)],
    ['source accounts that look alike', 'yes', when('StringLike', 'aws:SourceAccount', '11112222333?')],
    ['a source', 'no', when('ArnEquals', 'aws:SourceArn', `arn:aws:cloudtrail:us-east-1:${OWN}:trail/events`)],
    ['any source', 'yes', when('ArnLike', 'aws:SourceArn', 'arn:aws:cloudtrail:*:*:trail/*')],
    ['a source bucket by name', 'no', when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::features')],
    ['source buckets that begin alike', 'yes', when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::features*')],
    ['a user id', 'no', when('StringEquals', 'aws:userid', 'AIDAEXAMPLEID12345678')],
    ['the sessions of a role', 'unknown', when('StringLike', 'aws:userid', 'AROAEXAMPLEID12345678:*')],
    ['a session of any role', 'yes', when('StringLike', 'aws:userid', '*:training')],
    [
      'an access point',
      'no',
      when('StringEquals', 's3:DataAccessPointArn', `arn:aws:s3:us-west-2:${OWN}:accesspoint/features`),
    ],
    [
      'all access points of an account',
      'no',
      when('ArnLike', 's3:DataAccessPointArn', `arn:aws:s3:us-west-2:${OWN}:accesspoint/*`),
    ],
    [
      'an access point of any account',
      'yes',
      when('ArnLike', 's3:DataAccessPointArn', 'arn:aws:s3:us-west-2:*:accesspoint/features'),
    ],
    ['access points of an account', 'no', when('StringEquals', 's3:DataAccessPointAccount', OWN)],
    ['a network', 'no', when('IpAddress', 'aws:SourceIp', '203.0.113.0/24')],
    ['an address', 'no', when('IpAddress', 'aws:SourceIp', '203.0.113.7')],
    [
      'an address less another',
      'no',
      {
        Condition: {
          IpAddress: { 'aws:SourceIp': '192.0.2.0/24' },
          NotIpAddress: { 'aws:SourceIp': '192.0.2.188/32' },
        },
      },
    ],
    ['a network of 2^24', 'no', when('IpAddress', 'aws:SourceIp', '17.0.0.0/8')],
    ['a network of 2^25', 'yes', when('IpAddress', 'aws:SourceIp', '16.0.0.0/7')],
    ['all addresses', 'yes', when('IpAddress', 'aws:SourceIp', '0.0.0.0/0')],
    ['all addresses in two halves', 'yes', when('IpAddress', 'aws:SourceIp', ['0.0.0.0/1', '128.0.0.0/1'])],
    ['all addresses of both families', 'yes', when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '::/0'])],
    ['a star', 'yes', when('IpAddress', 'aws:SourceIp', '*')],
    ['private networks', 'no', when('IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'])],
    ['more than private networks', 'yes', when('IpAddress', 'aws:SourceIp', '172.0.0.0/6')],
    ['a network of IPv6', 'no', when('IpAddress', 'aws:SourceIp', '2001:DB8:1234:5678::/64')],
    ['a broad network of IPv6', 'yes', when('IpAddress', 'aws:SourceIp', '2000::/3')],
    [
      'two networks of 2^24, which no page counts',
      'unknown',
      when('IpAddress', 'aws:SourceIp', ['17.0.0.0/8', '18.0.0.0/8']),
    ],
    [
      'every network of 2^24',
      'yes',
      when(
        'IpAddress',
        'aws:SourceIp',
        [...Array(256).keys()].map((byte) => `${byte}.0.0.0/8`),
      ),
    ],
    [
      'a network, a part of it, and a little more',
      'unknown',
      when('IpAddress', 'aws:SourceIp', ['17.0.0.0/8', '17.1.0.0/16', '18.0.0.0/16']),
    ],
    ['a network twice', 'no', when('IpAddress', 'aws:SourceIp', ['17.0.0.0/8', '17.0.0.0/8', '17.1.0.0/16'])],
    ['all but a network', 'yes', when('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24')],
    ['a network if there is one', 'yes', when('IpAddressIfExists', 'aws:SourceIp', '203.0.113.0/24')],
    ['an address within a VPC, any', 'yes', when('IpAddress', 'aws:VpcSourceIp', '10.0.0.0/16')],
    ['all but a VPC', 'yes', when('StringNotEquals', 'aws:SourceVpc', 'vpc-1')],
    ['all but an account', 'yes', when('StringNotLike', 'aws:PrincipalAccount', OWN)],
    ['a VPC if there is one', 'yes', when('StringEqualsIfExists', 'aws:SourceVpc', 'vpc-1')],
    ['a set that may be empty', 'yes', when('ForAllValues:StringEquals', 'aws:SourceVpc', 'vpc-1')],
    [
      'a set that may not be empty',
      'no',
      {
        Condition: { 'ForAllValues:StringEquals': { 'aws:SourceVpc': 'vpc-1' }, Null: { 'aws:SourceVpc': 'false' } },
      },
    ],
    ['an organization, any', 'yes', when('Null', 'aws:PrincipalOrgID', 'false')],
    ['a variable', 'yes', when('StringEquals', 'aws:SourceVpc', '${aws:PrincipalTag/vpc}')],
    ['their own user id', 'yes', when('StringLike', 'aws:userid', '${aws:userid}')],
    ['TLS', 'yes', when('Bool', 'aws:SecureTransport', 'true')],
    ['a referer', 'yes', when('StringLike', 'aws:Referer', 'https://www.example.com/*')],
    ['a browser', 'yes', when('StringEquals', 'aws:UserAgent', 'secret')],
    ['a time', 'yes', when('DateLessThan', 'aws:CurrentTime', '2030-01-01T00:00:00Z')],
    ['a second factor', 'yes', when('Bool', 'aws:MultiFactorAuthPresent', 'true')],
    ['a prefix', 'yes', when('StringEquals', 's3:prefix', 'public/')],
    ['a tag of the object', 'yes', when('StringEquals', 's3:ExistingObjectTag/public', 'yes')],
    ['a tag of the caller', 'yes', when('StringEquals', 'aws:PrincipalTag/team', 'ml')],
    ['a user name', 'yes', when('StringEquals', 'aws:username', 'bob')],
    ['a kind of caller', 'yes', when('StringEquals', 'aws:PrincipalType', 'User')],
    ['a service in between', 'yes', when('ForAnyValue:StringEquals', 'aws:CalledVia', 'athena.amazonaws.com')],
    ['the account of the bucket', 'yes', when('StringEquals', 's3:ResourceAccount', OWN)],
    ['the organization of the bucket', 'yes', when('StringEquals', 'aws:ResourceOrgID', 'o-xxxxxxxxxx')],
    [
      'a key, on which the pages differ',
      'unknown',
      when(
        'StringEquals',
        's3:x-amz-server-side-encryption-aws-kms-key-id',
        'arn:aws:kms:us-east-1:111122223333:key/1',
      ),
    ],
    [
      'a VPC and TLS',
      'no',
      { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' }, Bool: { 'aws:SecureTransport': 'true' } } },
    ],
    ['a VPC of none', 'unknown', when('StringEquals', 'aws:SourceVpc', [])],
    [
      'everyone but a browser and an address',
      'yes',
      { Condition: { StringNotLike: { 'aws:UserAgent': '|_(..)_|' }, NotIpAddress: { 'aws:SourceIp': '8.8.8.8' } } },
    ],
    ['all but the sessions of a role', 'yes', when('StringNotLike', 'aws:userid', 'AROAEXAMPLEID12345678:*')],
    ['a source owner among accounts', 'no', when('ForAnyValue:StringEquals', 'AWS:SourceOwner', ['012345678910', OWN])],
    ['a source owner, any', 'yes', when('StringLike', 'AWS:SourceOwner', '*')],
    ['a source account without regard to case', 'no', when('StringEqualsIgnoreCase', 'AWS:SOURCEACCOUNT', OWN)],
    ['a source role, if any', 'yes', when('ForAllValues:ArnEqualsIfExists', 'AWS:SourceArn', [ROLE])],
    ['everything of IAM', 'yes', when('StringLike', 'AWS:SourceArn', 'arn:aws:iam::*')],
    [
      'two keys, of which one is fixed',
      'no',
      { Condition: { StringLike: { 'aws:userid': 'AROAEXAMPLEID12345678:*', 'aws:SourceVpc': 'vpc-1' } } },
    ],
    ['one statement of two', 'yes', { Principal: { AWS: ROOT } }, {}],
    ['the bucket is not named', 'yes', { Resource: 'arn:aws:s3:::features/public/*' }],
    ['everyone may delete', 'yes', { Action: 's3:DeleteObject' }],
    ['everyone may do all but read', 'yes', { Action: 's3:PutObjectTagging', Resource: 'arn:aws:s3:::features/*' }],
    ['no action', 'no', { Action: [] }],
    ['TLS asked for by a Deny', 'yes', {}, denyUnless('Bool', 'aws:SecureTransport', 'false')],
    [
      'another action denied',
      'yes',
      {},
      denyUnless('StringNotEquals', 'aws:SourceVpce', 'vpce-1', { Action: 's3:DeleteObject' }),
    ],
    [
      'other objects denied',
      'yes',
      { Resource: 'arn:aws:s3:::features/*' },
      denyUnless('StringNotEquals', 'aws:SourceVpce', 'vpce-1', { Resource: 'arn:aws:s3:::labels/*' }),
    ],
    [
      'some of it denied',
      'yes',
      { Action: 's3:*' },
      denyUnless('StringNotEquals', 'aws:SourceVpce', 'vpce-1', { Action: ['s3:Put*', 's3:Delete*'] }),
    ],
    [
      'part of the objects denied',
      'yes',
      { Resource: 'arn:aws:s3:::features/*' },
      denyUnless('StringNotEquals', 'aws:SourceVpce', 'vpce-1', { Resource: 'arn:aws:s3:::features/raw/*' }),
    ],
    [
      'all of it denied, in other words',
      'unknown',
      { Action: '*' },
      denyUnless('StringNotEquals', 'aws:SourceVpce', 'vpce-1', {
        Action: 's3:*',
        Resource: ['arn:aws:s3:::features', 'arn:aws:s3:::features/*'],
      }),
    ],
    [
      'all but some of it denied',
      'yes',
      { Action: 's3:Get*' },
      denyUnless('StringNotEquals', 'aws:SourceVpce', 'vpce-1', { Action: undefined, NotAction: 's3:GetObject' }),
    ],
    [
      'all but another part of it denied',
      'unknown',
      { Action: 's3:GetObject' },
      denyUnless('StringNotEquals', 'aws:SourceVpce', 'vpce-1', { Action: undefined, NotAction: 's3:Put*' }),
    ],
    [
      'all but other objects denied',
      'unknown',
      { Resource: 'arn:aws:s3:::features/*' },
      denyUnless('StringNotEquals', 'aws:SourceVpce', 'vpce-1', {
        Resource: undefined,
        NotResource: 'arn:aws:s3:::labels/*',
      }),
    ],
    [
      'all but these objects denied',
      'yes',
      { Resource: 'arn:aws:s3:::features/*' },
      denyUnless('StringNotEquals', 'aws:SourceVpce', 'vpce-1', {
        Resource: undefined,
        NotResource: 'arn:aws:s3:::feat*',
      }),
    ],
    [
      'all but reading denied of all but reading',
      'unknown',
      { Action: undefined, NotAction: 's3:Get*' },
      denyUnless('StringNotEquals', 'aws:SourceVpce', 'vpce-1', { Action: undefined, NotAction: 's3:GetObject' }),
    ],
    ['one account denied', 'yes', {}, { Effect: 'Deny', Principal: { AWS: OWN } }],
    [
      'everyone outside an endpoint denied, on which the texts differ',
      'unknown',
      {},
      denyUnless('StringNotEquals', 'aws:SourceVpce', 'vpce-1'),
    ],
    [
      'everyone outside two networks denied',
      'unknown',
      {},
      denyUnless('NotIpAddress', 'aws:SourceIp', ['203.0.113.0/24', '198.51.100.0/24']),
    ],
    ['everyone outside broad networks denied', 'yes', {}, denyUnless('NotIpAddress', 'aws:SourceIp', '0.0.0.0/0')],
    [
      'everyone outside a set denied, and who has none is not',
      'yes',
      {},
      denyUnless('ForAnyValue:StringNotLike', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/*'),
    ],
    [
      'everyone but a role denied',
      'unknown',
      {},
      { Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: [ROLE, ROOT] } },
    ],
    ['everyone denied', 'unknown', {}, { Effect: 'Deny' }],
  ],
);

describe('s3-access-point: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html', () => {
  it.each<[string, Truth, object]>([
    ['everyone', 'yes', {}],
    [
      'an access point',
      'no',
      when('StringEquals', 's3:DataAccessPointArn', `arn:aws:s3:us-west-2:${OWN}:accesspoint/features`),
    ],
    [
      'all access points of an account',
      'yes',
      when('ArnLike', 's3:DataAccessPointArn', `arn:aws:s3:us-west-2:${OWN}:accesspoint/*`),
    ],
    ['a VPC', 'no', when('StringEquals', 'aws:SourceVpc', 'vpc-1')],
  ])('%s: %s from the Internet, never from a VPC', (_, expected, rest) => {
    const document = documentOf({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*', ...rest });
    expect(isPublicAccessPointPolicy(document, 'Internet').truth).toBe(expected);
    expect(isPublicAccessPointPolicy(document, 'VPC').truth).toBe('no');
  });
});

rows(
  's3-directory-bucket',
  's3express:CreateSession',
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
  [
    ['everyone', 'yes', {}],
    ['an account', 'no', { Principal: { AWS: OWN } }],
    ['reading only', 'yes', when('StringEquals', 's3express:SessionMode', 'ReadOnly')],
    ['an organization', 'no', when('StringEquals', 'aws:PrincipalOrgID', 'o-xxxxxxxxxx')],
    ['access points of an account', 'no', when('StringEquals', 's3express:DataAccessPointAccount', OWN)],
  ],
);

rows(
  'efs',
  'elasticfilesystem:ClientMount',
  'https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html',
  [
    ["the page's public example", 'yes', { Principal: { AWS: '*' } }],
    [
      "the page's other example: through a mount target",
      'no',
      when('Bool', 'elasticfilesystem:AccessedViaMountTarget', 'true'),
    ],
    ['not through a mount target', 'yes', when('Bool', 'elasticfilesystem:AccessedViaMountTarget', 'false')],
    [
      'through a mount target or not',
      'yes',
      when('Bool', 'elasticfilesystem:AccessedViaMountTarget', ['true', 'false']),
    ],
    ['through a mount target if any', 'yes', when('BoolIfExists', 'elasticfilesystem:AccessedViaMountTarget', 'true')],
    [
      'an access point',
      'yes',
      when(
        'StringEquals',
        'elasticfilesystem:AccessPointArn',
        `arn:aws:elasticfilesystem:us-east-1:${OWN}:access-point/fsap-1`,
      ),
    ],
    ['TLS', 'yes', when('Bool', 'aws:SecureTransport', 'true')],
    ['an address', 'no', when('IpAddress', 'aws:SourceIp', '203.0.113.7')],
    ['a role', 'no', { Principal: { AWS: ROLE } }],
  ],
);

rows('dynamodb', 'dynamodb:*', 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-bpa-rbp.html', [
  ['everyone', 'yes', {}],
  ["the page's example: two accounts", 'no', { Principal: { AWS: ['123456789012', OWN] } }],
  [
    "the page's example: a user by key",
    'no',
    when('StringEquals', 'aws:PrincipalArn', 'arn:aws:iam::123456789012:user/John'),
  ],
  ["the page's example: a VPC", 'no', when('StringEquals', 'aws:SourceVpc', 'vpc-91237329')],
  ['an account by key', 'no', when('StringEquals', 'aws:PrincipalAccount', OWN)],
  ['an organization', 'no', when('StringEquals', 'aws:PrincipalOrgID', 'o-1234567')],
  ['a unit', 'no', when('ForAnyValue:StringEquals', 'aws:PrincipalOrgPaths', 'o-1234567/r-ab12/ou-ab12-1/')],
  ['a source account', 'no', when('StringEquals', 'aws:SourceAccount', OWN)],
  ['an organization of the source', 'no', when('StringEquals', 'aws:SourceOrgID', 'o-1234567')],
  ['a VPC of the instance', 'no', when('StringEquals', 'aws:Ec2InstanceSourceVpc', 'vpc-1')],
  ['a service', 'no', when('StringEquals', 'aws:PrincipalServiceName', 'glue.amazonaws.com')],
  [
    'a service among its names',
    'no',
    when('ForAnyValue:StringEquals', 'aws:PrincipalServiceNamesList', 'glue.amazonaws.com'),
  ],
  ['services', 'no', when('Bool', 'aws:PrincipalIsAWSService', 'true')],
  ['all but services', 'yes', when('Bool', 'aws:PrincipalIsAWSService', 'false')],
  ['a key that is not in its list', 'yes', when('IpAddress', 'aws:SourceIp', '203.0.113.0/24')],
  ['a wildcard', 'yes', when('StringLike', 'aws:PrincipalOrgID', 'o-*')],
  [
    'everyone outside a VPC denied, which is analyzed',
    'no',
    {},
    denyUnless('StringNotEquals', 'aws:SourceVpc', 'vpc-1'),
  ],
  [
    'everyone whose VPC is no such ARN denied, and no VPC is one',
    'yes',
    {},
    denyUnless('ArnNotLike', 'aws:SourceVpc', 'vpc-1'),
  ],
  ['everyone but a role denied, by its ARN', 'no', {}, denyUnless('ArnNotEquals', 'aws:PrincipalArn', ROLE)],
  ['part of it denied', 'yes', {}, denyUnless('StringNotEquals', 'aws:SourceVpc', 'vpc-1', { Action: 'sqs:*' })],
  [
    'some of it denied',
    'yes',
    {},
    denyUnless('StringNotEquals', 'aws:SourceVpc', 'vpc-1', { Action: 'dynamodb:Put*' }),
  ],
  [
    'all but some of it denied',
    'no',
    { Action: 'dynamodb:GetItem' },
    denyUnless('StringNotEquals', 'aws:SourceVpc', 'vpc-1', { Action: undefined, NotAction: 'dynamodb:Put*' }),
  ],
]);

rows(
  'dsql',
  'dsql:DbConnect',
  'https://docs.aws.amazon.com/aurora-dsql/latest/userguide/rbp-block-public-access.html',
  [
    ['everyone', 'yes', {}],
    ['a VPC', 'no', when('StringEquals', 'aws:SourceVpc', 'vpc-1')],
  ],
);

rows('kms', 'kms:Decrypt', 'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html', [
  ['everyone', 'yes', { Principal: { AWS: '*' } }],
  ['the account', 'no', { Principal: { AWS: ROOT }, Action: 'kms:*' }],
  ['the account of the caller', 'no', when('StringEquals', 'kms:CallerAccount', OWN)],
  ['through a service', 'yes', when('StringEquals', 'kms:ViaService', 's3.us-east-1.amazonaws.com')],
  [
    'through a service, of an account',
    'no',
    {
      Principal: { AWS: '*' },
      Condition: { StringEquals: { 'kms:CallerAccount': OWN, 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
    },
  ],
  ['any account', 'yes', when('StringLike', 'kms:CallerAccount', '*')],
  ['an encryption context', 'yes', when('StringEquals', 'kms:EncryptionContext:team', 'ml')],
  ['for resources of AWS', 'yes', when('Bool', 'kms:GrantIsForAWSResource', 'true')],
  ['an organization', 'no', when('StringEquals', 'aws:PrincipalOrgID', 'o-xxxxxxxxxx')],
  ['even to describe it', 'yes', { Action: 'kms:DescribeKey' }],
]);

rows(
  'other',
  'sns:Publish',
  'https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-no-public-access.html',
  [
    ['everyone', 'yes', { Principal: { AWS: '*' } }],
    ["SNS's default policy", 'no', { Principal: { AWS: '*' }, ...when('StringEquals', 'AWS:SourceOwner', OWN) }],
    [
      'an endpoint, which anybody can name',
      'yes',
      { Action: 'sns:Subscribe', ...when('StringLike', 'SNS:Endpoint', '*@example.com') },
    ],
    ['a protocol', 'yes', { Action: 'sns:Subscribe', ...when('StringEquals', 'SNS:Protocol', 'https') }],
    ['buckets by name', 'no', when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::features')],
    [
      'a bucket of any account, as older examples have it',
      'yes',
      when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:*:*:features'),
    ],
    ['a service', 'no', { Principal: { Service: 's3.amazonaws.com' } }],
    [
      'a service for an account',
      'no',
      { Principal: { Service: 's3.amazonaws.com' }, ...when('StringEquals', 'aws:SourceAccount', OWN) },
    ],
    ['an endpoint of a VPC', 'no', when('StringEquals', 'aws:SourceVpce', 'vpce-1')],
  ],
);

rows(
  'other',
  'sqs:SendMessage',
  'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html',
  [
    ['everyone', 'yes', {}],
    ['everyone, any action', 'yes', { Principal: { AWS: '*' }, Action: 'sqs:*' }],
    ['a topic', 'no', when('ArnEquals', 'aws:SourceArn', `arn:aws:sns:us-east-2:${OWN}:labels`)],
    ['topics of an account', 'unknown', when('ArnLike', 'aws:SourceArn', `arn:aws:sns:us-east-2:${OWN}:*`)],
    ['a topic of any account', 'yes', when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:*:labels')],
    [
      'a network and a time',
      'no',
      {
        Condition: {
          IpAddress: { 'AWS:SourceIp': '203.0.113.0/24' },
          DateGreaterThan: { 'AWS:CurrentTime': '2009-01-31T12:00Z' },
        },
      },
    ],
    ['a time only', 'yes', when('DateLessThan', 'AWS:CurrentTime', '2030-01-31T12:00Z')],
    ['a VPC endpoint denied to others', 'unknown', {}, denyUnless('StringNotEquals', 'aws:sourceVpce', 'vpce-1')],
    ['accounts', 'no', { Principal: { AWS: ['123456789012', OWN] } }],
  ],
);

rows(
  'other',
  'lambda:InvokeFunction',
  'https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-public-access-prohibited.html',
  [
    ['everyone', 'yes', { Principal: { AWS: '*' } }],
    [
      'a function URL without authentication',
      'yes',
      { Action: 'lambda:InvokeFunctionUrl', ...when('StringEquals', 'lambda:FunctionUrlAuthType', 'NONE') },
    ],
    [
      'a function URL with any credentials',
      'yes',
      { Action: 'lambda:InvokeFunctionUrl', ...when('StringEquals', 'lambda:FunctionUrlAuthType', 'AWS_IAM') },
    ],
    ['invocation through a function URL', 'yes', when('Bool', 'lambda:InvokedViaFunctionUrl', 'true')],
    [
      'a function URL of an organization',
      'no',
      {
        Action: 'lambda:InvokeFunctionUrl',
        Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM', 'aws:PrincipalOrgID': 'o-xxxxxxxxxx' } },
      },
    ],
    ['a layer for all', 'yes', { Action: 'lambda:GetLayerVersion' }],
    [
      'a layer for an organization',
      'no',
      { Action: 'lambda:GetLayerVersion', ...when('StringEquals', 'aws:PrincipalOrgID', 'o-t194hfs8cz') },
    ],
    ['a service', 'no', { Principal: { Service: 'events.amazonaws.com' } }],
    [
      'a skill by its token',
      'no',
      {
        Principal: { Service: 'alexa-connectedhome.amazon.com' },
        ...when('StringEquals', 'lambda:EventSourceToken', 'amzn1.ask.skill'),
      },
    ],
    ['a variable', 'yes', when('StringEquals', 'aws:SourceAccount', '${aws:PrincipalAccount}')],
  ],
);

rows(
  'other',
  'secretsmanager:GetSecretValue',
  'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html',
  [
    ['everyone', 'yes', {}],
    ['an account', 'no', { Principal: { AWS: OWN } }],
    ['a label', 'yes', when('ForAnyValue:StringEquals', 'secretsmanager:VersionStage', 'AWSCURRENT')],
    ['an organization', 'no', when('StringEquals', 'aws:PrincipalOrgID', 'o-xxxxxxxxxx')],
  ],
);

rows(
  'other',
  'ecr:BatchGetImage',
  'https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoPublicAccess.html',
  [
    ['everyone', 'yes', {}],
    ['an account', 'no', { Principal: { AWS: ROOT } }],
    [
      'a service for functions of an account',
      'no',
      {
        Principal: { Service: 'lambda.amazonaws.com' },
        ...when('StringLike', 'aws:sourceArn', `arn:aws:lambda:us-east-1:${OWN}:function:*`),
      },
    ],
  ],
);

rows('other', 'es:ESHttpGet', 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html', [
  ['an open domain', 'yes', { Principal: { AWS: '*' } }],
  ['a network', 'no', { Principal: { AWS: '*' }, ...when('IpAddress', 'aws:SourceIp', ['192.0.2.0/24']) }],
  ['all networks', 'yes', { Principal: { AWS: '*' }, ...when('IpAddress', 'aws:SourceIp', ['0.0.0.0/0']) }],
]);

rows(
  'other',
  'execute-api:Invoke',
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html',
  [
    ['everyone', 'yes', {}],
    ['a VPC', 'no', when('StringEquals', 'aws:SourceVpc', 'vpc-1a2b3c4d')],
    ['addresses within a VPC', 'yes', when('IpAddress', 'aws:VpcSourceIp', '10.0.0.0/16')],
    ['denied outside addresses', 'unknown', {}, denyUnless('NotIpAddress', 'aws:SourceIp', ['192.0.2.0/24'])],
  ],
);

for (const action of [
  'kinesis:GetRecords',
  'glacier:InitiateJob',
  'backup:CopyIntoBackupVault',
  'cloudtrail:StartQuery',
  's3tables:GetTableData',
]) {
  rows(
    'other',
    action,
    'https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoPublicAccess.html',
    [
      ['everyone', 'yes', {}],
      ['everyone but one', 'yes', { NotPrincipal: { AWS: ROOT } }],
      ['an account', 'no', { Principal: { AWS: ROOT } }],
      ['an organization', 'no', when('StringEquals', 'aws:PrincipalOrgID', 'o-xxxxxxxxxx')],
    ],
  );
}

const GITHUB = { Principal: { Federated: `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com` } };
const claim = (operator: string, name: string, value: unknown) =>
  when(operator, `token.actions.githubusercontent.com:${name}`, value);

rows(
  'iam-role',
  'sts:AssumeRole',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  [
    ['everyone', 'yes', { Principal: { AWS: '*' } }],
    ['an account', 'no', { Principal: { AWS: ROOT } }],
    ['a service', 'no', { Principal: { Service: 'ec2.amazonaws.com' } }],
    ['everyone who knows a word', 'yes', when('StringEquals', 'sts:ExternalId', '12345')],
    ['everyone of an organization', 'no', when('StringEquals', 'aws:PrincipalOrgID', 'o-xxxxxxxxxx')],
    ['everyone with a second factor', 'yes', when('Bool', 'aws:MultiFactorAuthPresent', 'true')],
    [
      'a SAML provider',
      'no',
      { Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/corp` }, Action: 'sts:AssumeRoleWithSAML' },
    ],
    [
      'a cluster',
      'no',
      { Principal: { Federated: `arn:aws:iam::${OWN}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC` } },
    ],
  ],
);

rows(
  'iam-role',
  'sts:AssumeRoleWithWebIdentity',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html',
  [
    ['any GitHub repository', 'yes', GITHUB],
    [
      'any GitHub repository, by the audience',
      'yes',
      { ...GITHUB, ...claim('StringEquals', 'aud', 'sts.amazonaws.com') },
    ],
    ['a repository', 'no', { ...GITHUB, ...claim('StringEquals', 'sub', 'repo:example/features:ref:refs/heads/main') }],
    ['the repositories of an organization', 'no', { ...GITHUB, ...claim('StringLike', 'sub', 'repo:example/*') }],
    ['organizations that begin alike', 'yes', { ...GITHUB, ...claim('StringLike', 'sub', 'repo:example*') }],
    ['a branch of any repository', 'yes', { ...GITHUB, ...claim('StringLike', 'sub', 'repo:*:ref:refs/heads/main') }],
    ['a repository or any', 'yes', { ...GITHUB, ...claim('StringLike', 'sub', ['repo:example/features:*', '*']) }],
    ['all but a repository', 'yes', { ...GITHUB, ...claim('StringNotLike', 'sub', 'repo:example/features:*') }],
    [
      'a repository if the token has one',
      'unknown',
      { ...GITHUB, ...claim('ForAllValues:StringEquals', 'sub', 'repo:example/features:ref:refs/heads/main') },
    ],
    [
      'an identity pool',
      'no',
      {
        Principal: { Federated: 'cognito-identity.amazonaws.com' },
        ...when('StringEquals', 'cognito-identity.amazonaws.com:aud', 'us-east-1:1'),
      },
    ],
    ['any identity pool', 'yes', { Principal: { Federated: 'cognito-identity.amazonaws.com' } }],
    [
      'an app of Google',
      'no',
      {
        Principal: { Federated: 'accounts.google.com' },
        ...when('StringEquals', 'accounts.google.com:aud', '66677788899900'),
      },
    ],
    ['any app of Google', 'yes', { Principal: { Federated: 'accounts.google.com' } }],
  ],
);

describe('a grant of a KMS key: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html', () => {
  it.each<[string, Truth]>([
    [ROLE, 'no'],
    ['dynamodb.amazonaws.com', 'no'],
    ['*', 'yes'],
    ['', 'unknown'],
  ])('to `%s` is public: %s', (grantee, expected) => expect(isPublicGrantee(grantee)).toBe(expected));
});
