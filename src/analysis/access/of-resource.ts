import type { AccessPolicies } from './authorize.ts';
import type { PolicyDocument } from './document.ts';

/** The policy of a resource, and nothing besides: what callers' own policies say does not count. */
export const ofResource = (resource: PolicyDocument): AccessPolicies => ({
  ...{ identity: [], resource, boundary: null, session: null, scp: null, rcp: null, endpoint: null },
});
