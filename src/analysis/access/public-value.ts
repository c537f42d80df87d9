import { parseArn } from './arn.ts';
import type { Condition, Operator } from './document.ts';
import { holdsAddress, type IpRange, parseRange } from './ip-range.ts';
import { type FixedForm, type PublicSubject, TRUSTED_KEYS } from './public-keys.ts';
import { both, type Truth } from './truth.ts';

/** Operators that hold only where the key is there and has one of the values. */
const POSITIVE: ReadonlySet<Operator> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
  'IpAddress',
  'Bool',
]);

/** Operators that a Deny uses to spare those with the values. */
const NEGATED: ReadonlySet<Operator> = new Set([
  'StringNotEquals',
  'StringNotEqualsIgnoreCase',
  'StringNotLike',
  'ArnNotEquals',
  'ArnNotLike',
  'NotIpAddress',
]);

/**
 * Whether a condition of an Allow keeps everybody out but those whom its fixed values name. A negated operator, IfExists, ForAllValues
 * and Null do not: they hold where the key is missing. Only beside a `Null: false` on the same key the key is there.
 */
export function isConfining(condition: Condition, beside: readonly Condition[], subject: PublicSubject): Truth {
  const form = TRUSTED_KEYS[subject].get(condition.key.toLowerCase());
  if (form === undefined || !POSITIVE.has(condition.operator)) return 'no';
  const holdsWithout = condition.ifExists || condition.qualifier === 'ForAllValues';
  return holdsWithout && !mustBeThere(condition.key, beside) ? 'no' : areFixed(form, condition, subject, 'true');
}

/** Whether a condition of a Deny spares only those whom its fixed values name; who lacks the key must not be spared. */
export function isSparing(condition: Condition, subject: PublicSubject): Truth {
  const form = TRUSTED_KEYS[subject].get(condition.key.toLowerCase());
  if (form === undefined || condition.qualifier === 'ForAnyValue') return 'no';
  if (form === 'true') return condition.operator === 'Bool' ? areFixed(form, condition, subject, 'false') : 'no';
  // An ARN operator does not hold where either side is no ARN, so that the Deny passes such callers by.
  const comparesArns = /^Arn/.test(condition.operator);
  const haveArns =
    (form === 'arn' || form === 'access-point') && condition.values.every((one) => parseArn(one) !== null);
  if (comparesArns && !haveArns) return 'no';
  return NEGATED.has(condition.operator) ? areFixed(form, condition, subject, 'true') : 'no';
}

const mustBeThere = (key: string, conditions: readonly Condition[]): boolean =>
  conditions.some(
    ({ operator, key: other, values }) =>
      operator === 'Null' &&
      other.toLowerCase() === key.toLowerCase() &&
      values.every((value) => value.toLowerCase() === 'false'),
  );

function areFixed(
  form: FixedForm,
  { operator, values }: Condition,
  subject: PublicSubject,
  flag: 'true' | 'false',
): Truth {
  // "It does not affect the policy", says Access Analyzer of such a key, which may be read in two ways.
  if (values.length === 0) return 'unknown';
  if (form === 'true') return values.every((value) => value.toLowerCase() === flag) ? 'yes' : 'no';
  if (operator === 'Bool') return 'no';
  if (form === 'address') return areNarrow(values);
  if (operator === 'IpAddress' || operator === 'NotIpAddress') return 'no';
  return values.reduce<Truth>((all, value) => both(all, isFixedValue(form, value, subject)), 'yes');
}

/** An organization's id before the first slash names it; what is below may be a pattern. */
const ORG_PATH = /^o-[a-z0-9]+\//;
const ROLE_SESSIONS = /^A[A-Z0-9]{11,}:/;

/** Whether the value is fixed: without a wildcard or a policy variable. */
function isFixedValue(form: FixedForm, value: string, subject: PublicSubject): Truth {
  if (value.includes('${')) return 'no';
  if (form === 'unsettled') return 'unknown';
  // Requests without credentials have this account: the page of aws:PrincipalAccount.
  if (form === 'account' && value.toLowerCase() === 'anonymous') return 'no';
  if (!value.includes('*') && !value.includes('?')) return 'yes';
  if (form === 'org-path') return ORG_PATH.test(value) ? 'yes' : 'no';
  // "Outside the pattern AROLEID:*", says S3, and leaves open what is within it.
  if (form === 'user-id') return ROLE_SESSIONS.test(value) ? 'unknown' : 'no';
  const hasAccount = /^\d{12}$/.test(parseArn(value)?.account ?? '');
  if (form === 'access-point') return hasAccount && subject !== 's3-access-point' ? 'yes' : 'no';
  // A wildcard behind a fixed account names an owner all the same; no page settles it.
  return form === 'arn' && hasAccount ? 'unknown' : 'no';
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap((text) => parseRange(text) ?? []);

/**
 * Up to /8 of IPv4 and /32 of IPv6 a range counts as fixed, each by itself, and private ranges whatever their size. S3 does not say
 * how it counts many of them: beyond one /8 in all it is unknown here, and half of all addresses are everybody.
 */
function areNarrow(values: readonly string[]): Truth {
  const ranges: IpRange[] = [];
  let result: Truth = 'yes';
  for (const value of values) {
    const range = parseRange(value);
    if (range === null) {
      if (value.includes('*') || value.includes('${')) return 'no';
      result = 'unknown';
    } else if (!PRIVATE.some((block) => range.bits >= block.bits && holdsAddress(block, range.bytes))) {
      if (range.bits < (range.bytes.length === 4 ? 8 : 32)) return 'no';
      if (range.bytes.length === 4) ranges.push(range);
    }
  }
  const addresses = countAddresses(ranges);
  if (addresses >= 2 ** 31) return 'no';
  return addresses > 2 ** 24 ? 'unknown' : result;
}

/** How many IPv4 addresses are in at least one of the ranges. */
function countAddresses(ranges: readonly IpRange[]): number {
  const spans = ranges
    .map(({ bytes, bits }) => {
      const size = 2 ** (32 - bits);
      const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
      const from = address - (address % size);
      return { from, to: from + size };
    })
    .sort((a, b) => a.from - b.from);
  let count = 0;
  let reached = 0;
  for (const { from, to } of spans) {
    if (to <= reached) continue;
    count += to - Math.max(from, reached);
    reached = to;
  }
  return count;
}
