import { actionsMatching, findAction, reachesServices } from '../actions.ts';
import type { AccessPolicies } from '../authorize.ts';
import { type Condition, type PolicyDocument, type Principal, parseDocument, type Statement } from '../document.ts';
import { newBudget } from '../exact/budget.ts';
import { allowsMore } from '../exact/compare.ts';
import { domainOf, intersect, type KeySet, present, solveKey } from '../exact/key-set.ts';
import { usesOf, valuesLeft } from '../exact/region.ts';
import { ofIdentity } from '../of-identity.ts';
import { accountOf } from '../trust/principal-account.ts';
import type { Truth } from '../truth.ts';
import { isOfActions } from '../validate/action-conditions.ts';
import { knowsKey } from '../validate/action-keys.ts';
import { findKey } from '../validate/condition-keys.ts';
import { bringsAlong, type Callers, isAnybodys, isLeftOut, isUnlisted, mayLack, stepsIn } from './key-presence.ts';

/** Why a condition restricts less than it seems to, in the order in which they are looked for. */
export const problems = [
  'no-value',
  'key-of-no-action',
  'any-value',
  'for-all-values',
  'if-exists',
  'passes-long-term-keys',
] as const;

/** A condition that does not restrict what it seems to. */
export interface Ineffective {
  readonly statement: Statement;
  readonly condition: Condition;
  readonly problem: (typeof problems)[number];
  /** An action that is allowed in spite of it; null where it is no particular one. */
  readonly action: string | null;
}

/** Where a document is attached. */
export interface Attachment {
  readonly kind: 'identity' | 'resource';
  readonly account: string;
  readonly partition: string;
  /** Whom an identity-based policy belongs to, as far as that is known. */
  readonly holders: 'roles' | 'any';
}

/** The conditions that do not restrict, and why there may be more: null where all is known. */
export interface IneffectiveConditions {
  readonly found: readonly Ineffective[];
  readonly doubt: string | null;
}

/**
 * The conditions of a document that do not restrict what they seem to. Of an Allow: that requests without the key fulfil it, which callers may
 * leave out; that every value fulfils it; that no action of the statement has its key. That such a request is allowed is decided on the
 * statement with all that the document denies. Of a Deny only what AWS documents as a trap.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function ineffectiveConditions(document: PolicyDocument, attachment: Attachment): IneffectiveConditions {
  const found: Ineffective[] = [];
  let doubt: string | null = null;
  for (const statement of document.statements) {
    if (!statement.understood) continue;
    for (const condition of statement.conditions) {
      const one = new Examined(document, attachment, statement, condition);
      const problem = statement.effect === 'Deny' ? one.trap() : one.problem();
      doubt ??= one.doubt;
      if (problem !== null) found.push({ statement, condition, ...problem });
    }
  }
  return { found, doubt };
}

type Found = Pick<Ineffective, 'problem' | 'action'>;

/** One condition under examination. */
class Examined {
  readonly #document: PolicyDocument;
  readonly #attachment: Attachment;
  readonly #statement: Statement;
  readonly #condition: Condition;
  readonly #key: string;
  doubt: string | null = null;

  constructor(document: PolicyDocument, attachment: Attachment, statement: Statement, condition: Condition) {
    this.#document = document;
    this.#attachment = attachment;
    this.#statement = statement;
    this.#condition = condition;
    this.#key = condition.key.toLowerCase();
  }

