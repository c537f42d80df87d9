// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import { describe } from 'vitest';
import { ACCOUNT, allow, deny, doc, iam, OTHER, session, table } from './vectors.ts';

const THIRD = '777788889999';
/** A policy of one statement that grants to somebody under conditions. */
const grant = (Principal: unknown, Condition?: object, rest: object = {}) => ({
  resource: doc(
    allow({ Principal, Action: 's3:GetObject', ...(Condition === undefined ? {} : { Condition }), ...rest }),
  ),
});
const everyone = (Condition?: object) => grant('*', Condition);
const trusting = (trusted: object = {}, rest: object = {}) => ({ service: 's3', owner: ACCOUNT, trusted, ...rest });
const NOBODY = trusting();
const ORG = trusting({ orgs: ['o-1'] });
const PARTNER = trusting({ accounts: [OTHER] });

describe('who is outside', () =>
  table('access-analyzer-findings.html', 'external', [
    ['the own account', 'not-external', grant({ AWS: ACCOUNT }), NOBODY],
    ['the own root', 'not-external', grant({ AWS: iam('root') }), NOBODY],
    ['an own user', 'not-external', grant({ AWS: iam('user/bob') }), NOBODY],
    ['an own role', 'not-external', grant({ AWS: iam('role/path/etl') }), NOBODY],
    ['an own session', 'not-external', grant({ AWS: session('etl/x') }), NOBODY],
    ['an own federated user', 'not-external', grant({ AWS: `arn:aws:sts::${ACCOUNT}:federated-user/bob` }), NOBODY],
    ['another account', 'external', grant({ AWS: OTHER }), NOBODY],
    ['another root', 'external', grant({ AWS: iam('root', OTHER) }), NOBODY],
    ['a user of another account', 'external', grant({ AWS: iam('user/eve', OTHER) }), NOBODY],
    ['a role of another account', 'external', grant({ AWS: iam('role/etl', OTHER) }), NOBODY],
    ['a session of another account', 'external', grant({ AWS: session('etl/x', OTHER) }), NOBODY],
    ['own and another', 'external', grant({ AWS: [ACCOUNT, OTHER] }), NOBODY],
    ['everyone', 'external', everyone(), NOBODY],
    ['everyone with AWS', 'external', grant({ AWS: '*' }), NOBODY],
    ['everyone in a list', 'external', grant({ AWS: [ACCOUNT, '*'] }), NOBODY],
    ['a trusted account', 'not-external', grant({ AWS: OTHER }), PARTNER],
    ['a role of a trusted account', 'not-external', grant({ AWS: iam('role/etl', OTHER) }), PARTNER],
    ['a third account', 'external', grant({ AWS: [OTHER, THIRD] }), PARTNER],
    ['everyone, and an account is trusted', 'external', everyone(), PARTNER],
    ['a service', 'not-external', grant({ Service: 'logging.s3.amazonaws.com' }), NOBODY],
    ['several services', 'not-external', grant({ Service: ['sns.amazonaws.com', 'cloudtrail.amazonaws.com'] }), NOBODY],
    [
      'a service of a source account',
      'not-external',
      grant({ Service: 'sns.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': OTHER } }),
      NOBODY,
    ],
    ['a service beside another account', 'external', grant({ Service: 'sns.amazonaws.com', AWS: OTHER }), NOBODY],
    [
      'a federated user of an OIDC provider',
      'external',
      grant({ Federated: iam('oidc-provider/example.com') }),
      NOBODY,
    ],
    ['a SAML provider', 'external', grant({ Federated: iam('saml-provider/adfs') }), NOBODY],
    ['a web identity provider', 'external', grant({ Federated: 'accounts.google.com' }), NOBODY],
    ['a canonical user', 'external', grant({ CanonicalUser: 'a'.repeat(64) }), NOBODY],
    [
      'a trusted canonical user',
      'not-external',
      grant({ CanonicalUser: 'a'.repeat(64) }),
      trusting({ principals: ['a'.repeat(64)] }),
    ],
    [
      'an origin access identity',
      'external',
      grant({ AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' }),
      NOBODY,
    ],
    [
      'a trusted principal',
      'not-external',
      grant({ AWS: iam('role/etl', OTHER) }),
      trusting({ principals: [iam('role/etl', OTHER)] }),
    ],
    [
      'a pattern of trusted principals',
      'not-external',
      grant({ AWS: iam('role/etl', OTHER) }),
      trusting({ principals: [iam('role/*', OTHER)] }),
    ],
    [
      'a principal that is not the trusted one',
      'external',
      grant({ AWS: iam('role/ops', OTHER) }),
      trusting({ principals: [iam('role/etl', OTHER)] }),
    ],
    [
      'its account, though one of its roles is trusted',
      'external',
      grant({ AWS: OTHER }),
      trusting({ principals: [iam('role/etl', OTHER)] }),
    ],
    ['a deleted user', 'not-external', grant({ AWS: 'AIDACKCEVSQ6C2EXAMPLE' }), NOBODY],
    ['a deleted role', 'not-external', grant({ AWS: 'AROADBQP57FF2AEXAMPLE' }), NOBODY],
    ['a wildcard in a name matches nobody', 'not-external', grant({ AWS: iam('role/*', OTHER) }), NOBODY],
    ['a statement without a principal', 'not-external', { resource: doc(allow()) }, NOBODY],
    ['no statement', 'not-external', { resource: doc() }, NOBODY],
    ['no policy', 'not-external', { resource: null }, NOBODY],
    ['only a deny', 'not-external', { resource: doc(deny({ Principal: '*' })) }, NOBODY],
    [
      'all but an own user',
      'external',
      { resource: doc({ Effect: 'Allow', NotPrincipal: { AWS: iam('user/bob') }, Action: '*', Resource: '*' }) },
      NOBODY,
    ],
    [
      'all but another account',
      'external',
      { resource: doc({ Effect: 'Allow', NotPrincipal: { AWS: OTHER }, Action: '*', Resource: '*' }) },
      NOBODY,
    ],
  ]));

const when = (operator: string, key: string, value: unknown) => everyone({ [operator]: { [key]: value } });
const key = (StringEquals: object) => grant('*', { StringEquals }, { Action: 'kms:*' });
describe('conditions on who calls', () =>
  table('access-analyzer-findings.html', 'external', [
    ['the own account', 'not-external', when('StringEquals', 'aws:PrincipalAccount', ACCOUNT), NOBODY],
    ['another account', 'external', when('StringEquals', 'aws:PrincipalAccount', OTHER), NOBODY],
    ['a trusted account', 'not-external', when('StringEquals', 'aws:PrincipalAccount', [ACCOUNT, OTHER]), PARTNER],
    ['all but the own account', 'external', when('StringNotEquals', 'aws:PrincipalAccount', ACCOUNT), NOBODY],
    // Every request has the key, anonymous ones too.
    [
      'the account, if it exists',
      'not-external',
      when('StringEqualsIfExists', 'aws:PrincipalAccount', ACCOUNT),
      NOBODY,
    ],
    [
      'for all values of the account',
      'not-external',
      when('ForAllValues:StringEquals', 'aws:PrincipalAccount', ACCOUNT),
      NOBODY,
    ],
    ['a pattern of accounts', 'external', when('StringLike', 'aws:PrincipalAccount', '1111*'), NOBODY],
    ['an own principal', 'not-external', when('ArnEquals', 'aws:PrincipalArn', iam('role/etl')), NOBODY],
    ['own principals', 'not-external', when('ArnLike', 'aws:PrincipalArn', iam('*')), NOBODY],
    ['own principals as text', 'not-external', when('StringLike', 'aws:PrincipalArn', iam('role/*')), NOBODY],
    [
      'a principal of another account',
      'external',
      when('ArnEquals', 'aws:PrincipalArn', iam('role/etl', OTHER)),
      NOBODY,
    ],
    ['a role of any account', 'external', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/etl'), NOBODY],
    ['all but a principal', 'external', when('ArnNotEquals', 'aws:PrincipalArn', iam('role/etl', OTHER)), NOBODY],
    ['the trusted organization', 'not-external', when('StringEquals', 'aws:PrincipalOrgID', 'o-1'), ORG],
    ['another organization', 'external', when('StringEquals', 'aws:PrincipalOrgID', 'o-2'), ORG],
    ['an organization and nobody is trusted', 'external', when('StringEquals', 'aws:PrincipalOrgID', 'o-1'), NOBODY],
    ['the organization or another', 'external', when('StringEquals', 'aws:PrincipalOrgID', ['o-1', 'o-2']), ORG],
    ['a pattern of organizations', 'external', when('StringLike', 'aws:PrincipalOrgID', 'o-*'), ORG],
    ['the organization, if it exists', 'external', when('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-1'), ORG],
    [
      'for all values of the organization',
      'external',
      when('ForAllValues:StringEquals', 'aws:PrincipalOrgID', 'o-1'),
      ORG,
    ],
    ['all but the organization', 'external', when('StringNotEquals', 'aws:PrincipalOrgID', 'o-1'), ORG],
    ['the organization is there', 'external', when('Null', 'aws:PrincipalOrgID', 'false'), ORG],
    [
      'a path of the organization',
      'not-external',
      when('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-1/r-ab12/ou-1/*'),
      ORG,
    ],
    ['a path of another', 'external', when('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-2/*'), ORG],
    [
      'a trusted path',
      'not-external',
      when('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-9/r-ab12/ou-1/*'),
      trusting({ orgPaths: ['o-9/r-ab12/ou-1/*'] }),
    ],
    [
      'a path beside the trusted one',
      'external',
      when('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-9/r-ab12/ou-2/*'),
      trusting({ orgPaths: ['o-9/r-ab12/ou-1/*'] }),
    ],
    ['for all values of the paths', 'external', when('ForAllValues:StringLike', 'aws:PrincipalOrgPaths', 'o-1/*'), ORG],
    ['a tag of the principal', 'external', when('StringEquals', 'aws:PrincipalTag/team', 'ml'), NOBODY],
    ['a kind of principal', 'external', when('StringEquals', 'aws:PrincipalType', 'User'), NOBODY],
    ['a user name', 'external', when('StringEquals', 'aws:username', 'bob'), NOBODY],
    ['only AWS services', 'not-external', when('Bool', 'aws:PrincipalIsAWSService', 'true'), NOBODY],
    ['one AWS service', 'not-external', when('StringEquals', 'aws:PrincipalServiceName', 'sns.amazonaws.com'), NOBODY],
    ['everyone but services', 'external', when('Bool', 'aws:PrincipalIsAWSService', 'false'), NOBODY],
    ['the caller account of a key', 'not-external', key({ 'kms:CallerAccount': ACCOUNT }), NOBODY],
    ['the caller account of a key, another', 'external', key({ 'kms:CallerAccount': OTHER }), NOBODY],
    [
      'the caller account under every action',
      'external',
      grant('*', { StringEquals: { 'kms:CallerAccount': OTHER } }, { Action: '*' }),
      NOBODY,
    ],
    ['a key through a service', 'external', key({ 'kms:ViaService': 's3.us-east-1.amazonaws.com' }), NOBODY],
    [
      'both caller account and service',
      'not-external',
      key({ 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 's3.us-east-1.amazonaws.com' }),
      NOBODY,
    ],
    [
      'another account in the trusted organization',
      'not-external',
      grant({ AWS: OTHER }, { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
      ORG,
    ],
    ['another account without the organization', 'external', grant({ AWS: OTHER }), ORG],
    [
      'another account and the own as a condition',
      'not-external',
      grant({ AWS: OTHER }, { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } }),
      NOBODY,
    ],
    [
      'an account that a variable names',
      'external',
      when('StringEquals', 'aws:PrincipalAccount', '${aws:PrincipalAccount}'),
      NOBODY,
    ],
    [
      'an organization that a variable names',
      'external',
      when('StringEquals', 'aws:PrincipalOrgID', '${aws:ResourceOrgID}'),
      NOBODY,
    ],
  ]));

const SOURCE = 'aws:SourceArn';
describe('conditions on where it comes from', () =>
  table('https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html', 'external', [
    ['an own source', 'not-external', when('ArnEquals', SOURCE, `arn:aws:sns:us-east-1:${ACCOUNT}:t`), NOBODY],
    ['own sources', 'not-external', when('ArnLike', SOURCE, `arn:aws:sns:*:${ACCOUNT}:*`), NOBODY],
    ['own sources as text', 'not-external', when('StringLike', SOURCE, `arn:aws:sns:*:${ACCOUNT}:t`), NOBODY],
    ['a source of another account', 'external', when('ArnEquals', SOURCE, `arn:aws:sns:us-east-1:${OTHER}:t`), NOBODY],
    [
      'a source of a trusted account',
      'not-external',
      when('ArnEquals', SOURCE, `arn:aws:sns:us-east-1:${OTHER}:t`),
      PARTNER,
    ],
    ['any source', 'external', when('ArnLike', SOURCE, 'arn:aws:sns:*:*:*'), NOBODY],
    [
      'an own source without its last part',
      'not-external',
      when('ArnLike', SOURCE, `arn:aws:sns:us-east-1:${ACCOUNT}`),
      NOBODY,
    ],
    ['the own source account', 'not-external', when('StringEquals', 'aws:SourceAccount', ACCOUNT), NOBODY],
    ['another source account', 'external', when('StringEquals', 'aws:SourceAccount', OTHER), NOBODY],
    ['the own source owner', 'not-external', when('StringEquals', 'AWS:SourceOwner', ACCOUNT), NOBODY],
    ['another source owner', 'external', when('StringEquals', 'AWS:SourceOwner', OTHER), NOBODY],
    ['the source organization', 'not-external', when('StringEquals', 'aws:SourceOrgID', 'o-1'), ORG],
    ['another source organization', 'external', when('StringEquals', 'aws:SourceOrgID', 'o-2'), ORG],
    ['a trusted VPC', 'not-external', when('StringEquals', 'aws:SourceVpc', 'vpc-1'), trusting({ vpcs: ['vpc-1'] })],
    ['another VPC', 'external', when('StringEquals', 'aws:SourceVpc', 'vpc-2'), trusting({ vpcs: ['vpc-1'] })],
    ['any VPC is trusted', 'not-external', when('StringEquals', 'aws:SourceVpc', 'vpc-2'), trusting({ anyVpc: true })],
    ['all but a VPC', 'external', when('StringNotEquals', 'aws:SourceVpc', 'vpc-1'), trusting({ vpcs: ['vpc-1'] })],
    [
      'a trusted endpoint',
      'not-external',
      when('StringEquals', 'aws:SourceVpce', ['vpce-1', 'vpce-2']),
      trusting({ vpces: ['vpce-1', 'vpce-2'] }),
    ],
    ['another endpoint', 'external', when('StringEquals', 'aws:sourceVpce', 'vpce-3'), trusting({ vpces: ['vpce-1'] })],
    [
      'any endpoint is trusted',
      'not-external',
      when('StringEquals', 'aws:SourceVpce', 'vpce-3'),
      trusting({ anyVpce: true }),
    ],
    [
      'a trusted VPC and an own source',
      'not-external',
      everyone({ StringEquals: { 'aws:SourceVpc': 'vpc-1' }, ArnLike: { [SOURCE]: `arn:aws:sns:*:${ACCOUNT}:*` } }),
      trusting({ vpcs: ['vpc-1'] }),
    ],
    [
      'a VPC of the own account',
      'not-external',
      when('ArnLike', 'aws:SourceVpcArn', `arn:aws:ec2:*:${ACCOUNT}:vpc/*`),
      NOBODY,
    ],
    [
      'a VPC of another account',
      'external',
      when('ArnEquals', 'aws:SourceVpcArn', `arn:aws:ec2:us-east-1:${OTHER}:vpc/vpc-1`),
      NOBODY,
    ],
    ['an endpoint of the own account', 'not-external', when('StringEquals', 'aws:VpceAccount', ACCOUNT), NOBODY],
    [
      'a trusted address',
      'not-external',
      when('IpAddress', 'aws:SourceIp', '203.0.113.0/24'),
      trusting({ ips: ['203.0.113.0/24'] }),
    ],
    [
      'a range within a trusted one',
      'not-external',
      when('IpAddress', 'aws:SourceIp', '203.0.113.128/25'),
      trusting({ ips: ['203.0.113.0/24'] }),
    ],
    [
      'a range wider than a trusted one',
      'external',
      when('IpAddress', 'aws:SourceIp', '203.0.0.0/16'),
      trusting({ ips: ['203.0.113.0/24'] }),
    ],
    ['an address that nobody trusts', 'external', when('IpAddress', 'aws:SourceIp', '203.0.113.0/24'), NOBODY],
    [
      'all but a trusted address',
      'external',
      when('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'),
      trusting({ ips: ['203.0.113.0/24'] }),
    ],
    ['an own access point', 'not-external', when('StringEquals', 's3:DataAccessPointAccount', ACCOUNT), NOBODY],
    [
      'an access point of another account',
      'external',
      when('StringEquals', 's3:DataAccessPointAccount', OTHER),
      NOBODY,
    ],
    [
      'an own access point by ARN',
      'not-external',
      when('StringLike', 's3:DataAccessPointArn', `arn:aws:s3:us-east-1:${ACCOUNT}:accesspoint/*`),
      NOBODY,
    ],
    ['TLS', 'external', when('Bool', 'aws:SecureTransport', 'true'), NOBODY],
    ['a referrer', 'external', when('StringLike', 'aws:Referer', 'https://example.com/*'), NOBODY],
    ['a user agent', 'external', when('StringEquals', 'aws:UserAgent', 'secret'), NOBODY],
    ['MFA', 'external', when('Bool', 'aws:MultiFactorAuthPresent', 'true'), NOBODY],
    ['a time', 'external', when('DateLessThan', 'aws:CurrentTime', '2099-01-01T00:00:00Z'), NOBODY],
    ['a prefix', 'external', when('StringEquals', 's3:prefix', 'public/'), NOBODY],
    [
      'a key that the user trusts',
      'not-external',
      when('StringEquals', 'aws:UserAgent', 'secret'),
      trusting({ conditionKeys: ['aws:useragent'] }),
    ],
    ['a subscription of anyone', 'external', when('StringLike', 'sns:Endpoint', '*@example.com'), NOBODY],
  ]));

const both = (...statements: readonly object[]) => ({ resource: doc(...statements) });
const open = allow({ Principal: '*', Action: 's3:GetObject' });
const EVERYONE = trusting({}, { question: 'everyone' });
describe('everyone only', () =>
  table('https://cloudcustodian.io/docs/aws/resources/aws-common-filters.html', 'external', [
    ['everyone', 'external', everyone(), EVERYONE],
    [
      'everyone with a source of another account',
      'external',
      when('ArnEquals', SOURCE, `arn:aws:sns:us-east-1:${OTHER}:t`),
      EVERYONE,
    ],
    ['an account', 'not-external', grant({ AWS: OTHER }), EVERYONE],
    [
      'all but an account',
      'external',
      { resource: doc({ Effect: 'Allow', NotPrincipal: { AWS: OTHER }, Action: '*', Resource: '*' }) },
      EVERYONE,
    ],
  ]));

describe('statements together', () =>
  table('access-analyzer-findings.html', 'external', [
    ['a deny of everyone', 'not-external', both(open, deny({ Principal: '*' })), NOBODY],
    [
      'a deny of everyone outside the account',
      'not-external',
      both(open, deny({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } } })),
      NOBODY,
    ],
    [
      'a deny of everyone outside the organization',
      'not-external',
      both(open, deny({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } })),
      ORG,
    ],
    [
      'the same, and nobody is trusted',
      'external',
      both(open, deny({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } })),
      NOBODY,
    ],
    ['a deny for another action', 'external', both(open, deny({ Principal: '*', Action: 's3:PutObject' })), NOBODY],
    [
      'a deny for some resources',
      'external',
      both(open, deny({ Principal: '*', Resource: 'arn:aws:s3:::features/private/*' })),
      NOBODY,
    ],
    [
      'a deny for all of the resources that are granted',
      'not-external',
      both(
        allow({ Principal: '*', Resource: 'arn:aws:s3:::features/private/*' }),
        deny({ Principal: '*', Resource: 'arn:aws:s3:::features/*' }),
      ),
      NOBODY,
    ],
    [
      'a deny without TLS',
      'external',
      both(open, deny({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
      NOBODY,
    ],
    [
      'a deny of another account',
      'not-external',
      both(allow({ Principal: { AWS: OTHER } }), deny({ Principal: { AWS: OTHER } })),
      NOBODY,
    ],
    [
      'a deny of a user of the other account',
      'external',
      both(allow({ Principal: { AWS: OTHER } }), deny({ Principal: { AWS: iam('user/eve', OTHER) } })),
      NOBODY,
    ],
    [
      'an own grant and another',
      'external',
      both(allow({ Principal: { AWS: ACCOUNT } }), allow({ Principal: { AWS: OTHER } })),
      NOBODY,
    ],
    ['no action', 'not-external', both(allow({ Principal: '*', Action: [] })), NOBODY],
    [
      'every action but some',
      'external',
      both({ Effect: 'Allow', Principal: '*', NotAction: 's3:*', Resource: '*' }),
      NOBODY,
    ],
    [
      'a resource control policy',
      'not-external',
      {
        resource: doc(open),
        rcp: [
          {
            id: 'r',
            policies: [doc(deny({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }))],
          },
        ],
      },
      ORG,
    ],
  ]));

const trust = (Principal: unknown, Condition?: object, Action = 'sts:AssumeRole') =>
  both({ Effect: 'Allow', Principal, Action, ...(Condition === undefined ? {} : { Condition }) });
const role = (trusted: object = {}) => ({ service: 'iam', resourceType: 'AWS::IAM::Role', owner: ACCOUNT, trusted });
const GITHUB = iam('oidc-provider/token.actions.githubusercontent.com');
describe('trust policies of roles', () =>
  table('access-analyzer-resources.html', 'external', [
    ['a service', 'not-external', trust({ Service: 'ec2.amazonaws.com' }), role()],
    ['the own account', 'not-external', trust({ AWS: iam('root') }), role()],
    ['another account', 'external', trust({ AWS: iam('root', OTHER) }), role()],
    [
      'another account with an external id',
      'external',
      trust({ AWS: iam('root', OTHER) }, { StringEquals: { 'sts:ExternalId': 'x' } }),
      role(),
    ],
    [
      'a trusted vendor',
      'not-external',
      trust({ AWS: iam('root', OTHER) }, { StringEquals: { 'sts:ExternalId': 'x' } }),
      role({ accounts: [OTHER] }),
    ],
    [
      'GitHub',
      'external',
      trust(
        { Federated: GITHUB },
        { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/*' } },
        'sts:AssumeRoleWithWebIdentity',
      ),
      role(),
    ],
    [
      'a trusted provider',
      'not-external',
      trust({ Federated: GITHUB }, undefined, 'sts:AssumeRoleWithWebIdentity'),
      role({ principals: [GITHUB] }),
    ],
    [
      'SAML',
      'external',
      trust(
        { Federated: iam('saml-provider/adfs') },
        { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
        'sts:AssumeRoleWithSAML',
      ),
      role(),
    ],
    [
      'Cognito',
      'external',
      trust(
        { Federated: 'cognito-identity.amazonaws.com' },
        { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'us-east-1:x' } },
        'sts:AssumeRoleWithWebIdentity',
      ),
      role(),
    ],
    ['everyone', 'external', trust({ AWS: '*' }), role()],
    [
      'everyone in the organization',
      'not-external',
      trust({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
      role({ orgs: ['o-1'] }),
    ],
  ]));

const share = (rest: object) => ({
  share: { type: 'ebs-snapshot', groups: [], accounts: [], encrypted: false, ...rest },
});
describe('snapshots, images and access control lists', () =>
  table('access-analyzer-resources.html', 'external', [
    ['shared with nobody', 'not-external', share({}), { ...NOBODY, service: 'ec2' }],
    ['shared with everyone', 'external', share({ groups: ['all'] }), { ...NOBODY, service: 'ec2' }],
    ['shared with another account', 'external', share({ accounts: [OTHER] }), { ...NOBODY, service: 'rds' }],
    [
      'shared with another account, encrypted',
      'external',
      share({ accounts: [OTHER], encrypted: true }),
      { ...NOBODY, service: 'rds' },
    ],
    ['shared with a trusted account', 'not-external', share({ accounts: [OTHER] }), { ...PARTNER, service: 'rds' }],
    ['shared with itself', 'not-external', share({ accounts: [ACCOUNT] }), { ...NOBODY, service: 'rds' }],
    ['an ACL for everyone', 'external', { acl: [{ grantee: 'AllUsers', permission: 'READ' }] }, NOBODY],
    [
      'an ACL for authenticated users',
      'external',
      { acl: [{ grantee: 'AuthenticatedUsers', permission: 'READ' }] },
      NOBODY,
    ],
    ['an ACL for log delivery', 'not-external', { acl: [{ grantee: 'LogDelivery', permission: 'WRITE' }] }, NOBODY],
    [
      'an ACL that is ignored',
      'not-external',
      { acl: [{ grantee: 'AllUsers', permission: 'READ' }] },
      trusting({}, { blockPublicAccess: { IgnorePublicAcls: true } }),
    ],
    [
      'an ACL without effect',
      'not-external',
      { acl: [{ grantee: 'AllUsers', permission: 'READ' }] },
      trusting({}, { objectOwnership: 'BucketOwnerEnforced' }),
    ],
    [
      'a public policy that is restricted',
      'not-external',
      everyone(),
      trusting({}, { blockPublicAccess: { RestrictPublicBuckets: true } }),
    ],
    [
      'a policy for another account is not public',
      'external',
      grant({ AWS: OTHER }),
      trusting({}, { blockPublicAccess: { RestrictPublicBuckets: true } }),
    ],
    [
      'a public policy under BlockPublicPolicy',
      'external',
      everyone(),
      trusting({}, { blockPublicAccess: { BlockPublicPolicy: true } }),
    ],
  ]));
