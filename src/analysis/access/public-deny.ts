import type { PolicyDocument, Statement } from './document.ts';
import { compileGlob, matchGlob } from './pattern.ts';
import type { PublicSubject } from './public-keys.ts';
import { isSparing } from './public-value.ts';
import { both, either, not, type Truth } from './truth.ts';

/** Whether a Deny of the same document takes the grant away from all but those whom fixed values name, or from everybody. */
export function isNarrowedByDeny(grant: Statement, { statements }: PolicyDocument, subject: PublicSubject): Truth {
  let result: Truth = 'no';
  for (const statement of statements) {
    if (statement.effect !== 'Deny' || !statement.understood || !concernsEveryone(statement)) continue;
    const sparing = statement.conditions.reduce<Truth>(
      (all, condition) => both(all, isSparing(condition, subject)),
      'yes',
    );
    if (sparing === 'no') continue;
    result = either(result, both(sparing, both(coversActions(statement, grant), coversResources(statement, grant))));
  }
  return result;
}

/** A Deny to everyone, or to everyone but some who are named. */
function concernsEveryone({ principals, notPrincipals }: Statement): boolean {
  const listed = principals ?? notPrincipals ?? [];
  return listed.some(({ value }) => value === '*') === (principals !== null) && listed.length > 0;
}

const coversActions = (deny: Statement, grant: Statement): Truth =>
  covers(lower(deny.actions), lower(deny.notActions), lower(grant.actions), lower(grant.notActions));

const lower = (list: readonly string[] | null): readonly string[] | null =>
  list?.map((text) => text.toLowerCase()) ?? null;

/** A policy without Resource is about what it is attached to. */
const coversResources = (deny: Statement, grant: Statement): Truth =>
  deny.resources === null && deny.notResources === null
    ? 'yes'
    : covers(deny.resources, deny.notResources, grant.resources, grant.notResources);

/** Whether what is denied holds all that is granted. Where patterns overlap in part it is not known. */
function covers(
  denied: readonly string[] | null,
  spared: readonly string[] | null,
  granted: readonly string[] | null,
  excepted: readonly string[] | null,
): Truth {
  if (denied?.includes('*')) return 'yes';
  if (granted === null) {
    return spared !== null && excepted !== null && spared.every((text) => holds(excepted, text)) ? 'yes' : 'unknown';
  }
  if (denied !== null) return granted.reduce<Truth>((all, text) => both(all, reach(denied, text)), 'yes');
  const touched = granted.reduce<Truth>((some, text) => either(some, reach(spared ?? [], text)), 'no');
  return not(touched);
}

/** Yes if one pattern holds all that the text (itself perhaps a pattern) stands for, no if none holds any of it. */
function reach(patterns: readonly string[], text: string): Truth {
  if (holds(patterns, text)) return 'yes';
  return isPattern(text) && holds([text], ...patterns) ? 'unknown' : 'no';
}

/** A star of the text is matched as a character, which only a star of the pattern takes. */
const holds = (patterns: readonly string[], ...texts: readonly string[]): boolean =>
  patterns.some((pattern) => texts.some((text) => matchGlob(compileGlob(pattern), text)));

const isPattern = (text: string): boolean => text.includes('*') || text.includes('?');
