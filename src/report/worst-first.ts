/** The values that are worth showing when there is room for only so many. */
interface WorstFirst<T> {
  /** Keeps the value that `make` returns if there is room for its rank; 0 is the worst. Calls `make` only then. */
  add(rank: number, make: () => T): void;
  /** The values kept of one rank, in the order they came. */
  kept(rank: number): readonly T[];
  /** How many of one rank were left out. */
  omitted(rank: number): number;
}

/**
 * Keeps at most `limit` values of `ranks` ranks: a worse one displaces the mildest, and of one rank the first to come stay. So
 * the same findings in the same order leave the same ones out, and memory is bounded.
 */
export const keepWorstFirst = <T>(ranks: number, limit: number): WorstFirst<T> => {
  const buckets: T[][] = Array.from({ length: ranks }, () => []);
  const omitted: number[] = Array.from({ length: ranks }, () => 0);
  let size = 0;
  /** No rank milder than this one holds a value. */
  let mildest = 0;

  const bucketOf = (rank: number): T[] => {
    const bucket = buckets[rank];
    if (bucket === undefined) throw new RangeError(`no rank ${rank} among ${ranks}`);
    return bucket;
  };
  const omit = (rank: number) => {
    omitted[rank] = (omitted[rank] ?? 0) + 1;
  };

  return {
    add(rank, make) {
      const bucket = bucketOf(rank);
      if (size >= limit) {
        while (mildest > 0 && bucketOf(mildest).length === 0) mildest -= 1;
        if (rank >= mildest) return omit(rank);
        bucketOf(mildest).pop();
        omit(mildest);
        size -= 1;
      }
      bucket.push(make());
      size += 1;
      mildest = Math.max(mildest, rank);
    },
    kept: bucketOf,
    omitted: (rank) => omitted[rank] ?? 0,
  };
};
