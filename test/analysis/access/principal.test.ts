import { describe, expect, it } from 'vitest';
import type { AccessRequest } from '../../../src/analysis/access/authorize.ts';
import { ACCOUNT, allow, BOB, deny, documentOf, OTHER_ACCOUNT, outcome, ROLE, SESSION } from './policies.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
describe('NotPrincipal', () => {
  const account = `arn:aws:iam::${ACCOUNT}:root`;
  const denyAllBut = (...AWS: readonly string[]) =>
    documentOf(allow({ Principal: '*' }), deny({ NotPrincipal: { AWS } }));

  it.each<[string, string, readonly string[], string]>([
    ['a user with its account', BOB, [BOB, account], 'allow'],
    ['a user without its account', BOB, [BOB], 'deny'],
    ['an account without the user', BOB, [account], 'deny'],
    ['session, role and account', SESSION, [SESSION, ROLE, account], 'allow'],
    ['role and account without the session', SESSION, [ROLE, account], 'deny'],
    ['session and account without the role', SESSION, [SESSION, account], 'deny'],
    ['somebody else', `arn:aws:iam::${OTHER_ACCOUNT}:user/eve`, [BOB, account], 'deny'],
  ])('with Deny, listing %s', (_, principal, listed, expected) => {
    const identity = [documentOf(allow())];
    expect(outcome({ identity, resource: denyAllBut(...listed) }, { principal })).toBe(expected);
  });

  it('with Deny always denies a principal that has a permissions boundary', () => {
    const boundary = [documentOf(allow())];
    expect(outcome({ boundary, resource: denyAllBut(BOB, account) })).toBe('deny');
    expect(outcome({ boundary: 'unknown', resource: denyAllBut(BOB, account) })).toBe('unknown');
  });

  it('with Allow lets everyone else in, anonymous callers too', () => {
    const resource = documentOf(allow({ NotPrincipal: { AWS: account } }));
    expect(outcome({ resource }, { principal: '*anonymous' })).toBe('allow');
    expect(outcome({ resource })).toBe('implicit-deny');
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
describe('the principals of a resource policy', () => {
  const grants = (Principal: unknown, request: Partial<AccessRequest>) =>
    outcome({ resource: documentOf(allow({ Principal })) }, request);
  const reserved = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Data_0123456789abcdef`;

  it.each<[string, unknown, string, string]>([
    ['everyone to an anonymous caller', '*', '*anonymous', 'allow'],
    ['every AWS principal to an anonymous caller', { AWS: '*' }, '*anonymous', 'allow'],
    ['an account to an anonymous caller', { AWS: ACCOUNT }, '*anonymous', 'implicit-deny'],
    ['a service to that service', { Service: 'cloudtrail.amazonaws.com' }, 'cloudtrail.amazonaws.com', 'allow'],
    ['a service to another', { Service: 'cloudtrail.amazonaws.com' }, 'config.amazonaws.com', 'implicit-deny'],
    ['a role with a path to its session', { AWS: `arn:aws:iam::${ACCOUNT}:role/team/etl` }, SESSION, 'allow'],
    ['a role to the session of another', { AWS: `arn:aws:iam::${ACCOUNT}:role/team/etl2` }, SESSION, 'implicit-deny'],
    ['a role of another account', { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/etl` }, SESSION, 'implicit-deny'],
    [
      'an Identity Center role',
      { AWS: reserved },
      `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Data_0123456789abcdef/ann`,
      'allow',
    ],
    ['another session', { AWS: `${SESSION}2` }, SESSION, 'implicit-deny'],
    ['a user in another case', { AWS: BOB.replace('bob', 'Bob') }, BOB, 'implicit-deny'],
    ['users with a wildcard', { AWS: `arn:aws:iam::${ACCOUNT}:user/*` }, BOB, 'implicit-deny'],
    ['a group', { AWS: `arn:aws:iam::${ACCOUNT}:group/bob` }, BOB, 'implicit-deny'],
    ['a deleted user', { AWS: 'AIDACKCEVSQ6C2EXAMPLE' }, BOB, 'implicit-deny'],
    ['a canonical user', { CanonicalUser: 'a'.repeat(64) }, 'a'.repeat(64), 'allow'],
    ['a canonical user to a user who may be it', { CanonicalUser: 'a'.repeat(64) }, BOB, 'unknown'],
    ['nobody', { AWS: [] }, BOB, 'implicit-deny'],
    [
      'an origin access identity',
      { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' },
      'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1',
      'allow',
    ],
  ])('grant to %s', (_, principal, caller, expected) =>
    expect(grants(principal, { principal: caller })).toBe(expected),
  );

  it('are needed: a statement without one speaks of nobody', () => {
    expect(outcome({ resource: documentOf(allow()) })).toBe('implicit-deny');
  });

  it('have no place in an identity policy, which then means nothing certain', () => {
    expect(outcome({ identity: [documentOf(allow({ Principal: '*' }))] })).toBe('unknown');
  });
});
