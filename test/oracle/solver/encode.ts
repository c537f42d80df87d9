import type { Condition, PolicyDocument, Principal, Statement } from '../../../src/analysis/access/document.ts';
import { isBoolean, isInNetwork, RequestKeys, type Slot } from './keys.ts';
import { and, concatenate, not, or, pattern, symbol, type Term, TRUE, text } from './smt.ts';
import type { Texts } from './texts.ts';

// The policy language in SMT-LIB, statement by statement as AWS's pages tell it and for the small world of the random documents only.
// It shares nothing with the code it is held against but the parsed documents.

/** The documents of one side of a request; null is "there is none". */
export interface Documents {
  readonly identity: readonly PolicyDocument[];
  readonly resource: PolicyDocument | null;
  readonly boundary: PolicyDocument | null;
  readonly session: PolicyDocument | null;
  readonly scp: PolicyDocument | null;
  readonly rcp: PolicyDocument | null;
}

/** Who calls. */
interface Who {
  readonly kind: 'anonymous' | 'service' | 'root' | 'user' | 'role' | 'session';
  readonly text: string;
  readonly account: string | null;
  /** Of a user its name, of a role and its session the role's. */
  readonly name: string;
}

function readWho(principal: string): Who {
  if (principal === '*anonymous') return { kind: 'anonymous', text: principal, account: null, name: '' };
  const parts = /^arn:aws:(?:iam|sts)::(\d{12}):(root|user|role|assumed-role)(?:\/([^/]+)(?:\/[^/]+)?)?$/.exec(
    principal,
  );
  if (parts === null) return { kind: 'service', text: principal, account: null, name: principal };
  const [, account = '', type = '', name = ''] = parts;
  const kind = type === 'assumed-role' ? 'session' : (type as 'root' | 'user' | 'role');
  return { kind, text: principal, account, name };
}

const roleOf = ({ account, name }: Who): string => `arn:aws:iam::${account}:role/${name}`;

/** Some request of the caller for the action on the resource, in which `*` and `?` are open, is allowed. */
export function someAllowed(
  { principal, action, resource, owner }: Readonly<Record<'principal' | 'action' | 'resource' | 'owner', string>>,
  documents: Documents,
  texts: Texts,
): string {
  const who = readWho(principal);
  const keys = new RequestKeys(texts, widthFor(documents));
  fixKeys(who, keys);
  // A role calls through a session: one that nobody names, or one that a policy names.
  const forms =
    who.kind === 'role' ? [who, ...namedSessions(who, documents).map((session) => readWho(session))] : [who];
  const request = { texts, keys };
  const allowed = or(...forms.map((form) => isAllowed(documents, form, owner, request)));
  const asked = [texts.isIn('action', pattern(action.toLowerCase())), texts.isIn('resource', pattern(resource))];
  return script(request, ...asked, allowed);
}

/** Somebody of whom nothing is known, to attach identity-based policies to. */
const HOLDER: Who = {
  kind: 'user',
  text: 'arn:aws:iam::999999999999:user/holder',
  account: '999999999999',
  name: 'holder',
};

/** Some request is allowed by the first documents and not by the second, which both are attached to the caller. */
export function someMore(first: Documents, second: Documents, texts: Texts): string {
  const request = { texts, keys: new RequestKeys(texts, widthFor(first, second)) };
  const more = isAllowed(first, HOLDER, HOLDER.account, request);
  return script(request, more, not(isAllowed(second, HOLDER, HOLDER.account, request)));
}

/** What terms are made about. */
interface Request {
  readonly texts: Texts;
  readonly keys: RequestKeys;
}

const script = ({ texts, keys }: Request, ...asserted: readonly Term[]): string =>
  [...texts.lines, ...keys.lines, ...asserted.map((term) => `(assert ${term})`)].join('\n');

/** A set that fulfils some conditions and fails others needs one value for each of them at most, and one more to be many. */
function widthFor(...sides: readonly Documents[]): (name: string) => number {
  const widths = new Map<string, number>();
  for (const { statements } of sides.flatMap(listed)) {
    for (const { key, operator } of statements.flatMap(({ conditions }) => conditions)) {
      const name = key.toLowerCase();
      if (operator !== 'Null') widths.set(name, (widths.get(name) ?? 1) + 1);
    }
  }
  return (name) => widths.get(name) ?? 1;
}

const listed = ({ identity, resource, boundary, session, scp, rcp }: Documents): readonly PolicyDocument[] =>
  [...identity, resource, boundary, session, scp, rcp].filter((document) => document !== null);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable and the pages of the keys. */
