import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Comparison, intersection, newAccess, oracleOf, possibility } from './comparison.ts';
import { startSolver } from './solver.ts';

// Thousands of documents: `npm run --silent oracle -- 3000`.

const oracle = oracleOf(await startSolver());

/** How often both said yes and no to some random questions; none they may answer differently. */
function agreements<Asked>({ asked, ask }: Comparison<Asked>, numRuns: number): Readonly<Record<'yes' | 'no', number>> {
  const counts = { yes: 0, no: 0 };
  fc.assert(
    fc.property(asked, (one) => {
      const outcome = ask(one, oracle);
      expect(outcome).not.toBe('differ');
      if (outcome === 'yes' || outcome === 'no') counts[outcome]++;
    }),
    { numRuns },
  );
  return counts;
}

describe('z3 and the exact procedure agree', () => {
  it('on whether a request with an open context is possible', () => {
    const { yes, no } = agreements(possibility, 35);
    expect(Math.min(yes, no)).toBeGreaterThan(5);
    expect(yes + no).toBeGreaterThan(30);
  }, 180_000);

  it('on whether the policies of an identity allow more than others', () => {
    const { yes, no } = agreements(newAccess, 40);
    expect(Math.min(yes, no)).toBeGreaterThan(5);
    expect(yes + no).toBeGreaterThan(35);
  }, 180_000);

  it('on whether any text is in an intersection of patterns', () => {
    const { yes, no } = agreements(intersection, 200);
    expect(Math.min(yes, no)).toBeGreaterThan(20);
    expect(yes + no).toBe(200);
  }, 180_000);
});
