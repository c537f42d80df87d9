import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';

const policies = execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/fold-policies.ts'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});

const folder = resolve('node_modules/.cache/datawarden');
const shipped = `${folder}/policies-${process.pid}.txt`;
mkdirSync(folder, { recursive: true });
writeFileSync(shipped, policies);
process.once('exit', () => rmSync(shipped, { force: true }));

export default defineConfig({
  define: {
    __VERSION__: JSON.stringify('0.0.0-test'),
    __SHIPPED_POLICIES__: JSON.stringify(pathToFileURL(shipped).href),
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/live/estate-server.ts'],
    setupFiles: ['test/setup/seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 180_000,
    reporters: process.env['DATAWARDEN_RESULTS'] ? ['default', 'json'] : ['default'],
    ...(process.env['DATAWARDEN_RESULTS'] ? { outputFile: { json: process.env['DATAWARDEN_RESULTS'] } } : {}),
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
