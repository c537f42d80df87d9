import { readFileSync } from 'node:fs';
import { unpackPolicies } from '../evaluation/pack.ts';
import type { PolicyOrigin } from '../evaluation/rule.ts';

/** Where the build has put the text of all of `policies/`, compiled: absolute, or as seen from the file this is bundled into. */
declare const __SHIPPED_POLICIES__: string;

/** The policies that come with the package. */
export const shippedPolicies = (): PolicyOrigin[] =>
  unpackPolicies(readFileSync(new URL(__SHIPPED_POLICIES__, import.meta.url), 'utf8'));
