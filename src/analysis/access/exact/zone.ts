import { parseArn } from '../arn.ts';
import type { Condition, PolicyDocument } from '../document.ts';
import { type IpRange, parseRange } from '../ip-range.ts';
import { compileGlob, compileTokens, confineToParts, type Glob, tokenize, tokenizeLiteral } from '../pattern.ts';
import type { Caller } from '../principal.ts';
import { ABSENT, type KeySet, present } from './key-set.ts';
import type { ValueLiteral } from './value-set.ts';

/** Whom an owner trusts beside its own account. */
export interface TrustZone {
  readonly accounts: readonly string[];
  readonly orgs: readonly string[];
  /** Patterns such as `o-a1b2c3/r-ab12/ou-ab12-11111111/*`. */
  readonly orgPaths: readonly string[];
  readonly vpcs: readonly string[];
  readonly vpces: readonly string[];
  /** Addresses and ranges in CIDR notation. */
  readonly ips: readonly string[];
  /** ARNs of principals, or patterns of them. */
  readonly principals: readonly string[];
  /** A statement with a condition on one of these keys is trusted. */
  readonly conditionKeys: readonly string[];
  /** Whether whoever comes through some VPC is trusted. */
  readonly anyVpc: boolean;
  readonly anyVpce: boolean;
}

/** Trusts nobody beside the owner. */
export const NO_TRUST: TrustZone = {
  accounts: [],
  orgs: [],
  orgPaths: [],
  vpcs: [],
  vpces: [],
  ips: [],
  principals: [],
  conditionKeys: [],
  anyVpc: false,
  anyVpce: false,
};

const except = (globs: readonly Glob[]): ValueLiteral => ({ positive: false, predicate: { family: 'text', globs } });
const only = (...patterns: readonly string[]): ValueLiteral => ({
  positive: true,
  predicate: { family: 'text', globs: patterns.map(compileGlob) },
});
/** Absent, or with values that are none of these. */
const butFor = (globs: readonly Glob[]): KeySet => [ABSENT, present([except(globs)])];
const NEVER: KeySet = [ABSENT];

/** Keys whose value says who somebody is, or where they come from: a value that is written out belongs to somebody. */
const OWNED = new Set([
  'aws:principalorgid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:userid',
  's3:dataaccesspointaccount',
]);
/** Keys with ARNs: also a pattern belongs to somebody if it fixes the account. */
const OWNED_ARNS = new Set(['aws:sourcearn', 'aws:sourcevpcarn', 's3:dataaccesspointarn']);
/** Keys with paths of an organization: a pattern that begins with one belongs to it. */
const OWNED_PATHS = new Set(['aws:principalorgpaths', 'aws:sourceorgpaths', 'aws:vpceorgpaths']);
const ADDRESSES = new Set(['aws:sourceip', 'aws:vpcsourceip']);

/**
 * What the values of a key may be for a caller outside. For anyone (no zone) what documents write out belongs to somebody else; for a
 * zone of trust only what is trusted does, and the rest may be theirs.
 */
export function limitsOutside(
  documents: readonly PolicyDocument[],
  caller: Caller,
  unnamed: boolean,
  zone: TrustZone | null,
): (key: string) => KeySet | null {
  const known = new Map<string, KeySet | null>();
  return (key) => {
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const limits =
      key === 'aws:principalarn' && unnamed
        ? identitiesOf(caller, documents)
        : zone === null
          ? limitsOfAnyone(key, documents)
          : limitsOfZone(key, zone);
    known.set(key, limits);
    return limits;
  };
}

/** The unnamed identities of an account. */
export function identitiesOf({ account, kind, partition }: Caller, documents: readonly PolicyDocument[]): KeySet {
  const named = new Set<string>();
  for (const { statements } of documents) {
    for (const { principals, notPrincipals } of statements) {
      for (const { value } of [...(principals ?? []), ...(notPrincipals ?? [])]) named.add(value);
    }
  }
  return [present([only(`arn:${partition}:iam::${account}:${kind}/?*`), except([...named].map(literal))])];
}

const literal = (text: string): Glob => compileTokens(tokenizeLiteral(text));

