import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type ShippedCode, unpackFrameworks, unpackPolicies } from '../evaluation/pack.ts';
import type { PolicyOrigin } from '../evaluation/rule.ts';
import type { Framework } from '../model/framework.ts';

/** Where the build has put the code of all of `policies/`: absolute, or as seen from the file this is bundled into. */
declare const __SHIPPED_CODE__: string;

/** Where it has put the rest of them. */
declare const __SHIPPED_POLICIES__: string;

/** Where it has put the text of `policies/frameworks/`. */
declare const __SHIPPED_FRAMEWORKS__: string;

const readShipped = (place: string): string => readFileSync(new URL(place, import.meta.url), 'utf8');

/** The policies that come with the package. */
export const shippedPolicies = (): PolicyOrigin[] =>
  unpackPolicies(createRequire(import.meta.url)(__SHIPPED_CODE__) as ShippedCode, () =>
    readShipped(__SHIPPED_POLICIES__),
  );

/** The frameworks that come with the package. */
export const shippedFrameworks = (): Framework[] => unpackFrameworks(readShipped(__SHIPPED_FRAMEWORKS__));
