import { describe, expect, it } from 'vitest';
import type { DerivedFact } from '../../../../src/model/derived.ts';
import { deriveOf, documentOf, ofPolicy, other, own, refusal, resourceWith, trustFacts } from './resources.ts';

const etl = `arn:aws:iam::${own}:role/etl`;
const root = `arn:aws:iam::${own}:root`;

describe('deleted principals', () => {
  const stale = (...statements: readonly unknown[]): unknown =>
    ofPolicy('AWS::S3::Bucket', 'access.stalePrincipals', ...statements);
  const statement = (more: object) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...more });

  it.each(['AIDACKCEVSQ6C2EXAMPLE', 'AROADBQP57FF2AEXAMPLE', 'AGPACKCEVSQ6C2EXAMPLE', 'ANPACKCEVSQ6C2EXAMPLE'])(
    '%s is one',
    (id) => {
      expect(stale(statement({ Principal: { AWS: [etl, id] } }))).toEqual([
        { statement: 0, sid: null, effect: 'Allow', element: 'Principal', id },
      ]);
    },
  );
  it('count in a Deny and in NotPrincipal too', () => {
    const found = stale(
      statement({ Effect: 'Deny', Principal: { AWS: 'AIDACKCEVSQ6C2EXAMPLE' } }),
      statement({ Effect: 'Deny', NotPrincipal: { AWS: ['AROADBQP57FF2AEXAMPLE', root] } }),
    );
    expect(found).toMatchObject([{ statement: 0 }, { statement: 1, element: 'NotPrincipal' }]);
  });
  it.each([etl, root, own, '*', 'AIDA', 'arn:aws:iam::111122223333:user/AIDACKCEVSQ6C2EXAMPLE'])(
    '%s is none',
    (value) => {
      expect(stale(statement({ Principal: { AWS: value } }))).toEqual([]);
    },
  );
  it('are unknown where a statement is not understood', () => {
    expect(stale(statement({ Principal: { aws: etl } }))).toMatchObject({ code: 'NotUnderstood' });
  });
});

