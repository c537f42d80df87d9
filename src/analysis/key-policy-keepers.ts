import { Type } from 'typebox';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { policyKeepers } from './access/trust/key-duties.ts';
import { refused } from './access/trust/refused.ts';
import { notUnderstood } from './identity-policy.ts';
import { listGrants, readResourcePolicy, resourcePolicy } from './resource-policy.ts';

/** Who can mend the policy of a key. Nobody else can, not even the root user: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export const keyPolicyKeepers: DerivedFact = defineDerived({
  type: 'AWS::KMS::Key',
  path: 'access.policyKeepers',
  schema: Type.Array(Type.String(), {
    description:
      'To whom of its account the policy gives kms:PutKeyPolicy, as written and sorted; the account itself hands that to its IAM policies. ' +
      'Deleted principals, of which IAM shows the unique id, are not among them.',
  }),
  reads: [resourcePolicy],
  relation: null,
  derive: (key) => {
    const document = readResourcePolicy(key);
    if (document instanceof Underivable) return document;
    const asked = { arn: key.arn, part: 'itself', actions: ['kms:putkeypolicy'], holds: () => false } as const;
    const answer = refused(document, asked);
    if (answer === 'unknown') return notUnderstood(document);
    if (answer === 'refused') return [];
    const keepers = listGrants(key, (policy) => policyKeepers(policy, key));
    return keepers instanceof Underivable ? keepers : [...keepers];
  },
});
