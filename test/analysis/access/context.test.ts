import { describe, expect, it } from 'vitest';
import type { AccessRequest } from '../../../src/analysis/access/authorize.ts';
import { ACCOUNT, allow, BOB, documentOf, OTHER_ACCOUNT, outcome, ROLE, SESSION } from './policies.ts';

describe('the context that follows from the request', () => {
  const when = (Condition: object, request: Partial<AccessRequest>) =>
    outcome(
      { resource: documentOf(allow({ Principal: '*', Condition })), identity: [documentOf(allow())] },
      { resourceAccount: OTHER_ACCOUNT, ...request },
    );

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
  it.each<[string, Record<string, string>, string]>([
    ['a session is its role', { 'aws:PrincipalArn': ROLE }, SESSION],
    ['a session is an assumed role', { 'aws:PrincipalType': 'AssumedRole' }, SESSION],
    ['a user has a name', { 'aws:username': 'bob', 'aws:PrincipalType': 'User' }, BOB],
    ['an account has an id', { 'aws:PrincipalAccount': ACCOUNT }, BOB],
    [
      'an anonymous caller says so',
      { 'aws:PrincipalAccount': 'anonymous', 'aws:PrincipalType': 'Anonymous' },
      '*anonymous',
    ],
    [
      'a service is one',
      { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': 'sns.amazonaws.com' },
      'sns.amazonaws.com',
    ],
    ['a user is no service', { 'aws:PrincipalIsAWSService': 'false' }, BOB],
    ['a resource has an owner', { 'aws:ResourceAccount': OTHER_ACCOUNT }, BOB],
    ['root is an account', { 'aws:PrincipalType': 'Account', 'aws:userid': ACCOUNT }, `arn:aws:iam::${ACCOUNT}:root`],
  ])('%s', (_, expected, principal) => {
    expect(when({ StringEquals: expected }, { principal })).toBe('allow');
    const wrong = Object.fromEntries(Object.keys(expected).map((key) => [key, 'x']));
    expect(when({ StringEquals: wrong }, { principal })).toBe('implicit-deny');
    expect(when({ StringEquals: wrong }, { principal, context: wrong })).toBe('allow');
  });

  it('does not give an anonymous caller or a role the name of a user', () => {
    for (const principal of ['*anonymous', SESSION]) {
      expect(when({ Null: { 'aws:username': 'true' } }, { principal })).toBe('allow');
    }
    expect(when({ Null: { 'aws:PrincipalArn': 'false' } }, { principal: '*anonymous' })).toBe('implicit-deny');
  });

  it('that has a value no request can have decides nothing', () => {
    const odd: unknown[] = [{ toString: 1 }, [['a']], [null]];
    for (const value of odd) expect(when({}, { context: { 'aws:userid': value } })).toBe('unknown');
    expect(when({}, { context: { 'aws:userid': 'a', 'AWS:userid': 'b' } })).toBe('unknown');
  });
});
