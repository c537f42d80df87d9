import { Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Resource, Unknown } from '../model/resource.ts';
import { UnknownCode } from '../model/resource.ts';
import { ACCESS_POINT_ACTIONS } from './access/access-point.ts';
import type { AccessRequest } from './access/authorize.ts';
import type { PolicyDocument, Statement } from './access/document.ts';
import { anyoneGetsIn, type OpenSubject } from './access/exact/outside.ts';
import { findBlockInForce } from './access/public-bucket.ts';
import { both, either, not, type Truth } from './access/truth.ts';
import { accountBlockOf, accountBlocks, type BlockLevel, ownBlock } from './account-public-access-block.ts';
import { blockInForce } from './bucket-block.ts';
import { judgeBucketPolicy } from './bucket-policy-status.ts';
import { publicByAcl } from './bucket-public.ts';
import { reasonFor } from './derive.ts';
import { readResourcePolicy } from './resource-policy.ts';
import { asTruth, settle } from './settled.ts';

const type = 'AWS::S3::Bucket';

/** An access point, or a Multi-Region Access Point, of a bucket. */
interface Door {
  readonly kind: 'access-point' | 'multi-region-access-point';
  readonly resource: Resource;
}

/** What a first pass finds: the account's Block Public Access, and the access points of each bucket by its name. */
export interface Surroundings {
  readonly accounts: Map<string, BlockLevel>;
  readonly doors: Map<string, Door[]>;
  /** By account: access points that could not be listed, or do not say which bucket is theirs. */
  readonly missing: Map<string, Unknown>;
}

const POINT = 'AWS::S3::AccessPoint';
const ORIGIN = 'network.origin';
const MULTI_REGION_POINT = 'AWS::S3::MultiRegionAccessPoint';
const DOOR_FACTS = ['access.policyDocument', 'access.policyStatus', 'access.publicAccessBlock'];

/** Finds what stands around buckets. */
export const surroundings: Relation<Surroundings> = {
  name: 'bucket-surroundings',
  gathers: [
    ...accountBlocks.gathers,
    { type: POINT, facts: ['bucket', ORIGIN, ...DOOR_FACTS] },
    { type: MULTI_REGION_POINT, facts: ['buckets', ...DOOR_FACTS] },
  ],
  start: () => ({ accounts: accountBlocks.start(), doors: new Map(), missing: new Map() }),
  add: (index, resource) => {
    if (resource.type === POINT) {
      addDoor(index, resource, 'access-point', 'bucket', (bucket) => [bucket as string]);
    } else if (resource.type === MULTI_REGION_POINT) {
      const names = (buckets: unknown) =>
        (buckets as readonly { readonly bucket: string }[]).map(({ bucket }) => bucket);
      addDoor(index, resource, 'multi-region-access-point', 'buckets', names);
    } else {
      accountBlocks.add(index.accounts, resource);
    }
  },
  addGap: (index, gap) => {
    if (gap.type !== POINT && gap.type !== MULTI_REGION_POINT) {
      accountBlocks.addGap(index.accounts, gap);
      return;
    }
    const { account, operation, code, message } = gap;
    index.missing.set(account, { operation, code, message });
  },
};

function addDoor(
  { doors, missing }: Surroundings,
  resource: Resource,
  kind: Door['kind'],
  fact: string,
  bucketsOf: (value: unknown) => readonly string[],
): void {
  const value = resource.facts[fact];
  if (value === undefined) {
    missing.set(resource.account, reasonFor(resource, fact));
    return;
  }
  for (const bucket of bucketsOf(value)) {
    const known = doors.get(bucket);
    if (known === undefined) doors.set(bucket, [{ kind, resource }]);
    else known.push({ kind, resource });
  }
}

const Witness = Shape({
  principal: Type.String({ description: '`*anonymous`, or the ARN of an identity of some account.' }),
  action: Type.String(),
  resource: Type.String(),
  context: Type.Array(Type.String(), { description: 'The condition keys of the request that matter: `key=value`.' }),
});

const schema = Type.Array(
  Shape({
    through: OneOf(['policy', 'acl', 'access-point', 'multi-region-access-point']),
    arn: Nullable(Type.String(), { description: 'Of the access point; null for the bucket itself.' }),
    statement: Nullable(Type.Integer(), { description: 'Its place in the policy, from 0; null for an ACL.' }),
    sid: Nullable(Type.String()),
    actions: Type.Array(Type.String(), {
      description: 'As the statement has them, `NotAction` before those it leaves out; the permissions of an ACL.',
    }),
    witness: Nullable(Witness, { description: 'A request that is allowed; null for an ACL.' }),
  }),
  {
    description:
      'What lets anyone in, anonymous or with some AWS account, decided over all requests: by policy and ACL, through access points, with Deny statements, Object Ownership and Block Public Access taken into account.',
  },
);

