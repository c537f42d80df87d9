import { actionsOfService, MAX_REACHING, reachesServices, services } from './actions.ts';
import type { PolicyDocument } from './document.ts';
import { ANYTHING, type IdentityStatement, identityStatements } from './identity-statements.ts';
import { compileGlob, type Glob, matchGlob } from './pattern.ts';

/** An Allow that grants whole services, and which of its patterns do. */
export interface WholeServices {
  readonly one: IdentityStatement;
  /** Patterns of Action as written, or all those of NotAction. */
  readonly patterns: readonly string[];
}

/**
 * The Allow statements that grant all actions of a service by a wildcard, on whatever resource; null if that is not certain, or
 * takes too long to find out. A
 * prefix (`ec2:Describe*`) does not, even where the service has no other action:
 * https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-no-statements-with-full-access.html
 */
export function wholeServicesIn(document: PolicyDocument): readonly WholeServices[] | null {
  const { allows, unclear } = identityStatements(document);
  const found: WholeServices[] = [];
  const patterns = allows.flatMap(({ statement }) => statement.actions ?? statement.notActions ?? []);
  if (patterns.filter(reachesServices).length > MAX_REACHING) return null;
  for (const one of allows) {
    const { actions, notActions } = one.statement;
    const whole = actions === null ? (notActions ?? []) : wholePatterns(actions, one.actions);
    if (actions === null ? leavesAService(whole, one.actions) : whole.length > 0) found.push({ one, patterns: whole });
  }
  return found.length === 0 && unclear.allow ? null : found;
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** The patterns that hold a whole service, alone (`s3:*`) or one letter each (`s3:a*` to `s3:z*`). */
function wholePatterns(patterns: readonly string[], globs: readonly Glob[]): readonly string[] {
  const whole = new Set<number>();
  const byPrefix = new Map<string, number[]>();
  for (const [index, glob] of globs.entries()) {
    if (glob.kind === 'any') whole.add(index);
    if (glob.kind === 'any' || glob.kind === 'literal') continue;
    for (const prefix of prefixesOf(patterns[index] ?? '')) {
      const before = byPrefix.get(prefix);
      if (before === undefined) byPrefix.set(prefix, [index]);
      else before.push(index);
    }
  }
  for (const [prefix, indexes] of byPrefix) {
    const starts = LETTERS.map((letter) => `${prefix}:${letter}${ANYTHING}`);
    const matches = (index: number, text: string): boolean => matchGlob(globs[index] as Glob, text);
    const alone = indexes.filter((index) => starts.every((text) => matches(index, text)));
    if (alone.length > 0) for (const index of alone) whole.add(index);
    else if (starts.every((text) => indexes.some((index) => matches(index, text))))
      for (const index of indexes) if (starts.some((text) => matches(index, text))) whole.add(index);
  }
  return patterns.filter((_, index) => whole.has(index));
}

/** The services that a pattern may speak of: the one it names, known or not, or those that its wildcards match. */
function prefixesOf(pattern: string): readonly string[] {
  const folded = pattern.toLowerCase();
  const colon = folded.indexOf(':');
  const prefix = colon < 0 ? '*' : folded.slice(0, colon);
  if (!/[*?]/.test(prefix)) return [prefix];
  // Without a colon in it, a wildcard of the pattern has to reach over the one of the action.
  const glob = compileGlob(colon < 0 ? folded : `${prefix}:*`);
  return services().filter((service) => matchGlob(glob, `${service}:a${ANYTHING}`));
}

/** Whether NotAction leaves a service of which it takes no action. */
function leavesAService(patterns: readonly string[], globs: readonly Glob[]): boolean {
  // An action that is named counts for its service even where the data does not have it.
  const named = new Set(
    patterns
      .filter((pattern) => !reachesServices(pattern))
      .map((pattern) => pattern.slice(0, pattern.indexOf(':')).toLowerCase()),
  );
  const reaching = globs.filter((_, index) => reachesServices(patterns[index] ?? ''));
  return services().some(
    (service) =>
      !named.has(service) &&
      !actionsOfService(service).some(({ folded }) => reaching.some((glob) => matchGlob(glob, folded))),
  );
}
