import { type Static, Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import {
  bucketSurface,
  directoryBucketSurface,
  keySurface,
  roleSurface,
  type Surface,
  streamSurface,
  tableSurface,
} from './access/trust/granted-actions.ts';
import { type OutsideGrant, outsideGrants, partyKinds } from './access/trust/outside.ts';
import { ofWritingSessions } from './access/trust/session-mode.ts';
import { conditionKeys, listGrants, place, placeOf, resourcePolicy } from './resource-policy.ts';

const entry = {
  ...place,
  kind: OneOf(partyKinds, {
    description:
      'log-delivery: an account of AWS that may only write logs; network: everybody in a network; source: everybody on behalf ' +
      'of one resource.',
  }),
  id: Type.String({
    description: 'Account, organization, provider, canonical user, network or ARN; * for everybody.',
  }),
  organization: Nullable(Type.String(), { description: 'The organization that the grant is confined to.' }),
  principal: Type.String({ description: 'As written.' }),
  actions: Type.Array(Type.String(), {
    description: 'Of the actions that give away data, or control over who gets it, those that are granted.',
  }),
  conditions: Type.Array(Type.String(), { description: 'Keys of its conditions, as written.' }),
};

const path = 'access.trustedOutside';
const description =
  'Who outside the account is granted anything by the Allow statements of the policy, less what its Deny statements take back. ' +
  'AWS services and deleted principals are not among them.';

/** Who outside a resource's policy lets in. */
export const outsideEntries = (resource: Resource, surface: Surface, fact = resourcePolicy): Entry[] | Underivable => {
  const { arn, account } = resource;
  const grants = listGrants(resource, (document) => outsideGrants(document, { arn, account, surface }), fact);
  if (grants instanceof Underivable) return grants;
  return grants.map(entryOf);
};

const entryOf = ({ statement, kind, id, organization, principal, actions }: OutsideGrant): Entry => ({
  ...placeOf(statement),
  kind,
  id,
  organization,
  principal,
  actions: [...actions],
  conditions: conditionKeys(statement),
});

/** The fact that holds the policy of a table's stream. */
const streamPolicy = 'access.streamPolicyDocument';

const Entries = Type.Array(Shape(entry), { description });
type Entry = Static<typeof Entries>[number];

const trustedOutside = (type: string, surface: Surface): DerivedFact =>
  defineDerived({
    type,
    path,
    schema: Entries,
    reads: [resourcePolicy],
    relation: null,
    derive: (resource) => outsideEntries(resource, surface),
  });

/** Who outside may assume a role. */
export const roleTrustedOutside: DerivedFact = trustedOutside('AWS::IAM::Role', roleSurface);
/** Who outside gets at a bucket. */
export const bucketTrustedOutside: DerivedFact = trustedOutside('AWS::S3::Bucket', bucketSurface);
/** Who outside gets at a bucket through an access point. */
export const accessPointTrustedOutside: DerivedFact = trustedOutside('AWS::S3::AccessPoint', bucketSurface);
/** Who outside gets at a key. */
export const keyTrustedOutside: DerivedFact = trustedOutside('AWS::KMS::Key', keySurface);
/** Who outside gets at a table. */
export const tableTrustedOutside: DerivedFact = trustedOutside('AWS::DynamoDB::Table', tableSurface);
/** Who outside gets at buckets through a Multi-Region Access Point. */
export const multiRegionAccessPointTrustedOutside: DerivedFact = trustedOutside(
  'AWS::S3::MultiRegionAccessPoint',
  bucketSurface,
);

/** Who outside reads the latest stream of a table. */
export const streamTrustedOutside: DerivedFact = defineDerived({
  type: 'AWS::DynamoDB::Table',
  path: 'access.streamTrustedOutside',
  schema: Type.Array(Shape(entry), { description: `${description} Of the policy of the table's latest stream.` }),
  reads: [streamPolicy],
  relation: null,
  // The ARN of a stream begins with its table's: `arn:…:table/runs/stream/2025-06-01T08:00:00.000`.
  derive: (table) => outsideEntries(table, streamSurface, streamPolicy),
});

/** Who outside gets sessions of a directory bucket, and what they may do in them. */
export const directoryBucketTrustedOutside: DerivedFact = defineDerived({
  type: 'AWS::S3Express::DirectoryBucket',
  path,
  schema: Type.Array(
    Shape({
      ...entry,
      mode: OneOf(['ReadOnly', 'ReadWrite'], { description: 'ReadOnly: the session can only read.' }),
    }),
    { description },
  ),
  reads: [resourcePolicy],
  relation: null,
  derive: (bucket) => {
    const { arn, account } = bucket;
    const owned = { arn, account, surface: directoryBucketSurface };
    const grants = listGrants(bucket, (document) => {
      const named = ({ statement, principal, kind, id, organization }: OutsideGrant): string =>
        [statement.index, principal, kind, id, organization].join(' ');
      const writers = new Set(outsideGrants(ofWritingSessions(document), owned).map(named));
      return outsideGrants(document, owned).map((grant) => ({
        ...entryOf(grant),
        mode: writers.has(named(grant)) ? ('ReadWrite' as const) : ('ReadOnly' as const),
      }));
    });
    return grants instanceof Underivable ? grants : [...grants];
  },
});