function fixKeys(who: Who, keys: RequestKeys): void {
  const isPrincipal = who.account !== null;
  keys.fix('aws:username', who.kind === 'user' ? who.name : null);
  keys.fix('aws:principalarn', who.kind === 'session' ? roleOf(who) : isPrincipal ? who.text : null);
  if (!isPrincipal) keys.fix('aws:principalorgid', null);
  // The root user has no tags.
  if (!isPrincipal || who.kind === 'root') keys.fix('aws:principaltag/team', null);
}

function namedSessions(role: Who, documents: Documents): readonly string[] {
  const prefix = `arn:aws:sts::${role.account}:assumed-role/${role.name}/`;
  const named = listed(documents).flatMap(({ statements }) =>
    statements.flatMap(({ principals, notPrincipals }) => [...(principals ?? []), ...(notPrincipals ?? [])]),
  );
  return [...new Set(named.map(({ value }) => value).filter((value) => value.startsWith(prefix)))];
}

/**
 * The order of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html and, between
 * accounts, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
function isAllowed(documents: Documents, who: Who, owner: string | null, request: Request): Term {
  const alone = who.account === null;
  const attached = !alone && who.kind !== 'root';
  const identity = attached ? documents.identity : [];
  const boundary = attached ? documents.boundary : null;
  const session = alone ? null : documents.session;
  const scp = alone ? null : documents.scp;
  const hasBoundary = boundary !== null;
  const { resource, rcp } = documents;

  const saying = (effect: 'Allow' | 'Deny', list: readonly (PolicyDocument | null)[]): Term =>
    or(
      ...list.flatMap((document) =>
        (document?.statements ?? []).filter((one) => one.effect === effect).map((one) => says(one, request)),
      ),
    );
  const denied = or(
    saying('Deny', [...identity, boundary, session, scp]),
    ...[resource, rcp].flatMap((document) =>
      (document?.statements ?? [])
        .filter(({ effect }) => effect === 'Deny')
        .filter((one) => deniesTo(one, who, hasBoundary))
        .map((one) => says(one, request)),
    ),
  );
  const within = (document: PolicyDocument | null): Term => (document === null ? TRUE : saying('Allow', [document]));
  const limits = and(within(boundary), within(session));
  const own = who.kind === 'root' ? TRUE : saying('Allow', identity);
  const grantTo = (reach: Reach): Term =>
    or(
      ...(resource?.statements ?? [])
        .filter(({ effect }) => effect === 'Allow')
        .filter((one) => grantOf(one, who) === reach)
        .map((one) => says(one, request)),
    );
  const any = or(grantTo('direct'), grantTo('limited'), grantTo('delegated'));
  const granted = alone
    ? any
    : who.account === owner
      ? or(grantTo('direct'), and(grantTo('limited'), limits), and(own, limits))
      : and(any, own, limits);
  return and(not(denied), granted, within(scp));
}

/**
 * What a grant leaves to the caller's other policies: nothing, boundary and session policy, or the decision.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html (resource-based policies
 * and implicit denies in other policy types)
 */
type Reach = 'direct' | 'limited' | 'delegated';

const ORDER: readonly Reach[] = ['direct', 'limited', 'delegated'];

/** How one member of a Principal element names the caller; null where it does not. */
function naming({ type, value }: Principal, who: Who): Reach | null {
  if (value === '*') return 'direct';
  if (type === 'Service') return who.kind === 'service' && value === who.text ? 'direct' : null;
  if (who.account === null) return null;
  if (value === who.account || value === `arn:aws:iam::${who.account}:root`) {
    return who.kind === 'root' ? 'direct' : 'delegated';
  }
  if (value === who.text) return who.kind === 'role' ? 'limited' : 'direct';
  return who.kind === 'session' && value === roleOf(who) ? 'limited' : null;
}

const namings = (listed: readonly Principal[], who: Who): readonly Reach[] =>
  listed.map((principal) => naming(principal, who)).filter((reach) => reach !== null);

/** NotPrincipal with Allow is everybody who is not named, anonymous callers too. */
function grantOf({ principals, notPrincipals }: Statement, who: Who): Reach | null {
  if (principals !== null) {
    const reaches = namings(principals, who);
    return ORDER.find((reach) => reaches.includes(reach)) ?? null;
  }
  return notPrincipals !== null && namings(notPrincipals, who).length === 0 ? 'direct' : null;
}

/**
 * NotPrincipal with Deny spares whom it names with account, identity and session; one with a boundary it never spares:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function deniesTo({ principals, notPrincipals }: Statement, who: Who, hasBoundary: boolean): boolean {
  if (principals !== null) return namings(principals, who).length > 0;
  const names = (value: string): boolean => notPrincipals?.some((principal) => principal.value === value) === true;
  if (names('*')) return false;
  if (who.account === null) return !names(who.text);
  const account = names(who.account) || names(`arn:aws:iam::${who.account}:root`);
  switch (who.kind) {
    case 'root':
      return !account;
    case 'session':
      return hasBoundary || !account || !names(roleOf(who)) || !names(who.text);
    default:
      return hasBoundary || !account || !names(who.text);
  }
}

/** The statement speaks of the request's action, resource and context. */
const says = (statement: Statement, request: Request): Term =>
  and(
    saysOfAction(statement, request),
    saysOfResource(statement, request),
    ...statement.conditions.map((condition) => isFulfilled(condition, request.keys)),
  );