type Opening = {
  through: 'policy' | 'acl' | Door['kind'];
  arn: string | null;
  statement: number | null;
  sid: string | null;
  actions: string[];
  witness: { principal: string; action: string; resource: string; context: string[] } | null;
};

/** Openings found, and the first reason why there may be more. */
interface Openings {
  readonly found: readonly Opening[];
  readonly doubt: Underivable | null;
}

const NO_OPENINGS: Openings = { found: [], doubt: null };

/** The facts of a bucket itself that decide what lets anyone in. */
export const openingFacts: readonly string[] = [
  ...['access.policyDocument', 'access.policyStatus', 'access.acl', 'access.objectOwnership'],
  'access.publicAccessBlock',
];

/** What lets anyone in, decided exactly. */
export const findOpenings = (bucket: Resource, index: Surroundings): Opening[] | Underivable => {
  const parts = [throughAcl(bucket, index), throughPolicy(bucket, index), ...throughDoors(bucket, index)];
  const found = parts.flatMap((part) => part.found);
  const doubt = parts.find((part) => part.doubt !== null)?.doubt ?? null;
  return found.length > 0 || doubt === null ? found : doubt;
};

/** What lets anyone into a bucket. */
export const bucketAnyone: DerivedFact = defineDerived({
  type,
  path: 'access.anyone',
  schema,
  reads: openingFacts,
  relation: surroundings,
  derive: findOpenings,
});

function throughAcl(bucket: Resource, { accounts }: Surroundings): Openings {
  const permissions: string[] = [];
  const settled = publicByAcl(bucket, accounts, (grants) => {
    for (const { grantee, permission } of grants) {
      if (grantee === 'all-users' || grantee === 'authenticated-users') permissions.push(permission);
    }
    return permissions.length > 0 ? 'yes' : 'no';
  });
  if (settled instanceof Underivable) return { found: [], doubt: settled };
  if (settled === 'no') return NO_OPENINGS;
  const actions = [...new Set(permissions)].sort();
  return { found: [{ through: 'acl', arn: null, statement: null, sid: null, actions, witness: null }], doubt: null };
}

function throughPolicy(bucket: Resource, { accounts }: Surroundings): Openings {
  const document = readResourcePolicy(bucket);
  if (document instanceof Underivable) return { found: [], doubt: document };
  const { inForce, missing } = blockInForce(bucket, accounts);
  const isPublic = judgeBucketPolicy(bucket).settled;
  const stands = not(both(inForce.restrictPublicBuckets, asTruth(isPublic)));
  return openingsOf(document, stands, [isPublic, ...missing], { owner: bucket.account }, 'policy', null);
}

/** What a question has beside the policy that it is about. */
type Rest = Pick<OpenSubject, 'owner'> & Partial<Pick<OpenSubject, 'actions' | 'context' | 'signed' | 'behind'>>;

/** What each Allow statement of a policy, with all its Deny statements, lets anyone do. */
function openingsOf(
  policy: PolicyDocument,
  stands: Truth,
  reasons: Parameters<typeof settle>[1],
  rest: Rest,
  through: Opening['through'],
  arn: string | null,
): Openings {
  if (stands === 'no') return NO_OPENINGS;
  const found: Opening[] = [];
  let doubt: Underivable | null = null;
  for (const statement of policy.statements) {
    if (statement.effect === 'Deny') continue;
    const { truth, witness, reason } = anyoneBy(policy, statement, rest);
    if (truth === 'no') continue;
    if (truth === 'unknown') doubt ??= notDecided(reason);
    else if (stands === 'unknown') doubt ??= settle('unknown', reasons) as Underivable;
    else found.push(openingOf(statement, through, arn, witness));
  }
  if (!policy.understood) doubt ??= notDecided('the policy cannot be understood');
  return { found, doubt };
}

const notDecided = (reason: string): Underivable =>
  new Underivable({ operation: '', code: UnknownCode.notUnderstood, message: `of the policy: ${reason}` });

function anyoneBy(
  policy: PolicyDocument,
  statement: Statement,
  rest: Rest,
): { readonly truth: Truth; readonly witness: AccessRequest | null; readonly reason: string } {
  // Whoever is named is not anyone: most statements need no search.
  if (statement.understood && statement.principals?.some(({ value }) => value.includes('*')) === false) return NOBODY;
  const statements = policy.statements.filter((one) => one === statement || one.effect !== 'Allow');
  const answer = anyoneGetsIn({ ...NOTHING_ELSE, ...rest, policy: { ...policy, statements } });
  return { truth: answer.truth, witness: answer.found[0]?.witness ?? null, reason: answer.doubt ?? '' };
}

