// Builds dist/: the command and the library, bundled with all they need, and the policies folded into one JSON file.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });

const policies = execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/fold-policies.ts'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});

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
  define: { __VERSION__: JSON.stringify(version), __POLICIES__: JSON.stringify(policies) },
  chunkNames: 'chunks/[name]-[hash]',
  // CommonJS packages inside an ES module still call `require` for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
chmodSync('dist/cli.js', 0o755);

/** The licences of everything that was bundled. */
const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match)
    packages.add(input.slice(0, input.indexOf(match[1], input.lastIndexOf('node_modules/')) + match[1].length));
}
const notices = [...packages].sort().map((folder) => {
  const { name, version: installed, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return `${name} ${installed} (${license})`;
});
writeFileSync('dist/THIRD-PARTY.txt', `This build contains, unchanged but minified:\n\n${notices.join('\n')}\n`);
if (process.argv.includes('--meta')) writeFileSync('dist/meta.json', JSON.stringify(result.metafile));
