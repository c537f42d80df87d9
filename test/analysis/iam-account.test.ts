import { describe, expect, it } from 'vitest';
import { accountIdentityProviders, accountPasswords } from '../../src/analysis/identity-providers.ts';
import { userOtherCredentials } from '../../src/analysis/other-credentials.ts';
import { roleIsTaggable } from '../../src/analysis/own-tags.ts';
import { managedPolicyErrors } from '../../src/analysis/policy-errors.ts';
import { managedPolicyInUse } from '../../src/analysis/policy-holders.ts';
import { managedPolicyOpenSubscriptions } from '../../src/analysis/policy-open-grants.ts';
import { userSetupKeys } from '../../src/analysis/setup-keys.ts';
import { accountUnusedAccessAnalyzers } from '../../src/analysis/unused-access-analyzers.ts';
import { derived, gap, member, own, refusal, resource } from './resources.ts';

const place = { region: 'global' };
const account = resource('AWS::IAM::Account', `arn:aws:iam::${own}:root`, {}, place);
const of = (type: string, name: string, facts: Readonly<Record<string, unknown>>) =>
  resource(`AWS::IAM::${type}`, `arn:aws:iam::${own}:${name}`, facts, place);

describe('the identity providers of an account', () => {
  const saml = (validUntil: unknown) => of('SAMLProvider', 'saml-provider/workforce', { validUntil });

  it('are SAML providers that have not expired, OIDC providers and IAM Identity Center', () => {
    const found = (...others: Parameters<typeof derived>[2] & object) =>
      derived(accountIdentityProviders, account, others);
    expect(found(saml('2030-01-01T00:00:00Z'))).toEqual(['SAML provider workforce']);
    expect(found(saml(null))).toEqual(['SAML provider workforce']);
    expect(found(saml('2026-11-23T06:40:29Z'))).toEqual([]);
    expect(found(of('OIDCProvider', 'oidc-provider/example.com', {}))).toEqual(['OIDC provider example.com']);
    expect(found(of('Role', 'role/x', { path: '/aws-reserved/sso.amazonaws.com/eu-central-1/' }))).toEqual([
      'IAM Identity Center',
    ]);
    expect(found(of('Role', 'role/x', { path: '/' }))).toEqual([]);
  });

  it('are not known while something could be one', () => {
    expect(derived(accountIdentityProviders, account, [saml(refusal)])).toEqual(refusal);
    expect(derived(accountIdentityProviders, account, [], [gap('AWS::IAM::OIDCProvider', place)])).toEqual(refusal);
    expect(derived(accountIdentityProviders, account, [saml(null)], [gap('AWS::IAM::OIDCProvider', place)])).toEqual([
      'SAML provider workforce',
    ]);
    expect(
      derived(accountIdentityProviders, account, [], [gap('AWS::IAM::OIDCProvider', { account: member })]),
    ).toEqual([]);
  });

  it('are for the people who have a password, as long as all users are known', () => {
    const user = (name: string, password: unknown) => of('User', `user/${name}`, { 'credentials.password': password });
    expect(derived(accountPasswords, account, [user('ada', {}), user('etl', null)])).toBe(1);
    expect(derived(accountPasswords, account, [user('ada', refusal)])).toEqual(refusal);
    expect(derived(accountPasswords, account, [], [gap('AWS::IAM::User', place)])).toEqual(refusal);
  });
});

describe('analyzers for unused access', () => {
  const analyzer = (facts: Readonly<Record<string, unknown>>) =>
    resource('AWS::AccessAnalyzer::Analyzer', `arn:aws:access-analyzer:eu-central-1:${own}:analyzer/a`, facts);
  const found = (facts: Readonly<Record<string, unknown>>) =>
    derived(accountUnusedAccessAnalyzers, account, [analyzer(facts)]);
  const unused = { kind: 'ACCOUNT_UNUSED_ACCESS', status: 'ACTIVE', unusedAccessDays: 90 };

  it('are those that are active', () => {
    expect(found(unused)).toMatchObject([{ region: 'eu-central-1', days: 90 }]);
    expect(found({ ...unused, status: 'DISABLED', unusedAccessDays: refusal })).toEqual([]);
    expect(found({ ...unused, kind: 'ACCOUNT', unusedAccessDays: null })).toEqual([]);
  });

  it('are not known while one may be', () => {
    expect(found({ ...unused, unusedAccessDays: refusal })).toEqual(refusal);
    expect(derived(accountUnusedAccessAnalyzers, account, [], [gap('AWS::AccessAnalyzer::Analyzer')])).toEqual(refusal);
  });
});

