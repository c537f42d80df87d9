import { type Static, type TSchema, Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import { isPublicAcl } from './access/acl.ts';
import { actionGrants } from './access/trust/action-grants.ts';
import { bucketSurface } from './access/trust/granted-actions.ts';
import type { Owned } from './access/trust/outside.ts';
import { serviceGrants } from './access/trust/service-customers.ts';
import { publicByAcl, publicByStoredPolicy } from './bucket-public.ts';
import { unknownBecause } from './derive.ts';
import { bucketOf, type Destination, type DestinationBuckets, destinationBuckets } from './destination-buckets.ts';
import { openToStrangers, strangersLetIn } from './open-to-strangers.ts';
import { strangersAmong } from './organization-members.ts';
import { listGrants, place, placeOf } from './resource-policy.ts';

// What there is to know of the bucket that receives a cluster's audit logs.

const auditLogs = 'logging.auditLogs';
const service = 'redshift.amazonaws.com';

const logs: Destination = {
  type: 'AWS::Redshift::Cluster',
  fact: auditLogs,
  bucketIn: (value) => {
    const found = value as { readonly destination: string; readonly bucket: string | null } | null;
    return found?.destination === 's3' ? found.bucket : null;
  },
};

/** A fact about the bucket; `none` where the cluster logs to no bucket. */
const ofLogBucket = <Schema extends TSchema>(fact: {
  readonly path: string;
  readonly schema: Schema;
  readonly bucketFacts: readonly string[];
  readonly beside?: { readonly blocks?: boolean; readonly members?: boolean };
  readonly none: Static<Schema>;
  readonly derive: (bucket: Resource, index: DestinationBuckets, cluster: Resource) => Static<Schema> | Underivable;
}): DerivedFact =>
  defineDerived({
    type: logs.type,
    path: fact.path,
    schema: fact.schema,
    reads: [auditLogs],
    relation: destinationBuckets(logs, fact.bucketFacts, fact.beside),
    derive: (cluster, index) => {
      const value = cluster.facts[auditLogs];
      if (value === undefined) return unknownBecause(cluster, auditLogs);
      if (logs.bucketIn(value) === null) return fact.none;
      const bucket = bucketOf(index, cluster);
      return bucket instanceof Underivable ? bucket : fact.derive(bucket, index, cluster);
    },
  });

const ownedBy = ({ arn, account }: Resource): Owned => ({ arn, account, surface: bucketSurface });

/** Whether everybody gets at the logs. */
export const logBucketIsPublic: DerivedFact = ofLogBucket({
  path: 'logging.bucketIsPublic',
  schema: Type.Boolean({
    description:
      'The bucket with the audit logs is public by its policy or its ACL, with Object Ownership and Block Public Access taken into account. ' +
      'False where logs go to no bucket.',
  }),
  bucketFacts: [
    ...['access.policyDocument', 'access.policyStatus', 'access.publicAccessBlock', 'access.acl'],
    'access.objectOwnership',
  ],
  beside: { blocks: true },
  none: false,
  derive: (bucket, { blocks }) => {
    const ways = [publicByStoredPolicy(bucket, blocks), publicByAcl(bucket, blocks, isPublicAcl)];
    if (ways.includes('yes')) return true;
    return ways.find((way) => way instanceof Underivable) ?? false;
  },
});

/** Whether a log that is overwritten or deleted can be brought back. */
export const logBucketVersioned: DerivedFact = ofLogBucket({
  path: 'logging.bucketVersioned',
  schema: Type.Boolean({
    description: 'The bucket with the audit logs keeps versions. False where logs go to no bucket.',
  }),
  bucketFacts: ['recovery.versioning'],
  none: false,
  derive: (bucket) => {
    const versioning = bucket.facts['recovery.versioning'] as { readonly status: string } | undefined;
    return versioning === undefined ? unknownBecause(bucket, 'recovery.versioning') : versioning.status === 'enabled';
  },
});

/** Whose the bucket is, where it is a stranger's. */
export const logBucketStrangers: DerivedFact = ofLogBucket({
  path: 'logging.bucketStrangers',
  schema: Type.Array(Type.String(), {
    description:
      'The account that owns the bucket with the audit logs, if that is neither this account nor of its organization.',
  }),
  bucketFacts: [],
  beside: { members: true },
  none: [],
  derive: (bucket, { members }, cluster) => strangersAmong(members, [cluster.account], [bucket.account]),
});

/** For whom else Redshift may write there. */
export const logBucketOpenTo: DerivedFact = ofLogBucket({
  path: 'logging.bucketOpenTo',
  schema: openToStrangers(
    'Allow statements of the bucket with the audit logs by which redshift.amazonaws.com may act there on behalf of others.',
  ),
  bucketFacts: ['access.policyDocument'],
  beside: { members: true },
  none: [],
  derive: (bucket, { members }, cluster) => {
    const own = [cluster.account, bucket.account];
    return strangersLetIn(bucket, (document) => serviceGrants(document, service, ownedBy(bucket)), members, own);
  },
});

/** Who besides Redshift may write among the logs, by the bucket's policy. */
export const logBucketWriters: DerivedFact = ofLogBucket({
  path: 'logging.bucketWriters',
  schema: Type.Array(Shape({ ...place, principal: Type.String({ description: 'As written.' }) }), {
    description:
      'Allow statements of the bucket with the audit logs that let others than redshift.amazonaws.com put objects there, less what its Deny ' +
      'statements take back.',
  }),
  bucketFacts: ['access.policyDocument'],
  none: [],
  derive: (bucket) => {
    const grants = listGrants(bucket, (document) =>
      actionGrants(document, 's3:PutObject', ownedBy(bucket)).filter(
        ({ principal: { type, value } }) => type !== 'Service' || value !== service,
      ),
    );
    if (grants instanceof Underivable) return grants;
    return grants.map(({ statement, principal }) => ({ ...placeOf(statement), principal: principal.value }));
  },
});
