// Prints all of policies/ as one JSON text, for the build and the tests.
import { readFileSync } from 'node:fs';
import { parsePolicy } from '../src/evaluation/policy-file.ts';
import { filesBelow } from './sources.ts';

const policies = filesBelow('policies')
  .filter((path) => path.endsWith('.yaml'))
  .map((file) => parsePolicy(readFileSync(file, 'utf8'), file).policy)
  .sort((a, b) => (a.id < b.id ? -1 : 1));
process.stdout.write(JSON.stringify(policies));
