import { describe, expect, it } from 'vitest';
import {
  bucketIneffectiveConditions,
  inlinePolicyIneffectiveConditions,
  keyIneffectiveConditions,
  managedPolicyIneffectiveConditions,
  roleIneffectiveConditions,
  tableIneffectiveConditions,
} from '../../src/analysis/ineffective-conditions.ts';
import { type DerivedFact, Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';
import { resourceWith } from './access/trust/resources.ts';
import { allow, deny, documentOf, policyWith } from './identity-policy.ts';

interface Found {
  readonly statement: number;
  readonly operator: string;
  readonly key: string;
  readonly problem: string;
  readonly action: string | null;
}

const derive = (fact: DerivedFact, resource: Resource): readonly Found[] | string => {
  const value: unknown = fact.derive(resource, null);
  return value instanceof Underivable ? value.because.message : (value as readonly Found[]);
};

/** What is found in a managed policy that a user has, as `problem key`. */
const of = (...statements: readonly object[]): unknown => {
  const policy = policyWith(documentOf(...statements));
  const attached = { ...policy, facts: { ...policy.facts, attachedTo: ['arn:aws:iam::111122223333:user/ada'] } };
  const found = derive(managedPolicyIneffectiveConditions, attached);
  return typeof found === 'string' ? found : found.map(({ problem, key }) => `${problem} ${key}`);
};

const when = (Action: string | readonly string[], Condition: object, more: object = {}): object =>
  allow(Action, '*', { Condition, ...more });
const tagKeys = { 'aws:TagKeys': ['team', 'owner'] };
const create = ['ec2:RunInstances', 'ec2:CreateVolume'];

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
describe('ForAllValues holds where the request does not have the key', () => {
  const found = ['for-all-values aws:TagKeys'];
  it.each<[string, readonly object[], readonly string[]]>([
    ['nothing asks for the key', [when(create, { 'ForAllValues:StringEquals': tagKeys })], found],
    ['it has IfExists as well', [when(create, { 'ForAllValues:StringEqualsIfExists': tagKeys })], found],
    [
      'another key is asked for',
      [when(create, { 'ForAllValues:StringEquals': tagKeys, Null: { 'aws:RequestedRegion': 'false' } })],
      found,
    ],
    [
      'Null asks for its absence',
      [when(create, { 'ForAllValues:StringEquals': tagKeys, Null: { 'aws:TagKeys': 'true' } })],
      found,
    ],
    [
      'the key has one value',
      [when('s3:GetObject', { 'ForAllValues:StringEquals': { 'aws:SourceVpce': 'vpce-1a2b3c4d' } })],
      ['for-all-values aws:SourceVpce'],
    ],
    [
      'an action never has the key',
      [when(['dynamodb:GetItem', 'dynamodb:Scan'], { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } })],
      ['for-all-values dynamodb:LeadingKeys'],
    ],
    [
      'a wildcard reaches such actions',
      [when('dynamodb:*', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } })],
      ['for-all-values dynamodb:LeadingKeys'],
    ],
    [
      'only some of it is denied',
      [
        when(create, { 'ForAllValues:StringEquals': tagKeys }),
        deny('ec2:RunInstances', '*', { Condition: { Null: { 'aws:TagKeys': 'true' } } }),
      ],
      found,
    ],
    [
      'the values are variables',
      [when(create, { 'ForAllValues:StringEquals': { 'aws:TagKeys': `\${aws:PrincipalTag/allowed}` } })],
      found,
    ],
  ])('where %s', (_, statements, expected) => expect(of(...statements)).toEqual(expected));

  it.each<[string, readonly object[]]>([
    [
      'Null asks for the key',
      [when(create, { 'ForAllValues:StringEquals': tagKeys, Null: { 'aws:TagKeys': 'false' } })],
    ],
    [
      'ForAnyValue asks for it too',
      [when(create, { 'ForAllValues:StringEquals': tagKeys, 'ForAnyValue:StringEquals': { 'aws:tagkeys': 'team' } })],
    ],
    [
      'a tag is asked for, whose key it is',
      [
        when(create, {
          'ForAllValues:StringEquals': tagKeys,
          StringEquals: { 'aws:RequestTag/team': `\${aws:PrincipalTag/team}` },
        }),
      ],
    ],
    [
      'the rest is denied',
      [
        when(create, { 'ForAllValues:StringEquals': tagKeys }),
        deny('*', '*', { Condition: { Null: { 'aws:TagKeys': 'true' } } }),
      ],
    ],
    ['the actions are denied', [when(create, { 'ForAllValues:StringEquals': tagKeys }), deny('ec2:*')]],
    ['it is negated: what it names is kept out', [when(create, { 'ForAllValues:StringNotEquals': tagKeys })]],
    ['it is ForAnyValue', [when(create, { 'ForAnyValue:StringEquals': tagKeys })]],
    [
      'every request has the key',
      [when('s3:GetObject', { 'ForAllValues:StringEquals': { 'aws:PrincipalAccount': '111122223333' } })],
    ],
    [
      'every request of the caller has the key',
      [when('s3:GetObject', { 'ForAllValues:ArnLike': { 'aws:PrincipalArn': 'arn:aws:iam::*:role/etl' } })],
    ],
    [
      'every call of the action has the key',
      [when(['ec2:CreateTags', 'ec2:DeleteTags'], { 'ForAllValues:StringEquals': tagKeys })],
    ],
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
    [
      'an item has its keys',
      [
        when(['dynamodb:GetItem', 'dynamodb:Query'], {
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] },
        }),
      ],
    ],
    // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-operations
    [
      'a grant has its operations',
      [when('kms:CreateGrant', { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } })],
    ],
    [
      'nobody knows the key',
      [when('s3:GetObject', { 'ForAllValues:StringEquals': { 'idp.example.com:groups': 'data' } })],
    ],
  ])('but is no trap where %s', (_, statements) => expect(of(...statements)).toEqual([]));

  it('says for which action', () => {
    const policy = policyWith(
      documentOf(when(['ec2:CreateTags', 'ec2:RunInstances'], { 'ForAllValues:StringEquals': tagKeys })),
    );
    expect(derive(managedPolicyIneffectiveConditions, policy)).toEqual([
      {
        statement: 0,
        sid: null,
        effect: 'Allow',
        operator: 'ForAllValues:StringEquals',
        key: 'aws:TagKeys',
        problem: 'for-all-values',
        action: 'ec2:RunInstances',
      },
    ]);
  });
});

