import { type PolicyOrigin, unlocated } from '../evaluation/compile-policy.ts';
import type { Policy } from '../model/policy.ts';

/** The JSON text of all of `policies/`, folded in by the build: 350 YAML files take a second to parse, one JSON text 2 ms. */
declare const __POLICIES__: string;

/** The policies that come with the package. */
export const shippedPolicies = (): PolicyOrigin[] => (JSON.parse(__POLICIES__) as Policy[]).map(unlocated);
