import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readBlocks } from './lines.ts';
import { mergeSorted } from './merge-sorted.ts';

/** What is sorted: by its key in code units. The value is text without a line feed. */
export interface Entry {
  readonly key: string;
  readonly value: string;
}

/** How much text is held before it is spilled, in UTF-16 units. */
const defaultMemory = 64 * 1024 * 1024;

/** How many entries a batch holds, and roughly how much text is written at a time. */
const batchSize = 1024;
const writeSize = 1024 * 1024;

/** Sorts any number of entries in bounded memory: what does not fit is spilled, in sorted runs, to files. */
export class Sorter {
  readonly #directory: () => Promise<string>;
  readonly #memory: number;
  readonly #runs: string[] = [];
  #entries: Entry[] = [];
  #held = 0;
  #spilling: Promise<void> = Promise.resolve();

  /** `directory` is asked when the first run is spilled; whoever owns it removes it. */
  constructor(directory: () => Promise<string>, memory: number = defaultMemory) {
    this.#directory = directory;
    this.#memory = memory;
  }

  /** How many runs were spilled. */
  get runs(): number {
    return this.#runs.length;
  }

  /** Safe to call again before it resolves. Rejects when a run cannot be written. */
  async add(key: string, value: string): Promise<void> {
    this.#entries.push({ key, value });
    this.#held += key.length + value.length;
    if (this.#held < this.#memory) return;
    const run = this.#entries;
    this.#entries = [];
    this.#held = 0;
    this.#spilling = this.#spilling.then(() => this.#spill(run));
    await this.#spilling;
  }

  /** All entries in order, those with the same key in the order they were added. Can be read again. */
  async *sorted(): AsyncGenerator<Entry[]> {
    await this.#spilling;
    this.#entries.sort(byKey);
    yield* mergeSorted([...this.#runs.map(readRun), inBatches(this.#entries)], ({ key }) => key);
  }

  async #spill(run: Entry[]): Promise<void> {
    run.sort(byKey);
    const file = join(await this.#directory(), `run-${this.#runs.length}`);
    const handle = await open(file, 'wx');
    try {
      let text = '';
      for (const { key, value } of run) {
        // A key as JSON has no raw tab: the first one ends it.
        text += `${JSON.stringify(key)}\t${value}\n`;
        if (text.length < writeSize) continue;
        await handle.appendFile(text);
        text = '';
      }
      await handle.appendFile(text);
    } finally {
      await handle.close();
    }
    this.#runs.push(file);
  }
}

const byKey = (a: Entry, b: Entry): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

async function* inBatches(entries: readonly Entry[]): AsyncGenerator<readonly Entry[]> {
  for (let start = 0; start < entries.length; start += batchSize) yield entries.slice(start, start + batchSize);
}

async function* readRun(file: string): AsyncGenerator<Entry[]> {
  for await (const { bytes, ends } of readBlocks(file, { gzip: false, longest: Number.POSITIVE_INFINITY })) {
    const entries: Entry[] = [];
    let start = 0;
    for (const end of ends) {
      const line = bytes.toString('utf8', start, end);
      const tab = line.indexOf('\t');
      entries.push({ key: JSON.parse(line.slice(0, tab)) as string, value: line.slice(tab + 1) });
      start = end + 1;
    }
    yield entries;
  }
}