const mfa = (operator: string, value = 'true'): object => ({ [operator]: { 'aws:MultiFactorAuthPresent': value } });

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists
describe('IfExists holds where a caller leaves the key out', () => {
  it.each<[string, readonly object[], string]>([
    ['without a second factor', [when('s3:*', mfa('BoolIfExists'))], 'aws:MultiFactorAuthPresent'],
    [
      'without the age of one',
      [when('s3:*', { NumericLessThanIfExists: { 'aws:MultiFactorAuthAge': '3600' } })],
      'aws:MultiFactorAuthAge',
    ],
    [
      'past the VPC endpoint',
      [when('s3:GetObject', { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } })],
      'aws:SourceVpce',
    ],
    [
      'through a VPC endpoint, without an address',
      [when('s3:GetObject', { IpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' } })],
      'aws:SourceIp',
    ],
    [
      'past the service',
      [when('kms:Decrypt', { StringEqualsIfExists: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } })],
      'kms:ViaService',
    ],
    [
      'past the service, by its chain',
      [when('kms:Decrypt', { 'ForAnyValue:StringEqualsIfExists': { 'aws:CalledVia': 'athena.amazonaws.com' } })],
      'aws:CalledVia',
    ],
    [
      'without a tag',
      [when('s3:GetObject', { StringEqualsIfExists: { 'aws:PrincipalTag/team': 'data' } })],
      'aws:PrincipalTag/team',
    ],
    [
      'without tags on what it makes',
      [when('ec2:RunInstances', { StringEqualsIfExists: { 'aws:RequestTag/team': 'data' } })],
      'aws:RequestTag/team',
    ],
    [
      'without a boundary',
      [
        when('iam:CreateRole', {
          StringEqualsIfExists: { 'iam:PermissionsBoundary': 'arn:aws:iam::111122223333:policy/b' },
        }),
      ],
      'iam:PermissionsBoundary',
    ],
    ['without a prefix', [when('s3:ListBucket', { StringLikeIfExists: { 's3:prefix': 'home/*' } })], 's3:prefix'],
  ])('%s', (_, statements, key) => expect(of(...statements)).toEqual([`if-exists ${key}`]));

  it.each<[string, readonly object[]]>([
    [
      'the key is asked for beside it',
      [when('s3:*', { ...mfa('BoolIfExists'), Null: { 'aws:MultiFactorAuthPresent': 'false' } })],
    ],
    [
      'its age is asked for',
      [when('s3:*', { ...mfa('BoolIfExists'), NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } })],
    ],
    [
      'a Deny keeps the others out',
      [when('s3:*', mfa('BoolIfExists')), deny('*', '*', { Condition: mfa('BoolIfExists', 'false') })],
    ],
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html shows this pair: each request has one of the two.
    [
      'an address stands in for the VPC',
      [
        when('s3:*', {
          IpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' },
          StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1a2b3c4d' },
        }),
      ],
    ],
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists shows instance types.
    [
      'only one of several actions has the key',
      [when('ec2:*', { StringLikeIfExists: { 'ec2:InstanceType': 't3.*' } })],
    ],
    ['it is of the resource', [when('s3:*', { StringEqualsIfExists: { 'aws:ResourceTag/team': 'data' } })]],
    ['every request has the key', [when('s3:*', { StringEqualsIfExists: { 'aws:RequestedRegion': 'eu-central-1' } })]],
    ['it asks for less: no second factor yet', [when('iam:EnableMFADevice', mfa('BoolIfExists', 'false'))]],
    ['it is a Deny, which reaches further with it', [deny('s3:*', '*', { Condition: mfa('BoolIfExists', 'false') })]],
    ['it is negated', [when('ec2:RunInstances', { StringNotEqualsIfExists: { 'aws:RequestTag/team': 'finance' } })]],
    [
      'the caller tags, and may not lie',
      [when('ec2:CreateTags', { StringEqualsIfExists: { 'aws:RequestTag/team': 'data' } })],
    ],
    [
      'the caller is of one organization whatever it does',
      [when('s3:*', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })],
    ],
  ])('but is no trap where %s', (_, statements) => expect(of(...statements)).toEqual([]));

  // Temporary credentials, those of roles above all, always have the key:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
  it('is no trap of MFA for roles, whose sessions always have the key', () => {
    const document = documentOf(when('s3:*', mfa('BoolIfExists')));
    const policy = (facts: object): Resource => ({ ...policyWith(document), facts: { document, ...facts } });
    const role = 'arn:aws:iam::111122223333:role/etl';
    expect(derive(managedPolicyIneffectiveConditions, policy({ attachedTo: [role] }))).toEqual([]);
    expect(derive(managedPolicyIneffectiveConditions, policy({ attachedTo: [] }))).toHaveLength(1);
    expect(derive(managedPolicyIneffectiveConditions, policy({}))).toContain('attachedTo');
    const inline = (kind: string): Resource => ({ ...policy({ owner: { kind } }), type: 'AWS::IAM::Policy' });
    expect(derive(inlinePolicyIneffectiveConditions, inline('role'))).toEqual([]);
    expect(derive(inlinePolicyIneffectiveConditions, inline('group'))).toHaveLength(1);
  });
});

