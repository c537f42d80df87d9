import { type Gap, type Resource, type Unknown, UnknownCode } from '../../../model/resource.ts';
import type { PolicyDocument } from '../document.ts';
import { type DocumentStore, type NamedDocument, unreadable } from './documents.ts';

/** A user or role of the snapshot, with every document that is attached to it. */
export interface Identity {
  readonly kind: 'user' | 'role';
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly partition: string;
  /** Its own policies and those of its groups; one that could not be read stands among them as one that is not understood. */
  readonly documents: readonly NamedDocument[];
  readonly boundary: NamedDocument | null;
  /** The trust policy of a role; null for a user. */
  readonly trust: PolicyDocument | null;
  /** Names of the groups of a user; empty for a role and where they are not known. */
  readonly groups: readonly string[];
  /** ARNs of the managed policies attached to it or to its groups: whoever edits one edits it. */
  readonly attached: readonly string[];
  /** ARNs of the instance profiles that hold the role; null where they are not known. */
  readonly instanceProfiles: readonly string[] | null;
  readonly isServiceLinked: boolean;
}

/** A group of the snapshot. */
export interface EstateGroup {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly documents: readonly NamedDocument[];
  readonly attached: readonly string[];
}

/** What the index keeps of an identity until all policies are there. */
type Kept = Pick<Resource, 'arn' | 'name' | 'account' | 'partition' | 'type' | 'facts' | 'unknown'>;

const kinds: Readonly<Record<string, 'user' | 'role' | 'group'>> = {
  'AWS::IAM::User': 'user',
  'AWS::IAM::Role': 'role',
  'AWS::IAM::Group': 'group',
};

/** The types that say who there is in an account and what they may do. */
export const identityTypes: readonly string[] = [
  ...Object.keys(kinds),
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::AWSManagedPolicy',
];

const keptFacts = [
  ...['groups', 'attachedPolicies', 'inlinePolicies', 'permissionsBoundary', 'access.policyDocument'],
  ...['instanceProfiles', 'isServiceLinked'],
];

/** The users, roles, groups and policies of the accounts of a snapshot. Everything is added before anything is asked. */
export class Identities {
  readonly #store: DocumentStore;
  readonly #kept = new Map<string, Kept>();
  /** By account and name: users know the names of their groups only. */
  readonly #groups = new Map<string, Kept>();
  /** By ARN; those of AWS by account and ARN, as each account has them listed. */
  readonly #managed = new Map<string, PolicyDocument>();
  /** By the ARN of the owner and the policy's name. */
  readonly #inline = new Map<string, PolicyDocument>();
  readonly #gaps: Gap[] = [];
  readonly #identities = new Map<string, Identity>();

  constructor(store: DocumentStore) {
    this.#store = store;
  }

  /** Takes a resource of one of {@link identityTypes}. */
  add(resource: Resource): void {
    const { type, arn, name, account, partition, facts, unknown } = resource;
    const kind = kinds[type];
    if (kind !== undefined) {
      const some: Record<string, unknown> = {};
      const lost: Record<string, Unknown> = {};
      for (const fact of keptFacts) {
        const reason = unknown[fact];
        if (reason !== undefined) lost[fact] = reason;
        else if (fact in facts)
          some[fact] = fact === 'access.policyDocument' ? this.#document(resource, fact) : facts[fact];
      }
      const kept: Kept = { arn, name, account, partition, type, facts: some, unknown: lost };
      if (kind === 'group') this.#groups.set(`${account} ${name}`, kept);
      else this.#kept.set(arn, kept);
    } else if (type === 'AWS::IAM::Policy') {
      const owner = facts['owner'] as { readonly arn: string } | undefined;
      const ownerArn = owner?.arn ?? ownerIn(arn, name);
      this.#inline.set(`${ownerArn} ${name}`, this.#document(resource, 'document'));
    } else if (type === 'AWS::IAM::ManagedPolicy') {
      this.#managed.set(arn, this.#document(resource, 'document'));
    } else if (type === 'AWS::IAM::AWSManagedPolicy') {
      const policyArn = facts['policyArn'];
      if (typeof policyArn !== 'string') return;
      this.#managed.set(`${account} ${policyArn}`, this.#document(resource, 'document'));
    }
  }

  /** What could not be listed. */
  addGap(gap: Gap): void {
    if (identityTypes.includes(gap.type)) this.#gaps.push(gap);
  }

