import { mergeSorted } from './merge-sorted.ts';
import { type Batches, duplicate, type Line, type Selection } from './snapshot.ts';

/** Several snapshots as one, ordered by ARN. Its batches throw {@link SnapshotError} at a resource that two of them hold. */
export const mergeSnapshots = (snapshots: readonly Batches[]): Batches => {
  const [only] = snapshots;
  // One snapshot is in order by itself: its reader has seen to it.
  return snapshots.length === 1 && only !== undefined ? only : merged(snapshots);
};

const merged = (snapshots: readonly Batches[]): Batches => ({
  async *batches(selection?: Selection) {
    let previous: Line | undefined;
    const sources = snapshots.map((snapshot) => snapshot.batches(selection));
    for await (const batch of mergeSorted(sources, ({ resource }) => resource.arn)) {
      for (const line of batch) {
        if (previous !== undefined && line.resource.arn === previous.resource.arn)
          throw duplicate(line.resource.arn, line, previous);
        previous = line;
      }
      yield batch;
    }
  },
});
