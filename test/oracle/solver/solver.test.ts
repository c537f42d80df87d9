import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Comparison, intersection, newAccess, type Oracle, oracleOf, possibility } from './comparison.ts';
import { startSolver } from './solver.ts';

// Thousands of documents: `npm run --silent oracle -- 3000`.

const oracle = oracleOf(await startSolver());

/** How many of some random questions both decided; none they may answer differently. */
function decided<Asked>({ asked, ask }: Comparison<Asked>, given: Oracle, numRuns: number): number {
  let both = 0;
  fc.assert(
    fc.property(asked, (one) => {
      const outcome = ask(one, given);
      expect(outcome).not.toBe('differ');
      if (outcome === 'yes' || outcome === 'no') both++;
    }),
    { numRuns },
  );
  return both;
}

describe('z3 and the exact procedure agree', () => {
  it('on whether a request with an open context is possible', () => {
    expect(decided(possibility, oracle, 8)).toBeGreaterThan(4);
  }, 180_000);

  it('on whether one document allows more than another', () => {
    expect(decided(newAccess, oracle, 12)).toBeGreaterThan(6);
  }, 180_000);

  it('on whether any text is in an intersection of patterns', () => {
    expect(decided(intersection, oracle, 200)).toBeGreaterThan(150);
  }, 180_000);
});
