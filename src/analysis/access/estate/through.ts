import { UnknownCode } from '../../../model/resource.ts';
import { ACCESS_POINT_ACTIONS, nameBehind, nameThrough } from '../access-point.ts';
import { parseArn } from '../arn.ts';
import type { AccessPolicies, AccessRequest } from '../authorize.ts';
import type { PolicyDocument } from '../document.ts';
import { documentsIn } from '../exact/documents.ts';
import { variablesOf } from '../exact/region.ts';
import { parseCaller } from '../principal.ts';
import { either } from '../truth.ts';
import { type Answer, type Asked, askWith } from './answer.ts';
import { unreadable } from './documents.ts';
import type { Door, DoorBucket } from './doors.ts';
import type { Estate } from './estate.ts';
import type { EstateResource } from './resources.ts';

/** Keys that requests through an access point have, and no others. */
const KEYS = ['s3:DataAccessPointArn', 's3:DataAccessPointAccount', 's3:AccessPointNetworkOrigin'];
const FOLDED_KEYS = new Set(KEYS.map((key) => key.toLowerCase()));
const NOT_THROUGH = Object.fromEntries(KEYS.map((key) => [key, null]));

/** Whether requests for the action, which may be a pattern, can go through an access point. */
const goesThrough = (action: string): boolean =>
  /[*?]/.test(action) || ACCESS_POINT_ACTIONS.includes(action.toLowerCase());

/**
 * Asks for a bucket or its objects: directly, and where that is not allowed through each of the bucket's access points.
 * @param asked names the resource as the bucket's own documents do
 */
export function askBucket(estate: Estate, bucket: EstateResource, asked: Asked): Answer {
  const applied = estate.apply(asked.principal, asked.action, asked.resource, asked.isStranger);
  const direct = withoutNulls(askWith(applied, { ...asked, context: { ...NOT_THROUGH, ...asked.context } }), asked);
  if (direct.truth === 'yes' || !goesThrough(asked.action)) return direct;
  // Where no document asks how a request comes, what is not allowed directly is not allowed through an access point.
  const isTold = documentsIn(applied.policies).some(tellsAccessPoints);
  const doors = estate.resources.doors.of(bucket.arn).filter(({ account }) => isTold || account !== bucket.account);
  let best = direct;
  const take = (answer: Answer): boolean => {
    if (answer.truth === 'yes' || (answer.truth === 'unknown' && best.truth === 'no')) best = answer;
    return best.truth === 'yes';
  };
  for (const door of doors) if (take(askDoor(estate, door, bucket, asked))) return best;
  if (!isTold) return best;
  best = { ...best, assumptions: [...best.assumptions, ...assumeNone(estate, bucket, applied.policies)] };
  for (const account of accountsToDoubt(estate, bucket, asked.principal, applied.policies)) {
    if (take(askUnseenDoor(estate, account, bucket, asked))) return best;
  }
  return best;
}

/** Asks for what an access point leads to: a bucket behind it has to allow the request as well. */
export function askAccessPoint(estate: Estate, point: EstateResource, door: Door, asked: Asked): Answer {
  const itself = askWith(estate.apply(asked.principal, asked.action, asked.resource, asked.isStranger), asked);
  // Its policy, its tags and the like are its own affair.
  if (!goesThrough(asked.action) || itself.truth === 'no') return itself;
  if (door.buckets === 'unknown') return doubtful(itself, `the bucket behind ${point.arn} is not known`);
  let best: Answer | null = null;
  for (const bucket of door.buckets) {
    const resource = nameBehind({ point: point.arn, bucket: bucket.arn }, asked.resource);
    if (resource === null) continue;
    const answer = askDoor(estate, point, bucket, { ...asked, resource });
    if (answer.truth === 'yes') return answer;
    if (best === null || best.truth === 'no') best = answer;
  }
  return best ?? doubtful(itself, `\`${asked.resource}\` is neither the access point nor an object behind it`);
}

/** Asks for a request through an access point of the snapshot to one bucket behind it. */
function askDoor(estate: Estate, point: EstateResource, bucket: DoorBucket, asked: Asked): Answer {
  const { door } = point;
  if (door === null) throw new Error(`\`${point.arn}\` is no access point`);
  if (!door.takesAnonymous && parseCaller(asked.principal, '')?.kind === 'anonymous') {
    return { ...NO, reason: `${point.arn} takes no anonymous requests`, assumptions: [] };
  }
  const answer = askThrough(estate, { ...point, context: contextOf(door) }, bucket, asked);
  if (answer.truth === 'no') return answer;
  if (door.vpc === 'unknown') return doubtful(answer, `which network ${point.arn} takes requests from is not known`);
  return answer.truth === 'unknown' ? { ...answer, reason: `through ${point.arn}: ${answer.reason}` } : answer;
}

