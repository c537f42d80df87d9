import { isAscii, isUtf8 } from 'node:buffer';
import { open, stat } from 'node:fs/promises';
import { SnapshotError } from '../errors.ts';
import type { Resource, SnapshotHeader } from '../model/resource.ts';
import { openDirectory } from './directory.ts';
import { quoted } from './explain.ts';
import { type Block, readBlocks } from './lines.ts';
import { maxLineLength, parseText, readingFailed } from './parse.ts';
import { refuseHeader, refuseResource } from './refusal.ts';
import { duplicate, type Line, type Selection, type Snapshot } from './snapshot.ts';
import { asResource, type Checks, isHeader } from './validate.ts';

/** How a snapshot is read. */
export interface ReadOptions {
  readonly checks: Checks;
  /** Lines may come in any order and are yielded in theirs; duplicates are then for the caller to find. */
  readonly anyOrder?: boolean;
  /** How much of an index is held in memory, in characters, before it is spilled to a temporary file. */
  readonly memory?: number;
}

/**
 * Opens a snapshot (`.ndjson`, also gzipped, or a directory) and reads its header. Throws {@link SnapshotError} naming file and line
 * when it cannot be read or is no valid snapshot, and so do its batches.
 */
export const openSnapshot = async (path: string, options: ReadOptions): Promise<Snapshot> => {
  const stats = await stat(path).catch((error: unknown) => {
    throw readingFailed(path, error);
  });
  if (stats.isDirectory()) return openDirectory(path, options);
  // What is read twice cannot be a pipe.
  if (!stats.isFile()) throw new SnapshotError('neither a file nor a directory', { position: { file: path } });
  const gzip = await isGzip(path);
  const header = await readHeader(path, gzip, options.checks);
  return { file: path, header, batches: (selection) => readLines(path, gzip, header, options, selection) };
};

const isGzip = async (file: string): Promise<boolean> => {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readingFailed(file, error);
  }
};

const readHeader = async (file: string, gzip: boolean, checks: Checks): Promise<SnapshotHeader> => {
  for await (const block of readUtf8Blocks(file, gzip)) {
    for (const { start, end, line } of linesOf(block)) {
      const at = { file, line };
      const value = parseLine(block, start, end, at);
      if (!isHeader(value, checks)) throw await refuseHeader(value, at, checks);
      return value;
    }
  }
  throw new SnapshotError('the file is empty: expected a snapshot', { position: { file } });
};

/** The lines of a block that are not blank. */
function* linesOf(block: Block): Generator<{ start: number; end: number; line: number }> {
  let start = 0;
  for (const [index, end] of block.ends.entries()) {
    if (!isBlank(block, start, end)) yield { start, end, line: block.firstLine + index };
    start = end + 1;
  }
}

/** Just after a line may stand a carriage return, which JSON takes for a space. */
const isBlank = ({ bytes }: Block, start: number, end: number): boolean =>
  end === start || (end === start + 1 && bytes[start] === 0x0d);

/** The value of a line of a block that is UTF-8. */
const parseLine = (block: Utf8Block, start: number, end: number, at: { file: string; line: number }): unknown => {
  const { bytes, characters, ascii } = block;
  const text = ascii ? characters.slice(start, end) : bytes.toString('utf8', start, end);
  return parseText(text, () => bytes.subarray(start, end), at, isLast(block, end));
};

const isLast = (block: Block, end: number): boolean => block.unended && end === block.bytes.length;

/** A block that is UTF-8. */
interface Utf8Block extends Block {
  /** All of it is ASCII: its characters are the text. */
  readonly ascii: boolean;
}

async function* readUtf8Blocks(file: string, gzip: boolean): AsyncGenerator<Utf8Block> {
  try {
    for await (const block of readBlocks(file, { gzip, longest: maxLineLength })) {
      const ascii = isAscii(block.bytes);
      if (!ascii && !isUtf8(block.bytes)) throw notUtf8(file, block);
      yield { ...block, ascii };
    }
  } catch (error) {
    throw readingFailed(file, error);
  }
}

const notUtf8 = (file: string, block: Block): SnapshotError => {
  for (const { start, end, line } of linesOf(block)) {
    if (isUtf8(block.bytes.subarray(start, end))) continue;
    return new SnapshotError('not UTF-8: a snapshot is UTF-8 text', { position: { file, line } });
  }
  throw new Error('a block is not UTF-8 while all its lines are');
};

async function* readLines(
  file: string,
  gzip: boolean,
  header: SnapshotHeader,
  { checks, anyOrder = false }: ReadOptions,
  { types }: Selection = {},
): AsyncGenerator<Line[]> {
  const reader = new LineReader(file, checks, anyOrder, types);
  for await (const block of readUtf8Blocks(file, gzip)) {
    const batch = reader.read(block);
    if (reader.refused !== null) throw await refuseResource(reader.refused.value, reader.refused.at, checks);
    if (batch.length > 0) yield batch;
  }
  checkCount(file, header, reader.count);
}

