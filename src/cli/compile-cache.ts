import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/**
 * Keeps compiled code between starts, which saves a quarter of a short run: below the folder for temporary files, unless
 * NODE_COMPILE_CACHE or NODE_DISABLE_COMPILE_CACHE say otherwise. From Node 22.1 on that is Node's own work
 * (https://nodejs.org/api/module.html#moduleenablecompilecachecachedir); on Node 20 it is ours, for the chunks of this build.
 */
export const keepCompiledCode = (): void => {
  const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => unknown };
  if (enableCompileCache !== undefined) enableCompileCache();
  else if (process.env['NODE_DISABLE_COMPILE_CACHE'] === undefined) keepChunks();
};

/** What Node calls to compile a CommonJS module. It is in no documentation, and no longer changes on the versions that need us. */
interface CompilingModule {
  readonly exports: unknown;
  require(id: string): unknown;
  _compile(content: string, filename: string): unknown;
}

type ModuleFunction = (
  this: unknown,
  exports: unknown,
  require: (id: string) => unknown,
  module: CompilingModule,
  filename: string,
  dirname: string,
) => unknown;

const keepChunks = (): void => {
  const folder = cacheFolder();
  if (folder === null) return;
  const { prototype } = nodeModule.Module as unknown as { readonly prototype: CompilingModule };
  const compile = prototype._compile;
  const made: { readonly script: Script; readonly file: string }[] = [];
  prototype._compile = function (content, filename) {
    if (dirname(filename) !== __dirname) return compile.call(this, content, filename);
    // The name of a chunk holds a hash of its text; V8 refuses what another version of itself has compiled. Compiled code names the file
    // that it comes from, so each place where the build lies has its own.
    const file = join(folder, `${basename(filename)}-${crc32(filename).toString(16)}.bin`);
    const cachedData = readIfThere(file);
    const wrapped = nodeModule.Module.wrap(content);
    const script = new Script(wrapped, { filename, ...(cachedData === undefined ? {} : { cachedData }) });
    if (script.cachedDataRejected !== false) made.push({ script, file });
    const run = script.runInThisContext() as ModuleFunction;
    return run.call(this.exports, this.exports, (id) => this.require(id), this, filename, dirname(filename));
  };
  process.once('exit', () => {
    for (const { script, file } of made) keep(file, script.createCachedData());
  });
};

/**
 * The folder, made where it is missing; `null` where it cannot be ours alone: V8 runs what it reads there, so nobody else may have put
 * it there.
 */
const cacheFolder = (): string | null => {
  const user = process.getuid?.();
  const parent = process.env['NODE_COMPILE_CACHE'] ?? tmpdir();
  const folder = join(parent, ['datawarden', 'compile-cache', process.version, process.arch, user].join('-'));
  return (
    withFiles(() => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const { uid, mode } = lstatSync(folder);
      return user === undefined || (uid === user && (mode & 0o077) === 0) ? folder : null;
    }) ?? null
  );
};

/** What {@link keep} wrote. V8 itself does not notice damage: the CRC-32 at the end does. */
const readIfThere = (file: string): Buffer | undefined => {
  const content = withFiles(() => readFileSync(file));
  if (content === undefined || content.length < checkLength) return undefined;
  const data = content.subarray(0, -checkLength);
  return content.readUInt32LE(data.length) === crc32(data) ? data : undefined;
};

const keep = (file: string, data: Buffer): void => {
  const check = Buffer.alloc(checkLength);
  check.writeUInt32LE(crc32(data));
  const temporary = `${file}.${process.pid}.tmp`;
  withFiles(() => {
    writeFileSync(temporary, Buffer.concat([data, check]), { mode: 0o600 });
    renameSync(temporary, file);
  });
};

const checkLength = 4;

/** What files refuse here (none there, no place, read-only) costs time, never a result: the code is compiled as if there were no cache. */
const withFiles = <Value>(act: () => Value): Value | undefined => {
  try {
    return act();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== undefined) return undefined;
    throw error;
  }
};
