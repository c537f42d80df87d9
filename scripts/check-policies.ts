// Checks policy files against the schema and the types, and runs their examples: node scripts/run.mjs scripts/check-policies.ts FILE…
import { existsSync, readFileSync } from 'node:fs';
import { catalogueFacts } from '../src/analysis/derive.ts';
import { DatawardenError } from '../src/errors.ts';
import { compilePolicy } from '../src/evaluation/compile-policy.ts';
import { checkExamples } from '../src/evaluation/examples.ts';
import { parsePolicy } from '../src/evaluation/policy-file.ts';
import { glob, loadDerived, loadModels } from './sources.ts';

const files = process.argv.slice(2).flatMap((arg) => (existsSync(arg) ? [arg] : glob(arg)));
const catalogue = catalogueFacts(await loadModels(), await loadDerived());
let wrong = 0;
for (const file of files) {
  try {
    const source = parsePolicy(readFileSync(file, 'utf8'), file);
    for (const rule of compilePolicy(source, catalogue)) {
      for (const problem of checkExamples(rule)) {
        wrong++;
        console.log(
          `${file}: ${problem.section}[${problem.index}]${problem.name ? ` (${problem.name})` : ''}: ${problem.message}`,
        );
      }
    }
  } catch (error) {
    if (!(error instanceof DatawardenError)) throw error;
    wrong++;
    console.log(error.message);
  }
}
console.log(`${files.length} policies, ${wrong} problems`);
process.exitCode = wrong > 0 ? 1 : 0;