  /** What is wrong with a condition of an Allow. */
  problem(): Found | null {
    const { values, operator, qualifier, ifExists } = this.#condition;
    if (operator === 'Null') return null;
    // "There are no values for the condition key and it does not affect the policy":
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
    if (values.length === 0) return { problem: 'no-value', action: null };
    if (this.#isOfNoAction()) return { problem: 'key-of-no-action', action: null };
    if (operator.includes('Not')) return null;
    const holdsWithout = ifExists || qualifier === 'ForAllValues';
    if (this.#takesAnyValue(this.#condition) && (holdsWithout || isAnybodys(this.#key)))
      return { problem: 'any-value', action: null };
    if (findKey(this.#key) === undefined) return null;
    if (qualifier === 'ForAllValues') return this.#withoutKey('for-all-values');
    const asksForLess = operator === 'Bool' && values.every((value) => value.toLowerCase() === 'false');
    return ifExists && !asksForLess && isLeftOut(this.#key) ? this.#withoutKey('if-exists') : null;
  }

  /** What is wrong with a condition of a Deny. */
  trap(): Found | null {
    const { operator, qualifier, ifExists, values } = this.#condition;
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
    const passesKeys =
      this.#key === 'aws:multifactorauthpresent' &&
      operator === 'Bool' &&
      qualifier === null &&
      !ifExists &&
      values.length > 0 &&
      values.every((value) => value.toLowerCase() === 'false');
    if (passesKeys && this.#callers().longTermKeys && this.#deniesMoreWithIfExists()) {
      return { problem: 'passes-long-term-keys', action: null };
    }
    // "Deny with unsupported tag condition key for service" and "Unsupported action for condition key":
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
    const holdsWithout = ifExists || qualifier === 'ForAllValues' || operator === 'Null' || operator.includes('Not');
    return !holdsWithout && values.length > 0 && this.#isOfNoAction()
      ? { problem: 'key-of-no-action', action: null }
      : null;
  }

  /** Whether the key is one that none of the statement's actions has, all of which the data knows. */
  #isOfNoAction(): boolean {
    const { actions } = this.#statement;
    if (actions === null || !isOfActions(this.#key) || isUnlisted(this.#key)) return false;
    const known = actions.flatMap(actionsMatching);
    return known.length > 0 && known.every((action) => knowsKey(action, this.#key) === false);
  }

  /** Whether every value that the key can have fulfils the condition; of an ARN, every ARN of the partition. */
  #takesAnyValue(condition: Condition): boolean {
    const { operator, values, qualifier } = condition;
    const key = condition.key.toLowerCase();
    // An address is of one version or the other; whoever leaves all of one open restricts nobody who matters.
    if (operator === 'IpAddress') return values.some((value) => /\/0+$/.test(value));
    const { version } = this.#document;
    const some = qualifier === null ? null : 'ForAnyValue';
    const left = valuesLeft({ ...condition, qualifier: some, ifExists: false }, version);
    if (left === null) return false;
    const use = usesOf([this.#document]).get(key) ?? { asSet: false, asArn: false };
    const others = intersect(intersect(domainOf(key, use), [present()]), left.complement);
    const ofPartition = isArn(key) ? this.#ofPartition() : null;
    return solveKey(ofPartition === null ? others : intersect(others, ofPartition), newBudget()).kind === 'none';
  }

  /** Values that are ARNs of the partition. */
  #ofPartition(): KeySet | null {
    const values = [`arn:${this.#attachment.partition}:*`];
    const condition = {
      ...this.#condition,
      operator: 'StringLike',
      qualifier: 'ForAnyValue',
      ifExists: false,
      values,
    } as const;
    return valuesLeft(condition, '2012-10-17')?.set ?? null;
  }

  /** An action that is allowed to a request without the key. */
  #withoutKey(problem: 'for-all-values' | 'if-exists'): Found | null {
    if (this.#isHeldElsewhere()) return null;
    const callers = this.#callers();
    const { actions } = this.#statement;
    if (actions === null || actions.some(reachesServices)) {
      return mayLack(this.#key, null, callers) && this.#isAllowedWithout(this.#statement)
        ? { problem, action: null }
        : null;
    }
    const lacking = actions
      .flatMap(actionsMatching)
      .filter((action) => findAction(action) !== null && mayLack(this.#key, action, callers));
    for (let from = 0; from < lacking.length; from += MOST_ACTIONS) {
      const some = lacking.slice(from, from + MOST_ACTIONS);
      if (this.#isAllowedWithout({ ...this.#statement, actions: some })) return { problem, action: some[0] ?? null };
    }
    return null;
  }

  /** Whether another condition of the statement asks for what goes with the key, or for what requests without it have. */
  #isHeldElsewhere(): boolean {
    return this.#statement.conditions.some((other) => {
      if (other === this.#condition) return false;
      const key = other.key.toLowerCase();
      return stepsIn(this.#key, key)
        ? !this.#takesAnyValue(other)
        : bringsAlong(key, this.#key) && asksForPresence(other);
    });
  }

  /** Whether the statement, after all that the document denies, allows a request that lacks the key. */
  #isAllowedWithout(statement: Statement): boolean {
    const present: Condition = {
      ...this.#condition,
      qualifier: null,
      operator: 'Null',
      ifExists: false,
      values: ['false'],
    };
    const guarded = {
      ...statement,
      conditions: [...statement.conditions, present],
      source: { guarded: statement.source },
    };
    return this.#differ(this.#among(statement), this.#among(guarded));
  }

  /** Whether the Deny with IfExists would deny something that the document does not deny. */
  #deniesMoreWithIfExists(): boolean {
    const { statements } = this.#document;
    const strict = {
      ...this.#statement,
      conditions: this.#statement.conditions.map((one) => (one === this.#condition ? { ...one, ifExists: true } : one)),
      source: { guarded: this.#statement.source },
    };
    const everything = this.#attachment.kind === 'identity' ? EVERYTHING : EVERYTHING_TO_EVERYBODY;
    const denies = statements.filter(({ effect }) => effect === 'Deny');
    const replaced = denies.map((one) => (one === this.#statement ? strict : one));
    return this.#differ(
      { ...this.#document, statements: [...everything.statements, ...denies] },
      { ...this.#document, statements: [...everything.statements, ...replaced] },
    );
  }

  #among(statement: Statement): PolicyDocument {
    const others = this.#document.statements.filter(({ effect }) => effect !== 'Allow');
    return { ...this.#document, statements: [statement, ...others] };
  }

  #differ(one: PolicyDocument, other: PolicyDocument): boolean {
    const { truth, reason } = allowsMore(this.#alone(one), this.#alone(other));
    return this.#settle(truth, reason);
  }

  #settle(truth: Truth, reason: string): boolean {
    if (truth === 'unknown')
      this.doubt ??= `whether the condition on ${this.#condition.key} of statement ${this.#statement.index} restricts anything: ${reason}`;
    return truth === 'yes';
  }

  #alone(document: PolicyDocument): AccessPolicies {
    return this.#attachment.kind === 'identity' ? ofIdentity([document]) : { ...ofIdentity([]), resource: document };
  }

  #callers(): Callers {
    const { kind, holders, account } = this.#attachment;
    if (kind === 'identity') return { anonymous: false, longTermKeys: holders !== 'roles', strangers: false };
    const principals = this.#statement.principals;
    // NotPrincipal: everybody else.
    if (principals === null) return { anonymous: true, longTermKeys: true, strangers: true };
    return {
      anonymous: principals.some(isEverybody),
      longTermKeys: principals.some((one) => isEverybody(one) || mayBeUser(one)),
      strangers: principals.some((one) => isEverybody(one) || (one.type === 'AWS' && accountOf(one.value) !== account)),
    };
  }
}

/** A question about a few actions is settled in a moment. */
const MOST_ACTIONS = 20;

const isArn = (key: string): boolean => findKey(key)?.endsWith('ARN') === true;

const isEverybody = ({ type, value }: Principal): boolean => type === '*' || (type === 'AWS' && value === '*');

/** A user, or an account with its users. */
const mayBeUser = ({ type, value }: Principal): boolean => type === 'AWS' && !/:(?:role|assumed-role)\//.test(value);

/** Whether no request without the key fulfils the condition. */
const asksForPresence = ({ operator, values, ifExists, qualifier }: Condition): boolean =>
  operator === 'Null'
    ? values.length === 1 && values[0]?.toLowerCase() === 'false'
    : values.length > 0 && !ifExists && qualifier !== 'ForAllValues' && !operator.includes('Not');

const allowing = (more: object): PolicyDocument =>
  parseDocument({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*', ...more } });
const EVERYTHING = allowing({});
const EVERYTHING_TO_EVERYBODY = allowing({ Principal: '*' });
