// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import { describe, expect, it } from 'vitest';
import { ACCOUNT, allow, ask, BOB, deny, doc, iam, OTHER } from './vectors.ts';

const OPPOSITE: Readonly<Record<string, string>> = { more: 'less', less: 'more' };

/** What a document is compared with, what it is to that one, and both: an identity's document unless it names principals. */
function compare(page: string, rows: readonly (readonly [string, string, object, object])[]): void {
  for (const [name, verdict, one, other] of rows) {
    it(`${name}: ${verdict} (https://docs.aws.amazon.com/IAM/latest/UserGuide/${page})`, () => {
      const of = (document: object): object =>
        JSON.stringify(document).includes('rincipal":') ? { resource: document } : { identity: [document] };
      expect(ask('compare', { ...of(one), other: of(other) }, {})).toBe(verdict);
      expect(ask('compare', { ...of(other), other: of(one) }, {})).toBe(OPPOSITE[verdict] ?? verdict);
      expect(ask('compare', { ...of(one), other: of(one) }, {})).toBe('equivalent');
    });
  }
}

const get = allow({ Action: 's3:GetObject' });
const all = allow({ Action: 's3:*' });
const on = (Resource: string | readonly string[], Action: string | readonly string[] = 's3:GetObject') =>
  allow({ Action, Resource });
const when = (Condition: object) => allow({ Action: 's3:GetObject', Condition });
const is = (operator: string, key: string, value: unknown) => when({ [operator]: { [key]: value } });

