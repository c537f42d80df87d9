import { actionsOfService } from '../actions.ts';
import type { Condition, PolicyDocument, Statement } from '../document.ts';
import { compileGlob, matchGlob } from '../pattern.ts';
import { parseTemplate } from '../variables.ts';

/** What of a bucket answers requests without TLS. */
export interface PlainHttp {
  /** Whether every request for the bucket, of everybody, is refused. */
  readonly itself: 'refused' | 'open' | 'unknown';
  /** The same of every object. */
  readonly objects: 'refused' | 'open' | 'unknown';
}

/**
 * Whether the Deny statements of a bucket's policy together refuse every request that does not use TLS: each action of S3, by everybody,
 * on the bucket and on each of its objects. An Allow that asks for TLS refuses nothing, as another policy may allow the same.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-HTTP-HTTPS
 */
export function plainHttp(document: PolicyDocument, arn: string): PlainHttp {
  const denies = document.statements.filter((one) => one.understood && one.effect === 'Deny' && refusesEverybody(one));
  const doubtful = !document.understood || document.statements.some((one) => !one.understood && one.effect !== 'Allow');
  const judge = (part: 'itself' | 'objects'): PlainHttp['itself'] => {
    const covering = denies.filter((one) => covers(one, arn, part, document.version));
    if (document.understood && coverAllActions(covering)) return 'refused';
    return doubtful ? 'unknown' : 'open';
  };
  return { itself: judge('itself'), objects: judge('objects') };
}

/** Of everybody, whenever the request does not use TLS. */
const refusesEverybody = ({ principals, conditions }: Statement): boolean =>
  principals?.some(({ type, value }) => type === '*' || (type === 'AWS' && value === '*')) === true &&
  conditions.every(holdsWithoutTls);

/**
 * Whether the condition holds in every request without TLS: S3 gives aws:SecureTransport in each. It is a Boolean key, of which
 * AWS documents the operator Bool alone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
 */
function holdsWithoutTls({ key, operator, values }: Condition): boolean {
  if (key.toLowerCase() !== 'aws:securetransport') return false;
  if (operator !== 'Bool' && operator !== 'Null') return false;
  return values.some((value) => value.toLowerCase() === 'false');
}

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
  return statement.resources !== null && listed(statement.resources);
}

function coverAllActions(statements: readonly Statement[]): boolean {
  if (statements.some(({ actions }) => actions?.some((action) => /^(?:\*+|s3:\*+)$/i.test(action)))) return true;
  if (statements.length === 0) return false;
  const tests = statements.map(({ actions, notActions }) => {
    const globs = (actions ?? notActions ?? []).map((action) => compileGlob(action.toLowerCase()));
    return (action: string): boolean => globs.some((glob) => matchGlob(glob, action)) === (actions !== null);
  });
  return actionsOfService('s3').every(({ folded }) => tests.some((test) => test(folded)));
}
