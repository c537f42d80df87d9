import { expect, it } from 'vitest';
import { inlinePolicyBoundaryOnly, managedPolicyBoundaryOnly } from '../../src/analysis/policy-boundary-only.ts';
import { Underivable } from '../../src/model/derived.ts';
import { policyWith, refusal } from './identity-policy.ts';

const role = 'arn:aws:iam::111122223333:role/training';
const of = (facts: object) => managedPolicyBoundaryOnly.derive({ ...policyWith({}), facts: { ...facts } }, null);

// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
it.each<[string, object, boolean]>([
  ['a boundary of somebody', { attachedTo: [], boundaryOf: [role] }, true],
  ['a boundary that is attached too', { attachedTo: [role], boundaryOf: [role] }, false],
  ['attached, whatever it bounds', { attachedTo: [role] }, false],
  ['nothing to anybody', { boundaryOf: [] }, false],
])('a policy that is %s is only a boundary or not', (_, facts, is) => {
  expect(of(facts)).toBe(is);
});

it('is unknown where what decides is', () => {
  const lost = { ...policyWith({}), facts: { boundaryOf: [role] }, unknown: { attachedTo: refusal } };
  expect(managedPolicyBoundaryOnly.derive(lost, null)).toEqual(new Underivable(refusal));
  expect(of({ attachedTo: [] })).toBeInstanceOf(Underivable);
});

it('an inline policy is never a boundary', () => {
  expect(inlinePolicyBoundaryOnly.derive(policyWith({}), null)).toBe(false);
});
