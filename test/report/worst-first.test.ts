import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keepWorstFirst } from '../../src/report/worst-first.ts';

it('keeps what sorting everything by rank, then by arrival, would have kept', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4)), fc.nat(12), (ranks, limit) => {
      const worst = keepWorstFirst<number>(5, limit);
      for (const [index, rank] of ranks.entries()) worst.add(rank, () => index);
      const sorted = ranks.map((rank, index) => ({ rank, index })).sort((one, other) => one.rank - other.rank);
      for (const rank of [0, 1, 2, 3, 4]) {
        const kept = sorted.slice(0, limit).filter((item) => item.rank === rank);
        expect(worst.kept(rank)).toEqual(kept.map(({ index }) => index));
        expect(worst.omitted(rank)).toBe(ranks.filter((one) => one === rank).length - kept.length);
      }
    }),
  );
});

it('does not make what it would not keep', () => {
  const worst = keepWorstFirst<string>(2, 1);
  worst.add(0, () => 'worst');
  worst.add(1, () => expect.unreachable());
  expect(worst.kept(0)).toEqual(['worst']);
});
