// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import { describe } from 'vitest';
import { ACCOUNT, allow, BOB, deny, doc, EVE, iam, OTHER, session, table } from './vectors.ts';

const ROLE = iam('role/etl');
const request = {
  principal: BOB,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::features/a',
  resourceAccount: ACCOUNT,
  context: {},
};
const ask = (rest: object = {}) => ({ ...request, ...rest });
const closed = (context: object = {}, rest: object = {}) => ask({ contextComplete: true, context, ...rest });
const identity = (...statements: readonly object[]) => ({ identity: [doc(...statements)] });
const when = (operator: string, key: string, value: unknown) =>
  identity(allow({ Condition: { [operator]: { [key]: value } } }));
const unless = (operator: string, key: string, value: unknown) =>
  identity(allow(), deny({ Condition: { [operator]: { [key]: value } } }));

describe('keys that are not given', () =>
  table('access_policies_testing-policies.html', 'possible', [
    ['no policy', 'deny', {}, ask()],
    ['a plain allow', 'allow', identity(allow()), ask()],
    ['a key that may be there', 'allow', when('StringEquals', 'aws:SourceVpc', 'vpc-1'), ask()],
    ['a key that is absent', 'deny', when('StringEquals', 'aws:SourceVpc', 'vpc-1'), closed()],
    [
      'a key that is given null',
      'deny',
      when('StringEquals', 'aws:SourceVpc', 'vpc-1'),
      ask({ context: { 'aws:SourceVpc': null } }),
    ],
    [
      'a key with another value',
      'deny',
      when('StringEquals', 'aws:SourceVpc', 'vpc-1'),
      ask({ context: { 'aws:SourceVpc': 'vpc-2' } }),
    ],
    [
      'a key with this value',
      'allow',
      when('StringEquals', 'aws:SourceVpc', 'vpc-1'),
      ask({ context: { 'aws:SourceVpc': 'vpc-1' } }),
    ],
    ['a key that must not be there', 'allow', when('Null', 'aws:SourceVpc', 'true'), ask()],
    ['a key that must be there', 'allow', when('Null', 'aws:SourceVpc', 'false'), ask()],
    ['a key that must be there, and is not', 'deny', when('Null', 'aws:SourceVpc', 'false'), closed()],
    [
      'a value and its opposite',
      'deny',
      identity(
        allow({ Condition: { StringEquals: { 'aws:SourceVpc': 'a' }, StringNotEquals: { 'aws:SourceVpc': 'a' } } }),
      ),
      ask(),
    ],
    [
      'a pattern without one of its values',
      'allow',
      identity(
        allow({ Condition: { StringLike: { 'aws:SourceVpc': 'a*' }, StringNotEquals: { 'aws:SourceVpc': 'a' } } }),
      ),
      ask(),
    ],
    [
      'a value that no pattern takes',
      'deny',
      identity(allow({ Condition: { StringLike: { 'aws:SourceVpc': 'a*' }, StringEquals: { 'aws:SourceVpc': 'b' } } })),
      ask(),
    ],
    [
      'an empty range of numbers',
      'deny',
      identity(
        allow({ Condition: { NumericLessThan: { 's3:max-keys': '5' }, NumericGreaterThan: { 's3:max-keys': '6' } } }),
      ),
      ask(),
    ],
    [
      'a range of numbers',
      'allow',
      identity(
        allow({ Condition: { NumericLessThan: { 's3:max-keys': '6' }, NumericGreaterThan: { 's3:max-keys': '5' } } }),
      ),
      ask(),
    ],
    [
      'an empty range of dates',
      'deny',
      identity(
        allow({
          Condition: {
            DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' },
            DateGreaterThan: { 'aws:CurrentTime': '2020-01-02T00:00:00Z' },
          },
        }),
      ),
      ask(),
    ],
    [
      'an address outside all ranges',
      'deny',
      identity(
        allow({
          Condition: {
            IpAddress: { 'aws:SourceIp': '203.0.113.0/25' },
            NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
          },
        }),
      ),
      ask(),
    ],
    [
      'an address within one of them',
      'allow',
      identity(
        allow({
          Condition: {
            IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
            NotIpAddress: { 'aws:SourceIp': '203.0.113.0/25' },
          },
        }),
      ),
      ask(),
    ],
    [
      'true and false',
      'deny',
      identity(
        allow({
          Condition: { Bool: { 'aws:SecureTransport': 'true' }, BoolIfExists: { 'aws:SecureTransport': 'false' } },
        }),
      ),
      ask(),
    ],
    [
      'any value but none of all',
      'deny',
      identity(
        allow({
          Condition: {
            'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' },
            'ForAllValues:StringNotEquals': { 'aws:TagKeys': 'a' },
          },
        }),
      ),
      ask(),
    ],
    [
      'any value within all',
      'allow',
      identity(
        allow({
          Condition: {
            'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' },
            'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] },
          },
        }),
      ),
      ask(),
    ],
    ['a deny that may not apply', 'allow', unless('StringEquals', 'aws:SourceVpc', 'vpc-1'), ask()],
    [
      'a deny that applies',
      'deny',
      unless('StringEquals', 'aws:SourceVpc', 'vpc-1'),
      ask({ context: { 'aws:SourceVpc': 'vpc-1' } }),
    ],
    ['a deny of what is absent', 'allow', unless('StringNotEquals', 'aws:SourceVpc', 'vpc-1'), ask()],
    ['a deny of what is absent, and it is', 'deny', unless('StringNotEquals', 'aws:SourceVpc', 'vpc-1'), closed()],
    [
      'a deny either way',
      'deny',
      identity(
        allow(),
        deny({ Condition: { Null: { 'aws:SourceVpc': 'true' } } }),
        deny({ Condition: { Null: { 'aws:SourceVpc': 'false' } } }),
      ),
      ask(),
    ],
    [
      'a deny of both booleans',
      'deny',
      identity(allow(), deny({ Condition: { Bool: { 'aws:SecureTransport': ['true', 'false'] } } })),
      ask(),
    ],
    ['the user name is known', 'deny', when('StringEquals', 'aws:username', 'eve'), ask()],
    ['the account is known', 'deny', when('StringEquals', 'aws:PrincipalAccount', OTHER), ask()],
    ['the principal is known', 'allow', when('ArnLike', 'aws:PrincipalArn', iam('user/*')), ask()],
    ['the organization is not', 'allow', when('StringEquals', 'aws:PrincipalOrgID', 'o-1'), ask()],
    ['a tag of the principal', 'allow', when('StringEquals', 'aws:PrincipalTag/team', 'ml'), ask()],
    ['a user name of a role', 'deny', when('StringLike', 'aws:username', '*'), ask({ principal: ROLE })],
    [
      'the region of the resource',
      'deny',
      when('StringEquals', 'aws:RequestedRegion', 'eu-west-1'),
      ask({ action: 'sqs:SendMessage', resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:q` }),
    ],
    [
      'the region of any resource',
      'allow',
      when('StringEquals', 'aws:RequestedRegion', 'eu-west-1'),
      ask({ action: 'sqs:SendMessage', resource: `arn:aws:sqs:*:${ACCOUNT}:q` }),
    ],
    [
      'an organization of somebody anonymous',
      'deny',
      { resource: doc(allow({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })) },
      ask({ principal: '*anonymous' }),
    ],
    [
      'a network of somebody anonymous',
      'allow',
      { resource: doc(allow({ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } })) },
      ask({ principal: '*anonymous' }),
    ],
    [
      'a source of a service',
      'allow',
      {
        resource: doc(
          allow({
            Principal: { Service: 'sns.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
          }),
        ),
      },
      ask({ principal: 'sns.amazonaws.com' }),
    ],
    [
      'a tag of a service',
      'deny',
      {
        resource: doc(
          allow({
            Principal: { Service: 'sns.amazonaws.com' },
            Condition: { StringEquals: { 'aws:PrincipalTag/a': 'b' } },
          }),
        ),
      },
      ask({ principal: 'sns.amazonaws.com' }),
    ],
  ]));

const on = (Resource: string | readonly string[], rest: object = {}) =>
  allow({ Action: 's3:GetObject', Resource, ...rest });
const anywhere = (resource: string, rest: object = {}) => closed({}, { resource, ...rest });
describe('actions that are open', () =>
  table('reference_policies_elements_action.html', 'possible', [
    [
      'any action of a service, and one is granted',
      'allow',
      identity(allow({ Action: 's3:GetObject' })),
      ask({ action: 's3:*' }),
    ],
    [
      'any action of a service, and others are',
      'deny',
      identity(allow({ Action: 's3:GetObject' })),
      ask({ action: 'sqs:*' }),
    ],
    ['patterns that cross', 'allow', identity(allow({ Action: 's3:*Object' })), ask({ action: 's3:Put*' })],
    ['patterns that do not', 'deny', identity(allow({ Action: 's3:Get*' })), ask({ action: 's3:Put*' })],
    ['all of them are denied', 'deny', identity(allow(), deny({ Action: 's3:p*' })), ask({ action: 's3:Put*' })],
    ['any service', 'unknown', identity(allow()), ask({ action: '*' })],
  ]));

describe('resources that are open', () =>
  table('reference_policies_elements_resource.html', 'possible', [
    ['any resource, and one is granted', 'allow', identity(on('arn:aws:s3:::features/a')), anywhere('*')],
    [
      'any resource, and none is',
      'deny',
      identity(on('arn:aws:s3:::features/a')),
      anywhere('*', { action: 's3:PutObject' }),
    ],
    [
      'a folder within what is granted',
      'allow',
      identity(on('arn:aws:s3:::features/*')),
      anywhere('arn:aws:s3:::features/x*'),
    ],
    [
      'a folder around what is granted',
      'allow',
      identity(on('arn:aws:s3:::features/x*')),
      anywhere('arn:aws:s3:::features/*'),
    ],
    [
      'a folder beside what is granted',
      'deny',
      identity(on('arn:aws:s3:::features/x*')),
      anywhere('arn:aws:s3:::features/y*'),
    ],
    [
      'patterns that cross',
      'allow',
      identity(on('arn:aws:s3:::features/*.csv')),
      anywhere('arn:aws:s3:::features/2026*'),
    ],
    [
      'patterns that end apart',
      'deny',
      identity(on('arn:aws:s3:::features/*.csv')),
      anywhere('arn:aws:s3:::features/*.json'),
    ],
    ['a question mark', 'allow', identity(on('arn:aws:s3:::features/?')), anywhere('arn:aws:s3:::features/*')],
    [
      'two question marks and one',
      'deny',
      identity(on('arn:aws:s3:::features/?')),
      anywhere('arn:aws:s3:::features/??'),
    ],
    [
      'all that is granted is denied',
      'deny',
      identity(on('arn:aws:s3:::features/x*'), deny({ Resource: 'arn:aws:s3:::features/*' })),
      anywhere('arn:aws:s3:::features/*'),
    ],
    [
      'a part is denied',
      'allow',
      identity(on('arn:aws:s3:::features/*'), deny({ Resource: 'arn:aws:s3:::features/x*' })),
      anywhere('arn:aws:s3:::features/*'),
    ],
    [
      'the part that is asked for is denied',
      'deny',
      identity(on('arn:aws:s3:::features/*'), deny({ Resource: 'arn:aws:s3:::features/x*' })),
      anywhere('arn:aws:s3:::features/xy*'),
    ],
    ['everything is denied', 'deny', identity(allow(), deny({ Action: 's3:GetObject' })), anywhere('*')],
    ['a resource is denied', 'allow', identity(allow(), deny({ Resource: 'arn:aws:s3:::features/a' })), anywhere('*')],
    [
      'everything but a resource is denied',
      'allow',
      identity(allow(), { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::features/a' }),
      anywhere('*'),
    ],
    [
      'everything but a resource is denied, and others are granted',
      'deny',
      identity(on('arn:aws:s3:::labels/*'), { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::features/*' }),
      anywhere('*'),
    ],
    [
      'all but the resources that are asked for',
      'deny',
      identity({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::features/*' }),
      anywhere('arn:aws:s3:::features/x*'),
    ],
    [
      'all but some of them',
      'allow',
      identity({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::features/x*' }),
      anywhere('arn:aws:s3:::features/*'),
    ],
    [
      'any region',
      'allow',
      identity(allow({ Resource: 'arn:aws:ec2:us-east-1:111122223333:instance/i-1' })),
      anywhere('arn:aws:ec2:*:111122223333:instance/i-1', { action: 'ec2:StopInstances' }),
    ],
    [
      'another region',
      'deny',
      identity(allow({ Resource: 'arn:aws:ec2:us-east-1:111122223333:instance/i-1' })),
      anywhere('arn:aws:ec2:us-west-*:111122223333:instance/i-*', { action: 'ec2:StopInstances' }),
    ],
    [
      'an action on no resource, and all are granted',
      'allow',
      identity(allow({ Action: 's3:ListAllMyBuckets' })),
      anywhere('*', { action: 's3:ListAllMyBuckets' }),
    ],
    [
      'an action on no resource, and one is granted',
      'deny',
      identity(allow({ Action: 's3:ListAllMyBuckets', Resource: 'arn:aws:s3:::features' })),
      anywhere('*', { action: 's3:ListAllMyBuckets' }),
    ],
    [
      'an action on no resource, and all but one are',
      'allow',
      identity({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', NotResource: 'arn:aws:s3:::features' }),
      anywhere('*', { action: 's3:ListAllMyBuckets' }),
    ],
    ['the own folder', 'allow', identity(on('arn:aws:s3:::home/${aws:username}/*')), anywhere('arn:aws:s3:::home/*')],
    [
      'the own folder is not in another',
      'deny',
      identity(on('arn:aws:s3:::home/${aws:username}/*')),
      anywhere('arn:aws:s3:::home/eve/*'),
    ],
    [
      'a folder by a tag',
      'allow',
      identity(on('arn:aws:s3:::home/${aws:PrincipalTag/team}/*')),
      ask({ resource: 'arn:aws:s3:::home/ml/x' }),
    ],
    [
      'a folder by a tag that is absent',
      'deny',
      identity(on('arn:aws:s3:::home/${aws:PrincipalTag/team}/*')),
      closed({}, { resource: 'arn:aws:s3:::home/ml/x' }),
    ],
    [
      'a boundary elsewhere',
      'deny',
      { ...identity(allow()), boundary: [doc(on('arn:aws:s3:::labels/*'))] },
      anywhere('arn:aws:s3:::features/*'),
    ],
    [
      'a boundary that meets it',
      'allow',
      { ...identity(on('arn:aws:s3:::features/x*')), boundary: [doc(on('arn:aws:s3:::features/*y'))] },
      anywhere('arn:aws:s3:::features/*'),
    ],
    [
      'an SCP elsewhere',
      'deny',
      { ...identity(allow()), scp: [{ id: 'r', policies: [doc(on('arn:aws:s3:::labels/*'))] }] },
      anywhere('arn:aws:s3:::features/*'),
    ],
  ]));

const to = (AWS: string, rest: object = {}) => ({ resource: doc(allow({ Principal: { AWS }, ...rest })) });
const elsewhere = { boundary: [doc(allow({ Action: 'ec2:*' }))] };
describe('callers', () =>
  table('reference_policies_elements_principal.html', 'possible', [
    ['a role, for one of its sessions', 'allow', to(session('etl/nightly')), ask({ principal: ROLE })],
    [
      'a role with a path, for one of its sessions',
      'allow',
      to(session('etl/nightly')),
      ask({ principal: iam('role/jobs/etl') }),
    ],
    [
      'a session reaches around the boundary',
      'allow',
      { ...to(session('etl/nightly')), ...elsewhere },
      ask({ principal: ROLE }),
    ],
    ['a role does not', 'deny', { ...to(ROLE), ...elsewhere }, ask({ principal: ROLE })],
    ['a session of another role', 'deny', to(session('ops/nightly')), ask({ principal: ROLE })],
    [
      'a role, and one session is denied',
      'allow',
      { resource: doc(allow({ Principal: { AWS: ROLE } }), deny({ Principal: { AWS: session('etl/nightly') } })) },
      ask({ principal: ROLE }),
    ],
    [
      'that session',
      'deny',
      { resource: doc(allow({ Principal: { AWS: ROLE } }), deny({ Principal: { AWS: session('etl/nightly') } })) },
      ask({ principal: session('etl/nightly') }),
    ],
    ['another account needs both', 'deny', to(EVE), ask({ principal: EVE })],
    ['and has both', 'allow', { ...to(EVE), ...identity(allow()) }, ask({ principal: EVE })],
    ['somebody anonymous', 'deny', to(ACCOUNT), ask({ principal: '*anonymous' })],
    [
      'an external id may be given',
      'allow',
      {
        ...identity(allow()),
        resource: doc({
          Effect: 'Allow',
          Principal: { AWS: OTHER },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'x' } },
        }),
      },
      ask({ principal: EVE, action: 'sts:AssumeRole', resource: ROLE }),
    ],
    [
      'a GitHub repository may call',
      'allow',
      {
        resource: doc({
          Effect: 'Allow',
          Principal: { Federated: iam('oidc-provider/token.actions.githubusercontent.com') },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/*' } },
        }),
      },
      ask({
        principal: iam('oidc-provider/token.actions.githubusercontent.com'),
        action: 'sts:AssumeRoleWithWebIdentity',
        resource: ROLE,
      }),
    ],
    [
      'a key without the statement for the account',
      'deny',
      { ...identity(allow()), resource: doc(allow({ Principal: { AWS: EVE } })) },
      ask({ action: 'kms:Decrypt', resource: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1` }),
    ],
  ]));
