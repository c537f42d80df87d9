import { Type } from 'typebox';
import { Nullable, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import { type Resource, type Unknown, UnknownCode } from '../model/resource.ts';
import { bucketSurface, keySurface, type Surface } from './access/trust/granted-actions.ts';
import { type Surroundings, surroundings } from './bucket-anyone.ts';
import { keyOf } from './bucket-key.ts';
import { notInSnapshot } from './derive.ts';
import { keyGrantsOutside } from './grants-outside.ts';
import { keyArn } from './key-state.ts';
import { type OrganizationMembers, organizationMembers } from './organization-members.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';
import { outsideEntries } from './trusted-outside.ts';

// Whoever reads an object encrypted with a KMS key needs both: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html

const keyType = 'AWS::KMS::Key';
const keyFacts = [resourcePolicy, 'access.grants', 'aliases'];

/** What stands around buckets, and the keys. */
interface Locks {
  readonly around: Surroundings;
  readonly members: OrganizationMembers;
  /** By ARN and by alias. */
  readonly keys: Map<string, Resource>;
  /** Listings of keys that were refused, by account and Region. */
  readonly gaps: Map<string, Unknown>;
}

const memberTypes = new Set(organizationMembers.gathers.map(({ type }) => type));

const locks: Relation<Locks> = {
  name: 'bucket-locks',
  gathers: [...surroundings.gathers, ...organizationMembers.gathers, { type: keyType, facts: keyFacts }],
  start: () => ({
    around: surroundings.start(),
    members: organizationMembers.start(),
    keys: new Map(),
    gaps: new Map(),
  }),
  add: ({ around, members, keys }, resource) => {
    if (memberTypes.has(resource.type)) organizationMembers.add(members, resource);
    else if (resource.type !== keyType) surroundings.add(around, resource);
    else {
      const names = (resource.facts['aliases'] as readonly string[] | undefined) ?? [];
      const place = resource.arn.slice(0, resource.arn.lastIndexOf(':'));
      for (const arn of [resource.arn, ...names.map((name) => `${place}:${name}`)]) keys.set(arn, resource);
    }
  },
  addGap: ({ around, members, gaps }, gap) => {
    const { type, account, region, operation, code, message } = gap;
    if (type === keyType) gaps.set(`${account} ${region}`, { operation, code, message });
    else if (memberTypes.has(type)) organizationMembers.addGap(members, gap);
    else surroundings.addGap(around, gap);
  },
};

/** Somebody outside the account of the bucket. */
interface Party {
  readonly kind: string;
  readonly id: string;
}

/** The values of a condition on a key of AWS KMS that a statement has; none where it has no such condition. */
const valuesOf = (resource: Resource, statement: number, wanted: string): readonly string[] | null => {
  const document = readResourcePolicy(resource);
  if (document instanceof Underivable) return null;
  const condition = document.statements
    .find(({ index }) => index === statement)
    ?.conditions.find(
      ({ key, operator }) => key.toLowerCase() === wanted && (operator === 'StringEquals' || operator === 'StringLike'),
    );
  return condition === undefined ? null : condition.values;
};

/** A statement that lets in only what comes through other services than S3. */
const isOfOtherService = (resource: Resource, statement: number): boolean =>
  valuesOf(resource, statement, 'kms:viaservice')?.every(
    (one) => /^[a-z0-9-]+\./.test(one) && !one.startsWith('s3.'),
  ) === true;

/** Whom a statement for everybody lets in where it names the accounts of callers. */
const callersOf = (resource: Resource, statement: number, party: Party): Party[] => {
  if (party.kind !== 'anyone') return [party];
  const accounts = valuesOf(resource, statement, 'kms:calleraccount');
  return accounts?.every((id) => /^\d{12}$/.test(id)) ? accounts.map((id) => ({ kind: 'account', id })) : [party];
};

const partiesOf = (resource: Resource, surface: Surface, action: string): Party[] | Underivable => {
  const entries = outsideEntries(resource, surface);
  if (entries instanceof Underivable) return entries;
  return entries
    .filter(({ kind, actions }) => kind !== 'log-delivery' && actions.some((one) => one.toLowerCase() === action))
    .filter(({ statement }) => !isOfOtherService(resource, statement))
    .flatMap(({ kind, id, organization, statement }) =>
      kind === 'anyone' && organization !== null
        ? [{ kind: 'organization', id: organization }]
        : callersOf(resource, statement, { kind, id }),
    );
};

/** Who reads objects by the policy of the bucket, or of an access point to which it leaves that. A bucket's ACL gives no objects. */
const readersOf = (bucket: Resource, { doors, missing }: Surroundings): Party[] | Underivable => {
  const own = partiesOf(bucket, bucketSurface, 's3:getobject');
  if (own instanceof Underivable) return own;
  const document = readResourcePolicy(bucket);
  if (document instanceof Underivable) return document;
  const delegates = document.statements.some(
    ({ effect, principals, understood }) =>
      effect !== 'Deny' && (!understood || principals === null || principals.some(({ value }) => value.includes('*'))),
  );
  if (!delegates) return own;
  const unlisted = missing.get(bucket.account);
  if (unlisted !== undefined) return new Underivable(unlisted);
  const readers = [...own];
  for (const { resource } of doors.get(bucket.name) ?? []) {
    const through = partiesOf(resource, bucketSurface, 's3:getobject');
    if (through instanceof Underivable) return through;
    readers.push(...through);
  }
  return readers;
};

/** Who decrypts with a key, by its policy or a grant, and is not of the bucket's account. */
const decryptersOf = (key: Resource, bucket: Resource): Party[] | Underivable => {
  const byPolicy = partiesOf(key, keySurface, 'kms:decrypt');
  if (byPolicy instanceof Underivable) return byPolicy;
  const grants: unknown = keyGrantsOutside.derive(key, null);
  if (grants instanceof Underivable) return grants;
  const byGrant = (
    grants as readonly { account: string | null; principal: string; part: string; operations: string[] }[]
  )
    .filter(({ part, operations }) => part === 'grantee' && operations.includes('Decrypt'))
    .map(({ account, principal }) => ({ kind: account === null ? 'other' : 'account', id: account ?? principal }));
  const owner = key.account === bucket.account ? [] : [{ kind: 'account', id: key.account }];
  return [...byPolicy, ...byGrant, ...owner].filter(({ id }) => id !== bucket.account);
};

/** Who both parties are at once: the narrower of the two, null for nobody, undefined where that cannot be told. */
const meet = (one: Party, other: Party, { organizations }: OrganizationMembers): Party | null | undefined => {
  if (one.kind === 'anyone') return other;
  if (other.kind === 'anyone') return one;
  if (one.kind === other.kind && one.id === other.id) return one;
  const kinds = [one.kind, other.kind];
  if (!kinds.every((kind) => kind === 'account' || kind === 'organization')) return undefined;
  if (one.kind === other.kind) return null;
  const [account, organization] = one.kind === 'account' ? [one, other] : [other, one];
  const known = organizations.get(account.id);
  return known === undefined ? undefined : known === organization.id ? account : null;
};

/** Who outside the account reads a bucket and can decrypt what it reads. */
export const bucketExternalDecrypt: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'access.externalDecrypt',
  schema: Nullable(
    Type.Array(
      Shape({
        kind: Type.String({ description: 'As in `access.trustedOutside`.' }),
        id: Type.String({ description: 'Account or organization; * for everybody.' }),
      }),
    ),
    {
      description:
        'Who outside the account may both read objects, by the policy of the bucket or of its access points, and decrypt with the KMS key of its ' +
        'default encryption, by the policy of the key or a grant; null without such a key.',
    },
  ),
  costly: true,
  reads: [resourcePolicy, 'encryption.atRest'],
  relation: locks,
  derive: (bucket, { around, members, keys, gaps }) => {
    const name = keyOf(bucket);
    if (name instanceof Underivable) return name;
    if (name === undefined) return null;
    // The policy of aws/s3 lets in its own account alone.
    if (name === null) return [];
    const arn = keyArn(name, bucket);
    if (arn.split(':')[5]?.startsWith('alias/aws/')) return [];
    const readers = readersOf(bucket, around);
    if (readers instanceof Underivable) return readers;
    if (readers.length === 0) return [];
    const key = keys.get(arn);
    if (key === undefined) {
      const [, , , region, account] = arn.split(':');
      const because = gaps.get(`${account} ${region}`);
      return because === undefined ? notInSnapshot(`the key ${arn}`) : new Underivable(because);
    }
    const decrypters = decryptersOf(key, bucket);
    if (decrypters instanceof Underivable) return decrypters;
    const found = new Map<string, Party>();
    let doubt = false;
    for (const reader of readers) {
      for (const decrypter of decrypters) {
        const both = meet(reader, decrypter, members);
        if (both === undefined) doubt = true;
        else if (both !== null) found.set(`${both.kind} ${both.id}`, both);
      }
    }
    if (found.size > 0 || !doubt) return [...found.values()];
    const message = 'whether those who read are those who decrypt cannot be told from the policies';
    return new Underivable({ operation: '', code: UnknownCode.notUnderstood, message });
  },
});
