import type { Gap, Resource } from '../../../model/resource.ts';
import type { Level } from '../authorize.ts';
import type { PolicyDocument } from '../document.ts';
import { type DocumentStore, unreadable } from './documents.ts';

/** The levels of an organization above an account; null where nothing limits it: a management account, one of no organization. */
export type Limits = readonly Level[] | 'not-collected' | null;

type Kind = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

interface OrganizationPolicy {
  readonly kind: unknown;
  readonly document: PolicyDocument;
  /** Ids of what it is attached to; null where that is not known. */
  readonly targets: readonly string[] | null;
}

const PREFIX = 'AWS::Organizations::';

/**
 * The policies of the organizations of a snapshot, by account. Only a management account can read them all: in most snapshots they
 * are not there.
 */
export class Organization {
  readonly #store: DocumentStore;
  /** By account: what it says of its organization. */
  readonly #seenBy = new Map<string, Resource['facts']>();
  /** Ids of root, units and account, from the root down. */
  readonly #levels = new Map<string, readonly string[]>();
  readonly #policies = new Map<string, OrganizationPolicy>();

  constructor(store: DocumentStore) {
    this.#store = store;
  }

  /** Takes a resource of an organization; false if it is none. */
  add({ type, account, facts, unknown }: Resource): boolean {
    if (!type.startsWith(PREFIX)) return false;
    if (type === `${PREFIX}Organization`) this.#seenBy.set(account, facts);
    else if (type === `${PREFIX}Account`) {
      const { accountId, path } = facts;
      if (typeof accountId !== 'string' || typeof path !== 'string') return true;
      const [, ...above] = path.split('/').filter(Boolean);
      this.#levels.set(accountId, [...above, accountId]);
    } else if (type === `${PREFIX}Policy`) {
      const { policyId, kind, document, targets } = facts;
      const reason = unknown['document'] ?? { operation: '', code: '', message: '`document` was not collected' };
      this.#policies.set(String(policyId), {
        kind,
        document: document === undefined ? unreadable(reason) : this.#store.read(document),
        targets: (targets as readonly { readonly id: string }[] | undefined)?.map(({ id }) => id) ?? null,
      });
    }
    return true;
  }

  /** Takes what could not be listed; false if it is nothing of an organization. */
  addGap({ type }: Gap): boolean {
    return type.startsWith(PREFIX);
  }

  /** The service control policies that limit the account's principals. */
  scpOf(account: string): Limits {
    return this.#limitsOf(account, 'SERVICE_CONTROL_POLICY');
  }

  /** The resource control policies that limit who reaches the account's resources. */
  rcpOf(account: string): Limits {
    return this.#limitsOf(account, 'RESOURCE_CONTROL_POLICY');
  }

  /** What the organization's S3 policies do to block public access of the account: null where none says anything. */
  s3BlockOf(account: string): 'all' | 'none' | null {
    const block = this.#seenBy.get(account)?.['access.s3PublicAccessBlock'];
    return block === 'all' || block === 'none' ? block : null;
  }

  readonly #known = new Map<string, Limits>();

  #limitsOf(account: string, kind: Kind): Limits {
    const key = `${account} ${kind}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const limits = this.#findLimits(account, kind);
    this.#known.set(key, limits);
    return limits;
  }

  #findLimits(account: string, kind: Kind): Limits {
    const seen = this.#seenBy.get(account);
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html: not the management account.
    if (seen?.['id'] === null || seen?.['managementAccount'] === account) return null;
    if (seen?.['featureSet'] === 'CONSOLIDATED_BILLING') return null;
    const levels = this.#levels.get(account);
    const policies = [...this.#policies.values()].filter((policy) => policy.kind === kind);
    if (levels === undefined || policies.length === 0) return this.#areOff(kind) ? null : 'not-collected';
    return levels.map((id) => ({
      id,
      // One of which nobody knows where it is attached may be attached anywhere.
      policies: policies.flatMap(({ targets, document }) =>
        targets === null ? [{ ...document, understood: false }] : targets.includes(id) ? [document] : [],
      ),
    }));
  }

  /** Whether the organization has no policies of that kind: the management account says so. */
  #areOff(kind: Kind): boolean {
    return [...this.#seenBy.values()].some((facts) => {
      const enabled = facts['enabledPolicyTypes'];
      return Array.isArray(enabled) && !enabled.includes(kind);
    });
  }
}
