import type { Condition, PolicyDocument, Principal, Statement } from '../document.ts';
import { compileGlob, matchGlob } from '../pattern.ts';
import { accountOf } from './principal-account.ts';
import { type Restriction, restrictionOf, spared } from './restriction.ts';

/** What one request that a statement lets through must fulfil: all of these. */
export interface Terms {
  readonly restrictions: readonly Restriction[];
  /** Keys, in lower case, that must not be in the request. */
  readonly absent: ReadonlySet<string>;
}

/** What spares a request from a Deny: a restriction that it fulfils, or a key that it lacks. */
type Exemption = Restriction | { readonly absent: string };

/** Guards that make more alternatives than this are left out: the answer is then too wide, never too narrow. */
const MAX_ALTERNATIVES = 64;

/** The Deny statements of a document that narrow what its Allow statements give to everybody. */
export class Guards {
  readonly #denies: readonly Statement[];
  readonly #version: PolicyDocument['version'];

  constructor(document: PolicyDocument) {
    this.#version = document.version;
    this.#denies = document.statements.filter(({ effect, understood }) => effect === 'Deny' && understood);
  }

  /**
   * The ways in which a principal of an Allow statement gets through: the statement's own conditions and, of each Deny that covers all
   * it gives, one way to be spared. None if nothing gets through. What no Deny restricts for certain stays in.
   */
  waysThrough(allow: Statement, principal: Principal, services: readonly string[]): readonly Terms[] {
    const own: Terms = {
      restrictions: allow.conditions.flatMap((condition) => restrictionOf(condition, this.#version) ?? []),
      absent: new Set(allow.conditions.filter(isAbsence).map(({ key }) => key.toLowerCase())),
    };
    let ways: readonly Terms[] = [own];
    for (const deny of this.#denies) {
      if (!speaksOf(deny, principal) || !covers(deny, allow, services)) continue;
      const exemptions = exemptionsOf(deny, principal, this.#version);
      if (exemptions === null || ways.length * exemptions.length > MAX_ALTERNATIVES) continue;
      ways = ways.flatMap((way) => exemptions.map((one) => add(way, one)));
    }
    return ways.filter(isPossible);
  }
}

const isAbsence = ({ operator, values }: Condition): boolean =>
  operator === 'Null' && values.length === 1 && values[0]?.toLowerCase() === 'true';

const add = ({ restrictions, absent }: Terms, one: Exemption): Terms =>
  'absent' in one
    ? { restrictions, absent: new Set([...absent, one.absent]) }
    : { restrictions: [...restrictions, one], absent };

/** A request cannot have a key and lack it. */
const isPossible = ({ restrictions, absent }: Terms): boolean => restrictions.every(({ key }) => !absent.has(key));

/** What of this principal's requests the Deny spares: each of these. Null where it may spare all of them. */
function exemptionsOf(
  { conditions }: Statement,
  principal: Principal,
  version: PolicyDocument['version'],
): readonly Exemption[] | null {
  const exemptions: Exemption[] = [];
  for (const condition of conditions) {
    const settled = isSettled(condition, principal);
    if (settled === true) continue;
    const one = settled === false ? null : spared(condition, version);
    if (one === null) return null;
    exemptions.push(one === 'absent' ? { absent: condition.key.toLowerCase() } : one);
  }
  return exemptions;
}

/**
 * What a condition on aws:PrincipalIsAWSService says of a named principal, whose requests are all signed; of everybody it says
 * nothing, as anonymous requests lack the key. Null for other keys.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice
 */
function isSettled({ key, operator, values }: Condition, { type, value }: Principal): boolean | null {
  if (key.toLowerCase() !== 'aws:principalisawsservice' || operator !== 'Bool' || value === '*') return null;
  return values.some((one) => one.toLowerCase() === String(type === 'Service'));
}

/** Whether the Deny speaks of everybody, of this very principal, or of everybody outside some accounts that are not this principal's. */
function speaksOf({ principals, notPrincipals }: Statement, { type, value }: Principal): boolean {
  if (principals !== null) {
    return principals.some((one) => isEverybody(one) || (one.type === type && one.value === value));
  }
  if (type !== 'AWS' || value === '*') return false;
  const account = accountOf(value);
  return (
    notPrincipals?.every((one) => one.type !== '*' && one.value !== '*' && accountOf(one.value) !== account) === true
  );
}

const isEverybody = ({ type, value }: Principal): boolean => type === '*' || (type === 'AWS' && value === '*');

/** Whether all actions and resources of the Allow are among those of the Deny. */
function covers(deny: Statement, allow: Statement, services: readonly string[]): boolean {
  const everything = services.map((service) => `${service}:*`);
  const actions = allow.actions ?? everything;
  if (
    deny.actions === null ||
    !areAmong(
      deny.actions,
      actions.flatMap((one) => (one === '*' ? everything : one)),
      true,
    )
  )
    return false;
  if (deny.resources === null)
    return deny.notResources === null && allow.resources === null && allow.notResources === null;
  return areAmong(deny.resources, allow.resources ?? ['*'], false);
}

/** A `*` of the inner pattern is compared as a character: only a `*` of the outer one takes it. */
function areAmong(outer: readonly string[], inner: readonly string[], fold: boolean): boolean {
  const same = (text: string): string => (fold ? text.toLowerCase() : text);
  const globs = outer
    .filter((text) => !text.includes('?') && !text.includes('${'))
    .map((text) => compileGlob(same(text)));
  return inner.every((text) => globs.some((glob) => matchGlob(glob, same(text))));
}