function limitsOfAnyone(key: string, documents: readonly PolicyDocument[]): KeySet | null {
  const values = valuesOf(key, documents);
  if (ADDRESSES.has(key)) {
    const ranges = values.flatMap(({ text }) => parseRange(text) ?? []).filter(isNarrow);
    return [ABSENT, present([{ positive: false, predicate: { family: 'address', ranges: [...ranges, ...PRIVATE] } }])];
  }
  // Only who is in the VPC reaches a mount target: https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
  if (key === 'elasticfilesystem:accessedviamounttarget') return [ABSENT, present([only('false')])];
  if (OWNED.has(key)) {
    const isOwned = (text: string): boolean => !/[*?]/.test(text) || (key === 'aws:userid' && ROLE_SESSION.test(text));
    return butFor(values.filter(({ text }) => isOwned(text)).map(({ glob }) => glob));
  }
  if (OWNED_ARNS.has(key)) return butFor(values.filter(({ text }) => fixesOwner(text)).map(({ glob }) => glob));
  if (OWNED_PATHS.has(key))
    return butFor(values.filter(({ text }) => /^o-[a-z0-9]+\//.test(text)).map(({ glob }) => glob));
  return null;
}

/** `AROA…:*`: any session of one role. */
const ROLE_SESSION = /^A[A-Z0-9]{15,}:/;

function fixesOwner(text: string): boolean {
  if (!/[*?]/.test(text)) return true;
  return /^\d{12}$/.test(parseArn(text)?.account ?? '');
}

/** Up to /8 of IPv4 and /32 of IPv6, as S3 counts: wider ranges are nobody's. */
const isNarrow = ({ bytes, bits }: IpRange): boolean => bits >= (bytes.length === 4 ? 8 : 32);

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].flatMap((text) => parseRange(text) ?? []);

const ownArns = ({ accounts }: TrustZone): readonly Glob[] =>
  accounts.map((account) => compileGlob(`arn:*:*:*:${account}:*`));

function limitsOfZone(key: string, zone: TrustZone): KeySet | null {
  switch (key) {
    case 'aws:principalorgid':
    case 'aws:sourceorgid':
    case 'aws:vpceorgid':
      return butFor(zone.orgs.map(literal));
    case 'aws:principalorgpaths':
    case 'aws:sourceorgpaths':
    case 'aws:vpceorgpaths':
      return butFor([...zone.orgPaths.map(compileGlob), ...zone.orgs.map((org) => compileGlob(`${org}/*`))]);
    case 'aws:sourcevpc':
      return zone.anyVpc ? NEVER : butFor(zone.vpcs.map(literal));
    case 'aws:sourcevpcarn':
      return zone.anyVpc ? NEVER : butFor([...zone.vpcs.map((vpc) => compileGlob(`arn:*/${vpc}`)), ...ownArns(zone)]);
    case 'aws:sourcevpce':
      return zone.anyVpce ? NEVER : butFor(zone.vpces.map(literal));
    case 'aws:vpceaccount':
    case 'aws:sourceaccount':
    case 'aws:sourceowner':
    case 's3:dataaccesspointaccount':
      return butFor(zone.accounts.map(literal));
    case 'aws:sourcearn':
    case 's3:dataaccesspointarn':
      return butFor(ownArns(zone));
    case 'aws:sourceip':
    case 'aws:vpcsourceip': {
      const ranges = zone.ips.flatMap((text) => parseRange(text) ?? []);
      return [ABSENT, present([{ positive: false, predicate: { family: 'address', ranges } }])];
    }
    default:
      return null;
  }
}

/** The values that documents compare the key with. */
function valuesOf(key: string, documents: readonly PolicyDocument[]): readonly { text: string; glob: Glob }[] {
  const values: { text: string; glob: Glob }[] = [];
  for (const { statements } of documents) {
    for (const { conditions } of statements) {
      for (const condition of conditions) {
        if (condition.key.toLowerCase() !== key) continue;
        for (const text of condition.values)
          if (!text.includes('${')) values.push({ text, glob: globOf(condition, text) });
      }
    }
  }
  return values;
}

function globOf({ operator }: Condition, text: string): Glob {
  if (operator.startsWith('Arn')) return compileTokens(confineToParts(tokenize(text)) ?? tokenize(text));
  return operator.includes('Like') ? compileGlob(text) : literal(text);
}
