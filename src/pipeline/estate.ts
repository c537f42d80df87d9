import { Estate } from '../analysis/access/estate/estate.ts';
import { identityTypes } from '../analysis/access/estate/identities.ts';
import { models } from '../resources/models.generated.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** What says who may do what: identities, organizations, and every resource with a policy, an encryption or a role of its own. */
const tellingFacts = ['access.policyDocument', 'access.publicAccessBlock', 'encryption.atRest'];

const wanted: ReadonlySet<string> = new Set([
  ...identityTypes,
  ...models
    .filter(({ type, facts }) => type.startsWith('AWS::Organizations::') || tellingFacts.some((fact) => fact in facts))
    .map(({ type }) => type),
]);

/** Reads from snapshots who may do what: one pass, of which only policies are kept. @throws SnapshotError */
export const readEstate = async (snapshots: readonly Snapshot[]): Promise<Estate> => {
  const estate = new Estate();
  for (const snapshot of snapshots) {
    for (const gap of snapshot.header.gaps) estate.addGap(gap);
    for await (const batch of snapshot.batches({ types: wanted }))
      for (const { resource } of batch) estate.add(resource);
  }
  return estate;
};