function saysOfAction({ actions, notActions }: Statement, { texts }: Request): Term {
  const one = (action: string): Term => texts.isIn('action', pattern(action.toLowerCase()));
  return actions === null ? not(or(...(notActions ?? []).map(one))) : or(...actions.map(one));
}

const VARIABLE = '$'.concat('{aws:username}');

function saysOfResource({ resources, notResources }: Statement, request: Request): Term {
  const patterns = resources ?? notResources ?? [];
  const named = or(...patterns.map((one) => isResource(one, request)));
  if (resources !== null) return named;
  // A variable without a value matches nothing, and takes the whole statement with it:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
  const resolved = patterns.some((one) => one.includes(VARIABLE)) ? request.keys.isThere('aws:username') : TRUE;
  return and(resolved, not(named));
}

/** Wildcards in a variable's value are characters; before it the small world has none. */
function isResource(resource: string, { texts, keys }: Request): Term {
  const [head = '', tail] = resource.split(VARIABLE);
  if (tail === undefined) return texts.isIn('resource', pattern(resource));
  if (/[*?$]/.test(head) || !/^\/[^$]*$/.test(tail)) throw new Error(`${resource} is not of the small world`);
  const continues = texts.continues('resource', text(head), 'aws:username', pattern(tail));
  return and(keys.isThere('aws:username'), continues);
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function isFulfilled({ qualifier, operator, ifExists, key, values }: Condition, keys: RequestKeys): Term {
  const name = key.toLowerCase();
  const slots = keys.slotsOf(name);
  const there = keys.isThere(name);
  if (operator === 'Null') return or(...values.map((value) => (value === 'true' ? not(there) : there)));
  const negated = operator.includes('Not');
  const fits = (slot: Slot): Term => {
    const any = or(...values.map((wanted) => compares(operator.replace('Not', ''), slot, wanted, keys)));
    return negated ? not(any) : any;
  };
  const each = and(...slots.map((slot) => or(not(slot.there), fits(slot))));
  const some = or(...slots.map((slot) => and(slot.there, fits(slot))));
  switch (qualifier) {
    case 'ForAllValues':
      return each;
    case 'ForAnyValue':
      return ifExists ? or(not(there), some) : some;
    case null: {
      // Several values need a qualifier: without one nothing matches.
      const one = and(there, keys.isOne(name), each);
      return ifExists || negated ? or(not(there), one) : one;
    }
  }
}

function compares(operator: string, slot: Slot, wanted: string, keys: RequestKeys): Term {
  if (wanted.includes('${')) throw new Error('the small world has no variables in conditions');
  const value = symbol(slot.name);
  switch (operator) {
    case 'StringEquals':
      return keys.isIn(slot, pattern(wanted, { literally: true }));
    case 'StringEqualsIgnoreCase':
      return keys.isIn(slot, pattern(wanted, { anyCase: true, literally: true }));
    case 'StringLike':
      return keys.isIn(slot, pattern(wanted));
    case 'ArnEquals':
    case 'ArnLike':
      return keys.isIn(slot, arnPattern(wanted));
    case 'Bool':
      return isBoolean(value, wanted);
    case 'IpAddress':
      return isInNetwork(value, wanted);
    default:
      return `(${relationOf(operator)} ${value} ${operator.startsWith('Date') ? seconds(wanted) : decimal(wanted)})`;
  }
}

/** "Each of the six colon-delimited components of the ARN is checked separately": the last one may hold colons. */
function arnPattern(arn: string): Term {
  const parts = arn.split(':');
  const head = parts.slice(0, 5).map((part) => `${part}:`);
  return concatenate([pattern(head.join(''), { withinParts: true }), pattern(parts.slice(5).join(':'))]);
}

const RELATIONS: Readonly<Record<string, string>> = {
  Equals: '=',
  LessThan: '<',
  LessThanEquals: '<=',
  GreaterThan: '>',
  GreaterThanEquals: '>=',
};

function relationOf(operator: string): string {
  const relation = RELATIONS[operator.replace(/^(?:Numeric|Date)/, '')];
  if (relation === undefined) throw new Error(`the small world has no operator ${operator}`);
  return relation;
}

const decimal = (value: string): Term => (value.includes('.') ? value : `${value}.0`);
const seconds = (value: string): Term => decimal(String(Date.parse(value) / 1000));
