// Evaluates the shipped estate with the built command on the other supported versions of Node, and compares the bytes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const estate = 'fixtures/snapshots/data-team.ndjson';
const evaluate = (node) =>
  execFileSync(node, ['dist/cli.js', 'evaluate', estate, '--output', 'json', '--fail-on', 'never'], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
const expected = evaluate(process.execPath);
for (const major of ['22', '24']) {
  const folder = resolve('node_modules/.cache/datawarden', `node-${major}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  // The package's install script is what puts the binary in place.
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts=false', `node@${major}`], {
    cwd: folder,
    stdio: 'ignore',
  });
  const node = join(folder, 'node_modules/node/bin/node');
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  if (evaluate(node) !== expected) throw new Error(`Node ${version} gives another report than ${process.version}`);
  console.log(`Node ${version}: the same report, to the byte`);
}