describe('a managed policy', () => {
  const group = (members: unknown) => of('Group', 'group/people', { members });
  const policy = (attachedTo: unknown, boundaryOf: unknown = []) =>
    of('ManagedPolicy', 'policy/p', { attachedTo, boundaryOf });
  const toGroup = [`arn:aws:iam::${own}:group/people`];

  it('is in use by a user, a role, a group with members, or as a boundary', () => {
    for (const kind of ['user', 'role'])
      expect(derived(managedPolicyInUse, policy([`arn:aws:iam::${own}:${kind}/x`]))).toBe(true);
    expect(derived(managedPolicyInUse, policy(toGroup), [group(['ada'])])).toBe(true);
    expect(derived(managedPolicyInUse, policy([], toGroup))).toBe(true);
    expect(derived(managedPolicyInUse, policy(refusal, toGroup))).toBe(true);
  });

  it('is not in use by a group without members, or nobody', () => {
    expect(derived(managedPolicyInUse, policy(toGroup), [group([])])).toBe(false);
    expect(derived(managedPolicyInUse, policy([]))).toBe(false);
  });

  it('may be in use by whom nobody could read', () => {
    expect(derived(managedPolicyInUse, policy(refusal))).toEqual(refusal);
    expect(derived(managedPolicyInUse, policy([], refusal))).toEqual(refusal);
    expect(derived(managedPolicyInUse, policy(toGroup), [group(refusal)])).toEqual(refusal);
    expect(derived(managedPolicyInUse, policy(toGroup), [], [gap('AWS::IAM::Group', place)])).toEqual(refusal);
  });

  const document = (statement: object, Version = '2012-10-17') =>
    of('ManagedPolicy', 'policy/p', {
      document: { Version, Statement: [{ Effect: 'Allow', Resource: '*', ...statement }] },
    });

  it('has the errors that Access Analyzer finds, and variables that are plain text', () => {
    const checks = (of: ReturnType<typeof document>) =>
      (derived(managedPolicyErrors, of) as readonly { check: string }[]).map(({ check }) => check);
    expect(checks(document({ Action: 's3:GetObject' }))).toEqual([]);
    expect(checks(document({ Action: 's3:GetObjects' }))).toEqual(['invalid-action']);
    const variable = { Action: 's3:GetObject', Resource: `arn:aws:s3:::home/\${aws:username}/*` };
    expect(checks(document(variable))).toEqual([]);
    expect(checks(document(variable, '2008-10-17'))).toEqual(['variable-unsupported-in-version']);
    const unread = of('ManagedPolicy', 'policy/p', { document: refusal });
    expect(managedPolicyErrors.derive(unread, null)).toMatchObject({ because: refusal });
  });

  it('subscribes to any product without a condition', () => {
    const found = (statement: object) => derived(managedPolicyOpenSubscriptions, document(statement));
    expect(found({ Action: 'aws-marketplace:*' })).toMatchObject([{ statement: 0 }]);
    const Condition = { 'ForAnyValue:StringEquals': { 'aws-marketplace:ProductId': ['prod-1'] } };
    expect(found({ Action: 'aws-marketplace:Subscribe', Condition })).toEqual([]);
    expect(found({ Action: 'aws-marketplace:ViewSubscriptions' })).toEqual([]);
  });
});

describe('the credentials of a user', () => {
  const key = (slot: number, rotatedAt: string, lastUsedAt: string | null) => ({ slot, rotatedAt, lastUsedAt });
  const setup = (keys: unknown, createdAt: unknown = '2024-01-01T08:00:00Z') =>
    derived(userSetupKeys, of('User', 'user/ada', { 'credentials.activeAccessKeys': keys, createdAt }));

  it('were made in passing if never used, or in the same minute as the user', () => {
    const used = '2026-11-20T00:00:00Z';
    expect(setup([key(1, '2024-01-01T08:01:00Z', used), key(2, '2025-01-01T08:00:00Z', null)])).toEqual([1, 2]);
    expect(setup([key(1, '2024-01-01T08:01:01Z', used)])).toEqual([]);
    expect(setup([], refusal)).toEqual([]);
    expect(setup(refusal)).toEqual(refusal);
    expect(setup([key(1, '2024-01-01T08:01:01Z', used)], refusal)).toEqual(refusal);
  });

  it('are more than password and keys', () => {
    const [id, createdAt] = ['X', '2024-01-01T08:00:00Z'];
    const facts = {
      'credentials.sshKeys': [{ id, status: 'Active', createdAt }],
      'credentials.serviceCredentials': [{ id, status: 'Inactive', createdAt, service: 's', expiresAt: null }],
      'credentials.activeCertificates': [createdAt],
    };
    expect(derived(userOtherCredentials, of('User', 'user/ada', facts))).toEqual([
      { kind: 'SSH key', id, service: null, createdAt },
      { kind: 'certificate', id: null, service: null, createdAt },
    ]);
    for (const fact of Object.keys(facts))
      expect(derived(userOtherCredentials, of('User', 'user/ada', { ...facts, [fact]: refusal }))).toEqual(refusal);
  });
});

it('is for AWS alone to tag its own roles', () => {
  const role = (path: unknown) => derived(roleIsTaggable, of('Role', 'role/r', { path }));
  for (const path of ['/aws-service-role/redshift.amazonaws.com/', '/aws-reserved/sso.amazonaws.com/'])
    expect(role(path)).toBe(false);
  expect(role('/')).toBe(true);
  expect(role(refusal)).toEqual(refusal);
});
