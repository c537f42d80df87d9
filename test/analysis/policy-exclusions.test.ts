import { expect, it } from 'vitest';
import { managedPolicyExclusions } from '../../src/analysis/policy-exclusions.ts';
import { Underivable } from '../../src/model/derived.ts';
import { allow, deny, documentOf, policyWith } from './identity-policy.ts';

const of = (...statements: readonly object[]) =>
  managedPolicyExclusions.derive(policyWith(documentOf(...statements)), null);
const butIam = (more: object = {}) => ({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*', ...more });

it('an Allow of everything but something says what it leaves out', () => {
  expect(of(allow('s3:GetObject'), butIam())).toEqual([
    { statement: 1, sid: null, element: 'NotAction', leavesOut: ['iam:*'], onlyInRegions: false, conditions: [] },
  ]);
  expect(of({ Effect: 'Allow', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::payroll' })).toMatchObject([
    { element: 'NotAction' },
    { element: 'NotResource', leavesOut: ['arn:aws:s3:::payroll'] },
  ]);
});

it('a Deny of everything but something is a restriction', () => {
  expect(of(allow('*'), { ...butIam(), Effect: 'Deny' }, deny('iam:*'))).toEqual([]);
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
it.each<[string, object, boolean]>([
  ['a list of Regions', { StringEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] } }, true],
  ['a prefix of Regions, in another case', { StringLike: { 'AWS:requestedregion': 'eu-*' } }, true],
  ['any Region', { StringLike: { 'aws:RequestedRegion': '*' } }, false],
  ['other Regions', { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } }, false],
  ['Regions where there is one', { StringEqualsIfExists: { 'aws:RequestedRegion': 'eu-west-1' } }, false],
  ['something else', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, false],
])('a condition on %s: limited to Regions or not', (_, Condition, onlyInRegions) => {
  expect(of(butIam({ Condition }))).toMatchObject([{ onlyInRegions }]);
});

it('what cannot be read or understood is unknown', () => {
  expect(managedPolicyExclusions.derive(policyWith(undefined), null)).toBeInstanceOf(Underivable);
  expect(of(butIam({ Conditions: {} }))).toBeInstanceOf(Underivable);
});
