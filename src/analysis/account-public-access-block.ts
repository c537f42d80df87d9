import type { Relation } from '../model/derived.ts';
import type { PublicAccessBlockValue } from '../model/facets.ts';
import type { Resource, Unknown } from '../model/resource.ts';
import type { BlockFlags } from './access/public-bucket.ts';
import { notInSnapshot, reasonFor } from './derive.ts';

const fact = 'access.publicAccessBlock';

/** The flags of a level of S3 Block Public Access, null where it has none, or why they are not known. */
export type BlockLevel = { readonly flags: BlockFlags | null } | { readonly because: Unknown };

/** The flags that a resource sets itself. */
export const ownBlock = (resource: Resource): BlockLevel => {
  const flags = resource.facts[fact] as PublicAccessBlockValue | null | undefined;
  return flags === undefined ? { because: reasonFor(resource, fact) } : { flags };
};

/**
 * S3 Block Public Access by account. What AWS reports for an account is what is in force there, an organization's S3 policy included:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html
 */
export const accountBlocks: Relation<Map<string, BlockLevel>> = {
  name: 'account-public-access-blocks',
  gathers: [{ type: 'AWS::S3::AccountPublicAccessBlock', facts: [fact] }],
  start: () => new Map(),
  add: (blocks, block) => {
    blocks.set(block.account, ownBlock(block));
  },
  addGap: (blocks, { account, operation, code, message }) => {
    blocks.set(account, { because: { operation, code, message } });
  },
};

/** The account's level for a resource. */
export const accountBlockOf = (blocks: ReadonlyMap<string, BlockLevel>, { account }: Resource): BlockLevel =>
  blocks.get(account) ?? { because: notInSnapshot(`S3 Block Public Access of ${account}`).because };
