import { describe, expect, it } from 'vitest';
import { inlinePolicyEscalations, managedPolicyEscalations } from '../../src/analysis/policy-escalations.ts';
import { Underivable } from '../../src/model/derived.ts';
import { allow, deny, documentOf, policyWith } from './identity-policy.ts';

/** The methods that a document holds; `unknown` where that cannot be told. */
const methodsOf = (...statements: readonly object[]): unknown => {
  const value: unknown = managedPolicyEscalations.derive(policyWith(documentOf(...statements)), null);
  if (value instanceof Underivable) return 'unknown';
  return (value as readonly { readonly method: string }[]).map(({ method }) => method);
};

const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
const makeFunction = allow(['lambda:CreateFunction', 'lambda:InvokeFunction']);
const passTo = (service: string): object =>
  allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': `${service}.amazonaws.com` } } });

describe('a policy lets its holder rise', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
  it.each<[string, readonly object[]]>([
    ['by a new version of a policy', [allow('iam:CreatePolicyVersion')]],
    ['by an access key of somebody else', [allow('iam:CreateAccessKey', 'arn:aws:iam::*:user/*')]],
    ['by any role passed to a new function', [makeFunction, allow('iam:PassRole')]],
    ['by any role of a prefix', [makeFunction, allow('iam:PassRole', role('data-*'))]],
    ['by all of IAM', [allow('iam:*')]],
    ['by a role passed to the service that runs functions', [makeFunction, passTo('lambda')]],
  ])('%s', (_, statements) => {
    expect(methodsOf(...statements)).toEqual(expect.arrayContaining([expect.any(String)]));
  });

  it('and says by which calls, the simplest ways first and no more than five', () => {
    const value = managedPolicyEscalations.derive(policyWith(documentOf(allow('*'))), null);
    expect(value).toHaveLength(5);
    expect(value).toMatchObject([{ steps: ['iam:*'] }, {}, {}, {}, {}]);
  });
});

describe('a policy does not let its holder rise', () => {
  it.each<[string, readonly object[]]>([
    ['by reads', [allow(['s3:GetObject', 'iam:Get*', 'iam:List*'])]],
    ['by a role that it names', [makeFunction, allow('iam:PassRole', role('labels'))]],
    ['by making functions without a role', [makeFunction]],
    ['by a role passed to another service', [makeFunction, passTo('glue')]],
    ['by what it denies', [allow('iam:CreatePolicyVersion'), deny('iam:*')]],
  ])('%s', (_, statements) => {
    expect(methodsOf(...statements)).toEqual([]);
  });
});

describe('whether a policy lets its holder rise', () => {
  it('is unknown where the document, or a statement that may allow it, is', () => {
    expect(managedPolicyEscalations.derive(policyWith(undefined), null)).toBeInstanceOf(Underivable);
    const unclear = { Effect: 'Allow', Action: 'iam:CreatePolicyVersion', Resource: '*', Conditions: {} };
    expect(methodsOf(unclear)).toBe('unknown');
  });

  it('is asked of the owner of an inline policy', () => {
    const statement = allow('iam:CreatePolicyVersion', '*', { Condition: { StringEquals: { 'aws:username': 'ada' } } });
    const ownedBy = (name: string) => {
      const policy = policyWith(documentOf(statement));
      const owner = { kind: 'user', name, path: '/', arn: `arn:aws:iam::111122223333:user/${name}` };
      return { ...policy, type: 'AWS::IAM::Policy', facts: { ...policy.facts, owner } };
    };
    expect(inlinePolicyEscalations.derive(ownedBy('bob'), null)).toEqual([]);
    expect(inlinePolicyEscalations.derive(ownedBy('ada'), null)).not.toEqual([]);
  });
});
