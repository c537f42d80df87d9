import { ANY, ANYTHING, type IdentityStatement, type IdentityStatements } from './identity-statements.ts';

/** Whose resources are meant. */
export interface Place {
  readonly partition: string;
  readonly account: string;
}

const UUID = [8, 4, 4, 4, 12].map((length) => ANY.repeat(length)).join('-');
const ANY_REGION = `${ANY.repeat(2)}-${ANY.repeat(7)}-${ANY}`;
const ANY_ACCOUNT = ANY.repeat(12);

/** Texts that stand for all resources of the service that count, of the account and of whatever account: either is all there is. */
type Everything = (place: Place) => readonly (readonly string[])[];

const regional =
  (service: string, ...kinds: readonly string[]): Everything =>
  ({ partition, account }) =>
    [ANY_ACCOUNT, account].map((owner) =>
      kinds.map((kind) => `arn:${partition}:${service}:${ANY_REGION}:${owner}:${kind}`),
    );

const identities: Everything = ({ partition, account }) =>
  [ANY_ACCOUNT, account].map((owner) =>
    ['user', 'role', 'group', 'policy'].map((kind) => `arn:${partition}:iam::${owner}:${kind}/${ANYTHING}`),
  );

/** For services of which everything is a danger: what everything is. */
export const EVERYTHING_OF: ReadonlyMap<string, Everything> = new Map([
  ['cloudtrail', regional('cloudtrail', `trail/${ANYTHING}`)],
  ['iam', identities],
  ['kms', regional('kms', `key/${UUID}`)],
]);

/** All objects of all buckets. */
export const allObjects = ({ partition }: Place): readonly string[] => [
  `arn:${partition}:s3:::${ANYTHING}/${ANYTHING}`,
];

/**
 * All roles of one account, for each that the statement may mean: whatever account, the policy's own, and those it names. A prefix
 * of the name or a path is not all roles.
 */
export function allRoles({ statement }: IdentityStatement, { partition, account }: Place): readonly string[] {
  const owners = new Set([ANY_ACCOUNT, account]);
  for (const pattern of statement.resources ?? []) {
    const owner = pattern.split(':')[4];
    if (owner !== undefined && /^\d{12}$/.test(owner)) owners.add(owner);
  }
  return [...owners].map((owner) => `arn:${partition}:iam::${owner}:role/${ANYTHING}`);
}

/**
 * The Allow statements that together grant an action, given in lower case, on all of these resources, less what is denied for good;
 * null where they do not.
 */
export function grantingOn(
  { allows, denies }: Pick<IdentityStatements, 'allows' | 'denies'>,
  action: string,
  resources: readonly string[],
): readonly IdentityStatement[] | null {
  const granting = new Set<IdentityStatement>();
  for (const resource of resources) {
    const allow = allows.find((one) => one.hasAction(action) && one.hasResource(resource));
    if (allow === undefined) return null;
    if (denies.some((one) => one.hasAction(action) && one.hasResource(resource))) return null;
    granting.add(allow);
  }
  return [...granting];
}
