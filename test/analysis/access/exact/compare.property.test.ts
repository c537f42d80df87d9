import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccessPolicies, authorize } from '../../../../src/analysis/access/authorize.ts';
import { allowsMore } from '../../../../src/analysis/access/exact/compare.ts';
import { BOB, NONE } from '../policies.ts';
import { actions, contexts, documentOf, resources } from './arbitrary.ts';

const identity = documentOf(false).map((document): AccessPolicies => ({ ...NONE, identity: [document] }));
const resource = documentOf(true).map((document): AccessPolicies => ({ ...NONE, resource: document }));
const pairs = fc.oneof(fc.tuple(identity, identity), fc.tuple(resource, resource));

describe('for all pairs of documents', () => {
  it('what one allows and the other does not is a request that the concrete evaluator confirms', () => {
    let more = 0;
    let undecided = 0;
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const { truth, witness, reason } = allowsMore(a, b);
        expect(reason).not.toContain('does not confirm');
        if (truth === 'yes') {
          expect(witness).not.toBeNull();
          more++;
        } else if (truth === 'unknown') undecided++;
      }),
      { numRuns: 600 },
    );
    expect(more).toBeGreaterThan(150);
    expect(undecided).toBeLessThan(30);
  });

  it('a document allows nothing that it does not allow itself, whatever is added', () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        expect(allowsMore(a, a).truth).toBe('no');
        const both = { ...NONE, identity: [...(a.identity as []), ...(b.identity as [])] };
        // Denies of the one take from the other, so that only documents without any can be joined.
        if (JSON.stringify(both.identity).includes('"effect":"Deny"')) return;
        expect(allowsMore(a, both).truth).not.toBe('yes');
      }),
      { numRuns: 300 },
    );
  });

  it('nothing new stands against requests that are sampled', () => {
    const request = fc.record({
      action: fc.constantFrom(...actions),
      resource: fc.constantFrom(...resources),
      context: contexts,
    });
    fc.assert(
      fc.property(identity, identity, fc.array(request, { minLength: 20, maxLength: 20 }), (a, b, requests) => {
        if (allowsMore(a, b).truth !== 'no') return;
        for (const one of requests) {
          const full = { ...one, principal: BOB, resourceAccount: '111122223333', blockPublicAccess: null };
          if (authorize(full, a).decision !== 'allow') continue;
          expect(['allow', 'unknown']).toContain(authorize(full, b).decision);
        }
      }),
      { numRuns: 300 },
    );
  });
});