describe('a condition that any value fulfils', () => {
  it.each<[string, object, string]>([
    ['any endpoint', { StringLike: { 'aws:SourceVpce': '*' } }, 'aws:SourceVpce'],
    ['any endpoint, among others', { StringLike: { 'aws:SourceVpce': ['vpce-1a2b3c4d', '**'] } }, 'aws:SourceVpce'],
    ['any name', { StringLike: { 'aws:PrincipalAccount': '?*' } }, 'aws:PrincipalAccount'],
    ['any principal of the partition', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:*:*:*:*' } }, 'aws:PrincipalArn'],
    ['any principal, as text', { StringLike: { 'aws:PrincipalArn': 'arn:aws:*' } }, 'aws:PrincipalArn'],
    ['any address', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '203.0.113.0/24'] } }, 'aws:SourceIp'],
    ['any organization', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': '*' } }, 'aws:PrincipalOrgPaths'],
    ['any prefix', { StringLike: { 's3:prefix': ['*'] } }, 's3:prefix'],
    ['any value or none, of any key', { StringLikeIfExists: { 'aws:ResourceTag/team': '*' } }, 'aws:ResourceTag/team'],
    ['true, or false', { Bool: { 'aws:SecureTransport': ['true', 'false'] } }, 'aws:SecureTransport'],
  ])('%s', (_, Condition, key) => expect(of(when('s3:ListBucket', Condition))).toContain(`any-value ${key}`));

  it.each<[string, object]>([
    ['one that has a tag', { StringLike: { 'aws:PrincipalTag/team': '*' } }],
    ['a resource that has a tag', { StringLike: { 'aws:ResourceTag/team': '*' } }],
    ['a prefix of names', { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/data-*' } }],
    ['a star that is a character', { StringEquals: { 'aws:SourceVpce': '*' } }],
    ['a session with a source identity', { StringLike: { 'aws:SourceIdentity': '*' } }],
    ['one of a few characters', { StringLike: { 'aws:SourceVpce': '????' } }],
    ['half of all addresses', { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } }],
  ])('is not %s', (_, Condition) => expect(of(when('s3:ListBucket', Condition))).toEqual([]));
});

