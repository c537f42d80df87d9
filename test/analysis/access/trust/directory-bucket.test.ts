import { describe, expect, it } from 'vitest';
import { ofPolicy, other, own } from './resources.ts';

const type = 'AWS::S3Express::DirectoryBucket';
const arn = `arn:aws:s3express:us-east-1:${own}:bucket/features--use1-az4--x-s3`;
const organization = 'o-a1b2c3d4e5';

const statement = (Effect: string, Principal: unknown, more: object = {}): object => ({
  ...{ Effect, Principal, Action: 's3express:CreateSession', Resource: arn },
  ...more,
});
const mode = (operator: string, value: unknown): object => ({
  Condition: { [operator]: { 's3express:SessionMode': value } },
});

const sessions = (...statements: readonly object[]): unknown => {
  const found = ofPolicy(type, 'access.trustedOutside', ...statements);
  if (!Array.isArray(found)) return found;
  return (found as readonly { kind: string; id: string; mode: string }[]).map(
    (one) => `${one.mode} ${one.kind} ${one.id}`,
  );
};

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam-example-bucket-policies.html
describe('sessions of a directory bucket', () => {
  it.each<[string, readonly object[], readonly string[]]>([
    ['are the own account’s only', [statement('Allow', { AWS: `arn:aws:iam::${own}:root` })], []],
    ['are another account’s, which then writes', [statement('Allow', { AWS: other })], [`ReadWrite account ${other}`]],
    [
      'only read where the policy says so',
      [statement('Allow', { AWS: other }, mode('StringEquals', 'ReadOnly'))],
      [`ReadOnly account ${other}`],
    ],
    [
      'read or write where both are allowed',
      [statement('Allow', { AWS: other }, mode('StringEquals', ['ReadOnly', 'ReadWrite']))],
      [`ReadWrite account ${other}`],
    ],
    [
      'write where all but reading is allowed',
      [statement('Allow', { AWS: other }, mode('StringNotEquals', 'ReadOnly'))],
      [`ReadWrite account ${other}`],
    ],
    [
      'only read where writing is denied',
      [statement('Allow', { AWS: other }), statement('Deny', '*', mode('StringEquals', 'ReadWrite'))],
      [`ReadOnly account ${other}`],
    ],
    [
      'only read where all but reading is denied',
      [statement('Allow', { AWS: other }), statement('Deny', '*', mode('StringNotEquals', 'ReadOnly'))],
      [`ReadOnly account ${other}`],
    ],
    [
      'write where another statement lets them',
      [
        statement('Allow', { AWS: other }, mode('StringEquals', 'ReadOnly')),
        statement('Allow', { AWS: `arn:aws:iam::${other}:role/etl` }),
      ],
      [`ReadOnly account ${other}`, `ReadWrite account ${other}`],
    ],
    [
      'are those of an organization',
      [statement('Allow', '*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': organization } } })],
      [`ReadWrite organization ${organization}`],
    ],
    ['are everybody’s', [statement('Allow', '*', { Action: '*' })], ['ReadWrite anyone *']],
    [
      'are not given by other actions',
      [statement('Allow', { AWS: other }, { Action: 's3express:GetBucketPolicy' })],
      [],
    ],
    ['are not given on another bucket', [statement('Allow', { AWS: other }, { Resource: `${arn}-other` })], []],
    [
      'are denied to all others',
      [
        statement('Allow', { AWS: other }),
        statement('Deny', '*', { Condition: { StringNotEquals: { 'aws:PrincipalAccount': own } } }),
      ],
      [],
    ],
  ])('%s', (_, statements, expected) => expect(sessions(...statements)).toEqual(expected));

  it('are not known where a statement means nothing certain', () =>
    expect(sessions({ Effect: 'Allow', Principal: 1 })).toMatchObject({ code: 'NotUnderstood' }));
});
