import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveOf, documentOf, ofPolicy, other, own, refusal, resourceWith, type Type } from './resources.ts';

const organization = 'o-a1b2c3d4e5';
const path = 'access.trustedOutside';

interface Entry {
  readonly kind: string;
  readonly id: string;
  readonly organization: string | null;
  readonly actions: readonly string[];
}

const entries = (type: Type, ...statements: readonly unknown[]): readonly Entry[] =>
  ofPolicy(type, path, ...statements) as readonly Entry[];
const who = (...statements: readonly unknown[]): readonly string[] =>
  entries('AWS::S3::Bucket', ...statements).map(({ kind, id, organization: within }) =>
    within === null || within === id ? `${kind} ${id}` : `${kind} ${id} in ${within}`,
  );

const allow = (Principal: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Principal,
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::features/*',
  ...more,
});
const when = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });
const deny = (more: object) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::features', 'arn:aws:s3:::features/*'],
  ...more,
});

describe('a bucket policy lets in from outside', () => {
  it.each<[string, readonly unknown[], readonly string[]]>([
    ['another account by its number', [allow({ AWS: other })], [`account ${other}`]],
    ['another account by its root', [allow({ AWS: `arn:aws:iam::${other}:root` })], [`account ${other}`]],
    [
      'a role, a user and a session of it',
      [
        allow({
          AWS: [
            `arn:aws:iam::${other}:role/etl`,
            `arn:aws:iam::${other}:user/ana`,
            `arn:aws:sts::${other}:assumed-role/etl/job`,
          ],
        }),
      ],
      [`account ${other}`, `account ${other}`, `account ${other}`],
    ],
    [
      'nobody of the own account',
      [allow({ AWS: [own, `arn:aws:iam::${own}:role/etl`, `arn:aws:iam::${own}:root`] })],
      [],
    ],
    ['everybody', [allow('*')], ['anyone *']],
    [
      'everybody but somebody, which is everybody',
      [{ ...allow('*'), Principal: undefined, NotPrincipal: { AWS: own } }],
      ['anyone *'],
    ],
    ['no service, whose deputies are another matter', [allow({ Service: 'logging.s3.amazonaws.com' })], []],
    ['no principal that was deleted', [allow({ AWS: 'AROADBQP57FF2AEXAMPLE' })], []],
    [
      'a canonical user',
      [allow({ CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' })],
      ['canonical-user 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'],
    ],
    [
      'a provider of another account',
      [allow({ Federated: `arn:aws:iam::${other}:saml-provider/idp` })],
      [`provider arn:aws:iam::${other}:saml-provider/idp`],
    ],
    ['no provider of the own account', [allow({ Federated: `arn:aws:iam::${own}:saml-provider/idp` })], []],
    [
      'an account of AWS that delivers logs',
      [allow({ AWS: 'arn:aws:iam::054676820928:root' }, { Action: 's3:PutObject' })],
      ['log-delivery 054676820928'],
    ],
    [
      'the same account as a stranger where it may read',
      [allow({ AWS: 'arn:aws:iam::054676820928:root' })],
      ['account 054676820928'],
    ],
    ['nobody by a statement on another bucket', [allow('*', { Resource: 'arn:aws:s3:::labels/*' })], []],
    ['nobody by a statement without a principal', [{ ...allow('*'), Principal: undefined }], []],
  ])('%s', (_, statements, expected) => {
    expect(who(...statements)).toEqual(expected);
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
  it.each<[string, object, readonly string[]]>([
    ['an organization', when('StringEquals', 'aws:PrincipalOrgID', organization), [`organization ${organization}`]],
    [
      'an organization, the key in other letters',
      when('StringEquals', 'AWS:principalORGid', organization),
      [`organization ${organization}`],
    ],
    [
      'two organizations',
      when('StringEquals', 'aws:PrincipalOrgID', [organization, 'o-0987654321']),
      [`organization ${organization}`, 'organization o-0987654321'],
    ],
    [
      'a part of an organization',
      when('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', `${organization}/r-ab12/ou-ab12-11111111/*`),
      [`organization ${organization}`],
    ],
    ['an account', when('StringEquals', 'aws:PrincipalAccount', other), [`account ${other}`]],
    ['nobody but the own account', when('StringEquals', 'aws:PrincipalAccount', own), []],
    ['roles of an account', when('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${other}:role/*`), [`account ${other}`]],
    ['an endpoint', when('StringEquals', 'aws:SourceVpce', 'vpce-1a2b3c4d'), ['network vpce-1a2b3c4d']],
    ['addresses', when('IpAddress', 'aws:SourceIp', '203.0.113.0/24'), ['network 203.0.113.0/24']],
    [
      'access points of the own account, which is nobody else',
      when('StringEquals', 's3:DataAccessPointAccount', own),
      [],
    ],
    [
      'access points of another account',
      when('ArnLike', 's3:DataAccessPointArn', `arn:aws:s3:*:${other}:accesspoint/*`),
      [`account ${other}`],
    ],
    ['AWS services alone, which is nobody', when('Bool', 'aws:PrincipalIsAWSService', 'true'), []],
  ])('%s', (_, condition, expected) => {
    expect(who(allow('*', condition))).toEqual(expected);
  });

  it.each<[string, object]>([
    ['a negated operator', when('StringNotEquals', 'aws:PrincipalOrgID', organization)],
    ['IfExists', when('StringEqualsIfExists', 'aws:PrincipalOrgID', organization)],
    ['ForAllValues', when('ForAllValues:StringEquals', 'aws:PrincipalOrgID', organization)],
    ['a wildcard', when('StringLike', 'aws:PrincipalOrgID', '*')],
    ['a wildcard in the organization', when('StringLike', 'aws:PrincipalOrgID', 'o-a1*')],
    ['a wildcard for the account', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/etl')],
    [
      'a wildcard of StringLike, which goes past the account',
      when('StringLike', 'aws:PrincipalArn', `arn:*:${other}:role/etl`),
    ],
    ['a variable', when('StringEquals', 'aws:PrincipalOrgID', ['$', '{aws:PrincipalTag/org}'].join(''))],
    ['a key that is only there', when('Null', 'aws:PrincipalOrgID', 'false')],
    ['every address', when('IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '0.0.0.0/0'])],
    ['a key that does not say who', when('StringEquals', 'aws:PrincipalTag/team', 'data')],
    ['TLS', when('Bool', 'aws:SecureTransport', 'true')],
  ])('everybody in spite of %s', (_, condition) => {
    expect(who(allow('*', condition))).toEqual(['anyone *']);
  });

  it('an account within an organization, which is both', () => {
    expect(who(allow({ AWS: other }, when('StringEquals', 'aws:PrincipalOrgID', organization)))).toEqual([
      `account ${other} in ${organization}`,
    ]);
  });

  it('nobody by a condition that the principal does not meet', () => {
    expect(who(allow({ AWS: other }, when('StringEquals', 'aws:PrincipalAccount', '777788889999')))).toEqual([]);
  });
});

describe('what a Deny of the same policy takes back is not let in', () => {
  it.each<[string, object, readonly string[]]>([
    [
      'everybody outside an organization',
      deny(when('StringNotEquals', 'aws:PrincipalOrgID', organization)),
      [`organization ${organization}`],
    ],
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
    [
      'everybody outside an organization but AWS services',
      deny({
        Condition: {
          StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organization },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
      [`organization ${organization}`],
    ],
    ['everybody outside the account', deny(when('StringNotEquals', 'aws:PrincipalAccount', own)), []],
    ['everybody', deny({}), []],
    ['everybody, of the action alone', deny({ Action: 's3:Get*', Resource: '*' }), []],
  ])('%s', (_, statement, expected) => {
    expect(who(allow('*'), statement)).toEqual(expected);
  });

  it.each<[string, object]>([
    ['is of another action', deny({ Action: 's3:PutObject' })],
    ['is of the bucket alone', deny({ Resource: 'arn:aws:s3:::features' })],
    ['is of some objects', deny({ Resource: 'arn:aws:s3:::features/raw/*' })],
    ['is of somebody else', deny({ Principal: { AWS: other } })],
    [
      'spares who lacks the key',
      deny({ Condition: { 'ForAnyValue:StringNotEquals': { 'aws:PrincipalOrgID': organization } } }),
    ],
    [
      'has another condition that spares anybody',
      deny({
        Condition: {
          StringNotEquals: { 'aws:PrincipalOrgID': organization },
          Bool: { 'aws:SecureTransport': 'false' },
        },
      }),
    ],
    ['spares a wildcard', deny(when('StringNotLike', 'aws:PrincipalOrgID', '*'))],
  ])('but everybody is where it %s', (_, statement) => {
    expect(who(allow('*'), statement)).toEqual(['anyone *']);
  });

  it('an account that a Deny with NotPrincipal does not list', () => {
    const statement = {
      ...deny({}),
      Principal: undefined,
      NotPrincipal: { AWS: [own, `arn:aws:iam::${own}:role/etl`] },
    };
    expect(who(allow({ AWS: other }), statement)).toEqual([]);
    expect(who(allow({ AWS: other }), { ...statement, NotPrincipal: { AWS: other } })).toEqual([`account ${other}`]);
  });
});

describe('the actions that are given away', () => {
  const actions = (...statements: readonly unknown[]) => entries('AWS::S3::Bucket', ...statements)[0]?.actions;

  it('are those on the part that the statement speaks of', () => {
    expect(actions(allow({ AWS: other }, { Action: 's3:Put*' }))).toEqual(['s3:PutObjectAcl', 's3:PutObject']);
    expect(actions(allow({ AWS: other }, { Action: 's3:Put*', Resource: 'arn:aws:s3:::features' }))).toEqual([
      's3:PutBucketAcl',
      's3:PutBucketPolicy',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:PutReplicationConfiguration',
    ]);
  });

  it('are compared without regard to case, and NotAction gives all others', () => {
    expect(actions(allow({ AWS: other }, { Action: 'S3:putobjectACL' }))).toEqual(['s3:PutObjectAcl']);
    expect(
      actions(
        allow({ AWS: other }, { Action: undefined, NotAction: 's3:*Object*', Resource: 'arn:aws:s3:::features*' }),
      ),
    ).toContain('s3:PutBucketPolicy');
  });

  it('are less what is denied', () => {
    const grant = allow({ AWS: other }, { Action: 's3:*', Resource: '*' });
    expect(actions(grant)).toContain('s3:PutBucketPolicy');
    expect(actions(grant, deny({ Action: 's3:PutBucketPolicy' }))).not.toContain('s3:PutBucketPolicy');
  });

  it.each([
    'arn:aws:s3:::features/a/*',
    'arn:aws:s3:::feat*',
    'arn:aws:s3:::*/raw',
    '*',
    'arn:aws:s3:::features?*',
    `arn:aws:s3:::features/${'$'}{aws:username}/*`,
  ])('on objects are given by a resource of %s', (Resource) => {
    expect(actions(allow({ AWS: other }, { Resource }))).toEqual(['s3:GetObject']);
  });

  it.each(['arn:aws:s3:::features', 'arn:aws:s3:::features-raw/*', 'arn:aws:s3:::labels*'])(
    'on objects are not given by a resource of %s',
    (Resource) => {
      expect(actions(allow({ AWS: other }, { Resource })) ?? []).toEqual([]);
    },
  );
});

