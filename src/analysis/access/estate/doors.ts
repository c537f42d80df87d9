import { type Gap, type Resource, type Unknown, UnknownCode } from '../../../model/resource.ts';

/** A bucket behind an access point. */
export interface DoorBucket {
  readonly arn: string;
  readonly account: string;
}

/** What an access point, or a Multi-Region Access Point, leads to. */
export interface Door {
  readonly buckets: readonly DoorBucket[] | 'unknown';
  /** The VPC that alone reaches it; null for the internet. */
  readonly vpc: string | 'unknown' | null;
  /** Whether it takes anonymous requests. */
  readonly takesAnonymous: boolean;
}

const POINT = 'AWS::S3::AccessPoint';
const MULTI_REGION_POINT = 'AWS::S3::MultiRegionAccessPoint';

/** The door that a resource is; null for anything else. */
export function doorOf({ type, facts, partition, account }: Resource): Door | null {
  const arnOf = (bucket: string): string => `arn:${partition}:s3:::${bucket}`;
  if (type === POINT) {
    const { bucket, bucketAccount } = facts as { bucket?: string; bucketAccount?: string | null };
    const origin = facts['network.origin'];
    const vpc = facts['network.vpc'];
    return {
      buckets: bucket === undefined ? 'unknown' : [{ arn: arnOf(bucket), account: bucketAccount ?? account }],
      vpc: origin === 'VPC' ? (typeof vpc === 'string' ? vpc : 'unknown') : origin === undefined ? 'unknown' : null,
      takesAnonymous: true,
    };
  }
  if (type !== MULTI_REGION_POINT) return null;
  const buckets = facts['buckets'] as readonly { bucket: string; account: string | null }[] | undefined;
  return {
    buckets: buckets?.map((one) => ({ arn: arnOf(one.bucket), account: one.account ?? account })) ?? 'unknown',
    vpc: null,
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRestrictions.html
    takesAnonymous: false,
  };
}

/** Which access points lead to which bucket, and where that is not known. */
export class Doors<Holder extends { readonly arn: string; readonly account: string; readonly door: Door | null }> {
  readonly #byBucket = new Map<string, Holder[]>();
  readonly #accounts = new Set<string>();
  readonly #hidden = new Map<string, Unknown>();

  /** Takes an access point. */
  add(holder: Holder): void {
    if (holder.door === null) return;
    this.#accounts.add(holder.account);
    if (holder.door.buckets === 'unknown') {
      const message = `the bucket of ${holder.arn} is not known`;
      this.#hidden.set(holder.account, { operation: '', code: UnknownCode.notCollected, message });
      return;
    }
    for (const { arn } of holder.door.buckets) {
      const known = this.#byBucket.get(arn);
      if (known === undefined) this.#byBucket.set(arn, [holder]);
      else known.push(holder);
    }
  }

  /** Takes what could not be listed. */
  addGap({ type, account, operation, code, message }: Gap): void {
    if (type !== POINT && type !== MULTI_REGION_POINT) return;
    this.#hidden.set(account, { operation, code, message: message || 'access points could not be listed' });
  }

  /** The access points of a bucket, in the order of ARNs. */
  of(bucket: string): readonly Holder[] {
    return [...(this.#byBucket.get(bucket) ?? [])].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  /** Why the account may have access points that the snapshot does not hold; null where it does not say so. */
  hiddenIn(account: string): Unknown | null {
    return this.#hidden.get(account) ?? null;
  }

  /** Whether the snapshot holds any access point of the account. */
  holdsSomeOf(account: string): boolean {
    return this.#accounts.has(account);
  }
}
