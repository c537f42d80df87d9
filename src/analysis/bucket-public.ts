import { Type } from 'typebox';
import { OneOf } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import { type AclGrant, grantsPublicly, isPublicAcl } from './access/acl.ts';
import { isPublicByAcl, isPublicByPolicy } from './access/public-bucket.ts';
import { type BucketUse, reachesUse } from './access/public-reach.ts';
import type { Truth } from './access/truth.ts';
import { accountBlocks, type BlockLevel } from './account-public-access-block.ts';
import { blockInForce } from './bucket-block.ts';
import { judgeBucketPolicy, undecidedPolicy } from './bucket-policy-status.ts';
import { unknownBecause } from './derive.ts';
import { readResourcePolicy } from './resource-policy.ts';
import { asBoolean, asTruth, type Settled, settle } from './settled.ts';

type Accounts = ReadonlyMap<string, BlockLevel>;

const type = 'AWS::S3::Bucket';
const policyFacts = ['access.policyDocument', 'access.policyStatus'] as const;
const aclFacts = ['access.acl', 'access.objectOwnership'] as const;
const blockFact = 'access.publicAccessBlock';

/** The policy takes effect unless RestrictPublicBuckets is in force. */
function publicByPolicy(bucket: Resource, accounts: Accounts, publicPolicy: Settled): Settled {
  const { inForce, missing } = blockInForce(bucket, accounts);
  const truth = isPublicByPolicy({ publicPolicy: asTruth(publicPolicy), settings: inForce });
  return settle(truth, [publicPolicy, ...missing]);
}

/** Whether the policy that a bucket has makes it public. */
export const publicByStoredPolicy = (bucket: Resource, accounts: Accounts): Settled =>
  publicByPolicy(bucket, accounts, judgeBucketPolicy(bucket).settled);

/** The ACL takes effect unless Object Ownership or IgnorePublicAcls is against it. */
export function publicByAcl(
  bucket: Resource,
  accounts: Accounts,
  judge: (grants: readonly AclGrant[]) => Truth,
): Settled {
  const [acl, objectOwnership] = aclFacts;
  const grants = bucket.facts[acl] as readonly AclGrant[] | undefined;
  const ownership = bucket.facts[objectOwnership];
  const { inForce, missing } = blockInForce(bucket, accounts);
  const truth = isPublicByAcl({
    publicAcl: grants === undefined ? 'unknown' : judge(grants),
    aclsEnabled: ownership === undefined ? 'unknown' : ownership === 'BucketOwnerEnforced' ? 'no' : 'yes',
    settings: inForce,
  });
  return settle(truth, [
    grants === undefined ? unknownBecause(bucket, acl) : null,
    ownership === undefined ? unknownBecause(bucket, objectOwnership) : null,
    ...missing,
  ]);
}

/** Whether the policy makes the bucket public. */
export const bucketPublicByPolicy: DerivedFact = defineDerived({
  type,
  path: 'access.publicByPolicy',
  schema: Type.Boolean({
    description:
      'The policy is public as S3 means it, and RestrictPublicBuckets is on neither for the bucket nor for its account.',
  }),
  reads: [...policyFacts, blockFact],
  relation: accountBlocks,
  derive: (bucket, accounts) => asBoolean(publicByStoredPolicy(bucket, accounts)),
});

/** Whether the ACL makes the bucket public. */
export const bucketPublicByAcl: DerivedFact = defineDerived({
  type,
  path: 'access.publicByAcl',
  schema: Type.Boolean({
    description:
      'The ACL grants something to everyone or to every AWS account, ACLs are enabled, and neither the bucket nor the account ignores public ones. Objects may have public ACLs of their own all the same.',
  }),
  reads: [...aclFacts, blockFact],
  relation: accountBlocks,
  derive: (bucket, accounts) => asBoolean(publicByAcl(bucket, accounts, isPublicAcl)),
});

const PERMISSIONS: Readonly<Record<BucketUse, readonly string[]>> = {
  read: ['READ', 'READ_ACP', 'FULL_CONTROL'],
  write: ['WRITE', 'WRITE_ACP', 'FULL_CONTROL'],
};

/** Whether a public statement of the policy reaches the use. */
function judgeUse(bucket: Resource, use: BucketUse): Settled {
  const { ours, settled } = judgeBucketPolicy(bucket);
  const document = readResourcePolicy(bucket);
  if (ours === null || document instanceof Underivable || settled === 'no') return settled;
  // S3 and its documentation differ: no statement is certain.
  if (settled instanceof Underivable && ours.truth !== 'unknown') return settled;
  const reaching = (places: readonly number[]): boolean =>
    places.some((place) => {
      const statement = document.statements[place];
      return statement === undefined || !statement.understood || reachesUse(statement, use);
    });
  if (reaching(ours.statements)) return 'yes';
  if (!document.understood) return undecidedPolicy(ours.reason);
  if (!reaching(ours.doubtful)) return 'no';
  // S3 says only that one statement is public. Where one alone is in doubt, it is that one.
  const isTheOne = settled === 'yes' && ours.statements.length === 0 && ours.doubtful.length === 1;
  return isTheOne ? 'yes' : undecidedPolicy(ours.reason);
}

/** By what everyone can use the bucket. One way that is certain is enough to say so; that there is none needs all to be known. */
const publicUse = (path: string, use: BucketUse, what: string): DerivedFact =>
  defineDerived({
    type,
    path,
    schema: Type.Array(OneOf(['acl', 'policy']), {
      description: `What lets everyone ${what}, with Object Ownership and Block Public Access taken into account; empty where nothing does.`,
    }),
    reads: [...policyFacts, ...aclFacts, blockFact],
    relation: accountBlocks,
    derive: (bucket, accounts) => {
      const byAcl = publicByAcl(bucket, accounts, (grants) => grantsPublicly(grants, PERMISSIONS[use]));
      const byPolicy = publicByPolicy(bucket, accounts, judgeUse(bucket, use));
      const ways: ('acl' | 'policy')[] = [];
      if (byAcl === 'yes') ways.push('acl');
      if (byPolicy === 'yes') ways.push('policy');
      if (ways.length > 0) return ways;
      return byAcl instanceof Underivable ? byAcl : byPolicy instanceof Underivable ? byPolicy : ways;
    },
  });

/** By what everyone can list the bucket or read its objects. */
export const bucketPublicRead = publicUse('access.publicRead', 'read', 'list the bucket or read of it');

/** By what everyone can change the bucket or its objects. */
export const bucketPublicWrite = publicUse('access.publicWrite', 'write', 'change the bucket or its objects');
