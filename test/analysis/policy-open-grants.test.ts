import { describe, expect, it } from 'vitest';
import {
  managedPolicyOpenCredentials,
  managedPolicyOpenPermissions,
  managedPolicyOpenReads,
  managedPolicyOpenResources,
  managedPolicyOpenWrites,
} from '../../src/analysis/policy-open-grants.ts';
import type { DerivedFact } from '../../src/model/derived.ts';
import { allow, deny, documentOf, policyWith, statementsOf } from './identity-policy.ts';

const of = (fact: DerivedFact, ...statements: readonly object[]) => statementsOf(fact, documentOf(...statements));
const sourceIp = { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };

// Levels and resources: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
const cases: readonly [string, DerivedFact, string, string][] = [
  ['credentials', managedPolicyOpenCredentials, 'secretsmanager:GetSecretValue', 's3:GetObject'],
  ['credentials', managedPolicyOpenCredentials, 'iam:CreateAccessKey', 'ecr:GetAuthorizationToken'],
  ['reads', managedPolicyOpenReads, 's3:GetObject', 's3:PutObject'],
  ['reads', managedPolicyOpenReads, 'rds:CopyDBSnapshot', 'rds:DescribeDBSnapshots'],
  ['permissions', managedPolicyOpenPermissions, 's3:PutBucketPolicy', 's3:PutObject'],
  ['permissions', managedPolicyOpenPermissions, 'iam:PassRole', 'iam:GetRole'],
  ['writes', managedPolicyOpenWrites, 'dynamodb:DeleteTable', 'dynamodb:DescribeTable'],
  ['resources', managedPolicyOpenResources, 's3:GetObject', 's3:ListAllMyBuckets'],
];

describe.each(cases)('what a policy grants at large of %s', (_, fact, wanted, other) => {
  it(`holds ${wanted} on *, in any case and within a wildcard, and not ${other}`, () => {
    expect(of(fact, allow(other), allow(wanted))).toEqual([1]);
    expect(of(fact, allow(wanted.toUpperCase()))).toEqual([0]);
    expect(of(fact, allow(`${wanted.slice(0, -1)}*`))).toEqual([0]);
    expect(of(fact, allow('*'))).toEqual([0]);
    expect(of(fact, { Effect: 'Allow', NotAction: 'organizations:*', Resource: '*' })).toEqual([0]);
  });

  it('does not hold what names resources, has a condition, or is denied for good', () => {
    expect(of(fact, allow(wanted, 'arn:aws:s3:::some/thing'))).toEqual([]);
    expect(of(fact, allow(wanted, '*', sourceIp))).toEqual([]);
    expect(of(fact, allow(wanted), deny(wanted))).toEqual([]);
    expect(of(fact, allow(wanted), deny(wanted, '*', sourceIp))).toEqual([0]);
  });

  it('is unknown where the document, or a statement that decides, is', () => {
    const unclear = { Action: wanted, Resource: '*', Conditions: {} };
    expect(statementsOf(fact, undefined)).toBe('unknown');
    expect(of(fact, { Effect: 'Allow', ...unclear })).toBe('unknown');
    expect(of(fact, allow(wanted), { Effect: 'Deny', ...unclear })).toBe('unknown');
  });
});

it('shows the patterns that grant it alone', () => {
  const policy = policyWith(documentOf(allow(['s3:ListAllMyBuckets', 's3:Get*', 'glue:GetTable'])));
  expect(managedPolicyOpenReads.derive(policy, null)).toMatchObject([{ actions: ['s3:Get*'] }]);
});
