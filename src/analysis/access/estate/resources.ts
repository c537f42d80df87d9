import { type Gap, type Resource, type Unknown, UnknownCode } from '../../../model/resource.ts';
import type { Acl, AclGrant } from '../acl.ts';
import { parseArn } from '../arn.ts';
import type { AccessRequest } from '../authorize.ts';
import type { PolicyDocument } from '../document.ts';
import { type BlockFlags, findBlockInForce } from '../public-bucket.ts';
import type { Truth } from '../truth.ts';
import { type DocumentStore, unreadable } from './documents.ts';
import { type Door, Doors, doorOf } from './doors.ts';
import { type KeyGrant, statementsOfGrant } from './kms-grants.ts';
import { hasResourcePolicies, policyHolder } from './policy-holders.ts';

/** The KMS key that encrypts a data store: its name as the service has it, null for none or one of the service. */
export interface StoreEncryption {
  readonly algorithm: string | null;
  readonly key: string | null;
}

/** A resource with a policy of its own, or one that holds data. */
export interface EstateResource {
  readonly type: string;
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** Its policy, for a KMS key with its grants; null where it has none or can have none. */
  readonly policy: PolicyDocument | null;
  /** Of a bucket: its access control list. */
  readonly acl: Acl | 'unknown' | null;
  readonly encryption: StoreEncryption | 'unknown' | null;
  /** Of an access point, where it leads. */
  readonly door: Door | null;
}

/** An instance that gets its role from an instance profile. */
export interface ProfiledInstance {
  readonly arn: string;
  /** Whether it gives the role's credentials to whoever asks its metadata service without a token (IMDSv1). */
  readonly givesFreely: Truth;
}

/** The types of what runs somebody's code with a role. */
const runnerTypes: ReadonlySet<string> = new Set([
  ...['AWS::Lambda::Function', 'AWS::EC2::Instance', 'AWS::ECS::TaskDefinition', 'AWS::CodeBuild::Project'],
  ...['AWS::CloudFormation::Stack', 'AWS::Glue::Job', 'AWS::Glue::DevEndpoint', 'AWS::SageMaker::NotebookInstance'],
]);

/** As in ARNs: `lambda` of `AWS::Lambda::Function`. */
const serviceOf = (type: string): string => type.split('::')[1]?.toLowerCase() ?? '';

/** The resources of a snapshot that have a policy of their own or hold data. */
export class EstateResources {
  /** The access points of buckets. */
  readonly doors = new Doors<EstateResource>();
  readonly #store: DocumentStore;
  readonly #byArn = new Map<string, EstateResource>();
  readonly #blocks = new Map<string, BlockFlags | 'unknown'>();
  readonly #owners = new Map<string, Set<string>>();
  readonly #aliases = new Map<string, string>();
  readonly #runnersSeen = new Set<string>();
  readonly #runnersInDoubt: { readonly type: string; readonly account: string }[] = [];
  readonly #runners: { readonly arn: string; readonly role: string }[] = [];
  readonly #instances = new Map<string, ProfiledInstance[]>();

  constructor(store: DocumentStore) {
    this.#store = store;
  }

