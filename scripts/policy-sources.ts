import { readFileSync } from 'node:fs';
import { parseFramework } from '../src/evaluation/framework-file.ts';
import { parsePolicy } from '../src/evaluation/policy-file.ts';
import type { PolicySource } from '../src/evaluation/rule.ts';
import type { Framework } from '../src/model/framework.ts';
import type { Policy } from '../src/model/policy.ts';
import { filesBelow } from './sources.ts';

const yamlFiles = (frameworks: boolean): string[] =>
  filesBelow('policies').filter(
    (path) => path.endsWith('.yaml') && path.startsWith('policies/frameworks/') === frameworks,
  );

/** The policies of this repository, by file. @throws PolicyError */
export const shippedPolicyFiles = (): PolicySource[] =>
  yamlFiles(false).map((file) => parsePolicy(readFileSync(file, 'utf8'), file));

/** Its frameworks. @throws FrameworkError */
export const shippedFrameworkFiles = (policies: readonly Policy[]): Framework[] =>
  yamlFiles(true).map((file) => parseFramework(readFileSync(file, 'utf8'), file, policies));