  /** The listings that were refused: there may be more principals. */
  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  #document({ facts, unknown }: Resource, fact: string): PolicyDocument {
    const value = facts[fact];
    return value === undefined ? unreadable(unknown[fact] ?? notCollected(fact)) : this.#store.read(value);
  }

  /** Every user and role, in the order of their ARNs. */
  *all(): Iterable<Identity> {
    for (const arn of [...this.#kept.keys()].sort()) {
      const identity = this.find(arn);
      if (identity !== null) yield identity;
    }
  }

  /** Every group. */
  *groups(): Iterable<EstateGroup> {
    for (const kept of this.#groups.values()) {
      const { arn, name, account } = kept;
      yield { arn, name, account, documents: this.#documentsOf(kept, ''), attached: attachedTo(kept) };
    }
  }

  /** The user or role of this ARN, or null. */
  find(arn: string): Identity | null {
    const known = this.#identities.get(arn);
    if (known !== undefined) return known;
    const kept = this.#kept.get(arn);
    if (kept === undefined) return null;
    const identity = this.#build(kept);
    this.#identities.set(arn, identity);
    return identity;
  }

  #build(kept: Kept): Identity {
    const { arn, name, account, partition, type, facts, unknown } = kept;
    const documents = this.#documentsOf(kept, '');
    const attached = attachedTo(kept);
    const groups: string[] = [];
    if (type === 'AWS::IAM::User') {
      const names = facts['groups'] as readonly string[] | undefined;
      if (names === undefined) {
        documents.push({
          name: 'policies of its groups',
          document: unreadable(unknown['groups'] ?? notCollected('groups')),
        });
      }
      for (const group of names ?? []) {
        groups.push(group);
        const found = this.#groups.get(`${account} ${group}`);
        if (found === undefined) {
          documents.push({
            name: `policies of group ${group}`,
            document: unreadable(this.#absent(`the group ${group}`, account)),
          });
          continue;
        }
        documents.push(...this.#documentsOf(found, ` of group ${group}`));
        attached.push(...attachedTo(found));
      }
    }
    return {
      kind: type === 'AWS::IAM::User' ? 'user' : 'role',
      ...{ arn, name, account, partition },
      documents,
      boundary: this.#boundaryOf(kept),
      trust: type === 'AWS::IAM::Role' ? trustOf(kept) : null,
      groups,
      attached,
      instanceProfiles: (facts['instanceProfiles'] as readonly string[] | undefined) ?? null,
      isServiceLinked: facts['isServiceLinked'] === true || arn.includes(':role/aws-service-role/'),
    };
  }

  #documentsOf(kept: Kept, suffix: string): NamedDocument[] {
    const { arn, account, facts, unknown } = kept;
    const found: NamedDocument[] = [];
    const add = (name: string, document: PolicyDocument | undefined): void => {
      found.push({ name: `${name}${suffix}`, document: document ?? unreadable(this.#absent(`the ${name}`, account)) });
    };
    const inline = facts['inlinePolicies'] as readonly string[] | undefined;
    if (inline === undefined)
      add('inline policies', unreadable(unknown['inlinePolicies'] ?? notCollected('inlinePolicies')));
    for (const name of inline ?? []) add(`inline policy ${name}`, this.#inline.get(`${arn} ${name}`));
    const attached = facts['attachedPolicies'] as readonly string[] | undefined;
    if (attached === undefined) {
      add('attached policies', unreadable(unknown['attachedPolicies'] ?? notCollected('attachedPolicies')));
    }
    for (const policy of attached ?? []) add(`policy ${policy}`, this.#managedPolicy(policy, account));
    return found;
  }

  #managedPolicy(arn: string, account: string): PolicyDocument | undefined {
    return this.#managed.get(arn) ?? this.#managed.get(`${account} ${arn}`);
  }

  #boundaryOf({ account, facts, unknown }: Kept): NamedDocument | null {
    const boundary = facts['permissionsBoundary'] as string | null | undefined;
    if (boundary === null) return null;
    if (boundary === undefined) {
      const reason = unknown['permissionsBoundary'] ?? notCollected('permissionsBoundary');
      return { name: 'permissions boundary', document: unreadable(reason) };
    }
    const name = `permissions boundary ${boundary}`;
    return {
      name,
      document: this.#managedPolicy(boundary, account) ?? unreadable(this.#absent(`the ${name}`, account)),
    };
  }

  #absent(what: string, account: string): Unknown {
    const gap = this.#gaps.find((one) => one.account === account);
    if (gap !== undefined) return gap;
    return { operation: '', code: UnknownCode.notInSnapshot, message: `${what} is not in the snapshot` };
  }
}

const attachedTo = ({ facts }: Kept): string[] => [
  ...((facts['attachedPolicies'] as readonly string[] | undefined) ?? []),
];

const trustOf = ({ facts, unknown }: Kept): PolicyDocument =>
  (facts['access.policyDocument'] as PolicyDocument | undefined) ??
  unreadable(unknown['access.policyDocument'] ?? notCollected('access.policyDocument'));

const notCollected = (fact: string): Unknown => ({
  operation: '',
  code: UnknownCode.notCollected,
  message: `\`${fact}\` was not collected`,
});

/** `arn:aws:iam::111122223333:inline-policy/role/etl/read-features` belongs to `role/etl`, whose path its own ARN does not lose. */
const ownerIn = (arn: string, name: string): string => arn.slice(0, -(name.length + 1)).replace(':inline-policy/', ':');
