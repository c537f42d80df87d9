import { parseArn } from './arn.ts';
import type { Condition, Operator, PolicyDocument, Statement } from './document.ts';
import { holdsAddress, type IpRange, parseRange } from './ip-range.ts';
import { both, either, not, type Truth } from './truth.ts';

/** The two flags of block public access that touch what is already there; the other two only refuse new ACLs and policies. */
export interface BucketSettings {
  readonly ignorePublicAcls: Truth;
  readonly restrictPublicBuckets: Truth;
}

/**
 * The flags in force for a bucket: one is if the account, the bucket or the access point sets it. A level that could not be read
 * is `unknown`; one without a configuration has all flags off.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function settingsInForce(
  levels: readonly (Readonly<Record<keyof BucketSettings, boolean>> | 'unknown')[],
): BucketSettings {
  const inForce = (flag: keyof BucketSettings): Truth =>
    levels.reduce(
      (sum, level) => either(sum, level === 'unknown' ? 'unknown' : level[flag] ? 'yes' : 'no'),
      'no' as Truth,
    );
  return { ignorePublicAcls: inForce('ignorePublicAcls'), restrictPublicBuckets: inForce('restrictPublicBuckets') };
}

/** What decides whether a bucket is public. */
export interface BucketExposure {
  /** A grant to everyone, or to every AWS account, in the bucket's ACL. */
  readonly publicAcl: Truth;
  /** No where object ownership is BucketOwnerEnforced: then ACLs have no effect. */
  readonly aclsEnabled: Truth;
  readonly publicPolicy: Truth;
  readonly settings: BucketSettings;
}

/**
 * Whether the bucket is public: by an ACL that counts and is not ignored, or by a policy that is not restricted. Its objects may have
 * public ACLs of their own all the same.
 */
export const isPublicBucket = ({ publicAcl, aclsEnabled, publicPolicy, settings }: BucketExposure): Truth =>
  either(
    both(both(publicAcl, aclsEnabled), not(settings.ignorePublicAcls)),
    both(publicPolicy, not(settings.restrictPublicBuckets)),
  );

/**
 * Whether S3 calls this policy public: it assumes so of every grant, unless only principals that are named, or fixed values of a key
 * that says who calls, get it. One public statement is enough.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublicPolicy(document: PolicyDocument, place: 'bucket' | 'access-point'): Truth {
  let result: Truth = document.understood ? 'no' : 'unknown';
  for (const statement of document.statements) {
    result = either(result, isPublicStatement(statement, place));
    if (result === 'yes') return document.understood ? 'yes' : 'unknown';
  }
  return result;
}

function isPublicStatement(statement: Statement, place: 'bucket' | 'access-point'): Truth {
  if (statement.effect === 'Deny') return 'no';
  if (!statement.understood) return 'unknown';
  if (statement.actions?.length === 0 || statement.resources?.length === 0) return 'no';
  if (statement.principals !== null && !statement.principals.some(({ value }) => value.includes('*'))) return 'no';
  if (statement.principals === null && statement.notPrincipals === null) return 'no';
  let doubtful = false;
  for (const condition of statement.conditions) {
    const fixed = isFixed(condition, place);
    if (fixed === 'yes') return 'no';
    if (fixed === 'unknown') doubtful = true;
  }
  return doubtful ? 'unknown' : 'yes';
}

/** Operators that hold only where the key is there and has one of the values. */
const POSITIVE: ReadonlySet<Operator> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
  'IpAddress',
]);

const FIXING_KEYS = new Set([
  'aws:principalorgid',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:userid',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);

/** Keys of which AWS's pages differ, or that stand only on pages of other services. */
const UNSETTLED_KEYS = new Set([
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  'aws:principalorgpaths',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:sourcevpcarn',
  'aws:principalservicename',
]);

/** Whether the condition keeps everybody out but those with the fixed values it lists. */
function isFixed(condition: Condition, place: 'bucket' | 'access-point'): Truth {
  const { operator, values } = condition;
  if (!POSITIVE.has(operator) || condition.ifExists || condition.qualifier === 'ForAllValues') return 'no';
  const key = condition.key.toLowerCase();
  if (key === 'aws:sourceip') return operator === 'IpAddress' ? areNarrow(values) : 'no';
  if (UNSETTLED_KEYS.has(key)) return 'unknown';
  if (!FIXING_KEYS.has(key) || operator === 'IpAddress') return 'no';
  let result: Truth = 'yes';
  for (const value of values) {
    const fixed = isFixedValue(key, value, place);
    if (fixed === 'no') return 'no';
    if (fixed === 'unknown') result = 'unknown';
  }
  return result;
}

function isFixedValue(key: string, value: string, place: 'bucket' | 'access-point'): Truth {
  if (value.includes('${')) return 'no';
  if (!value.includes('*') && !value.includes('?')) return 'yes';
  const account = parseArn(value)?.account ?? '';
  const hasAccount = /^\d{12}$/.test(account);
  if (key === 's3:dataaccesspointarn') return hasAccount && place === 'bucket' ? 'yes' : 'no';
  // A wildcard behind a fixed account, or behind a role's id, names an owner all the same; AWS does not settle it.
  if (hasAccount || (key === 'aws:userid' && /^A[A-Z0-9]{15,}:/.test(value))) return 'unknown';
  return 'no';
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap((text) => parseRange(text) ?? []);

/** Up to /8 of IPv4 and /32 of IPv6 a range counts as fixed, each by itself; how AWS counts many of them it does not say. */
function areNarrow(values: readonly string[]): Truth {
  let addresses = 0;
  for (const value of values) {
    const range = parseRange(value);
    if (range === null) return value.includes('*') || value.includes('${') ? 'no' : 'unknown';
    if (isPrivate(range)) continue;
    if (range.bits < (range.bytes.length === 4 ? 8 : 32)) return 'no';
    if (range.bytes.length === 4) addresses += 2 ** (32 - range.bits);
  }
  return addresses > 2 ** 24 ? 'unknown' : 'yes';
}

const isPrivate = (range: IpRange): boolean =>
  PRIVATE.some((block) => range.bits >= block.bits && holdsAddress(block, range.bytes));
