import { execFileSync } from 'node:child_process';
import { defineConfig } from 'vitest/config';

const policies = execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/fold-policies.ts'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});

export default defineConfig({
  define: { __VERSION__: JSON.stringify('0.0.0-test'), __POLICIES__: JSON.stringify(policies) },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/live/estate-server.ts'],
    testTimeout: 30_000,
    hookTimeout: 180_000,
    reporters: process.env['DATAWARDEN_RESULTS'] ? ['default', 'json'] : ['default'],
    ...(process.env['DATAWARDEN_RESULTS'] ? { outputFile: { json: process.env['DATAWARDEN_RESULTS'] } } : {}),
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
