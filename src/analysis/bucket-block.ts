import { Type } from 'typebox';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import { type BlockFlag, type BlockInForce, findBlockInForce } from './access/public-bucket.ts';
import { accountBlockOf, accountBlocks, type BlockLevel, ownBlock } from './account-public-access-block.ts';
import { asBoolean, settle } from './settled.ts';

/** S3 Block Public Access of a bucket: what is in force by its account and itself, and what could not be read of them. */
export const blockInForce = (
  bucket: Resource,
  accounts: ReadonlyMap<string, BlockLevel>,
): { readonly inForce: BlockInForce; readonly missing: readonly Underivable[] } => {
  const levels = [accountBlockOf(accounts, bucket), ownBlock(bucket)] as const;
  const [account, own] = levels;
  return {
    inForce: findBlockInForce({
      account: 'flags' in account ? account.flags : 'unknown',
      bucket: 'flags' in own ? own.flags : 'unknown',
    }),
    missing: levels.flatMap((level) => ('because' in level ? [new Underivable(level.because)] : [])),
  };
};

/** One flag in force. S3 applies the stricter of the two levels, so one that is known to be on settles it. */
const flagInForce = (path: string, flag: BlockFlag, what: string): DerivedFact =>
  defineDerived({
    type: 'AWS::S3::Bucket',
    path,
    schema: Type.Boolean({ description: `${what}: ${flag} is on for the bucket or for its account.` }),
    reads: ['access.publicAccessBlock'],
    relation: accountBlocks,
    derive: (bucket, accounts) => {
      const { inForce, missing } = blockInForce(bucket, accounts);
      return asBoolean(settle(inForce[flag], missing));
    },
  });

/** New public ACLs are refused. */
export const bucketBlocksPublicAcls = flagInForce(
  'access.blocksPublicAcls',
  'blockPublicAcls',
  'New public ACLs are refused',
);

/** Public ACLs have no effect. */
export const bucketIgnoresPublicAcls = flagInForce(
  'access.ignoresPublicAcls',
  'ignorePublicAcls',
  'Public ACLs of the bucket and its objects have no effect',
);

/** New public policies are refused. */
export const bucketBlocksPublicPolicy = flagInForce(
  'access.blocksPublicPolicy',
  'blockPublicPolicy',
  'New public policies of the bucket and its access points are refused',
);

/** A public policy lets only AWS services and the own account in. */
export const bucketRestrictsPublicPolicy = flagInForce(
  'access.restrictsPublicPolicy',
  'restrictPublicBuckets',
  'With a public policy only AWS services and the own account get in',
);
