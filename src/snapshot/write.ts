import { OutputError } from '../errors.ts';
import { type Resource, type SnapshotHeader, snapshotFormat, snapshotVersion } from '../model/resource.ts';
import { quoted } from './explain.ts';
import { maxLineLength } from './parse.ts';
import { inOrder } from './serialise.ts';
import { Sorter } from './sort.ts';
import { Staging, writingFailed } from './staging.ts';

/** What a header says besides what the writer knows. */
export type HeaderContent = Omit<SnapshotHeader, 'format' | 'version' | 'resources'>;

/**
 * Writes a snapshot from resources in any order. Nothing is at the destination before {@link close} resolves; after an error or
 * {@link abort} nothing new is there at all.
 */
export class SnapshotWriter {
  readonly #path: string;
  readonly #staging: Staging;
  readonly #sorter: Sorter;
  #isOpen = true;

  private constructor(path: string, staging: Staging, memory: number | undefined) {
    this.#path = path;
    this.#staging = staging;
    this.#sorter = new Sorter(async () => staging.directory, memory);
  }

  /**
   * Prepares to write to a `.ndjson` or `.ndjson.gz` file or a directory. `memory` is how many characters are held before they are
   * spilled to temporary files. Throws {@link OutputError} when the destination cannot be written.
   */
  static async open(path: string, { memory }: { readonly memory?: number } = {}): Promise<SnapshotWriter> {
    return new SnapshotWriter(path, await Staging.open(path), memory);
  }

  /** How many times the memory ran full. */
  get spills(): number {
    return this.#sorter.runs;
  }

  /** Adds a resource; calls may overlap. Throws {@link OutputError}. */
  async add(resource: Resource): Promise<void> {
    if (!this.#isOpen) throw new Error('the snapshot was closed');
    const line = JSON.stringify(inOrder(resource));
    if (line.length * 3 > maxLineLength && Buffer.byteLength(line) > maxLineLength) {
      await this.abort();
      throw new OutputError(
        `${quoted(resource.arn)} takes more than the ${maxLineLength / 1024 / 1024} MiB that a line may have`,
      );
    }
    await this.#orAbort(() => this.#sorter.add(resource.arn, line));
  }

  /** Writes what was added and puts it in place. Throws {@link OutputError}; an `Error` when two resources have the same ARN. */
  async close(content: HeaderContent): Promise<void> {
    if (!this.#isOpen) throw new Error('the snapshot was closed');
    this.#isOpen = false;
    await this.#orAbort(async () => {
      // The header says how many resources there are, so they are gone through once before they are written.
      let resources = 0;
      for await (const batch of this.#lines()) resources += batch.length;
      const header = { format: snapshotFormat, version: snapshotVersion, ...content, resources } as const;
      await this.#staging.commit(header, this.#lines());
    });
  }

  /** Gives up: removes all that was written. */
  async abort(): Promise<void> {
    this.#isOpen = false;
    await this.#staging.discard();
  }

  async #orAbort(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.abort();
      throw writingFailed(this.#path, error);
    }
  }

  /** The lines in order. A resource that was added twice, and is the same to the letter, is one. */
  async *#lines(): AsyncGenerator<string[]> {
    let arn: string | undefined;
    let line = '';
    for await (const entries of this.#sorter.sorted()) {
      const batch: string[] = [];
      for (const { key, value } of entries) {
        if (key === arn) {
          if (value === line) continue;
          throw new Error(
            `${typeOf(line)} and ${typeOf(value)} were both collected as ${quoted(key)}, with different facts`,
          );
        }
        arn = key;
        line = value;
        batch.push(value);
      }
      if (batch.length > 0) yield batch;
    }
  }
}

const typeOf = (line: string): string => (JSON.parse(line) as Resource).type;
