import { actionsOfService } from '../actions.ts';
import type { Condition, PolicyDocument, Statement } from '../document.ts';
import { compileGlob, matchGlob } from '../pattern.ts';
import { parseTemplate } from '../variables.ts';

/** What is asked of the Deny statements of a bucket's policy. */
export interface Refusal {
  readonly arn: string;
  /** The bucket itself, or every object in it. */
  readonly part: 'itself' | 'objects';
  /** In lower case; null for every action of S3. */
  readonly actions: readonly string[] | null;
  /** Whether a condition holds in every request that is asked about. */
  readonly holds: (condition: Condition) => boolean;
}

/** Whether the Deny statements of a bucket's policy together refuse these requests, whoever makes them. */
export function refused(document: PolicyDocument, asked: Refusal): 'refused' | 'open' | 'unknown' {
  const denies = document.statements.filter(
    (one) => one.understood && one.effect === 'Deny' && isForEverybody(one) && one.conditions.every(asked.holds),
  );
  const covering = denies.filter((one) => covers(one, asked.arn, asked.part, document.version));
  if (document.understood && coverActions(covering, asked.actions)) return 'refused';
  const doubtful = !document.understood || document.statements.some((one) => !one.understood && one.effect !== 'Allow');
  return doubtful ? 'unknown' : 'open';
}

const isForEverybody = ({ principals }: Statement): boolean =>
  principals?.some(({ type, value }) => type === '*' || (type === 'AWS' && value === '*')) === true;

/** A text that only a pattern takes which takes all objects. */
const ANY_OBJECT = '\u{E000}'.repeat(64);

function covers(
  statement: Statement,
  arn: string,
  part: 'itself' | 'objects',
  version: PolicyDocument['version'],
): boolean {
  const text = part === 'itself' ? arn : `${arn}/${ANY_OBJECT}`;
  const listed = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => {
      const template = parseTemplate(pattern, version);
      return typeof template === 'string' && !template.includes('?') && matchGlob(compileGlob(template), text);
    });
  if (statement.resources !== null) return listed(statement.resources);
  // What NotResource leaves out of the objects is not looked for.
  if (part === 'objects' || statement.notResources === null) return false;
  return statement.notResources.every((pattern) => {
    const template = parseTemplate(pattern, version);
    return typeof template === 'string' && !matchGlob(compileGlob(template), arn);
  });
}

function coverActions(statements: readonly Statement[], asked: readonly string[] | null): boolean {
  if (statements.some(({ actions }) => actions?.some((action) => /^(?:\*+|s3:\*+)$/i.test(action)))) return true;
  if (statements.length === 0) return false;
  const tests = statements.map(({ actions, notActions }) => {
    const globs = (actions ?? notActions ?? []).map((action) => compileGlob(action.toLowerCase()));
    return (action: string): boolean => globs.some((glob) => matchGlob(glob, action)) === (actions !== null);
  });
  const actions = asked ?? actionsOfService('s3').map(({ folded }) => folded);
  return actions.every((action) => tests.some((test) => test(action)));
}
