import { type Static, Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import type { AclGrant } from './access/acl.ts';
import { bucketSurface } from './access/trust/granted-actions.ts';
import { type Surroundings, surroundings } from './bucket-anyone.ts';
import { unknownBecause } from './derive.ts';
import { isOfSameOrganization, type OrganizationMembers, organizationMembers } from './organization-members.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';
import { outsideEntries } from './trusted-outside.ts';

const Stranger = Shape({
  through: OneOf(['policy', 'acl', 'access-point', 'multi-region-access-point']),
  arn: Type.String({ description: 'Of the bucket or access point.' }),
  sid: Nullable(Type.String()),
  kind: Type.String({ description: 'As in `access.trustedOutside`; user and email: as the ACL names an account.' }),
  id: Type.String(),
  organization: Nullable(Type.String(), { description: 'The organization that the grant is confined to.' }),
});
type Stranger = Static<typeof Stranger>;

/** What stands around buckets, and who belongs to whom. */
interface Neighbourhood {
  readonly around: Surroundings;
  readonly members: OrganizationMembers;
}

const memberTypes = new Set(organizationMembers.gathers.map(({ type }) => type));

const neighbourhood: Relation<Neighbourhood> = {
  name: 'bucket-neighbourhood',
  gathers: [...surroundings.gathers, ...organizationMembers.gathers],
  start: () => ({ around: surroundings.start(), members: organizationMembers.start() }),
  add: ({ around, members }, resource) =>
    memberTypes.has(resource.type) ? organizationMembers.add(members, resource) : surroundings.add(around, resource),
  addGap: ({ around, members }, gap) =>
    memberTypes.has(gap.type) ? organizationMembers.addGap(members, gap) : surroundings.addGap(around, gap),
};

/** Whom a policy lets in, of a bucket or of one of its access points. */
const byPolicy = (resource: Resource, through: Stranger['through']): Stranger[] | Underivable => {
  const entries = outsideEntries(resource, bucketSurface);
  if (entries instanceof Underivable) return entries;
  return entries
    .filter(({ kind }) => kind !== 'log-delivery' && kind !== 'anyone')
    .map(({ sid, kind, id, organization }) => ({ through, arn: resource.arn, sid, kind, id, organization }));
};

/** Which accounts an ACL lets in, as long as Object Ownership lets ACLs count. */
const byAcl = (bucket: Resource): Stranger[] | Underivable => {
  const [acl, ownership, owner] = ['access.acl', 'access.objectOwnership', 'access.owner'] as const;
  if (bucket.facts[ownership] === 'BucketOwnerEnforced') return [];
  const grants = bucket.facts[acl] as readonly AclGrant[] | undefined;
  if (grants === undefined) return unknownBecause(bucket, acl);
  const named = grants.filter(({ grantee }) => grantee === 'user' || grantee === 'email');
  if (named.length === 0) return [];
  for (const fact of [ownership, owner]) if (bucket.facts[fact] === undefined) return unknownBecause(bucket, fact);
  return named
    .filter(({ id }) => id !== bucket.facts[owner])
    .map(({ grantee, id }) => ({
      ...{ through: 'acl' as const, arn: bucket.arn, sid: null },
      ...{ kind: grantee, id: id ?? '', organization: null },
    }));
};

/**
 * Whom access points let in. The policy of the bucket has to allow it too, which it leaves to them by a statement for everybody:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-delegating-control
 */
const byAccessPoints = (bucket: Resource, { doors, missing }: Surroundings): (Stranger[] | Underivable)[] => {
  const document = readResourcePolicy(bucket);
  if (document instanceof Underivable) return [document];
  const delegates = document.statements.some(
    ({ effect, principals, understood }) =>
      effect !== 'Deny' && (!understood || principals === null || principals.some(({ value }) => value.includes('*'))),
  );
  if (!delegates) return [];
  const unlisted = missing.get(bucket.account);
  return [
    ...(doors.get(bucket.name) ?? []).map(({ kind, resource }) => byPolicy(resource, kind)),
    ...(unlisted === undefined ? [] : [new Underivable(unlisted)]),
  ];
};

/** Who outside the organization gets at a bucket. */
export const bucketStrangers: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'access.strangers',
  schema: Type.Array(Stranger, {
    description:
      'Who of another organization, or of none, is granted anything by the policy of the bucket, by its ACL, or by access points to which it ' +
      'leaves that. Deliveries of logs and AWS services are not among them; who is anyone is in `access.anyone`.',
  }),
  reads: [resourcePolicy, 'access.acl', 'access.objectOwnership', 'access.owner'],
  relation: neighbourhood,
  derive: (bucket, { around, members }) => {
    const strangers: Stranger[] = [];
    let doubt: Underivable | null = null;
    for (const part of [byPolicy(bucket, 'policy'), byAcl(bucket), ...byAccessPoints(bucket, around)]) {
      if (part instanceof Underivable) {
        doubt ??= part;
        continue;
      }
      for (const one of part) {
        const same = isOfSameOrganization(members, bucket.account, one.organization ?? one.id);
        if (typeof same !== 'boolean') doubt ??= new Underivable(same);
        else if (!same) strangers.push(one);
      }
    }
    return strangers.length > 0 || doubt === null ? strangers : doubt;
  },
});
