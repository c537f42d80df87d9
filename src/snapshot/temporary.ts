import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';

/** The temporary directories that are in use. */
const inUse = new Set<string>();

/** Makes a directory whose name begins with `prefix`. Throws what `fs` throws. */
export const makeTemporary = async (prefix: string): Promise<string> => {
  // In the same breath as it is noted down: a signal finds both or neither.
  const directory = mkdtempSync(prefix);
  inUse.add(directory);
  return directory;
};

/** From here on the directory may hold what must not be lost, and is not removed when the program is stopped. */
export const keepTemporary = (directory: string): void => void inUse.delete(directory);

/** Removes the directory and all that is in it. */
export const removeTemporary = async (directory: string): Promise<void> => {
  await rm(directory, { recursive: true, force: true });
  inUse.delete(directory);
};

/** Removes at once all that are in use: for a program that is being stopped. */
export const removeAllTemporary = (): void => {
  for (const directory of inUse) rmSync(directory, { recursive: true, force: true });
};
