import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const program = join(root, 'dist', 'cli.js');
const lock = join(root, 'node_modules', '.cache', 'datawarden', 'build.lock');
const waitsAtMost = 120_000;

/**
 * Builds `dist/` where it is missing or older than what it is made from. `npm test` has built it already; this is for whoever runs one
 * test file by hand. Test files that start together build once.
 */
export const ensureBuilt = async (): Promise<void> => {
  const until = Date.now() + waitsAtMost;
  while (!isFresh()) {
    if (takeLock()) {
      try {
        if (!isFresh()) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
      } finally {
        rmSync(lock, { recursive: true, force: true });
      }
      return;
    }
    if (Date.now() > until)
      throw new Error(`another test run has been building for long: remove ${lock} if there is none`);
    await sleep(200);
  }
};

const isFresh = (): boolean => {
  if (!existsSync(program)) return false;
  const built = statSync(program).mtimeMs;
  const made = ['package.json', 'scripts/build.mjs', ...['src', 'policies'].flatMap(filesBelow)];
  return made.every((file) => statSync(join(root, file)).mtimeMs <= built);
};

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));

const takeLock = (): boolean => {
  mkdirSync(dirname(lock), { recursive: true });
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};