/** An access point that a request goes through. */
interface Passage extends Pick<EstateResource, 'arn' | 'account' | 'policy'> {
  /** Condition keys that its requests have beside its name. */
  readonly context: Readonly<Record<string, unknown>>;
}

/**
 * Asks for a request through an access point to one bucket behind it: both have to allow it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointPermissions.html
 */
function askThrough(
  estate: Estate,
  { arn, account, policy, context }: Passage,
  bucket: DoorBucket,
  { principal, action, resource: named, context: given, isStranger }: Asked,
): Answer {
  const names = { point: arn, bucket: bucket.arn };
  const resource = nameThrough(names, named);
  if (resource === null) throw new Error(`\`${named}\` is not in \`${bucket.arn}\``);
  const applied = estate.apply(principal, action, resource, isStranger);
  const behind = estate.apply(principal, action, named, isStranger);
  return askWith(
    {
      ...applied,
      policies: { ...applied.policies, resource: policy },
      resourceAccount: account,
      blockPublicAccess: eitherBlock(applied.blockPublicAccess, behind.blockPublicAccess),
    },
    {
      ...{ principal, action, resource, isStranger },
      context: { 's3:DataAccessPointArn': arn, 's3:DataAccessPointAccount': account, ...context, ...given },
    },
    { names, applied: behind, owner: behind.resourceAccount ?? bucket.account },
  );
}

const NO = { truth: 'no', witness: null, statements: [] } as const;

const doubtful = ({ assumptions }: Answer, reason: string): Answer => ({
  ...{ truth: 'unknown', witness: null, statements: [], reason, assumptions },
});

