import { once } from 'node:events';
import { constants, createWriteStream, existsSync, renameSync, rmSync, statSync, type WriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OutputError, UsageError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Sink } from '../pipeline/evaluate.ts';
import { type FormatName, formats } from '../report/index.ts';

/** One `--output`: a format, and the file it goes to; `null` is standard output. */
export interface OutputSpec {
  readonly format: FormatName;
  readonly file: string | null;
}

/**
 * Reads `--output sarif=findings.sarif --output table`.
 * @throws UsageError for an unknown format, two outputs to one place, an empty file name.
 */
export const parseOutputs = (values: readonly string[]): OutputSpec[] => {
  const specs = values.map((value): OutputSpec => {
    const split = value.indexOf('=');
    const format = split === -1 ? value : value.slice(0, split);
    const file = split === -1 ? null : value.slice(split + 1);
    if (!isFormat(format)) {
      const close = nearest(format, Object.keys(formats));
      throw new UsageError(
        `unknown output format \`${format}\`${close ? `: did you mean \`${close}\`?` : `; there are ${Object.keys(formats).join(', ')}`}`,
      );
    }
    if (file === '') throw new UsageError(`\`--output ${value}\` names no file after \`=\``);
    return { format, file: file === '-' ? null : file };
  });
  const places = specs.map(({ file }) => file ?? 'standard output');
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice !== undefined)
    throw new UsageError(
      `two outputs go to ${twice === 'standard output' ? twice : `\`${twice}\``}: give one of them a file, as in \`--output json=findings.json\``,
    );
  return specs;
};

const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name);

/** A sink that appears whole or not at all. */
export interface OutputFile extends Sink {
  /** Puts the file in place. */
  commit(): Promise<void>;
  /** Removes what was written. */
  discard(): void;
}

const text = (error: unknown): string => (error instanceof Error ? error.message.replace(/^\w+: /, '') : String(error));

/** Opens a file next to its destination; nothing is at the destination before `commit`. @throws OutputError */
export const openOutput = async (path: string): Promise<OutputFile> => {
  const folder = dirname(path);
  if (!existsSync(folder)) throw new OutputError(`cannot write \`${path}\`: there is no folder \`${folder}\``);
  if (existsSync(path) && statSync(path).isDirectory())
    throw new OutputError(`cannot write \`${path}\`: it is a folder`);
  try {
    await access(existsSync(path) ? path : folder, constants.W_OK);
  } catch (error) {
    throw new OutputError(`cannot write \`${path}\`: ${text(error)}`, { cause: error });
  }
  const temporary = join(folder, `.${basename(path)}.${process.pid}.tmp`);
  const stream = createWriteStream(temporary, { flags: 'wx' });
  const failure = new Promise<never>((_, reject) => {
    stream.once('error', (error) =>
      reject(new OutputError(`cannot write \`${path}\`: ${text(error)}`, { cause: error })),
    );
  });
  // Awaited by whoever writes; on its own it must not end the process.
  failure.catch(() => undefined);
  const buffered = buffer(stream);
  const discard = (): void => {
    stream.destroy();
    rmSync(temporary, { force: true });
  };
  return {
    write: buffered.write,
    flush: () => Promise.race([buffered.flush(), failure]),
    discard,
    async commit() {
      await Promise.race([buffered.flush(), failure]);
      await Promise.race([new Promise<void>((resolve) => stream.end(resolve)), failure]);
      try {
        renameSync(temporary, path);
      } catch (error) {
        discard();
        throw new OutputError(`cannot write \`${path}\`: ${text(error)}`, { cause: error });
      }
    },
  };
};

/** Standard output as a sink. A reader that goes away (`| head`) ends the writing, not the program. */
export const standardOutput = (): OutputFile => {
  const buffered = buffer(process.stdout);
  return { write: buffered.write, flush: buffered.flush, commit: buffered.flush, discard: () => undefined };
};

const enough = 64 * 1024;

/** Joins small pieces, and waits for the reader between batches. */
const buffer = (stream: WriteStream | NodeJS.WriteStream): Sink => {
  let parts: string[] = [];
  let size = 0;
  let ready = true;
  const push = (): void => {
    if (size === 0) return;
    ready = stream.write(parts.join(''));
    parts = [];
    size = 0;
  };
  return {
    write(piece) {
      parts.push(piece);
      size += piece.length;
      if (size >= enough) push();
    },
    async flush() {
      push();
      if (!ready && !stream.destroyed) await once(stream, 'drain');
      ready = true;
    },
  };
};
