import { SnapshotError } from '../errors.ts';
import { quoted } from './explain.ts';
import { nestsDeeper, scanJson } from './json-scan.ts';
import { maxFactDepth } from './validate.ts';

/** The longest line or file that is taken for a resource, in bytes. */
export const maxLineLength = 32 * 1024 * 1024;

/** From how many characters on a line's nesting is looked at before it is parsed: below, it cannot cost much memory. */
const longLine = 64 * 1024;

/** How deep a line may be nested: a fact stands in `facts`, which stands in the resource. */
const maxDepth = maxFactDepth + 2;

/** A place in a file: a value that begins on this line. */
interface Start {
  readonly file: string;
  readonly line: number;
}

/** The JSON value in UTF-8 text. */
export const parseBytes = (bytes: Buffer, at: Start): unknown => parseText(bytes.toString(), () => bytes, at);

/**
 * The JSON value of a text.
 * @param bytesOf the text in UTF-8, asked for only where it is long.
 * @param cutShort the file ends in it, without a line feed.
 */
export const parseText = (text: string, bytesOf: () => Buffer, { file, line }: Start, cutShort = false): unknown => {
  if (text.length > longLine && nestsDeeper(bytesOf(), maxDepth)) {
    throw new SnapshotError(`nested deeper than ${maxDepth} levels`, { position: { file, line } });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw notJson(text, file, line, cutShort);
  }
};

const notJson = (text: string, file: string, firstLine: number, cutShort: boolean): SnapshotError => {
  const mistake = scanJson(text);
  if (mistake === undefined) throw new Error('JSON.parse refused what the scanner finds to be JSON');
  const before = text.slice(0, mistake.offset).split('\n');
  const position = { file, line: firstLine + before.length - 1, column: (before.at(-1) ?? '').length + 1 };
  const code = text.codePointAt(mistake.offset);
  const found = code === undefined ? 'the end' : quoted(String.fromCodePoint(code));
  const advice = cutShort && code === undefined ? ': the file is cut short; collect it again' : '';
  return new SnapshotError(`not JSON: expected ${mistake.expected}, found ${found}${advice}`, { position });
};

/** The error of `fs` or `zlib` as one that the user can act on; any other as it is. */
export const readingFailed = (file: string, error: unknown): unknown => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === undefined || error instanceof SnapshotError) return error;
  const options = { position: { file }, cause: error };
  if (code === 'Z_BUF_ERROR')
    return new SnapshotError('cut short: the gzip data ends too early; collect it again', options);
  if (code.startsWith('Z_')) return new SnapshotError(`damaged gzip data: ${message}; collect it again`, options);
  return new SnapshotError(`cannot read: ${failureWords(error)}`, options);
};

/** What the operating system said, without the name of its code and of the call. */
export const failureWords = (error: Error): string =>
  error.message.replace(/^E[A-Z0-9]+: /, '').replace(/, [a-z]+( '.*)?$/s, '');
