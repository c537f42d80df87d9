import { snapshotVersion } from '../model/resource.ts';
import { openSnapshot, type ReadOptions } from './read.ts';
import { inOrder } from './serialise.ts';
import { duplicate } from './snapshot.ts';
import { Sorter } from './sort.ts';
import { Staging, writingFailed } from './staging.ts';

/**
 * Rewrites a snapshot of any kind as another, in order and in this version's format. The lines may come in any order; the two may be
 * the same file. Throws `SnapshotError` where the one cannot be read, `OutputError` where the other cannot be written.
 */
export const convertSnapshot = async (
  from: string,
  to: string,
  { checks, memory }: Pick<ReadOptions, 'checks' | 'memory'>,
): Promise<void> => {
  const snapshot = await openSnapshot(from, {
    checks,
    anyOrder: true,
    ...(memory === undefined ? {} : { memory }),
  });
  const staging = await Staging.open(to);
  const sorter = new Sorter(async () => staging.directory, memory);
  try {
    for await (const batch of snapshot.batches()) {
      for (const { resource, file, line } of batch) {
        // Where it stood comes first, for the error about a duplicate.
        await sorter.add(resource.arn, `${JSON.stringify({ file, line })}\t${JSON.stringify(inOrder(resource))}`);
      }
    }
    await staging.commit({ ...snapshot.header, version: snapshotVersion }, linesOf(sorter));
  } catch (error) {
    await staging.discard();
    throw writingFailed(to, error);
  }
};

async function* linesOf(sorter: Sorter): AsyncGenerator<string[]> {
  let previous: { readonly arn: string; readonly value: string } | undefined;
  for await (const entries of sorter.sorted()) {
    const batch: string[] = [];
    for (const { key: arn, value } of entries) {
      if (arn === previous?.arn) throw duplicate(arn, placeOf(value), placeOf(previous.value));
      previous = { arn, value };
      batch.push(value.slice(value.indexOf('\t') + 1));
    }
    yield batch;
  }
}

const placeOf = (value: string): { readonly file: string; readonly line: number } =>
  JSON.parse(value.slice(0, value.indexOf('\t')));
