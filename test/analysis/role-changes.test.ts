import { describe, expect, it } from 'vitest';
import { identityEstate } from '../../src/analysis/identity-estate.ts';
import { roleChanges } from '../../src/analysis/role-changes.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';
import { allow, denied, document, policy, resource, role } from './access/estate/estate-of.ts';

const deny = (Action: string | readonly string[], rest: object = {}): object => ({
  ...allow(Action, '*', rest),
  Effect: 'Deny',
});

/** What the role with this inline policy, and others, can change. */
const changes = (statements: readonly object[], facts: object = {}, others: readonly Resource[] = []): unknown => {
  const all = [...role('vendor', { inline: { data: document(...statements) }, ...facts }), ...others];
  const index = identityEstate.start();
  for (const one of all) identityEstate.add(index, one);
  const value = roleChanges.derive(all[0] as Resource, index);
  return value instanceof Underivable ? value.because.message : value;
};

/** By which actions it can. */
const actions = (...given: Parameters<typeof changes>): unknown => {
  const found = changes(...given);
  return Array.isArray(found) ? (found as readonly { readonly action: string }[]).map(({ action }) => action) : found;
};

describe('what a role can change', () => {
  it.each<[string, readonly object[], readonly string[]]>([
    ['nothing without an Allow', [], []],
    ['nothing by reading', [allow(['s3:Get*', 's3:List*', 'dynamodb:Scan'])], []],
    [
      'nothing by decrypting, which AWS lists as a write',
      [allow(['s3:GetObject', 'kms:Decrypt', 'kms:DescribeKey'])],
      [],
    ],
    [
      'nothing by a list that AWS lists as a write',
      [allow(['iot:ListSubscriptions', 'ssm-sap:GetResourcePermission'])],
      [],
    ],
    ['objects', [allow('s3:PutObject', 'arn:aws:s3:::features/*')], ['s3:PutObject']],
    ['tags', [allow('s3:PutObjectTagging')], ['s3:PutObjectTagging']],
    [
      'the gravest of several',
      [allow(['s3:PutObjectTagging', 's3:PutObject', 's3:PutBucketPolicy'])],
      ['s3:PutBucketPolicy'],
    ],
    ['what a pattern means', [allow('dynamodb:*Item')], ['dynamodb:BatchWriteItem']],
    [
      'all but what NotAction names',
      [{ Effect: 'Allow', NotAction: ['iam:*'], Resource: 'arn:aws:s3:::labels/*' }],
      ['s3:AssociateAccessGrantsIdentityCenter'],
    ],
    ['itself, into another role', [allow('sts:AssumeRole', 'arn:aws:iam::*:role/etl')], ['sts:AssumeRole']],
    ['a database, by its login', [allow('redshift:GetClusterCredentials')], ['redshift:GetClusterCredentials']],
    ['a directory bucket, by a session', [allow('s3express:CreateSession')], ['s3express:CreateSession']],
    [
      'no directory bucket, by a session that reads',
      [allow('s3express:CreateSession', '*', { Condition: { StringEquals: { 's3express:SessionMode': 'ReadOnly' } } })],
      [],
    ],
    [
      'nothing that is denied',
      [
        allow('s3:*'),
        deny(['s3:P*', 's3:D*', 's3:C*', 's3:R*', 's3:A*', 's3:B*', 's3:I*', 's3:O*', 's3:S*', 's3:T*', 's3:U*']),
      ],
      [],
    ],
    [
      'nothing but reads where all else is denied',
      [allow('*'), { Effect: 'Deny', NotAction: ['s3:Get*', '*:List*', '*:Describe*'], Resource: '*' }],
      [],
    ],
    [
      'what is denied in some requests only',
      [allow('s3:PutObject'), deny('s3:PutObject', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      ['s3:PutObject'],
    ],
  ])('%s', (_, statements, expected) => expect(actions(statements)).toEqual(expected));

  it('is told with its level, a resource and the policy that grants it', () => {
    const others = [policy('write', document(allow('s3:PutObject', 'arn:aws:s3:::labels/new.csv')))];
    const attached = ['arn:aws:iam::111122223333:policy/write'];
    expect(changes([allow('s3:DeleteBucketPolicy')], { attached }, others)).toEqual([
      {
        action: 's3:DeleteBucketPolicy',
        level: 'Permissions management',
        resource: 'arn:aws:s3:::example-bucket/example-object',
        policy: 'inline policy data',
      },
      {
        action: 's3:PutObject',
        level: 'Write',
        resource: 'arn:aws:s3:::labels/new.csv',
        policy: 'policy arn:aws:iam::111122223333:policy/write',
      },
    ]);
  });

  it('stays within the permissions boundary', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/readers';
    const readers = policy('readers', document(allow(['s3:Get*', 's3:List*'])));
    expect(changes([allow('*')], { boundary }, [readers])).toEqual([]);
  });

  it('is unknown where a policy could not be read, or has an action that is not known', () => {
    const attached = ['arn:aws:iam::111122223333:policy/lost'];
    const lost = resource('AWS::IAM::ManagedPolicy', attached[0] as string, { document: denied });
    expect(changes([], { attached }, [lost])).toContain('AccessDenied');
    expect(changes([allow('s3:ReplaceEverything')])).toContain('not certain');
    expect(changes([allow('s3:GetEverything')])).toEqual([]);
  });

  it('is none where a policy could not be read that cannot matter', () => {
    const attached = ['arn:aws:iam::111122223333:policy/lost'];
    const lost = resource('AWS::IAM::ManagedPolicy', attached[0] as string, { document: denied });
    const boundary = 'arn:aws:iam::111122223333:policy/readers';
    const readers = policy('readers', document(allow(['s3:Get*', 's3:List*'])));
    expect(changes([], { attached, boundary }, [lost, readers])).toEqual([]);
  });
});
