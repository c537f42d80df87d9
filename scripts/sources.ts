import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Model } from '../src/model/define.ts';
import type { DerivedFact } from '../src/model/derived.ts';
import type { AnyLiveType } from '../src/resources/live.ts';

/** Every file below a folder, as sorted paths relative to the working directory. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();

/** Files whose path matches a pattern with `*` for part of a name. */
export const glob = (pattern: string): string[] => {
  const matcher = new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
  const folder = pattern.slice(0, pattern.indexOf('*')).replace(/[^/]*$/, '') || '.';
  return filesBelow(folder).filter((path) => matcher.test(path));
};

/** Imports TypeScript modules, bundled together so that they share their own imports. */
const importAll = async (files: readonly string[]): Promise<Record<string, unknown>[]> => {
  if (files.length === 0) return [];
  const folder = resolve('node_modules/.cache/datawarden');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `sources-${process.pid}-${Math.random().toString(36).slice(2)}.mjs`);
  const contents = files
    .map((file, index) => `export * as m${index} from ${JSON.stringify(resolve(file))};`)
    .join('\n');
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  try {
    const all = (await import(pathToFileURL(outfile).href)) as Record<string, Record<string, unknown>>;
    return files.map((_, index) => all[`m${index}`] ?? {});
  } finally {
    rmSync(outfile, { force: true });
  }
};

const isModel = (value: unknown): value is Model =>
  typeof value === 'object' && value !== null && 'type' in value && 'facts' in value && 'description' in value;

const isDerived = (value: unknown): value is DerivedFact =>
  typeof value === 'object' && value !== null && 'derive' in value && 'schema' in value && 'path' in value;

/** A value exported from a file of ours, and its name. */
export interface Exported<T> {
  readonly file: string;
  readonly name: string;
  readonly value: T;
}

const exportsOf = async <T>(files: readonly string[], is: (value: unknown) => value is T): Promise<Exported<T>[]> => {
  const modules = await importAll(files);
  return files.flatMap((file, index) =>
    Object.entries(modules[index] ?? {}).flatMap(([name, value]) => (is(value) ? [{ file, name, value }] : [])),
  );
};

/** The models of all resource types, with where each is declared. */
export const modelExports = (): Promise<Exported<Model>[]> =>
  exportsOf(
    filesBelow('src/resources').filter((path) => path.endsWith('/model.ts')),
    isModel,
  );

/** The derived facts, with where each is declared. */
export const derivedExports = (): Promise<Exported<DerivedFact>[]> =>
  exportsOf(
    filesBelow('src/analysis').filter((path) => path.endsWith('.ts') && !path.endsWith('.generated.ts')),
    isDerived,
  );

const isLive = (value: unknown): value is AnyLiveType =>
  typeof value === 'object' && value !== null && 'model' in value && 'list' in value && 'facts' in value;

/** How each type is read from AWS, with where it is declared. Loads every AWS client. */
export const liveExports = (): Promise<Exported<AnyLiveType>[]> =>
  exportsOf(
    filesBelow('src/resources').filter((path) => /\/[^/]+\/[^/]+\/live\.ts$/.test(path)),
    isLive,
  );

export const loadModels = async (): Promise<Model[]> => (await modelExports()).map(({ value }) => value);
export const loadDerived = async (): Promise<DerivedFact[]> => (await derivedExports()).map(({ value }) => value);

/** Path of one of our files as another imports it. */
export const importPath = (from: string, to: string): string => {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
};
