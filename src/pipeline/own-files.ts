import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type FrameworkError, type PolicyError, UsageError } from '../errors.ts';
import { failureWords } from '../snapshot/parse.ts';

// The files of the user's own: a file, or a folder of policies in which `frameworks/` holds frameworks.

type Mistake = typeof PolicyError | typeof FrameworkError;

/** Every `.yaml` and `.yml` below a folder, sorted; or one file, whatever its name. @throws UsageError where there is neither. */
export const yamlFilesAt = (path: string, mistake: Mistake): string[] => {
  if (!existsSync(path)) throw new UsageError(`there is no policy file or folder \`${path}\``);
  const isFolder = (name: string): boolean => readOrExplain(name, mistake, () => statSync(name)).isDirectory();
  if (!isFolder(path)) return [path];
  return readOrExplain(path, mistake, () => readdirSync(path, { recursive: true, encoding: 'utf8' }))
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name))
    .filter((name) => !isFolder(name));
};

/** Whether a file that was found at a path is a framework: a folder `frameworks` holds it, at that path or below. */
export const isFrameworkFile = (file: string, path: string): boolean =>
  relative(dirname(resolve(file === path ? dirname(path) : path)), dirname(resolve(file)))
    .split(sep)
    .includes('frameworks');

/** The text of a file. */
export const readYamlText = (file: string, mistake: Mistake): string => {
  const bytes = readOrExplain(file, mistake, () => readFileSync(file));
  if (!isUtf8(bytes)) throw new mistake('not UTF-8: policies and frameworks are UTF-8 text', { position: { file } });
  return bytes.toString();
};

const readOrExplain = <T>(file: string, mistake: Mistake, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new mistake(`cannot read: ${failureWords(error as Error)}`, { position: { file }, cause: error });
  }
};
