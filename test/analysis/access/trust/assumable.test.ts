import { describe, expect, it } from 'vitest';
import { ofPolicy, other, own } from './resources.ts';

interface Entry {
  readonly kind: string;
  readonly id: string;
  readonly outside: boolean;
  readonly externalIdLength: number | null;
  readonly mfa: boolean;
  readonly narrowed: boolean;
}

const trusted = (...statements: readonly unknown[]): readonly Entry[] =>
  ofPolicy('AWS::IAM::Role', 'access.assumableBy', ...statements) as readonly Entry[];
const trust = (AWS: unknown, Condition: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: 'sts:AssumeRole',
  Condition,
});
const one = (AWS: unknown, Condition: object = {}) => trusted(trust(AWS, Condition))[0];

describe('who may assume a role', () => {
  it.each<[string, string, object]>([
    [own, 'the own account', { kind: 'account', id: own, outside: false }],
    [`arn:aws:iam::${own}:root`, 'its root', { kind: 'account', id: own, outside: false }],
    [other, 'another account', { kind: 'account', id: other, outside: true }],
    [`arn:aws:iam::${own}:user/ana`, 'a user', { kind: 'user', id: own, outside: false }],
    [`arn:aws:iam::${other}:role/etl`, 'a role', { kind: 'role', id: other, outside: true }],
    [`arn:aws:sts::${own}:assumed-role/etl/job`, 'a session', { kind: 'session', id: own, outside: false }],
    ['*', 'everybody', { kind: 'anyone', id: '*', outside: true }],
  ])('%s: %s', (principal, _, expected) => {
    expect(one(principal)).toMatchObject({ ...expected, externalIdLength: null, mfa: false, narrowed: false });
  });

  it('is nobody by a deleted principal, a service or another action', () => {
    expect(trusted(trust('AIDACKCEVSQ6C2EXAMPLE'))).toEqual([]);
    expect(trusted({ ...trust(other), Principal: { Service: 'ec2.amazonaws.com' } })).toEqual([]);
    expect(trusted({ ...trust(other), Action: 'sts:TagSession' })).toEqual([]);
  });

  it('is of a role or a user where a condition names one', () => {
    const arn = (value: string) => ({ ArnLike: { 'aws:PrincipalArn': value } });
    expect(one(own, arn(`arn:aws:iam::${own}:role/etl-*`))).toMatchObject({ kind: 'role', narrowed: true });
    expect(one('*', arn(`arn:aws:iam::${own}:user/ana`))).toMatchObject({ kind: 'user', id: own, outside: false });
    expect(one('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })).toMatchObject({
      kind: 'organization',
      narrowed: false,
    });
  });
});

describe('an external id', () => {
  it.each<[string, object, number | null]>([
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
    ['is asked for', { StringEquals: { 'sts:ExternalId': '12345' } }, 5],
    ['is one of several', { StringEquals: { 'sts:ExternalId': ['long-enough-an-id', 'ab'] } }, 2],
    ['in other letters', { StringEquals: { 'STS:externalid': '12345' } }, 5],
    ['may be left out', { StringEqualsIfExists: { 'sts:ExternalId': '12345' } }, null],
    ['may be anything', { StringLike: { 'sts:ExternalId': '*' } }, null],
    ['may begin so', { StringLike: { 'sts:ExternalId': 'acme-*' } }, null],
    ['is only there', { Null: { 'sts:ExternalId': 'false' } }, null],
    ['is not this', { StringNotEquals: { 'sts:ExternalId': '12345' } }, null],
  ])('%s', (_, condition, length) => {
    expect(one(other, condition)).toMatchObject({ externalIdLength: length });
  });

  it('is asked for by a Deny', () => {
    const denies = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:AssumeRole',
      Condition: { StringNotEquals: { 'sts:ExternalId': '1234567' } },
    };
    expect(trusted(trust(other), denies)[0]).toMatchObject({ externalIdLength: 7 });
  });
});

describe('a second factor', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
  it.each<[string, object, boolean]>([
    ['is asked for', { Bool: { 'aws:MultiFactorAuthPresent': true } }, true],
    ['is asked for by its age', { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }, true],
    ['may lack, as with access keys', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, false],
    ['may be absent', { Bool: { 'aws:MultiFactorAuthPresent': ['true', 'false'] } }, false],
    ['must be absent', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, false],
    ['is only known', { Null: { 'aws:MultiFactorAuthPresent': 'false' } }, false],
    ['is old', { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } }, false],
  ])('%s', (_, condition, mfa) => {
    expect(one(own, condition)).toMatchObject({ mfa });
  });

  it.each<[string, object, boolean]>([
    ['BoolIfExists false', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, true],
    ['Bool false, which spares access keys', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, false],
  ])('is asked for by a Deny with %s', (_, Condition, mfa) => {
    expect(
      trusted(trust(own), { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:*', Condition })[0],
    ).toMatchObject({ mfa });
  });
});