describe('other conditions that restrict nothing', () => {
  it.each<[string, readonly object[], readonly string[]]>([
    ['no values', [when('s3:GetObject', { StringEquals: { 'aws:SourceVpc': [] } })], ['no-value aws:SourceVpc']],
    [
      'a key that no action has',
      [when(['s3:GetObject', 's3:PutObject'], { StringLike: { 's3:prefix': 'home/*' } })],
      ['key-of-no-action s3:prefix'],
    ],
    [
      'a key that no action has, negated',
      [when('s3:GetObject', { StringNotLike: { 's3:prefix': 'secret/*' } })],
      ['key-of-no-action s3:prefix'],
    ],
    [
      'a key that some action has',
      [when(['s3:GetObject', 's3:ListBucket'], { StringLike: { 's3:prefix': 'home/*' } })],
      [],
    ],
    ['a key that some action of a pattern has', [when('s3:*', { StringLike: { 's3:prefix': 'home/*' } })], []],
    [
      'a key of an action that the data does not have',
      [when('s3:GetNewThing', { StringLike: { 's3:prefix': 'home/*' } })],
      [],
    ],
    ['a key that the data does not have', [when('s3:GetObject', { StringLike: { 's3:newkey': 'home/*' } })], []],
    [
      'a key that the tables do not list for certain',
      [when('aws-marketplace:Subscribe', { 'ForAnyValue:StringEquals': { 'aws-marketplace:ProductId': 'prod-1' } })],
      [],
    ],
  ])('%s', (_, statements, expected) => expect(of(...statements)).toEqual(expected));
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
describe('a Deny', () => {
  it.each<[string, readonly object[], readonly string[]]>([
    [
      'does not meet access keys with Bool',
      [deny('*', '*', { Condition: mfa('Bool', 'false') })],
      ['passes-long-term-keys aws:MultiFactorAuthPresent'],
    ],
    ['meets them with IfExists', [deny('*', '*', { Condition: mfa('BoolIfExists', 'false') })], []],
    [
      'meets them together with another',
      [
        deny('*', '*', { Condition: mfa('Bool', 'false') }),
        deny('*', '*', { Condition: { Null: { 'aws:MultiFactorAuthPresent': 'true' } } }),
      ],
      [],
    ],
    ['of those with a second factor', [deny('*', '*', { Condition: mfa('Bool', 'true') })], []],
    // "Deny with unsupported tag condition key for service": https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
    [
      'of a key that its actions do not have',
      [deny('s3:GetObject', '*', { Condition: { StringLike: { 's3:prefix': 'secret/*' } } })],
      ['key-of-no-action s3:prefix'],
    ],
    [
      'of such a key, negated: it denies always',
      [deny('s3:GetObject', '*', { Condition: { StringNotLike: { 's3:prefix': 'home/*' } } })],
      [],
    ],
    [
      'with ForAllValues, which denies more',
      [deny('ec2:*', '*', { Condition: { 'ForAllValues:StringEquals': tagKeys } })],
      [],
    ],
  ])('%s', (_, statements, expected) => expect(of(...statements)).toEqual(expected));
});

describe('policies of resources', () => {
  const found = (
    fact: DerivedFact,
    type: 'AWS::S3::Bucket' | 'AWS::IAM::Role' | 'AWS::KMS::Key' | 'AWS::DynamoDB::Table',
    ...statements: readonly object[]
  ): unknown => {
    const value = derive(
      fact,
      resourceWith(type, { 'access.policyDocument': statements.length === 0 ? null : documentOf(...statements) }),
    );
    return typeof value === 'string' ? value : value.map(({ problem, key }) => `${problem} ${key}`);
  };
  const read = (Principal: unknown, Condition: object): object => ({
    ...when('s3:GetObject', Condition),
    Resource: 'arn:aws:s3:::features/*',
    Principal,
  });
  const own = { AWS: 'arn:aws:iam::111122223333:root' };
  const org = { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } };
  const everybody = '*';

  it.each<[string, readonly object[], readonly string[]]>([
    ['accounts of no organization get in', [read(everybody, org)], ['if-exists aws:PrincipalOrgID']],
    ['those of the own account do not depend on it', [read(own, org)], []],
    ['those of another account do', [read({ AWS: '444455556666' }, org)], ['if-exists aws:PrincipalOrgID']],
    [
      'a Deny keeps them out',
      [
        read(everybody, org),
        { ...deny('s3:*'), Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } },
      ],
      [],
    ],
    [
      'a Deny of other requests does not',
      [
        read(everybody, org),
        {
          ...deny('s3:Put*'),
          Principal: '*',
          Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
        },
      ],
      ['if-exists aws:PrincipalOrgID'],
    ],
    [
      'without a signature there is no ARN',
      [read(everybody, { 'ForAllValues:StringLike': { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:*' } })],
      ['for-all-values aws:PrincipalArn'],
    ],
    [
      'a named principal has an ARN',
      [read(own, { 'ForAllValues:StringLike': { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } })],
      [],
    ],
    [
      'any source',
      [read({ Service: 'logging.s3.amazonaws.com' }, { ArnLike: { 'aws:SourceArn': '*' } })],
      ['any-value aws:SourceArn'],
    ],
    ['a policy that is not there', [], []],
  ])('of a bucket: %s', (_, statements, expected) => {
    expect(found(bucketIneffectiveConditions, 'AWS::S3::Bucket', ...statements)).toEqual(expected);
  });

  const assume = (Principal: object, Condition: object, Action = 'sts:AssumeRole'): object => ({
    Effect: 'Allow',
    Principal,
    Action,
    Condition,
  });
  const github = { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' };
  it.each<[string, object, readonly string[]]>([
    [
      'an external id that may be left out',
      assume({ AWS: '444455556666' }, { StringEqualsIfExists: { 'sts:ExternalId': 'x' } }),
      ['if-exists sts:ExternalId'],
    ],
    [
      'any external id',
      assume({ AWS: '444455556666' }, { StringLike: { 'sts:ExternalId': '*' } }),
      ['any-value sts:ExternalId'],
    ],
    ['access keys without a second factor', assume(own, mfa('BoolIfExists')), ['if-exists aws:MultiFactorAuthPresent']],
    [
      'roles always say whether there was one',
      assume({ AWS: 'arn:aws:iam::111122223333:role/people' }, mfa('BoolIfExists')),
      [],
    ],
    [
      'any repository',
      assume(
        github,
        { StringLike: { 'token.actions.githubusercontent.com:sub': '*' } },
        'sts:AssumeRoleWithWebIdentity',
      ),
      ['any-value token.actions.githubusercontent.com:sub'],
    ],
    [
      'a repository',
      assume(
        github,
        { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/models:*' } },
        'sts:AssumeRoleWithWebIdentity',
      ),
      [],
    ],
    [
      'an external id of a call that has none',
      assume(github, { StringEquals: { 'sts:ExternalId': 'x' } }, 'sts:AssumeRoleWithWebIdentity'),
      ['key-of-no-action sts:ExternalId'],
    ],
  ])('of a role: %s', (_, statement, expected) => {
    expect(found(roleIneffectiveConditions, 'AWS::IAM::Role', statement)).toEqual(expected);
  });

  it('of keys and tables', () => {
    const decrypt = {
      ...when('kms:Decrypt', { StringEqualsIfExists: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } }),
      Principal: own,
    };
    expect(found(keyIneffectiveConditions, 'AWS::KMS::Key', decrypt)).toEqual(['if-exists kms:ViaService']);
    const rows = {
      ...when('dynamodb:*', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'a' } }),
      Principal: own,
    };
    expect(found(tableIneffectiveConditions, 'AWS::DynamoDB::Table', rows)).toEqual([
      'for-all-values dynamodb:LeadingKeys',
    ]);
  });

  it('are unknown where they could not be read', () => {
    expect(
      derive(bucketIneffectiveConditions, resourceWith('AWS::S3::Bucket', { 'access.policyDocument': undefined })),
    ).toBe('not authorized');
  });
});

it('is unknown where a statement that decides is', () => {
  const unclear = { ...deny('*'), Conditions: {} };
  expect(of(when(create, { 'ForAllValues:StringEquals': tagKeys }), unclear)).toEqual(expect.any(String));
  expect(of({ ...when('s3:*', {}), Conditions: {} })).toContain('cannot be understood');
  expect(derive(managedPolicyIneffectiveConditions, policyWith(undefined))).toBe('not authorized');
});
