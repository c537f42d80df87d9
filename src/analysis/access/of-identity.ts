import type { AccessPolicies } from './authorize.ts';
import type { PolicyDocument } from './document.ts';

/** What an identity's own policies say alone: no other document limits it. */
export const ofIdentity = (documents: readonly PolicyDocument[]): AccessPolicies => ({
  identity: documents,
  resource: null,
  boundary: null,
  session: null,
  scp: null,
  rcp: null,
  endpoint: null,
});
