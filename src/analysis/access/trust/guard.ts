import type { Condition, PolicyDocument, Principal, Statement } from '../document.ts';
import { compileGlob, type Glob, matchGlob } from '../pattern.ts';
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

/** So many Deny statements are looked at; AWS stores no policy that has more. What is left out makes the answer too wide, never too narrow. */
const MAX_DENIES = 128;

/** A Deny statement ready to be compared. */
interface Guard {
  readonly deny: Statement;
  /** What each of its conditions spares; null where that is only known of some principals (`isSettled`). */
  readonly exemptions: readonly { readonly condition: Condition; readonly spares: Exemption | null }[];
  readonly actions: readonly Glob[];
  /** Null: it has neither Resource nor NotResource. */
  readonly resources: readonly Glob[] | null;
}

/** The Deny statements of a document that narrow what its Allow statements give to everybody. */
export class Guards {
  readonly #guards: readonly Guard[];
  readonly #version: PolicyDocument['version'];
  /** What a statement's own conditions ask, by these conditions. */
  readonly #own = new WeakMap<readonly Condition[], Terms>();
  /** Those that cover an Allow, by what it gives: the same list for the same Deny statements. */
  readonly #covering = new Map<string, readonly Guard[]>();
  readonly #lists = new Map<string, readonly Guard[]>();
  /** The ways of a principal of an Allow, asked action by action, past the same Deny statements. */
  readonly #ways = new WeakMap<readonly Condition[], WeakMap<Principal, Map<readonly Guard[], readonly Terms[]>>>();

  constructor(document: PolicyDocument) {
    this.#version = document.version;
    this.#guards = document.statements
      .filter(({ effect, understood }) => effect === 'Deny' && understood)
      .slice(0, MAX_DENIES)
      .flatMap((deny) => guardOf(deny, document.version) ?? []);
  }

  /** Whether there is any Deny that restricts what it spares. */
  get any(): boolean {
    return this.#guards.length > 0;
  }

  /**
   * The ways in which a principal of an Allow statement gets through: the statement's own conditions and, of each Deny that covers all
   * it gives, one way to be spared. None if nothing gets through. What no Deny restricts for certain stays in.
   */
  waysThrough(allow: Statement, principal: Principal, services: readonly string[]): readonly Terms[] {
    const covering = this.#thatCover(allow, services);
    const byPrincipal = this.#ways.get(allow.conditions) ?? new WeakMap();
    this.#ways.set(allow.conditions, byPrincipal);
    const known = byPrincipal.get(principal) ?? new Map<readonly Guard[], readonly Terms[]>();
    byPrincipal.set(principal, known);
    let ways = known.get(covering);
    if (ways === undefined) {
      ways = this.#waysPast(covering, allow, principal);
      known.set(covering, ways);
    }
    return ways;
  }

  #thatCover(allow: Statement, services: readonly string[]): readonly Guard[] {
    const given = JSON.stringify([allow.actions, allow.resources, allow.notResources === null, services]);
    const known = this.#covering.get(given);
    if (known !== undefined) return known;
    const numbers = this.#guards.flatMap((guard, number) => (covers(guard, allow, services) ? [number] : []));
    const name = numbers.join();
    const list = this.#lists.get(name) ?? this.#guards.filter((_, number) => numbers.includes(number));
    this.#lists.set(name, list);
    this.#covering.set(given, list);
    return list;
  }

  #waysPast(covering: readonly Guard[], allow: Statement, principal: Principal): readonly Terms[] {
    let ways: readonly Terms[] = [this.#termsOf(allow.conditions)];
    for (const guard of covering) {
      if (!speaksOf(guard.deny, principal)) continue;
      const exemptions = exemptionsOf(guard, principal);
      if (exemptions === null || ways.length * exemptions.length > MAX_ALTERNATIVES) continue;
      ways = ways.flatMap((way) => exemptions.map((one) => add(way, one)));
    }
    return ways.filter(isPossible);
  }

  #termsOf(conditions: readonly Condition[]): Terms {
    const known = this.#own.get(conditions);
    if (known !== undefined) return known;
    const terms: Terms = {
      restrictions: conditions.flatMap((condition) => restrictionOf(condition, this.#version) ?? []),
      absent: new Set(conditions.filter(isAbsence).map(({ key }) => key.toLowerCase())),
    };
    this.#own.set(conditions, terms);
    return terms;
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
function exemptionsOf({ exemptions }: Guard, principal: Principal): readonly Exemption[] | null {
  const found: Exemption[] = [];
  for (const { condition, spares } of exemptions) {
    const settled = isSettled(condition, principal);
    if (settled === true) continue;
    if (settled === false || spares === null) return null;
    found.push(spares);
  }
  return found;
}

/**
 * What a condition on aws:PrincipalIsAWSService says of a named principal, whose requests are all signed; of everybody it says
 * nothing, as anonymous requests lack the key. Null for other keys.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice
 */
function isSettled({ key, operator, values }: Condition, { type, value }: Principal): boolean | null {
  if (!isOfService(key) || operator !== 'Bool' || value === '*') return null;
  return values.some((one) => one.toLowerCase() === String(type === 'Service'));
}

const isOfService = (key: string): boolean => key.toLowerCase() === 'aws:principalisawsservice';

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

/**
 * Null where it says by NotAction or NotResource what it leaves alone: what it covers is then not looked for; and where what it
 * spares is no restriction.
 */
function guardOf(deny: Statement, version: PolicyDocument['version']): Guard | null {
  if (deny.actions === null || deny.notResources !== null) return null;
  const exemptions: { readonly condition: Condition; readonly spares: Exemption | null }[] = [];
  for (const condition of deny.conditions) {
    const found = spared(condition, version);
    if (found === null && !isOfService(condition.key)) return null;
    exemptions.push({ condition, spares: found === 'absent' ? { absent: condition.key.toLowerCase() } : found });
  }
  return {
    deny,
    exemptions,
    actions: compileAll(deny.actions.map((action) => action.toLowerCase())),
    resources: deny.resources === null ? null : compileAll(deny.resources),
  };
}

/** A `?` would take the `*` of another pattern for one character, and a variable is not known. */
const compileAll = (patterns: readonly string[]): readonly Glob[] =>
  patterns.filter((text) => !text.includes('?') && !text.includes('${')).map((text) => compileGlob(text));

/** Whether all actions and resources of the Allow are among those of the Deny. */
function covers(guard: Guard, allow: Statement, services: readonly string[]): boolean {
  const given = allow.actions ?? ['*'];
  const actions = given.flatMap((action) =>
    action === '*' ? services.map((service) => `${service}:*`) : [action.toLowerCase()],
  );
  if (!areAmong(guard.actions, actions)) return false;
  if (guard.resources === null) return allow.resources === null && allow.notResources === null;
  return areAmong(guard.resources, allow.resources ?? ['*']);
}

/** A `*` of the inner pattern is compared as a character: only a `*` of the outer one takes it. */
const areAmong = (outer: readonly Glob[], inner: readonly string[]): boolean =>
  inner.every((text) => outer.some((glob) => matchGlob(glob, text)));
