import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SnapshotError } from '../errors.ts';

/** Whole lines of a file, as they were read. */
export interface Block {
  readonly bytes: Buffer;
  /** The bytes as characters, one each (Latin-1): text is searched and cut many times quicker than a buffer. */
  readonly characters: string;
  /** Where each line ends in `bytes`: at its line feed, or at the end of the file. */
  readonly ends: readonly number[];
  /** The number of the first of them, from 1. */
  readonly firstLine: number;
  /** `true` when the last of them is the file's last and has no line feed. */
  readonly unended: boolean;
}

/**
 * How much is read and decompressed at a time, in bytes: about a hundred resources. A batch is alive while it is worked on: larger ones
 * outgrow the young generation of the heap, and collecting them was measured to take a quarter of the time.
 */
const chunkSize = 128 * 1024;

const lineFeed = 0x0a;

/**
 * Reads a file as blocks of whole lines, in constant memory. Throws {@link SnapshotError} at a line longer than `longest` bytes, before
 * it is read to its end, and what `fs` and `zlib` throw.
 */
export async function* readBlocks(
  file: string,
  { gzip, longest }: { readonly gzip: boolean; readonly longest: number },
): AsyncGenerator<Block> {
  let firstLine = 1;
  let pending: Buffer[] = [];
  let held = 0;
  for await (const chunk of openStream(file, gzip) as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(lineFeed) + 1;
    if (end > 0) {
      const whole = chunk.subarray(0, end);
      const block = splitLines(pending.length === 0 ? whole : Buffer.concat([...pending, whole]), firstLine);
      refuseLonger(file, block, longest);
      yield block;
      firstLine += block.ends.length;
      pending = [];
      held = 0;
    }
    pending.push(chunk.subarray(end));
    held += chunk.length - end;
    if (held > longest) throw tooLong(file, firstLine, longest);
  }
  if (held > 0) yield splitLines(Buffer.concat(pending), firstLine);
}

const openStream = (file: string, gzip: boolean): Readable => {
  const source = createReadStream(file, { highWaterMark: chunkSize });
  if (!gzip) return source;
  // The callback has nothing to do: an error of either stream is thrown to the reader of the last one.
  return pipeline(source, createGunzip({ chunkSize }), () => {});
};

const splitLines = (bytes: Buffer, firstLine: number): Block => {
  const characters = bytes.toString('latin1');
  const ends: number[] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = characters.indexOf('\n', start);
    if (end === -1) {
      ends.push(bytes.length);
      return { bytes, characters, ends, firstLine, unended: true };
    }
    ends.push(end);
    start = end + 1;
  }
  return { bytes, characters, ends, firstLine, unended: false };
};

const refuseLonger = (file: string, { ends, firstLine }: Block, longest: number): void => {
  let start = 0;
  for (const [index, end] of ends.entries()) {
    if (end - start > longest) throw tooLong(file, firstLine + index, longest);
    start = end + 1;
  }
};

const tooLong = (file: string, line: number, longest: number): SnapshotError =>
  new SnapshotError(`the line is longer than ${longest / 1024 / 1024} MiB: no resource is`, {
    position: { file, line },
  });
