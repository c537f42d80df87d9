import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorize } from '../../../../src/analysis/access/authorize.ts';
import { canHave } from '../../../../src/analysis/access/exact/caller-keys.ts';
import { possible } from '../../../../src/analysis/access/exact/possible.ts';
import { parseCaller } from '../../../../src/analysis/access/principal.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../policies.ts';
import { actions, callers, contexts, policies, requests, resources } from './arbitrary.ts';

describe('for all policies', () => {
  it('a request with nothing open is possible exactly if the concrete evaluator allows it', () => {
    let decided = 0;
    fc.assert(
      fc.property(requests, policies, (request, given) => {
        const { decision } = authorize(request, given);
        const { truth, reason } = possible({ ...request, contextComplete: true }, given);
        expect(reason).not.toContain('does not confirm');
        if (decision === 'unknown' || truth === 'unknown') return;
        decided++;
        expect(truth).toBe(decision === 'allow' ? 'yes' : 'no');
      }),
      { numRuns: 1500 },
    );
    expect(decided).toBeGreaterThan(1000);
  });

  it('a request that the concrete evaluator allows is possible when its context and resource are open', () => {
    let allowed = 0;
    let undecided = 0;
    fc.assert(
      fc.property(requests, policies, fc.boolean(), (request, given, open) => {
        const caller = parseCaller(request.principal, request.action.toLowerCase());
        const context = Object.fromEntries(
          Object.entries(request.context).filter(([key]) => caller !== null && canHave(caller, key.toLowerCase())),
        );
        const { decision } = authorize({ ...request, context }, given);
        if (decision !== 'allow') return;
        allowed++;
        const resource = open ? 'arn:aws:s3:::*' : request.resource;
        fc.pre(!open || request.resource.startsWith('arn:aws:s3'));
        const { truth, reason } = possible({ ...request, resource, context: {}, contextComplete: false }, given);
        expect(reason).not.toContain('does not confirm');
        expect(truth).not.toBe('no');
        if (truth === 'unknown') undecided++;
      }),
      { numRuns: 3000 },
    );
    expect(allowed).toBeGreaterThan(250);
    expect(undecided).toBeLessThan(allowed * 0.05);
  });

  it('a no stands against requests that are sampled', () => {
    let attacked = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...callers),
        fc.constantFrom(...actions),
        fc.constantFrom(...resources),
        fc.constantFrom(ACCOUNT, OTHER_ACCOUNT),
        policies,
        fc.array(contexts, { minLength: 20, maxLength: 20 }),
        (principal, action, resource, resourceAccount, given, samples) => {
          const open = { principal, action, resource, resourceAccount, blockPublicAccess: null };
          if (possible({ ...open, context: {}, contextComplete: false }, given).truth !== 'no') return;
          attacked++;
          const caller = parseCaller(principal, action.toLowerCase());
          for (const sample of samples) {
            const context = Object.fromEntries(
              Object.entries(sample).filter(([key]) => caller !== null && canHave(caller, key.toLowerCase())),
            );
            expect(authorize({ ...open, context }, given).decision).not.toBe('allow');
          }
        },
      ),
      { numRuns: 800 },
    );
    expect(attacked).toBeGreaterThan(200);
  });
});
