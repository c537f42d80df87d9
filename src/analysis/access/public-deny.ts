import { actionsOfService } from './actions.ts';
import type { PolicyDocument, Statement } from './document.ts';
import { compileGlob, matchGlob } from './pattern.ts';
import type { PublicSubject } from './public-keys.ts';
import { isSparing } from './public-value.ts';
import { both, either, not, type Truth } from './truth.ts';

/** What a statement is about; actions in lower case. */
interface Scope {
  readonly actions: Patterns;
  readonly notActions: Patterns;
  readonly resources: Patterns;
  readonly notResources: Patterns;
}

type Patterns = readonly string[] | null;

/** A Deny that takes from everybody but those whom fixed values name, or from everybody. */
interface TakingDeny extends Scope {
  readonly sparing: Truth;
}

/** The Deny statements of one document that take public grants back. */
export class TakenBack {
  readonly #denies: TakingDeny[] = [];
  /** Steps of comparing that are left: a document of many long patterns ends in `unknown`, not in minutes. */
  #steps = 100_000;

  constructor({ statements }: PolicyDocument, subject: PublicSubject) {
    for (const statement of statements) {
      if (statement.effect !== 'Deny' || !statement.understood || !concernsEveryone(statement)) continue;
      const sparing = statement.conditions.reduce<Truth>((all, one) => both(all, isSparing(one, subject)), 'yes');
      if (sparing !== 'no') this.#denies.push({ ...scopeOf(statement), sparing });
    }
  }

  /** Whether one of them takes all of the grant. */
  takes(statement: Statement): Truth {
    if (this.#denies.length === 0) return 'no';
    const grant = scopeOf(statement);
    let result: Truth = 'no';
    for (const deny of this.#denies) {
      this.#steps -= 20;
      if (this.#steps <= 0) return 'unknown';
      const covered = both(this.#coversActions(deny, grant), this.#coversResources(deny, grant));
      // What was not compared any more is on neither side.
      if (this.#steps <= 0) return 'unknown';
      result = either(result, both(deny.sparing, covered));
      if (result === 'yes') break;
    }
    return result;
  }

  /** Whether all actions that are granted are denied. */
  #coversActions(deny: Scope, grant: Scope): Truth {
    const { actions, notActions } = deny;
    if (actions?.includes('*')) return 'yes';
    if (grant.actions === null) return this.#coversRest(notActions, grant.notActions);
    if (actions !== null) return every(grant.actions, (text) => this.#coversAction(actions, text));
    return every(grant.actions, (text) => not(this.#sparesAction(notActions ?? [], text)));
  }

  /** An action that exists and is not denied is left of the grant. */
  #coversAction(denied: readonly string[], text: string): Truth {
    if (this.#holds(denied, text)) return 'yes';
    if (!isPattern(text)) return 'no';
    return this.#actionsOf(text, denied).some((action) => !this.#holds(denied, action)) ? 'no' : 'unknown';
  }

  #sparesAction(spared: readonly string[], text: string): Truth {
    if (this.#holds(spared, text)) return 'yes';
    if (!isPattern(text)) return 'no';
    return this.#actionsOf(text, spared).some((action) => this.#holds(spared, action)) ? 'yes' : 'unknown';
  }

  /** The actions that a pattern matches, of the services that it and the others name: a resource has the actions of its own. */
  #actionsOf(text: string, others: readonly string[]): readonly string[] {
    const services = new Set([text, ...others].map((one) => one.slice(0, Math.max(0, one.indexOf(':')))));
    return [...services].flatMap((service) =>
      actionsOfService(service).flatMap(({ folded }) => (this.#holds([text], folded) ? [folded] : [])),
    );
  }

  /**
   * Whether all resources that are granted are denied. A policy without Resource is about what it is attached to, and `*` may be no more
   * than that.
   */
  #coversResources(deny: Scope, grant: Scope): Truth {
    const { resources, notResources } = deny;
    if (resources?.includes('*') || (resources === null && notResources === null)) return 'yes';
    if (grant.resources === null) return this.#coversRest(notResources, grant.notResources);
    return every(grant.resources, (text) => {
      if (resources !== null) return this.#holds(resources, text) ? 'yes' : text === '*' ? 'unknown' : 'no';
      if (this.#holds(notResources ?? [], text)) return 'no';
      return isPattern(text) ? 'unknown' : 'yes';
    });
  }

  /** Whether all but what is spared holds all but what is excepted. */
  #coversRest(spared: Patterns, excepted: Patterns): Truth {
    const isWithin = spared !== null && excepted !== null && spared.every((text) => this.#holds(excepted, text));
    return isWithin ? 'yes' : 'unknown';
  }

  /** A star of the text is matched as a character, which only a star of the pattern takes. */
  #holds(patterns: readonly string[], text: string): boolean {
    return patterns.some((pattern) => {
      this.#steps -= pattern.length * (isPattern(pattern) ? text.length : 1);
      return this.#steps > 0 && matchGlob(compileGlob(pattern), text);
    });
  }
}

/** A Deny to everyone, or to everyone but some who are named. */
function concernsEveryone({ principals, notPrincipals }: Statement): boolean {
  const listed = principals ?? notPrincipals ?? [];
  return listed.some(({ value }) => value === '*') === (principals !== null) && listed.length > 0;
}

const scopeOf = ({ actions, notActions, resources, notResources }: Statement): Scope => ({
  actions: lower(actions),
  notActions: lower(notActions),
  resources,
  notResources,
});

const lower = (list: Patterns): Patterns => list?.map((text) => text.toLowerCase()) ?? null;

const every = (list: readonly string[], judge: (text: string) => Truth): Truth =>
  list.reduce<Truth>((all, text) => both(all, judge(text)), 'yes');

const isPattern = (text: string): boolean => text.includes('*') || text.includes('?');
