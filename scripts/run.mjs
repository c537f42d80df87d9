// Runs a TypeScript file: `node scripts/run.mjs scripts/gen.ts [arguments]`. Node 20 cannot strip types, so esbuild bundles it first.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) throw new Error('usage: node scripts/run.mjs FILE.ts [arguments]');
const folder = join(root, 'node_modules', '.cache', 'datawarden');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `run-${process.pid}.mjs`);
process.once('exit', () => rmSync(outfile, { force: true }));
await build({
  entryPoints: [resolve(entry)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
process.argv = [process.argv[0], resolve(entry), ...rest];
await import(pathToFileURL(outfile).href);
