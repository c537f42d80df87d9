// Prints the closing line of `.ci/run` from vitest's results: count-results.mjs RESULTS.json FAILED-STEPS
import { readFileSync } from 'node:fs';

const [file, failedSteps] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const results = text === '' ? null : JSON.parse(text);
if (results === null) console.log('the test runner left no results');
const passed = results?.numPassedTests ?? 0;
const failed =
  (results?.numFailedTests ?? 0) +
  (results?.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length ??
    0);
if (Number(failedSteps) > 0) console.log(`${failedSteps} steps failed`);
const bad = results === null || passed === 0 || failed > 0 || Number(failedSteps) > 0;
const skipped = results?.numPendingTests ?? 0;
console.log(`${passed} passed, ${bad ? Math.max(1, failed) : 0} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = bad ? 1 : 0;