  /** Takes any resource; one without a policy, encryption or role is not kept. */
  add(resource: Resource): void {
    const { type, arn, name, account, region, partition, facts, unknown } = resource;
    if ('access.publicAccessBlock' in facts || 'access.publicAccessBlock' in unknown) {
      this.#blocks.set(
        type === 'AWS::S3::AccountPublicAccessBlock' ? account : arn,
        flagsOf(facts['access.publicAccessBlock']),
      );
    }
    if (runnerTypes.has(type)) {
      const role = facts['executionRole'];
      this.#runnersSeen.add(type);
      if (typeof role === 'string') this.#runners.push({ arn, role });
      else if (role === undefined) this.#runnersInDoubt.push({ type, account });
    }
    const owner = facts['access.owner'];
    if (typeof owner === 'string') {
      const ids = this.#owners.get(account) ?? new Set();
      this.#owners.set(account, ids.add(owner));
      this.#canonicalIds = null;
    }
    if (type === 'AWS::EC2::Instance') this.#addInstance(resource);
    const hasPolicy = 'access.policyDocument' in facts || 'access.policyDocument' in unknown;
    const hasEncryption = 'encryption.atRest' in facts || 'encryption.atRest' in unknown;
    if (!hasPolicy && !hasEncryption) return;
    for (const alias of (facts['aliases'] as readonly string[] | undefined) ?? []) {
      this.#aliases.set(`${account} ${region} ${alias}`, arn);
    }
    const policy = hasPolicy ? this.#policyOf(resource) : null;
    const holder: EstateResource = {
      ...{ type, arn, name, account, region, partition, policy },
      acl: type === 'AWS::S3::Bucket' ? aclOf(facts) : null,
      encryption: encryptionOf(facts['encryption.atRest'], hasEncryption),
      door: doorOf(resource),
    };
    this.#byArn.set(arn, holder);
    this.doors.add(holder);
  }

  /** What runs with a role. */
  runners(): readonly { readonly arn: string; readonly role: string }[] {
    return this.#runners;
  }

  #addInstance({ arn, facts }: Resource): void {
    const profile = facts['instanceProfile'];
    // What was terminated is listed for an hour: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
    if (typeof profile !== 'string' || /^(?:terminated|shutting-down)$/.test(String(facts['state']))) return;
    const metadata = facts['metadata'] as { readonly enabled: boolean; readonly requiresTokens: boolean } | undefined;
    const givesFreely =
      metadata === undefined ? 'unknown' : metadata.enabled && !metadata.requiresTokens ? 'yes' : 'no';
    const known = this.#instances.get(profile);
    if (known === undefined) this.#instances.set(profile, [{ arn, givesFreely }]);
    else known.push({ arn, givesFreely });
  }

  /** The instances that have an instance profile, by its ARN. */
  instancesWith(profile: string): readonly ProfiledInstance[] {
    return this.#instances.get(profile) ?? [];
  }

  /** What could not be listed. */
  addGap(gap: Gap): void {
    const { type, account } = gap;
    this.doors.addGap(gap);
    if (runnerTypes.has(type)) this.#runnersInDoubt.push({ type, account });
  }

  /** Whether an account may have something of a service that runs with a role that nobody knows: a listing, or a role, was refused. */
  hidesRunners(service: string, account: string): boolean {
    return this.#runnersInDoubt.some((one) => one.account === account && serviceOf(one.type) === service);
  }

  /** The types of what runs with a role of which the snapshot holds none, and no refusal says why. */
  get runnersNotSeen(): readonly string[] {
    return [...runnerTypes].filter(
      (type) => !this.#runnersSeen.has(type) && !this.#runnersInDoubt.some((one) => one.type === type),
    );
  }

  /** Every resource that is kept, in the order of ARNs. */
  all(): readonly EstateResource[] {
    return [...this.#byArn.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  /** The resource of exactly this ARN. */
  find(arn: string): EstateResource | null {
    return this.#byArn.get(arn) ?? null;
  }

  /** The KMS key that is meant by an ARN, an alias or an id, as resources name their keys; null if the snapshot does not hold it. */
  findKey(named: string, at: Pick<Resource, 'partition' | 'account' | 'region'>): EstateResource | null {
    const arn = parseArn(named);
    const account = arn?.account ?? at.account;
    const region = arn?.region ?? at.region;
    const id = arn?.resource ?? named;
    if (id.startsWith('alias/')) return this.find(this.#aliases.get(`${account} ${region} ${id}`) ?? '');
    return this.find(
      `arn:${arn?.partition ?? at.partition}:kms:${region}:${account}:${id.startsWith('key/') ? id : `key/${id}`}`,
    );
  }

  /** The resource whose policy decides on this ARN: the bucket of an object, the table of an index. */
  holderOf(arn: string): EstateResource | null {
    const parsed = parseArn(arn);
    if (parsed?.service === 'kms' && parsed.resource.startsWith('alias/')) return this.findKey(arn, parsed);
    return this.find(policyHolder(arn));
  }

  /** The policy that decides on an ARN; null where there is none, one that is not understood where it could not be read. */
  policyFor(arn: string): PolicyDocument | null {
    const holder = this.holderOf(arn);
    if (holder !== null) return holder.policy;
    const service = parseArn(arn)?.service;
    if (service === undefined || !hasResourcePolicies(service)) return null;
    const [, lambda] = /^(arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]+):/.exec(arn) ?? [];
    const message =
      lambda === undefined || this.find(lambda) === null
        ? `\`${policyHolder(arn)}\` is not in the snapshot`
        : 'policies of versions and aliases of functions are not collected';
    return unreadable({ operation: '', code: UnknownCode.notInSnapshot, message });
  }

  /**
   * A bucket's list as a request meets it: without what it gives its owner, who needs no list. Where the owner's id is not known the only
   * user with full control is taken for it.
   * @param stranger an account that stands for those of which the snapshot says nothing
   */
  aclFor({ acl, account }: EstateResource, stranger: string | null): EstateResource['acl'] {
    if (acl === null || acl === 'unknown') return acl;
    const ids = this.canonicalIds;
    const isOwners = ({ grantee, id, permission }: AclGrant): boolean =>
      grantee === 'user' && (ids.has(account) ? id === ids.get(account) : permission === 'FULL_CONTROL');
    const isTold = ids.has(account) || acl.grants.filter(isOwners).length === 1;
    return {
      enabled: acl.enabled,
      grants: isTold ? acl.grants.filter((grant) => !isOwners(grant)) : acl.grants,
      canonicalIds: stranger === null ? ids : new Map([...ids, [stranger, null]]),
    };
  }

  #canonicalIds: ReadonlyMap<string, string> | null = null;

  /** The canonical user ids of accounts, as far as their buckets tell. */
  get canonicalIds(): ReadonlyMap<string, string> {
    this.#canonicalIds ??= settledIds(this.#owners);
    return this.#canonicalIds;
  }

  /** The block-public-access flags in force for a bucket, or an access point by itself; null for anything else. */
  blockFor(holder: EstateResource | null, organization: 'all' | 'none' | null): AccessRequest['blockPublicAccess'] {
    if (holder === null || !holder.type.startsWith('AWS::S3::')) return null;
    return findBlockInForce({
      organization,
      account: this.#blocks.get(holder.account) ?? 'unknown',
      bucket: this.#blocks.get(holder.arn) ?? 'unknown',
    });
  }

  #policyOf({ type, facts, unknown }: Resource): PolicyDocument | null {
    const value = facts['access.policyDocument'];
    if (value === undefined) return unreadable(unknown['access.policyDocument'] ?? neverCollected);
    if (type !== 'AWS::KMS::Key') return value === null ? null : this.#store.read(value);
    const grants = facts['access.grants'] as readonly KeyGrant[] | undefined;
    const whole = withStatements(value, (grants ?? []).flatMap(statementsOfGrant));
    const document = this.#store.read(whole);
    // A grant that could not be read may let anyone in: what the policy denies stays denied.
    return grants === undefined ? { ...document, understood: false } : document;
  }
}