describe('delegation to access points', () => {
  const delegation = (...statements: readonly unknown[]): unknown =>
    ofPolicy('AWS::S3::Bucket', 'access.accessPointDelegation', ...statements);
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-delegating-control
  const allow = (Condition: object, Principal: unknown = { AWS: '*' }) => ({
    Effect: 'Allow',
    Principal,
    Action: '*',
    Resource: ['arn:aws:s3:::features', 'arn:aws:s3:::features/*'],
    Condition,
  });

  it.each<[string, object, readonly string[] | null]>([
    ['of the own account', { StringEquals: { 's3:DataAccessPointAccount': own } }, [own]],
    ['of two accounts', { StringEquals: { 's3:DataAccessPointAccount': [own, other] } }, [own, other]],
    ['of an account by ARN', { ArnLike: { 's3:DataAccessPointArn': `arn:aws:s3:*:${other}:accesspoint/*` } }, [other]],
    [
      'of an account by ARN as text',
      { StringLike: { 's3:DataAccessPointArn': `arn:aws:s3:eu-central-1:${own}:accesspoint/*` } },
      [own],
    ],
    ['of anybody', { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:*:*:accesspoint/*' } }, null],
    ['of anybody, by network', { StringEquals: { 's3:AccessPointNetworkOrigin': 'VPC' } }, null],
    ['of anybody but one', { StringNotEquals: { 's3:DataAccessPointAccount': other } }, null],
    ['of an account if there is one', { StringEqualsIfExists: { 's3:DataAccessPointAccount': own } }, null],
    ['of an account with a wildcard', { StringLike: { 's3:DataAccessPointAccount': '1111*' } }, null],
  ])('%s', (_, condition, accounts) => {
    expect(delegation(allow(condition))).toEqual([{ statement: 0, sid: null, accounts }]);
  });
  it('is none without such a condition, or to a principal by name', () => {
    expect(delegation(allow({}))).toEqual([]);
    expect(delegation(allow({ StringNotEquals: { 's3:DataAccessPointAccount': other } }, { AWS: etl }))).toEqual([]);
  });
});

describe('the creation of grants is open', () => {
  const open = (...statements: readonly unknown[]): readonly string[] =>
    (
      ofPolicy('AWS::KMS::Key', 'access.openGrantCreation', ...statements) as readonly { readonly principal: string }[]
    ).map(({ principal }) => principal);
  const allow = (Condition: object, more: object = {}) => ({
    Effect: 'Allow',
    Principal: { AWS: etl },
    Action: 'kms:CreateGrant',
    Resource: '*',
    Condition,
    ...more,
  });

  it.each<[string, object]>([
    ['without a condition', {}],
    ['where a service need not be meant', { BoolIfExists: { 'kms:GrantIsForAWSResource': 'true' } }],
    ['where no service is meant', { Bool: { 'kms:GrantIsForAWSResource': 'false' } }],
    ['for some operations of anybody', { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } }],
    ['for any operation of somebody', { StringEquals: { 'kms:GranteePrincipal': etl } }],
    [
      'for some operations of any role',
      {
        'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] },
        ArnLike: { 'kms:GranteePrincipal': `arn:aws:iam::${own}:role/*` },
      },
    ],
    ['through a service', { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } }],
  ])('%s', (_, condition) => expect(open(allow(condition))).toEqual([etl]));

  it.each<[string, object]>([
    // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
    ['for services alone', { Bool: { 'kms:GrantIsForAWSResource': true } }],
    [
      'for some operations of somebody',
      {
        'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Encrypt', 'Decrypt'] },
        StringEquals: { 'kms:GranteePrincipal': etl },
      },
    ],
  ])('but not %s', (_, condition) => expect(open(allow(condition))).toEqual([]));

  it('by patterns and NotAction, for everybody, but not for the own account', () => {
    expect(open(allow({}, { Action: 'kms:*' }))).toEqual([etl]);
    expect(open(allow({}, { Action: undefined, NotAction: 'kms:Decrypt' }))).toEqual([etl]);
    expect(open(allow({}, { Principal: '*' }))).toEqual(['*']);
    expect(open(allow({}, { Action: 'kms:*', Principal: { AWS: [root, own] } }))).toEqual([]);
    expect(open(allow({}, { Action: 'kms:Decrypt' }))).toEqual([]);
  });
  it('but not where a Deny takes it back', () => {
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:CreateGrant',
      Resource: '*',
      Condition: { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false' } },
    };
    expect(open(allow({}), deny)).toEqual([]);
  });
});

describe('two duties of one principal', () => {
  const dual = (...statements: readonly unknown[]): unknown =>
    ofPolicy('AWS::KMS::Key', 'access.dualDuty', ...statements);
  const allow = (AWS: unknown, Action: unknown, more: object = {}) => ({
    Effect: 'Allow',
    Principal: { AWS },
    Action,
    Resource: '*',
    ...more,
  });

  it('in one statement', () => {
    expect(dual(allow(etl, 'kms:*'))).toMatchObject([
      { principal: etl, administers: ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:CreateGrant'] },
    ]);
  });
  it('in two statements', () => {
    expect(dual(allow(etl, 'kms:PutKeyPolicy'), allow([etl, root], ['kms:Decrypt']))).toEqual([
      { principal: etl, administers: ['kms:PutKeyPolicy'], uses: ['kms:Decrypt'] },
    ]);
  });
  it.each<[string, readonly unknown[]]>([
    ['of the own account, which only delegates', [allow(root, 'kms:*')]],
    ['of two principals', [allow(etl, 'kms:PutKeyPolicy'), allow(`arn:aws:iam::${own}:role/app`, 'kms:Decrypt')]],
    // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    [
      'where grants are for services',
      [
        allow(etl, ['kms:Decrypt', 'kms:GenerateDataKey*']),
        allow(etl, 'kms:CreateGrant', { Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } }),
      ],
    ],
    [
      'where a Deny takes one of them',
      [
        allow(etl, 'kms:*'),
        { Effect: 'Deny', Principal: { AWS: etl }, Action: ['kms:Decrypt', 'kms:Generate*'], Resource: '*' },
      ],
    ],
  ])('are not those %s', (_, statements) => expect(dual(...statements)).toEqual([]));
});

describe('grants of a key to outside', () => {
  const grant = (more: object) => ({
    id: 'g1',
    name: null,
    grantee: etl,
    retiringPrincipal: null,
    issuingAccount: null,
    operations: ['Decrypt'],
    constraints: [],
    createdAt: null,
    ...more,
  });
  const outside = (...grants: readonly object[]): unknown =>
    deriveOf(resourceWith('AWS::KMS::Key', { 'access.grants': grants }), 'access.grantsOutside');

  it('are those whose grantee, or who may retire them, is of another account', () => {
    const stranger = `arn:aws:iam::${other}:role/etl`;
    expect(outside(grant({ grantee: stranger }), grant({ id: 'g2', retiringPrincipal: stranger }))).toEqual([
      { grant: 'g1', part: 'grantee', principal: stranger, account: other, operations: ['Decrypt'] },
      { grant: 'g2', part: 'retiring-principal', principal: stranger, account: other, operations: ['Decrypt'] },
    ]);
    expect(outside(grant({ grantee: 'something else' }))).toMatchObject([{ account: null }]);
  });
  it.each([etl, root, 'dynamodb.eu-central-1.amazonaws.com', 'AROADBQP57FF2AEXAMPLE'])(
    'are not those to %s',
    (grantee) => {
      expect(outside(grant({ grantee }))).toEqual([]);
    },
  );
  it('are unknown where grants are', () => {
    expect(deriveOf(resourceWith('AWS::KMS::Key', { 'access.grants': undefined }), 'access.grantsOutside')).toEqual(
      refusal,
    );
  });
});

describe('where a bucket is copied to', () => {
  const fact = trustFacts.find(({ path }) => path === 'recovery.replicationTargets') as DerivedFact;
  const rule = (more: object = {}) => ({
    id: 'all',
    enabled: true,
    prefix: '',
    tags: [],
    destinationBucket: 'arn:aws:s3:::copy',
    destinationAccount: null,
    destinationKey: null,
    replicatesDeleteMarkers: false,
    replicatesKmsEncrypted: false,
    ...more,
  });
  const targets = (rules: unknown, known: readonly [string, string][] = [], gap = false): unknown => {
    const index: unknown = fact.relation?.start();
    for (const [arn, account] of known)
      fact.relation?.add(index, { ...resourceWith('AWS::S3::Bucket', {}), arn, account });
    if (gap)
      fact.relation?.addGap(index, {
        type: 'AWS::S3::Bucket',
        partition: 'aws',
        account: other,
        region: 'eu-west-1',
        ...refusal,
      });
    return deriveOf(
      resourceWith('AWS::S3::Bucket', { 'recovery.replication': rules }),
      'recovery.replicationTargets',
      index,
    );
  };

  it('is whose the snapshot says, else whose the rule says, else nobody’s that is known', () => {
    expect(targets([rule()], [['arn:aws:s3:::copy', own]])).toEqual([
      { rule: 'all', bucket: 'arn:aws:s3:::copy', account: own },
    ]);
    expect(targets([rule({ destinationAccount: own })], [['arn:aws:s3:::copy', other]])).toMatchObject([
      { account: other },
    ]);
    expect(targets([rule({ destinationAccount: other })])).toMatchObject([{ account: other }]);
    expect(targets([rule()])).toMatchObject([{ account: null }]);
  });
  it('is nowhere by a rule that is off', () => expect(targets([rule({ enabled: false })])).toEqual([]));
  it('is unknown where the rules are, or buckets that it may be', () => {
    expect(targets(undefined)).toEqual(refusal);
    expect(targets([rule()], [], true)).toEqual(refusal);
    expect(targets([rule({ destinationAccount: other })], [], true)).toMatchObject([{ account: other }]);
  });
});

it('nothing is granted by a policy that is not there', () => {
  const bare = { 'access.policyDocument': null };
  for (const { type, path, reads } of trustFacts) {
    if (
      !reads.includes('access.policyDocument') ||
      !['AWS::KMS::Key', 'AWS::IAM::Role', 'AWS::DynamoDB::Table'].includes(type)
    )
      continue;
    const value = deriveOf(resourceWith(type as 'AWS::KMS::Key', bare), path);
    if (Array.isArray(value)) expect(value, path).toEqual([]);
  }
  expect(documentOf()).toEqual({ Version: '2012-10-17', Statement: [] });
});