/** Reads the blocks of a file in turn. Apart from the generator: what waits is compiled anew, and at length, wherever it is hot. */
class LineReader {
  /** The resources so far. */
  count = 0;
  /** What is none, and where. */
  refused: { readonly value: unknown; readonly at: { readonly file: string; readonly line: number } } | null = null;
  readonly #file: string;
  readonly #checks: Checks;
  readonly #anyOrder: boolean;
  readonly #types: ReadonlySet<string> | undefined;
  #sawHeader = false;
  #previous: Line | undefined;

  constructor(file: string, checks: Checks, anyOrder: boolean, types: ReadonlySet<string> | undefined) {
    this.#file = file;
    this.#checks = checks;
    this.#anyOrder = anyOrder;
    this.#types = types;
  }

  /** The resources of a block that are of the types asked for, up to one that is none. */
  read(block: Utf8Block): Line[] {
    const batch: Line[] = [];
    let start = 0;
    for (let index = 0; index < block.ends.length; index++) {
      const end = block.ends[index] as number;
      if (!isBlank(block, start, end)) {
        if (!this.#sawHeader) this.#sawHeader = true;
        else {
          const line = this.#readLine(block, start, end, block.firstLine + index);
          if (line !== null) batch.push(line);
          else if (this.refused !== null) return batch;
        }
      }
      start = end + 1;
    }
    return batch;
  }

  #readLine(block: Utf8Block, start: number, end: number, line: number): Line | null {
    this.count++;
    const types = this.#types;
    const stated = typeAtStart(block.characters, start, end);
    if (types !== undefined && stated !== undefined && !types.has(stated)) return null;
    const file = this.#file;
    const value = parseLine(block, start, end, { file, line });
    if (types !== undefined && stated === undefined && !hasType(value, types)) return null;
    const resource = asResource(value, this.#checks);
    if (resource === null) {
      this.refused = { value, at: { file, line } };
      return null;
    }
    // JSON takes the last of two: a pass over some types would have skipped what a full one reads.
    if (stated !== undefined && stated !== resource.type) {
      const message = `\`type\` stands twice: ${quoted(stated)}, ${quoted(resource.type)}`;
      throw new SnapshotError(message, { position: { file, line } });
    }
    const read = { resource, file, line };
    if (!this.#anyOrder && this.#previous !== undefined) checkOrder(read, this.#previous);
    this.#previous = read;
    return read;
  }
}

const hasType = (value: unknown, types: ReadonlySet<string>): boolean => {
  const type = (value as Partial<Resource> | null)?.type;
  // What has no type at all is no resource: the check that follows says so.
  return typeof type !== 'string' || types.has(type);
};

const checkOrder = (line: Line, previous: Line): void => {
  const { arn } = line.resource;
  if (arn > previous.resource.arn) return;
  if (arn === previous.resource.arn) throw duplicate(arn, line, previous);
  throw new SnapshotError(
    `${quoted(arn)} should stand before ${quoted(previous.resource.arn)} at line ${previous.line}: lines are ordered by ARN; \`datawarden convert\` rewrites the snapshot in order`,
    { position: { file: line.file, line: line.line } },
  );
};

const checkCount = (file: string, { resources }: SnapshotHeader, count: number): void => {
  if (count === resources) return;
  const message =
    count < resources
      ? `cut short: the header says ${resources} resources and only ${count} follow; collect it again`
      : `the header says ${resources} resources and ${count} follow: the file was put together by hand, or twice; collect it again`;
  throw new SnapshotError(message, { position: { file, line: 1, path: 'resources' } });
};

const keyStart = '{"key":"';
const keyLength = 64;
const arnStart = '","arn":"';
const typeStart = ',"type":"';

/**
 * The type that a line states at its beginning, found without parsing it; `undefined` when the line does not begin as the writer
 * begins it, and must be parsed.
 */
const typeAtStart = (characters: string, start: number, end: number): string | undefined => {
  const afterKey = start + keyStart.length + keyLength;
  if (!characters.startsWith(keyStart, start) || !characters.startsWith(arnStart, afterKey)) return undefined;
  const arn = afterKey + arnStart.length;
  const afterArn = characters.indexOf('"', arn);
  if (!characters.startsWith(typeStart, afterArn + 1)) return undefined;
  const type = afterArn + 1 + typeStart.length;
  const afterType = characters.indexOf('"', type);
  // A quote after a backslash ends no string. What lies beyond the line is another's.
  if (afterArn === -1 || afterType === -1 || afterType >= end) return undefined;
  if (characters.slice(arn, afterArn).includes('\\')) return undefined;
  const stated = characters.slice(type, afterType);
  return stated.includes('\\') ? undefined : stated;
};