describe('actions and resources', () =>
  compare('access-analyzer-custom-policy-checks.html', [
    ['the same', 'equivalent', doc(get), doc(get)],
    ['the same in other letters', 'equivalent', doc(get), doc(allow({ Action: 'S3:getobject' }))],
    ['the same as a list', 'equivalent', doc(get), doc(allow({ Action: ['s3:GetObject'], Resource: ['*'] }))],
    ['one more action', 'more', doc(allow({ Action: ['s3:GetObject', 's3:PutObject'] })), doc(get)],
    ['all actions of a service', 'more', doc(all), doc(get)],
    ['all actions of all services', 'more', doc(allow()), doc(all)],
    ['another action', 'incomparable', doc(get), doc(allow({ Action: 's3:PutObject' }))],
    ['actions by a pattern', 'more', doc(allow({ Action: 's3:Get*' })), doc(get)],
    ['a pattern of another length', 'more', doc(allow({ Action: 's3:Get*' })), doc(allow({ Action: 's3:GetObject*' }))],
    ['patterns that overlap', 'incomparable', doc(allow({ Action: 's3:*Object' })), doc(allow({ Action: 's3:Get*' }))],
    ['order', 'equivalent', doc(get, allow({ Action: 'sqs:*' })), doc(allow({ Action: 'sqs:*' }), get)],
    [
      'split statements',
      'equivalent',
      doc(allow({ Action: ['s3:GetObject', 's3:PutObject'] })),
      doc(get, allow({ Action: 's3:PutObject' })),
    ],
    ['a statement within another', 'equivalent', doc(all, get), doc(all)],
    ['another Sid', 'equivalent', doc({ ...get, Sid: 'A' }), doc({ ...get, Sid: 'B' })],
    ['a bucket, and its objects', 'incomparable', doc(on('arn:aws:s3:::a')), doc(on('arn:aws:s3:::a/*'))],
    ['a folder of a bucket', 'less', doc(on('arn:aws:s3:::a/x/*')), doc(on('arn:aws:s3:::a/*'))],
    ['one of two buckets', 'less', doc(on('arn:aws:s3:::a/*')), doc(on(['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*']))],
    ['another bucket', 'incomparable', doc(on('arn:aws:s3:::a/*')), doc(on('arn:aws:s3:::b/*'))],
    ['all resources', 'more', doc(get), doc(on('arn:aws:s3:::*'))],
    ['two stars', 'equivalent', doc(on('arn:aws:s3:::a**')), doc(on('arn:aws:s3:::a*'))],
    ['a question mark and a star', 'less', doc(on('arn:aws:s3:::a?*')), doc(on('arn:aws:s3:::a*'))],
    ['a question mark either side', 'equivalent', doc(on('arn:aws:s3:::a?*')), doc(on('arn:aws:s3:::a*?'))],
    ['resources in other letters', 'incomparable', doc(on('arn:aws:s3:::A')), doc(on('arn:aws:s3:::a'))],
    ['NotAction', 'less', doc({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), doc(allow())],
    [
      'NotAction and the rest',
      'equivalent',
      doc({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, allow({ Action: 'iam:*' })),
      doc(allow()),
    ],
    [
      'NotAction of more',
      'less',
      doc({ Effect: 'Allow', NotAction: ['iam:*', 'sts:*'], Resource: '*' }),
      doc({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    ],
    [
      'NotAction and a deny',
      'equivalent',
      doc({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
      doc(allow(), deny({ Action: 'iam:*' })),
    ],
    ['NotResource', 'less', doc({ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::a/*' }), doc(all)],
    [
      'NotResource and a deny',
      'equivalent',
      doc({ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::a/*' }),
      doc(all, deny({ Resource: 'arn:aws:s3:::a/*' })),
    ],
    ['nothing at all', 'less', doc(), doc(get)],
    ['nothing and nothing', 'equivalent', doc(), doc(deny())],
    ['everything denied', 'equivalent', doc(allow(), deny()), doc()],
  ]));

describe('denies', () =>
  compare('access-analyzer-custom-policy-checks.html', [
    ['a deny', 'less', doc(all, deny({ Action: 's3:PutObject' })), doc(all)],
    ['a deny of another service', 'equivalent', doc(all, deny({ Action: 'ec2:*' })), doc(all)],
    [
      'a deny of a part',
      'more',
      doc(all, deny({ Action: 's3:PutObject', Resource: 'arn:aws:s3:::a/*' })),
      doc(all, deny({ Action: 's3:PutObject' })),
    ],
    ['a deny of all that is granted', 'equivalent', doc(get, deny({ Action: 's3:*' })), doc()],
    [
      'a deny under a condition',
      'less',
      doc(all, deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
      doc(all),
    ],
    [
      'an allow under the opposite condition',
      'equivalent',
      doc(get, deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
      doc(is('Bool', 'aws:SecureTransport', 'true')),
    ],
    [
      'a deny of what is not a region',
      'equivalent',
      doc(get, deny({ Condition: { StringNotEquals: { 's3:prefix': 'a' } } })),
      doc(is('StringEquals', 's3:prefix', 'a')),
    ],
    [
      'two denies and one',
      'less',
      doc(all, deny({ Action: 's3:Put*' }), deny({ Action: 's3:Delete*' })),
      doc(all, deny({ Action: 's3:Put*' })),
    ],
    [
      'a deny twice',
      'equivalent',
      doc(all, deny({ Action: 's3:Put*' }), deny({ Action: 's3:PutObject' })),
      doc(all, deny({ Action: 's3:Put*' })),
    ],
    ['denies that move', 'incomparable', doc(all, deny({ Action: 's3:Put*' })), doc(all, deny({ Action: 's3:Get*' }))],
  ]));

describe('conditions', () =>
  compare('reference_policies_elements_condition_operators.html', [
    ['a condition', 'less', doc(is('StringEquals', 's3:prefix', 'a')), doc(get)],
    [
      'another value',
      'incomparable',
      doc(is('StringEquals', 's3:prefix', 'a')),
      doc(is('StringEquals', 's3:prefix', 'b')),
    ],
    [
      'one more value',
      'more',
      doc(is('StringEquals', 's3:prefix', ['a', 'b'])),
      doc(is('StringEquals', 's3:prefix', 'a')),
    ],
    [
      'one more value that is not',
      'less',
      doc(is('StringNotEquals', 's3:prefix', ['a', 'b'])),
      doc(is('StringNotEquals', 's3:prefix', 'a')),
    ],
    ['a pattern', 'more', doc(is('StringLike', 's3:prefix', 'a*')), doc(is('StringEquals', 's3:prefix', 'a'))],
    [
      'a pattern without a wildcard',
      'equivalent',
      doc(is('StringLike', 's3:prefix', 'a')),
      doc(is('StringEquals', 's3:prefix', 'a')),
    ],
    [
      'any letters',
      'more',
      doc(is('StringEqualsIgnoreCase', 's3:prefix', 'a')),
      doc(is('StringEquals', 's3:prefix', 'a')),
    ],
    [
      'the key in other letters',
      'equivalent',
      doc(is('StringEquals', 'S3:Prefix', 'a')),
      doc(is('StringEquals', 's3:prefix', 'a')),
    ],
    [
      'if it exists',
      'more',
      doc(is('StringEqualsIfExists', 's3:prefix', 'a')),
      doc(is('StringEquals', 's3:prefix', 'a')),
    ],
    [
      'not, if it exists',
      'equivalent',
      doc(is('StringNotEqualsIfExists', 's3:prefix', 'a')),
      doc(is('StringNotEquals', 's3:prefix', 'a')),
    ],
    [
      'both halves',
      'equivalent',
      doc(is('StringEquals', 's3:prefix', 'a'), is('StringNotEquals', 's3:prefix', 'a')),
      doc(get),
    ],
    ['there or not', 'equivalent', doc(is('Null', 's3:prefix', 'true'), is('Null', 's3:prefix', 'false')), doc(get)],
    ['there', 'more', doc(is('Null', 's3:prefix', 'false')), doc(is('StringEquals', 's3:prefix', 'a'))],
    ['not there', 'less', doc(is('Null', 's3:prefix', 'true')), doc(is('StringNotEquals', 's3:prefix', 'a'))],
    [
      'two keys',
      'less',
      doc(when({ StringEquals: { 's3:prefix': 'a', 's3:delimiter': '/' } })),
      doc(is('StringEquals', 's3:prefix', 'a')),
    ],
    [
      'two operators',
      'less',
      doc(when({ StringLike: { 's3:prefix': 'a*' }, StringNotEquals: { 's3:prefix': 'ab' } })),
      doc(is('StringLike', 's3:prefix', 'a*')),
    ],
    [
      'contradictory operators',
      'equivalent',
      doc(when({ StringEquals: { 's3:prefix': 'a' }, StringNotEquals: { 's3:prefix': 'a' } })),
      doc(),
    ],
    [
      'a narrower network',
      'less',
      doc(is('IpAddress', 'aws:SourceIp', '203.0.113.0/25')),
      doc(is('IpAddress', 'aws:SourceIp', '203.0.113.0/24')),
    ],
    [
      'two halves of a network',
      'equivalent',
      doc(is('IpAddress', 'aws:SourceIp', ['203.0.113.0/25', '203.0.113.128/25'])),
      doc(is('IpAddress', 'aws:SourceIp', '203.0.113.0/24')),
    ],
    [
      'another network',
      'incomparable',
      doc(is('IpAddress', 'aws:SourceIp', '203.0.113.0/24')),
      doc(is('IpAddress', 'aws:SourceIp', '198.51.100.0/24')),
    ],
    [
      'host bits',
      'equivalent',
      doc(is('IpAddress', 'aws:SourceIp', '203.0.113.9/24')),
      doc(is('IpAddress', 'aws:SourceIp', '203.0.113.0/24')),
    ],
    [
      'all but a network',
      'incomparable',
      doc(is('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24')),
      doc(is('IpAddress', 'aws:SourceIp', '203.0.0.0/16')),
    ],
    [
      'a smaller number',
      'less',
      doc(is('NumericLessThan', 's3:max-keys', '5')),
      doc(is('NumericLessThan', 's3:max-keys', '10')),
    ],
    [
      'a number and less',
      'equivalent',
      doc(is('NumericLessThan', 's3:max-keys', '10'), is('NumericEquals', 's3:max-keys', '10')),
      doc(is('NumericLessThanEquals', 's3:max-keys', '10')),
    ],
    [
      'numbers in two forms',
      'equivalent',
      doc(is('NumericEquals', 's3:max-keys', 10)),
      doc(is('NumericEquals', 's3:max-keys', '10.0')),
    ],
    [
      'an earlier date',
      'less',
      doc(is('DateLessThan', 'aws:CurrentTime', '2026-01-01T00:00:00Z')),
      doc(is('DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z')),
    ],
    ['true or false', 'equivalent', doc(is('Bool', 'aws:SecureTransport', ['true', 'false'])), doc(get)],
    [
      'an ARN',
      'less',
      doc(is('ArnEquals', 'aws:SourceArn', 'arn:aws:s3:::a')),
      doc(is('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*')),
    ],
    [
      'ArnEquals and ArnLike',
      'equivalent',
      doc(is('ArnEquals', 'aws:SourceArn', 'arn:aws:s3:::a*')),
      doc(is('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::a*')),
    ],
    [
      'an ARN as text reaches further',
      'less',
      doc(is('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:*:t')),
      doc(is('StringLike', 'aws:SourceArn', 'arn:aws:sns:*:t')),
    ],
    [
      'any value and all values',
      'incomparable',
      doc(is('ForAnyValue:StringEquals', 'aws:TagKeys', ['a', 'b'])),
      doc(is('ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'])),
    ],
    [
      'fewer values for all',
      'less',
      doc(is('ForAllValues:StringEquals', 'aws:TagKeys', ['a'])),
      doc(is('ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'])),
    ],
    [
      'all values and one is there',
      'less',
      doc(when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] }, Null: { 'aws:TagKeys': 'false' } })),
      doc(is('ForAllValues:StringEquals', 'aws:TagKeys', ['a'])),
    ],
    [
      'the same variable',
      'equivalent',
      doc(on('arn:aws:s3:::home/${aws:username}/*')),
      doc(on('arn:aws:s3:::home/${AWS:UserName}/*')),
    ],
    ['a variable and a star', 'less', doc(on('arn:aws:s3:::home/${aws:username}/*')), doc(on('arn:aws:s3:::home/*'))],
    ['no version', 'less', { Statement: [on('arn:aws:s3:::home/${aws:username}/*')] }, doc(on('arn:aws:s3:::home/*'))],
  ]));

const to = (Principal: unknown, Condition?: object) =>
  doc(allow({ Principal, Action: 's3:GetObject', ...(Condition === undefined ? {} : { Condition }) }));
describe('principals', () =>
  compare('access-analyzer-custom-policy-checks.html', [
    ['the same', 'equivalent', to({ AWS: BOB }), to({ AWS: [BOB] })],
    ['one more', 'more', to({ AWS: [BOB, iam('user/ada')] }), to({ AWS: BOB })],
    ['another', 'incomparable', to({ AWS: BOB }), to({ AWS: iam('user/ada') })],
    ['everyone', 'more', to('*'), to({ AWS: OTHER })],
    ['two ways to write everyone', 'equivalent', to('*'), to({ AWS: '*' })],
    ['two ways to write an account', 'equivalent', to({ AWS: OTHER }), to({ AWS: iam('root', OTHER) })],
    ['another account', 'incomparable', to({ AWS: OTHER }), to({ AWS: '777788889999' })],
    ['everyone of an organization', 'less', to('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }), to('*')],
    [
      'another organization',
      'incomparable',
      to('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
      to('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-2' } }),
    ],
    ['a service', 'incomparable', to({ Service: 'sns.amazonaws.com' }), to({ Service: 'sqs.amazonaws.com' })],
    [
      'a service and a source',
      'less',
      to({ Service: 'sns.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
      to({ Service: 'sns.amazonaws.com' }),
    ],
    [
      'a provider',
      'incomparable',
      to({ Federated: iam('saml-provider/a') }),
      to({ Federated: iam('saml-provider/b') }),
    ],
    [
      'two statements',
      'equivalent',
      doc(allow({ Principal: { AWS: BOB } }), allow({ Principal: { AWS: iam('user/ada') } })),
      doc(allow({ Principal: { AWS: [BOB, iam('user/ada')] } })),
    ],
    [
      'a deny of somebody',
      'less',
      doc(allow({ Principal: '*' }), deny({ Principal: { AWS: BOB } })),
      doc(allow({ Principal: '*' })),
    ],
  ]));

describe('documents of other places', () => {
  const FULL = [doc(allow())];
  const page = 'reference_policies_evaluation-logic.html';
  for (const [name, verdict, one, other] of [
    ['a boundary', 'less', { identity: FULL, boundary: [doc(get)] }, { identity: FULL }],
    ['an SCP', 'less', { identity: FULL, scp: [{ id: 'r', policies: [doc(all)] }] }, { identity: FULL }],
    ['an SCP of full access', 'equivalent', { identity: FULL, scp: [{ id: 'r', policies: FULL }] }, { identity: FULL }],
    ['a session policy', 'equivalent', { identity: FULL, session: doc(get) }, { identity: [doc(get)] }],
    [
      'two documents and one',
      'equivalent',
      { identity: [doc(get), doc(allow({ Action: 'sqs:*' }))] },
      { identity: [doc(get, allow({ Action: 'sqs:*' }))] },
    ],
    ['a boundary alone', 'equivalent', { boundary: FULL, identity: [] }, { identity: [] }],
  ] as const)
    it(`${name}: ${verdict} (${page})`, () => expect(ask('compare', { ...one, other }, {})).toBe(verdict));
});
