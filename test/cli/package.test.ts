import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { root } from '../setup/build.ts';
import { makeFolder, run, runCommand } from './run.ts';
import { decided, smallEstate, writeSnapshot } from './small.ts';

const folder = makeFolder();
const project = join(folder, 'project');
const installed = join(project, 'node_modules', 'datawarden');
const npm = (args: readonly string[], cwd: string) =>
  runCommand('npm', args, {
    cwd,
    env: { HOME: folder, npm_config_cache: join(folder, 'cache'), npm_config_update_notifier: 'false' },
  });
let files: string[] = [];

beforeAll(async () => {
  // `npm test` has built what is packed here; building it again would pull it from under the other tests.
  if (!existsSync(join(root, 'dist', 'types', 'index.d.ts'))) {
    const types = await runCommand('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: root });
    if (types.code !== 0) throw new Error(types.stdout);
  }
  const packed = await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root);
  if (packed.code !== 0) throw new Error(packed.stderr);
  const [archive] = JSON.parse(packed.stdout) as { filename: string; files: { path: string }[] }[];
  files = archive?.files.map(({ path }) => path) ?? [];
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"private":true}');
  const args = ['install', '--offline', '--no-audit', '--no-fund', join(folder, archive?.filename ?? '')];
  const installing = await npm(args, project);
  if (installing.code !== 0) throw new Error(installing.stderr);
});

describe('the package', () => {
  it('needs no other package at run time', () => {
    expect(Object.keys(packageJson)).not.toContain('dependencies');
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['datawarden']);
  });

  it('holds the command, the policies, the schemas and the action, and no sources or tests', () => {
    for (const path of ['dist/cli.js', 'dist/index.js', 'dist/types/index.d.ts', 'dist/THIRD-PARTY.txt', 'action.yml'])
      expect(files).toContain(path);
    for (const path of [
      'policies/s3/s3-bucket-versioning-enabled.yaml',
      'schemas/policy.schema.json',
      'LICENSE',
      'README.md',
    ])
      expect(files).toContain(path);
    expect(
      files.filter((path) => /^(src|test|scripts|bench|fixtures|node_modules)\/|\.tmp$|\.map$/.test(path)),
    ).toEqual([]);
  });

  it('is clean to publint', async () => {
    const pkgDir = join(folder, 'unpacked');
    cpSync(installed, pkgDir, { recursive: true });
    const { messages } = await publint({ pkgDir, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, packageJson))).toEqual([]);
  });

  it('runs as `datawarden` where it is installed', async () => {
    const binary = join(project, 'node_modules', '.bin', 'datawarden');
    expect(await runCommand(binary, ['--version'], { cwd: project })).toEqual({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    });
    const path = await writeSnapshot(join(project, 'small.ndjson'), smallEstate());
    const args = ['evaluate', path, '--policy', decided, '--output', 'ndjson'];
    const ran = await runCommand(binary, args, { cwd: project });
    expect(ran).toEqual(await run(args, { cwd: project }));
    expect(ran.code).toBe(1);
  });

  it('can be imported, with the stages as functions', async () => {
    const code = `
      import { compilePolicies, evaluateSnapshots, openSnapshots, shippedPolicies } from 'datawarden';
      const rules = compilePolicies(shippedPolicies()).filter(({ policy }) => '${decided}'.split(',').includes(policy.id));
      const snapshots = await openSnapshots(['small.ndjson']);
      const summary = await evaluateSnapshots({ snapshots, rules, tool: { name: 'x', version: '1' }, reports: [] });
      console.log(JSON.stringify(summary.verdicts));
    `;
    writeFileSync(join(project, 'use.mjs'), code);
    const { code: exit, stdout, stderr } = await runCommand(process.execPath, ['use.mjs'], { cwd: project });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ fail: 1, unknown: 1, pass: 2, 'not-applicable': 0 });
  });

  it('offline loads no AWS client', async () => {
    const coverage = join(folder, 'coverage');
    const path = await writeSnapshot(join(project, 'small.ndjson'), smallEstate());
    await run(['evaluate', path], { env: { NODE_V8_COVERAGE: coverage } });
    const [report = ''] = readdirSync(coverage);
    const { result } = JSON.parse(readFileSync(join(coverage, report), 'utf8')) as { result: { url: string }[] };
    const loaded = result.map(({ url }) => url).filter((url) => url.includes('/dist/'));
    expect(loaded.length).toBeGreaterThan(2);
    for (const url of loaded)
      expect(readFileSync(new URL(url), 'utf8')).not.toMatch(/GetCallerIdentityCommand|DescribeVolumesCommand/);
  });
});