/** Where requests through the access point come from: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-condition-keys */
function contextOf({ vpc }: Door): Readonly<Record<string, unknown>> {
  if (vpc === 'unknown') return {};
  if (vpc === null) return { 's3:AccessPointNetworkOrigin': 'Internet' };
  return { 's3:AccessPointNetworkOrigin': 'VPC', 'aws:SourceVpc': vpc };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html: what one of them sets is in force. */
function eitherBlock(a: AccessRequest['blockPublicAccess'], b: AccessRequest['blockPublicAccess']): typeof a {
  if (a === null || b === null) return a ?? b;
  return {
    ignorePublicAcls: either(a.ignorePublicAcls, b.ignorePublicAcls),
    restrictPublicBuckets: either(a.restrictPublicBuckets, b.restrictPublicBuckets),
  };
}

/** A request that goes through no access point says so by what it lacks. */
function withoutNulls(answer: Answer, { context }: Asked): Answer {
  if (answer.witness === null) return answer;
  const stated = Object.entries(answer.witness.context).filter(
    ([key, value]) => value !== null || Object.hasOwn(context, key),
  );
  return { ...answer, witness: { ...answer.witness, context: Object.fromEntries(stated) } };
}

/** What tells callers from outside apart. */
interface Deciding {
  readonly documents: readonly PolicyDocument[];
  readonly accounts: readonly string[];
}

/**
 * The documents of resources that tell callers from outside apart: where a request may go through an access point, of it and of the
 * buckets behind; and the accounts that access points of theirs may let in.
 */
export function decidingOutside(estate: Estate, { resource: own }: AccessPolicies, resource: string): Deciding {
  const holder = estate.resources.holderOf(resource);
  const documents = [own].filter((one): one is PolicyDocument => one !== null && one !== 'unknown');
  const add = ({ policy }: Pick<EstateResource, 'policy'>): void => void (policy !== null && documents.push(policy));
  if (holder?.door != null && holder.door.buckets !== 'unknown') {
    for (const { arn } of holder.door.buckets) add(estate.resources.find(arn) ?? { policy: null });
  } else if (holder?.type === 'AWS::S3::Bucket' && documents.some(tellsAccessPoints)) {
    for (const door of estate.resources.doors.of(holder.arn)) add(door);
  }
  const accounts = new Set(documents.flatMap(accountsOfAccessPoints));
  for (const account of estate.accounts) accounts.delete(account);
  return { documents, accounts: [...accounts] };
}

const telling = new WeakMap<PolicyDocument, boolean>();

/** Whether the document may treat requests through access points in another way. */
function tellsAccessPoints(document: PolicyDocument): boolean {
  const known = telling.get(document);
  if (known !== undefined) return known;
  const tells =
    document.statements.some(({ conditions }) => conditions.some(({ key }) => FOLDED_KEYS.has(key.toLowerCase()))) ||
    [...variablesOf(document)].some((key) => FOLDED_KEYS.has(key));
  telling.set(document, tells);
  return tells;
}

/** The accounts whose access points the document speaks of. */
function accountsOfAccessPoints({ statements }: PolicyDocument): readonly string[] {
  const accounts = new Set<string>();
  for (const { key, values } of statements.flatMap(({ conditions }) => conditions)) {
    for (const value of FOLDED_KEYS.has(key.toLowerCase()) ? values : []) {
      const account = parseArn(value)?.account ?? value;
      if (/^\d{12}$/.test(account)) accounts.add(account);
    }
  }
  return [...accounts].sort();
}

/** Stands for anybody: an account of which no document speaks. */
const SOMEBODY = '999999999999';

const namedBy = ({ resource }: AccessPolicies): readonly string[] =>
  resource === null || resource === 'unknown' ? [] : accountsOfAccessPoints(resource);

/** What is taken for granted of accounts that are in the snapshot, and of whose access points it says nothing. */
function assumeNone(estate: Estate, bucket: EstateResource, policies: AccessPolicies): readonly string[] {
  const { doors } = estate.resources;
  return [...new Set([bucket.account, ...namedBy(policies)])]
    .filter((account) => account === bucket.account || estate.accounts.includes(account))
    .filter((account) => !doors.holdsSomeOf(account) && doors.hiddenIn(account) === null)
    .map((account) => `no access point of account ${account} is in the snapshot: it is taken to have none`);
}

/**
 * The accounts that may have access points to the bucket of which the snapshot knows nothing: those of which its policy speaks, the
 * caller's own and some other, since everybody can make one for any bucket; and those whose access points could not be listed.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/creating-access-points.html
 */
function accountsToDoubt(
  estate: Estate,
  bucket: EstateResource,
  principal: string,
  policies: AccessPolicies,
): readonly string[] {
  const { doors } = estate.resources;
  const own = parseCaller(principal, '')?.account ?? null;
  const candidates = new Set([...(own === null ? [] : [own]), ...namedBy(policies), bucket.account, SOMEBODY]);
  const isKnown = (account: string): boolean =>
    estate.accounts.includes(account) || account === bucket.account || doors.holdsSomeOf(account);
  return [...candidates].filter((account) => !isKnown(account) || doors.hiddenIn(account) !== null);
}

/** Asks for a request through an access point that the snapshot does not hold: its policy may say anything. */
function askUnseenDoor(estate: Estate, account: string, bucket: EstateResource, asked: Asked): Answer {
  const hidden = estate.resources.doors.hiddenIn(account);
  const which = account === SOMEBODY ? 'some other account' : `account ${account}`;
  const lost =
    hidden === null ? 'the snapshot does not hold' : `could not be listed (${hidden.code || hidden.message})`;
  const about = `an access point of ${which}, which ${lost}`;
  // Whoever owns an access point writes its policy.
  const isOwn = parseCaller(asked.principal, '')?.account === account;
  const policy = isOwn ? null : unreadable({ operation: '', code: UnknownCode.notInSnapshot, message: about });
  let answer: Answer = { ...NO, reason: 'no policy allows it', assumptions: [] };
  for (const arn of pointsToTry(estate, account, bucket, asked)) {
    answer = askThrough(estate, { arn, account, policy, context: {} }, bucket, asked);
    if (answer.truth === 'unknown') return doubtful(answer, `through ${about}`);
    if (answer.truth === 'yes') return { ...answer, assumptions: [...answer.assumptions, `there is ${about}`] };
  }
  return answer;
}

/** Access points of an account that documents may tell apart: those that they name or mean by a pattern, and any other. */
function pointsToTry(estate: Estate, account: string, bucket: EstateResource, asked: Asked): Iterable<string> {
  const { partition, region } = bucket;
  const arns = new Set([`arn:${partition}:s3:${region}:${account}:accesspoint/not-in-the-snapshot`]);
  for (const { statements } of documentsIn(
    estate.apply(asked.principal, asked.action, asked.resource, asked.isStranger).policies,
  )) {
    for (const { resources, notResources, conditions } of statements) {
      for (const text of [
        ...(resources ?? []),
        ...(notResources ?? []),
        ...conditions.flatMap(({ values }) => values),
      ]) {
        const [, of, name] = /^arn:[^:]*:s3:[^:]*:([\d*?]+):accesspoint\/([^/$]+)/.exec(text) ?? [];
        if (name === undefined || (of !== account && /^\d+$/.test(of ?? ''))) continue;
        const filled = name.replaceAll('*', 'any').replaceAll('?', 'x');
        const place = filled.endsWith('.mrap') ? '' : (parseArn(text)?.region ?? '').replace(/^.*[*?].*$/, region);
        arns.add(`arn:${partition}:s3:${place}:${account}:accesspoint/${filled}`);
      }
    }
  }
  return arns;
}
