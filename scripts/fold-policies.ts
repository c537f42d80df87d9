// Writes all of policies/ into a folder, as the texts that the command reads, for the build and the tests: `policies.cjs` and `policies.txt`, the
// policies compiled (`unpackPolicies`), and `frameworks.txt` (`unpackFrameworks`).
import { mkdirSync, writeFileSync } from 'node:fs';
import { compilePolicy } from '../src/evaluation/compile-policy.ts';
import { packFrameworks, packPolicies } from '../src/evaluation/pack.ts';
import { catalogue } from '../src/pipeline/catalogue.ts';
import { shippedFrameworkFiles, shippedPolicyFiles } from './policy-sources.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('say which folder to write to');
const policies = shippedPolicyFiles().sort((a, b) => (a.policy.id < b.policy.id ? -1 : 1));
mkdirSync(folder, { recursive: true });
const { code, prose } = packPolicies(policies.map((source) => compilePolicy(source, catalogue())));
writeFileSync(`${folder}/policies.cjs`, code);
writeFileSync(`${folder}/policies.txt`, prose);
writeFileSync(`${folder}/frameworks.txt`, packFrameworks(shippedFrameworkFiles(policies.map(({ policy }) => policy))));
