import { once } from 'node:events';
import {
  createWriteStream,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  type WriteStream,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { OutputError, UsageError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Sink } from '../pipeline/evaluate.ts';
import { type FormatName, formats } from '../report/index.ts';
import { failureWords } from '../snapshot/parse.ts';
import { onInterrupt } from './interrupt.ts';

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
  const places = specs.map(({ file }) => (file === null ? null : resolve(file)));
  const twice = specs[places.findIndex((place, index) => places.indexOf(place) !== index)];
  if (twice === undefined) return specs;
  throw new UsageError(
    twice.file === null
      ? `two outputs go to standard output: give one of them a file, as in \`--output ${twice.format}=${formats[twice.format].file}\``
      : `two outputs go to \`${twice.file}\`: give each a file of its own`,
  );
};

const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name);

/** A sink that appears whole or not at all. */
export interface OutputFile extends Sink {
  /** Writes out what is still held. */
  finish(): Promise<void>;
  /** Puts the file in place. */
  commit(): void;
  /** Removes what was written. */
  discard(): void;
}

/**
 * Opens a file beside its destination; nothing is at the destination before `commit`. A device or a pipe is written as it is.
 * @throws OutputError
 */
export const openOutput = async (path: string): Promise<OutputFile> => {
  const cannot = (error: unknown): OutputError =>
    new OutputError(`cannot write \`${path}\`: ${error instanceof Error ? failureWords(error) : String(error)}`, {
      cause: error,
    });
  const there = statOf(path, cannot);
  if (there?.isDirectory()) throw new OutputError(`cannot write \`${path}\`: it is a folder`);
  // A rename would put a file in the place of /dev/null.
  const inPlace = there !== undefined && !there.isFile();
  // And one in the place of a link.
  const target = there === undefined ? path : realpathSync(path);
  const folder = dirname(target);
  if (!inPlace && !statOf(folder, cannot)?.isDirectory()) {
    throw new OutputError(`cannot write \`${path}\`: there is no folder \`${folder}\``);
  }
  const file = inPlace ? path : join(folder, `.${basename(target)}.${process.pid}.tmp`);
  const stream = inPlace ? createWriteStream(path) : createWriteStream(file, { fd: openNew(file, cannot) });
  const discard = (): void => {
    stream.destroy();
    if (!inPlace) rmSync(file, { force: true });
  };
  // In the same breath as the file is made: a signal finds both or neither.
  const release = onInterrupt(discard);
  const failure = new Promise<never>((_, reject) => {
    stream.once('error', (error) => reject(cannot(error)));
  });
  // Awaited by whoever writes; on its own it must not end the process.
  failure.catch(() => undefined);
  if (inPlace) await Promise.race([once(stream, 'open'), failure]);
  const buffered = buffer(stream);
  return {
    write: buffered.write,
    flush: () => Promise.race([buffered.flush(), failure]),
    discard() {
      release();
      discard();
    },
    async finish() {
      await Promise.race([buffered.flush(), failure]);
      await Promise.race([new Promise<void>((done) => stream.end(done)), failure]);
    },
    commit() {
      try {
        if (!inPlace) renameSync(file, target);
      } catch (error) {
        throw cannot(error);
      }
      release();
    },
  };
};

const openNew = (file: string, cannot: (error: unknown) => OutputError): number => {
  try {
    return openSync(file, 'wx');
  } catch (error) {
    throw cannot(error);
  }
};

const statOf = (path: string, cannot: (error: unknown) => OutputError): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw cannot(error);
  }
};

/** Standard output as a sink. A reader that goes away (`| head`) ends the writing, not the program. */
export const standardOutput = (): OutputFile => {
  const buffered = buffer(process.stdout);
  return {
    write: buffered.write,
    flush: buffered.flush,
    finish: buffered.flush,
    commit: () => undefined,
    discard: () => undefined,
  };
};

const enough = 64 * 1024;

/** Joins small pieces, and waits for the reader between batches. */
const buffer = (stream: WriteStream | NodeJS.WriteStream): Sink => {
  let parts: string[] = [];
  let size = 0;
  let ready = true;
  const push = (): void => {
    if (size === 0) return;
    if (!stream.destroyed) ready = stream.write(parts.join(''));
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
      if (!ready && !stream.destroyed) await drained(stream);
      ready = true;
    },
  };
};

/** Until the reader has caught up, or is gone. Errors are for whoever listens to them. */
const drained = (stream: WriteStream | NodeJS.WriteStream): Promise<void> =>
  new Promise((done) => {
    const settle = (): void => {
      stream.off('drain', settle);
      stream.off('close', settle);
      done();
    };
    stream.on('drain', settle);
    stream.on('close', settle);
  });
