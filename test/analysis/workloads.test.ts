import { describe, expect, it } from 'vitest';
import { roleWorkloads } from '../../src/analysis/workloads.ts';
import { Underivable } from '../../src/model/derived.ts';
import { denied, document, role, trustOf } from './access/estate/estate-of.ts';

const github = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';

const of = (trust: unknown): unknown => {
  const [resource] = role('job', { trust: trust as object });
  if (resource === undefined) throw new Error('no role');
  const value: unknown = roleWorkloads.derive(resource, null);
  return value instanceof Underivable
    ? 'unknown'
    : (value as readonly { kind: string; id: string }[]).map(({ kind, id }) => `${kind} ${id}`);
};

const assume = (Principal: object | string, Action: string, more: object = {}): object => ({
  ...{ Effect: 'Allow', Principal, Action },
  ...more,
});

describe('programs that run with a role', () => {
  it.each<[string, object, readonly string[]]>([
    ['a service', trustOf({ Service: 'lambda.amazonaws.com' }), ['service lambda.amazonaws.com']],
    [
      'services',
      trustOf({ Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] }),
      ['service ec2.amazonaws.com', 'service ecs-tasks.amazonaws.com'],
    ],
    [
      'a service under a condition',
      trustOf({ Service: 'glue.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': '111122223333' } }),
      ['service glue.amazonaws.com'],
    ],
    [
      'a pipeline',
      document(assume({ Federated: github }, 'sts:AssumeRoleWithWebIdentity')),
      [`web-identity ${github}`],
    ],
    ['by a wildcard', document(assume({ Service: 'lambda.amazonaws.com' }, 'sts:*')), ['service lambda.amazonaws.com']],
  ])('%s', (_, trust, expected) => expect(of(trust)).toEqual(expected));

  it.each<[string, object]>([
    ['people of the account', trustOf({ AWS: 'arn:aws:iam::111122223333:root' })],
    [
      'people of an identity provider',
      document(assume({ Federated: 'arn:aws:iam::111122223333:saml-provider/idp' }, 'sts:AssumeRoleWithSAML')),
    ],
    [
      'users of an application',
      document(assume({ Federated: 'cognito-identity.amazonaws.com' }, 'sts:AssumeRoleWithWebIdentity')),
    ],
    ['a service that may only tag sessions', document(assume({ Service: 'lambda.amazonaws.com' }, 'sts:TagSession'))],
    [
      'a service that another statement denies it',
      document(assume({ Service: 'lambda.amazonaws.com' }, 'sts:AssumeRole'), {
        ...assume('*', 'sts:AssumeRole'),
        Effect: 'Deny',
      }),
    ],
  ])('are not: %s', (_, trust) => expect(of(trust)).toEqual([]));

  it('are unknown where the trust policy is', () => {
    expect(of(denied)).toBe('unknown');
    expect(of(document(assume({ Service: 'lambda.amazonaws.com' }, 'sts:AssumeRole', { Conditions: {} })))).toBe(
      'unknown',
    );
  });
});