describe('other resources', () => {
  const anybody = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' };

  it('a key used by anybody of an account through a service is of that account', () => {
    // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account
    const condition = (account: string) => ({
      Condition: { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } },
    });
    expect(entries('AWS::KMS::Key', { ...anybody, ...condition(own) })).toEqual([]);
    expect(entries('AWS::KMS::Key', { ...anybody, ...condition(other) })).toMatchObject([
      { kind: 'account', id: other },
    ]);
    expect(
      entries('AWS::KMS::Key', {
        ...anybody,
        ...when('StringEquals', 'kms:ViaService', 's3.eu-central-1.amazonaws.com'),
      }),
    ).toMatchObject([{ kind: 'anyone' }]);
  });

  it('the default policy of a key lets nobody in from outside', () => {
    expect(
      entries('AWS::KMS::Key', {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${own}:root` },
        Action: 'kms:*',
        Resource: '*',
      }),
    ).toEqual([]);
  });

  it('a role that only takes tags from somebody does not let them in', () => {
    const trust = (Action: unknown) => ({ Effect: 'Allow', Principal: { AWS: other }, Action });
    expect(entries('AWS::IAM::Role', trust('sts:TagSession'))).toEqual([]);
    expect(entries('AWS::IAM::Role', trust(['sts:TagSession', 'sts:AssumeRole']))).toMatchObject([
      { actions: ['sts:AssumeRole'] },
    ]);
  });

  it('a table gives its items and those of its indexes', () => {
    const table = `arn:aws:dynamodb:eu-central-1:${own}:table/labels`;
    const read = { Effect: 'Allow', Principal: { AWS: other }, Action: 'dynamodb:Query' };
    expect(entries('AWS::DynamoDB::Table', { ...read, Resource: table })).toMatchObject([
      { actions: ['dynamodb:Query'] },
    ]);
    expect(entries('AWS::DynamoDB::Table', { ...read, Resource: `${table}/index/by-day` })).toMatchObject([
      { id: other },
    ]);
  });
});

describe('who is let in is unknown', () => {
  const derive = (document: unknown) =>
    deriveOf(resourceWith('AWS::S3::Bucket', { 'access.policyDocument': document }), path);

  it('when the policy is', () => expect(derive(undefined)).toEqual(refusal));
  it('when a statement that may allow is not understood', () => {
    expect(derive(documentOf({ effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }))).toMatchObject({
      code: 'NotUnderstood',
    });
    expect(derive(documentOf(allow('*', { Condition: { Maybe: {} } })))).toMatchObject({ code: 'NotUnderstood' });
  });
  it('when a Deny that may take it back is not understood', () => {
    expect(derive(documentOf(allow('*'), deny({ Condition: { Maybe: {} } })))).toMatchObject({ code: 'NotUnderstood' });
  });
  it('but not when there is nothing to take back', () => {
    expect(derive(documentOf(deny({ Condition: { Maybe: {} } })))).toEqual([]);
    expect(derive(null)).toEqual([]);
  });
});

it('whatever the document, it is derived or unknown, and quickly', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (Statement, Principal) => {
      for (const document of [{ Version: '2012-10-17', Statement }, documentOf({ ...allow('*'), Principal })]) {
        const value = deriveOf(resourceWith('AWS::S3::Bucket', { 'access.policyDocument': document }), path);
        expect(value).toBeDefined();
      }
    }),
  );
});
