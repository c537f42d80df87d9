/** How many items a merged batch holds. */
const batchSize = 128;

interface Cursor<Item> {
  readonly source: AsyncIterator<readonly Item[]>;
  /** Of items with the same key, those of the earlier source come first. */
  readonly index: number;
  batch: readonly Item[];
  at: number;
  key: string;
}

/** Merges sources, each ordered by `keyOf` in code units, into one that is ordered too. Holds one batch of each. */
export async function* mergeSorted<Item>(
  sources: readonly AsyncIterable<readonly Item[]>[],
  keyOf: (item: Item) => string,
): AsyncGenerator<Item[]> {
  // Every iterator is known before the first is asked, so that all are closed whatever happens.
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const advance = async (cursor: Cursor<Item>): Promise<boolean> => {
    while (cursor.at >= cursor.batch.length) {
      const next = await cursor.source.next();
      if (next.done) return false;
      cursor.batch = next.value;
      cursor.at = 0;
    }
    cursor.key = keyOf(cursor.batch[cursor.at] as Item);
    return true;
  };
  try {
    const cursors: Cursor<Item>[] = [];
    for (const [index, source] of iterators.entries()) {
      const cursor: Cursor<Item> = { source, index, batch: [], at: 0, key: '' };
      if (await advance(cursor)) insert(cursors, cursor);
    }
    let merged: Item[] = [];
    for (let first = cursors.shift(); first !== undefined; first = cursors.shift()) {
      const next = cursors[0];
      let more = true;
      do {
        merged.push(first.batch[first.at] as Item);
        first.at++;
        if (merged.length === batchSize) {
          yield merged;
          merged = [];
        }
        const item = first.batch[first.at];
        // Waiting for a promise at every item would take longer than the rest of the merge.
        if (item === undefined) more = await advance(first);
        else first.key = keyOf(item);
      } while (more && (next === undefined || precedes(first, next)));
      if (more) insert(cursors, first);
    }
    if (merged.length > 0) yield merged;
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}

const precedes = <Item>(a: Cursor<Item>, b: Cursor<Item>): boolean =>
  a.key < b.key || (a.key === b.key && a.index < b.index);

const insert = <Item>(cursors: Cursor<Item>[], cursor: Cursor<Item>): void => {
  let place = 0;
  for (let end = cursors.length; place < end; ) {
    const middle = (place + end) >> 1;
    if (precedes(cursors[middle] as Cursor<Item>, cursor)) place = middle + 1;
    else end = middle;
  }
  cursors.splice(place, 0, cursor);
};