const NOTHING_ELSE = { rcp: null, acl: null, blockPublicAccess: null, actions: [] } as const;

const NOBODY = { truth: 'no', witness: null, reason: '' } as const;

const openingOf = (
  { index, sid, actions, notActions }: Statement,
  through: Opening['through'],
  arn: string | null,
  witness: AccessRequest | null,
): Opening => ({
  through,
  arn,
  statement: index,
  sid,
  actions: [...(actions ?? ['NotAction', ...(notActions ?? [])])],
  witness:
    witness === null
      ? null
      : {
          principal: witness.principal,
          action: witness.action,
          resource: witness.resource,
          context: Object.entries(witness.context).map(([key, value]) => `${key}=${String(value)}`),
        },
});

/**
 * Through an access point both its own policy and the bucket's have to allow the same request:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
 */
function throughDoors(bucket: Resource, { accounts, doors, missing }: Surroundings): readonly Openings[] {
  const document = readResourcePolicy(bucket);
  if (document instanceof Underivable) return [{ found: [], doubt: document }];
  const mayDelegate = document.statements.some(
    ({ effect, principals, understood }) =>
      effect !== 'Deny' && (!understood || principals === null || principals.some(({ value }) => value.includes('*'))),
  );
  if (!mayDelegate) return [];
  const found = (doors.get(bucket.name) ?? []).map((door) => throughDoor(bucket, document, door, accounts));
  const unlisted = missing.get(bucket.account);
  return unlisted === undefined ? found : [...found, { found: [], doubt: new Underivable(unlisted) }];
}

function throughDoor(
  bucket: Resource,
  bucketPolicy: PolicyDocument,
  { kind, resource }: Door,
  accounts: ReadonlyMap<string, BlockLevel>,
): Openings {
  if (resource.facts[ORIGIN] === 'VPC') return NO_OPENINGS;
  const policy = readResourcePolicy(resource);
  if (policy instanceof Underivable) return { found: [], doubt: policy };
  const { restricts, missing } = restrictionOf(bucket, resource, accounts);
  const verdicts = [judgeBucketPolicy(resource, 's3-access-point').settled, judgeBucketPolicy(bucket).settled];
  const isPublic = verdicts.map(asTruth).reduce(either);
  const rest: Rest = {
    owner: resource.account,
    actions: ACCESS_POINT_ACTIONS,
    context: new Map([
      ['s3:dataaccesspointaccount', [resource.account]],
      ['s3:dataaccesspointarn', [resource.arn]],
      // S3 does not say what requests through a Multi-Region Access Point have here; it takes them from the internet.
      ['s3:accesspointnetworkorigin', ['Internet']],
      ...(kind === 'access-point' ? [['aws:requestedregion', [resource.region]] as const] : []),
    ]),
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRestrictions.html: anonymous requests are refused.
    signed: kind === 'multi-region-access-point',
    behind: {
      ...{ owner: bucket.account, policy: bucketPolicy, rcp: null, blockPublicAccess: null },
      names: { point: resource.arn, bucket: bucket.arn },
    },
  };
  const origin = kind === 'access-point' && resource.facts[ORIGIN] === undefined ? [ORIGIN] : [];
  const reasons = [...verdicts, ...missing, ...origin.map((fact) => new Underivable(reasonFor(resource, fact)))];
  const stands = both(not(both(restricts, isPublic)), origin.length === 0 ? 'yes' : 'unknown');
  return openingsOf(policy, stands, reasons, rest, kind, resource.arn);
}

/** Whether RestrictPublicBuckets is on for a request through an access point: by it, the bucket or one of their accounts. */
function restrictionOf(
  bucket: Resource,
  point: Resource,
  accounts: ReadonlyMap<string, BlockLevel>,
): { readonly restricts: Truth; readonly missing: readonly Underivable[] } {
  const levels = [bucket, point].map((one) => accountBlockOf(accounts, one)).concat([bucket, point].map(ownBlock));
  const [account, pointAccount, own, ofPoint] = levels.map((level) => ('flags' in level ? level.flags : 'unknown'));
  const inForce = findBlockInForce({ account: account ?? null, bucket: own ?? null, accessPoint: ofPoint ?? null });
  return {
    restricts: either(
      inForce.restrictPublicBuckets,
      findBlockInForce({ account: pointAccount ?? null }).restrictPublicBuckets,
    ),
    missing: levels.flatMap((level) => ('because' in level ? [new Underivable(level.because)] : [])),
  };
}