const neverCollected: Unknown = {
  operation: '',
  code: UnknownCode.notCollected,
  message: '`access.policyDocument` was not collected',
};

const withStatements = (value: unknown, more: readonly object[]): unknown => {
  if (more.length === 0) return value;
  const { Statement: own, ...rest } = (value ?? { Version: '2012-10-17' }) as Readonly<Record<string, unknown>>;
  return { ...rest, Statement: [...(Array.isArray(own) ? own : own === undefined ? [] : [own]), ...more] };
};

/** No configuration is as good as one with all of them off. */
const NO_FLAGS: BlockFlags = {
  ...{ blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false },
};

const flagsOf = (value: unknown): BlockFlags | 'unknown' =>
  value === undefined ? 'unknown' : value === null ? NO_FLAGS : (value as BlockFlags);

const encryptionOf = (value: unknown, has: boolean): StoreEncryption | 'unknown' | null => {
  if (!has || value === null) return null;
  if (value === undefined) return 'unknown';
  const { algorithm, key } = value as StoreEncryption;
  return { algorithm, key };
};

/** An account has one id, and no other account the same: what says otherwise (an emulator) says nothing. */
function settledIds(owners: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, string> {
  const all = [...owners.values()].flatMap((ids) => [...ids]);
  const settled = new Map<string, string>();
  for (const [account, [id, ...more]] of owners) {
    if (id !== undefined && more.length === 0 && all.filter((one) => one === id).length === 1) settled.set(account, id);
  }
  return settled;
}

function aclOf(facts: Resource['facts']): Acl | 'unknown' {
  const grants = facts['access.acl'] as readonly AclGrant[] | undefined;
  const ownership = facts['access.objectOwnership'];
  if (ownership === 'BucketOwnerEnforced') return { grants: [], enabled: 'no' };
  return grants === undefined ? 'unknown' : { grants, enabled: ownership === undefined ? 'unknown' : 'yes' };
}
