import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { DatawardenError, OutputError } from '../errors.ts';
import { type Resource, type SnapshotHeader, snapshotFormat } from '../model/resource.ts';
import { foreignEntry, headerFile, longResourceFile, resourceFile } from './layout.ts';
import { failureWords } from './parse.ts';
import { headerInOrder } from './serialise.ts';
import { keepTemporary, makeTemporary, removeTemporary } from './temporary.ts';

type Kind = 'ndjson' | 'gzip' | 'directory';

/** How many files of a snapshot directory are written at the same time. */
const filesAtOnce = 32;

/**
 * A hidden directory beside a snapshot's destination. The snapshot is prepared in it and then put in its place at one stroke: nobody
 * ever sees half of one, and whatever goes wrong, removing the directory leaves nothing behind.
 */
export class Staging {
  /** Where temporary files may be put: on the destination's own disk, which must have room for the snapshot anyhow. */
  readonly directory: string;
  readonly #path: string;
  readonly #target: string;
  readonly #kind: Kind;

  private constructor(path: string, target: string, kind: Kind, directory: string) {
    this.#path = path;
    this.#target = target;
    this.#kind = kind;
    this.directory = directory;
  }

  /**
   * Prepares to write a snapshot: `.ndjson`, `.ndjson.gz` or a directory. Throws {@link OutputError} when the destination cannot be
   * written, or holds something that is not a snapshot and would be lost.
   */
  static async open(path: string): Promise<Staging> {
    try {
      const target = await resolveLinks(path);
      const kind = await kindOf(path, target);
      const directory = await makeTemporary(join(dirname(target), `.${basename(target)}.`));
      return new Staging(path, target, kind, directory);
    } catch (error) {
      throw writingFailed(path, error);
    }
  }

  /** Writes the header and the lines (canonical, in order) and puts them in place. Throws {@link OutputError}, and what `lines` throws. */
  async commit(header: SnapshotHeader, lines: AsyncIterable<readonly string[]>): Promise<void> {
    const content = join(this.directory, 'content');
    try {
      if (this.#kind === 'directory') await writeFiles(content, header, lines);
      else await writeLines(content, this.#kind === 'gzip', header, lines);
      await this.#replace(content);
    } catch (error) {
      throw writingFailed(this.#path, error);
    }
    await this.discard();
  }

  /** Removes what was prepared. */
  async discard(): Promise<void> {
    await removeTemporary(this.directory);
  }

  async #replace(content: string): Promise<void> {
    if (this.#kind !== 'directory' || !(await exists(this.#target))) return rename(content, this.#target);
    // A directory cannot be renamed over another: the old one steps aside, and comes back if the new one cannot take its place.
    await refuseToLose(this.#target);
    keepTemporary(this.directory);
    const previous = join(this.directory, 'previous');
    await rename(this.#target, previous);
    try {
      await rename(content, this.#target);
    } catch (error) {
      await rename(previous, this.#target);
      throw error;
    }
  }
}

/** The error of `fs` as one that the user can act on; any other as it is. */
export const writingFailed = (path: string, error: unknown): unknown => {
  if (error instanceof DatawardenError || !(error instanceof Error)) return error;
  if ((error as NodeJS.ErrnoException).syscall === undefined) return error;
  return new OutputError(`cannot write \`${path}\`: ${failureWords(error)}`, { cause: error });
};

const exists = async (path: string): Promise<boolean> => (await statIfAny(path)) !== undefined;

const statIfAny = async (path: string) => {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** The file itself where the path is a link to one: a rename would replace the link. */
const resolveLinks = async (path: string): Promise<string> =>
  (await exists(path)) ? realpath(path) : join(await realpath(dirname(resolve(path))), basename(resolve(path)));

const kindOf = async (path: string, target: string): Promise<Kind> => {
  const stats = await statIfAny(target);
  if (stats?.isDirectory()) {
    await refuseToLose(target, path);
    return 'directory';
  }
  const kind = kindByName(path);
  if (kind === undefined) {
    throw new OutputError(
      `cannot tell what to write to \`${path}\`: a snapshot's name ends in \`.ndjson\` or \`.ndjson.gz\`, or in \`/\` for a directory`,
    );
  }
  if (stats !== undefined && (kind === 'directory' || !stats.isFile())) {
    throw new OutputError(
      `cannot write \`${path}\`: it exists and is not a ${kind === 'directory' ? 'directory' : 'regular file'}`,
    );
  }
  return kind;
};

const kindByName = (path: string): Kind | undefined => {
  if (path.endsWith('.ndjson')) return 'ndjson';
  if (path.endsWith('.ndjson.gz')) return 'gzip';
  return /[/\\]$/.test(path) || !basename(path).includes('.') ? 'directory' : undefined;
};

/** Refuses a directory in which there is something that a snapshot would not have put there. */
const refuseToLose = async (directory: string, path = directory): Promise<void> => {
  if ((await readdir(directory)).length === 0) return;
  if (!(await isSnapshot(directory))) {
    throw new OutputError(`will not replace \`${path}\`: it is not empty and not a snapshot; name another directory`);
  }
  const foreign = await foreignEntry(directory);
  if (foreign !== undefined) {
    throw new OutputError(
      `will not replace \`${path}\`: \`${foreign}\` in it is not part of a snapshot and would be lost; move it, or name another directory`,
    );
  }
};

const isSnapshot = async (directory: string): Promise<boolean> => {
  try {
    const header: unknown = JSON.parse(await readFile(join(directory, headerFile), 'utf8'));
    return (header as Partial<SnapshotHeader> | null)?.format === snapshotFormat;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
};

const writeLines = async (
  file: string,
  gzip: boolean,
  header: SnapshotHeader,
  lines: AsyncIterable<readonly string[]>,
): Promise<void> => {
  const text = async function* () {
    yield `${JSON.stringify(headerInOrder(header))}\n`;
    for await (const batch of lines) yield `${batch.join('\n')}\n`;
  };
  // With `flush`, the content is on the disk before the name points to it.
  const output = createWriteStream(file, { flags: 'wx', flush: true });
  // zlib writes neither a time nor a name: the same text gives the same bytes.
  if (gzip) await pipeline(Readable.from(text()), createGzip(), output);
  else await pipeline(Readable.from(text()), output);
};

const writeFiles = async (
  directory: string,
  header: SnapshotHeader,
  lines: AsyncIterable<readonly string[]>,
): Promise<void> => {
  const made = new Set<string>();
  const write = async (line: string): Promise<void> => {
    const resource = JSON.parse(line) as Resource;
    const file = join(directory, resourceFile(resource));
    if (!made.has(dirname(file))) {
      await mkdir(dirname(file), { recursive: true });
      made.add(dirname(file));
    }
    try {
      await writeFile(file, pretty(resource), { flag: 'wx' });
    } catch (error) {
      // Two names that look the same to the file system, and keys that begin alike.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      await writeFile(join(directory, longResourceFile(resource)), pretty(resource), { flag: 'wx' });
    }
  };
  await mkdir(directory);
  await writeFile(join(directory, headerFile), pretty(headerInOrder(header)));
  for await (const batch of lines) {
    for (let start = 0; start < batch.length; start += filesAtOnce) {
      // All are awaited even if one fails: none may be written while the directory is being removed.
      const written = await Promise.allSettled(batch.slice(start, start + filesAtOnce).map(write));
      for (const one of written) if (one.status === 'rejected') throw one.reason;
    }
  }
};

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
