import { type Relation, Underivable } from '../model/derived.ts';
import type { Place, Unknown } from '../model/resource.ts';
import { notInSnapshot, reasonFor } from './derive.ts';

/** Who manages each KMS key of the snapshot. */
export interface KeyManagers {
  /** By the key's ARN. */
  readonly managers: Map<string, string | { readonly because: Unknown }>;
  /** Listings that were refused, by account and Region. */
  readonly gaps: Map<string, Unknown>;
}

const keyType = 'AWS::KMS::Key';

/** The KMS keys of the snapshot. */
export const keyManagers: Relation<KeyManagers> = {
  name: 'key-managers',
  gathers: [{ type: keyType, facts: ['manager'] }],
  start: () => ({ managers: new Map(), gaps: new Map() }),
  add: ({ managers }, key) => {
    const manager = key.facts['manager'] as string | undefined;
    managers.set(key.arn, manager ?? { because: reasonFor(key, 'manager') });
  },
  addGap: ({ gaps }, { account, region, operation, code, message }) => {
    gaps.set(`${account} ${region}`, { operation, code, message });
  },
};

/**
 * Who manages the key that a resource names by ARN, alias or id: `AWS` or `CUSTOMER`. Two things are certain without asking: aliases
 * that begin with `aws/` are for AWS managed keys alone, and these cannot be used from another account.
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key
 */
export const managerOf = ({ managers, gaps }: KeyManagers, key: string, place: Place): string | Underivable => {
  const named = /^arn:([^:]+):kms:([^:]*):(\d{12}):(.+)$/.exec(key);
  const [, partition = place.partition, region = place.region, account = place.account, id = key] = named ?? [];
  if (id.startsWith('alias/')) return id.startsWith('alias/aws/') ? 'AWS' : 'CUSTOMER';
  if (account !== place.account) return 'CUSTOMER';
  const arn = `arn:${partition}:kms:${region}:${account}:${id.startsWith('key/') ? id : `key/${id}`}`;
  const manager = managers.get(arn);
  if (typeof manager === 'string') return manager;
  const because = manager?.because ?? gaps.get(`${account} ${region}`);
  return because === undefined ? notInSnapshot(`the key ${arn}`) : new Underivable(because);
};
