import type { PolicyDocument, Statement } from '../document.ts';

/** How much a finding matters, in AWS's words. */
export type CheckSeverity = 'error' | 'security-warning' | 'warning' | 'suggestion';

/** Where a document is attached, as far as the checks differ. */
export type PolicyKind = 'identity' | 'resource' | 'trust' | 'scp' | 'rcp';

/** The types of resources that AWS has checks of their own for; policies of all others have the general ones. */
export type ResourceType =
  | 'AWS::S3::Bucket'
  | 'AWS::S3::AccessPoint'
  | 'AWS::S3::MultiRegionAccessPoint'
  | 'AWS::S3ObjectLambda::AccessPoint'
  | 'AWS::DynamoDB::Table'
  | 'AWS::IAM::AssumeRolePolicyDocument';

/** A document under examination. */
export interface Subject {
  readonly document: PolicyDocument;
  readonly kind: PolicyKind;
  /** Null where it is not known, or is none of them. */
  readonly resourceType: ResourceType | null;
}

/** A place in the document and what is wrong there; the path is empty for the document itself. */
export interface Place {
  readonly path: string;
  readonly message: string;
}

/**
 * One check of Access Analyzer's policy validation, with the name that AWS's page gives it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
export interface Check {
  readonly name: string;
  readonly severity: CheckSeverity;
  /** The kinds of policies it looks at; all where there is none. */
  readonly kinds?: readonly PolicyKind[];
  readonly find: (subject: Subject) => Iterable<Place>;
}

/** A check that looks at one statement at a time. */
export const perStatement =
  (find: (statement: Statement, path: string, subject: Subject) => Iterable<Place>): Check['find'] =>
  (subject) =>
    subject.document.statements.flatMap((statement) => [...find(statement, pathOf(statement, subject), subject)]);

/** The path of a statement; Statement may be one object. */
export const pathOf = (statement: Statement, { document }: Subject): string =>
  Array.isArray(fieldsOf(document.source)['Statement']) ? `Statement[${statement.index}]` : 'Statement';

/** The members of a list element with their paths, `Statement[0].Action[1]`; a scalar is one member, without an index. */
export function* members(
  statement: Statement,
  path: string,
  elements: readonly ('Action' | 'NotAction' | 'Resource' | 'NotResource')[],
): Iterable<Place & { readonly value: string; readonly element: string }> {
  for (const element of elements) {
    const given = fieldsOf(statement.source)[element];
    const isList = Array.isArray(given);
    for (const [index, value] of (isList ? given : [given]).entries()) {
      if (typeof value !== 'string') continue;
      yield { value, element, path: `${path}.${element}${isList ? `[${index}]` : ''}`, message: '' };
    }
  }
}

/** The fields of an object; none of anything else. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** Whether wildcards are in the text. */
export const hasWildcard = (text: string): boolean => /[*?]/.test(text);

/** A policy variable: `${aws:username}`. */
const VARIABLE = /\$\{[^}]*\}/g;

/** A text with something else in place of each variable. What follows the last brace is left: to look for one in it takes long. */
export function replaceVariables(text: string, replace: (variable: string) => string): string {
  const end = text.lastIndexOf('}') + 1;
  return end === 0 ? text : text.slice(0, end).replace(VARIABLE, replace) + text.slice(end);
}
