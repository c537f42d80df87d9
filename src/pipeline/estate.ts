import { Estate } from '../analysis/access/estate/estate.ts';
import { identityTypes } from '../analysis/access/estate/identities.ts';
import { models } from '../resources/models.generated.ts';
import { mergeSnapshots } from '../snapshot/merge.ts';
import { openSnapshots } from './evaluate.ts';

/** What says who may do what: identities, organizations, and every resource with a policy, an encryption or a role of its own. */
const tellingFacts = ['access.policyDocument', 'access.publicAccessBlock', 'encryption.atRest', 'executionRole'];

const wanted: ReadonlySet<string> = new Set([
  ...identityTypes,
  ...models
    .filter(({ type, facts }) => type.startsWith('AWS::Organizations::') || tellingFacts.some((fact) => fact in facts))
    .map(({ type }) => type),
]);

/** Reads from snapshots who may do what: one pass, of which only policies are kept. @throws SnapshotError */
export const readEstate = async (paths: readonly string[]): Promise<Estate> => {
  const estate = new Estate();
  const snapshots = await openSnapshots(paths);
  for (const { header } of snapshots) for (const gap of header.gaps) estate.addGap(gap);
  for await (const batch of mergeSnapshots(snapshots).batches({ types: wanted })) {
    for (const { resource } of batch) estate.add(resource);
  }
  return estate;
};
