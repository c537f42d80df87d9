import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';

const folder = resolve(`node_modules/.cache/datawarden/shipped-${process.pid}`);
execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/fold-policies.ts', folder], { stdio: 'inherit' });
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

export default defineConfig({
  define: {
    __VERSION__: JSON.stringify('0.0.0-test'),
    __SHIPPED_CODE__: JSON.stringify(`${folder}/policies.cjs`),
    __SHIPPED_POLICIES__: JSON.stringify(pathToFileURL(`${folder}/policies.txt`).href),
    __SHIPPED_FRAMEWORKS__: JSON.stringify(pathToFileURL(`${folder}/frameworks.txt`).href),
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
