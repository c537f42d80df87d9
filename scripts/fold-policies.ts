// Prints all of policies/, compiled, as the text that `unpackPolicies` reads, for the build and the tests.
import { readFileSync } from 'node:fs';
import { compilePolicy } from '../src/evaluation/compile-policy.ts';
import { packPolicies } from '../src/evaluation/pack.ts';
import { parsePolicy } from '../src/evaluation/policy-file.ts';
import { catalogue } from '../src/pipeline/catalogue.ts';
import { filesBelow } from './sources.ts';

const sources = filesBelow('policies')
  .filter((path) => path.endsWith('.yaml') && !path.includes('/frameworks/'))
  .map((file) => parsePolicy(readFileSync(file, 'utf8'), file))
  .sort((a, b) => (a.policy.id < b.policy.id ? -1 : 1));
process.stdout.write(packPolicies(sources.map((source) => compilePolicy(source, catalogue()))));
