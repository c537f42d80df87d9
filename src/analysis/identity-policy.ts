import { type Static, Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import { type PolicyDocument, parseDocument } from './access/document.ts';
import type { IdentityStatement } from './access/identity-statements.ts';
import { unknownBecause } from './derive.ts';

/** Statements of an IAM policy that grant something, with what of them does. */
export const GrantingStatements = (options: { description: string }) =>
  Type.Array(
    Shape({
      statement: Type.Integer({ minimum: 0, description: 'Its place in the document, from 0.' }),
      sid: Nullable(Type.String()),
      element: OneOf(['Action', 'NotAction']),
      actions: Type.Array(Type.String(), { description: 'The patterns of that element that matter, as written.' }),
      conditions: Type.Array(Type.String(), {
        description: 'Keys of the conditions under which it grants, as written; empty if it always does.',
      }),
    }),
    options,
  );

/** One of `GrantingStatements`. */
export type GrantingStatement = Static<ReturnType<typeof GrantingStatements>>[number];

/** A statement as a derived fact shows it; by default with all its actions. */
export const showStatement = ({ statement }: IdentityStatement, actions?: readonly string[]): GrantingStatement => ({
  statement: statement.index,
  sid: statement.sid,
  element: statement.actions === null ? 'NotAction' : 'Action',
  actions: [...(actions ?? statement.actions ?? statement.notActions ?? [])],
  conditions: [...new Set(statement.conditions.map(({ key }) => key))],
});

const parsed = new WeakMap<object, PolicyDocument>();

/** The `document` of a managed or inline policy, parsed once; what cannot be read of it is unknown. */
export const readIdentityPolicy = (resource: Resource): PolicyDocument | Underivable => {
  const document = resource.facts['document'];
  if (document === undefined) return unknownBecause(resource, 'document');
  if (typeof document !== 'object' || document === null) return parseDocument(document);
  const known = parsed.get(document);
  if (known !== undefined) return known;
  const fresh = parseDocument(document);
  parsed.set(document, fresh);
  return fresh;
};

/** Why nothing certain can be said of a document: the first thing that is wrong with it. */
export const notUnderstood = ({ problems }: PolicyDocument): Underivable => {
  const [problem] = problems;
  const where = problem === undefined || problem.path === '' ? 'the document' : `\`${problem.path}\``;
  const message =
    problem === undefined
      ? 'a statement is none that an identity-based policy can have, or its patterns are too many to decide'
      : `${where} cannot be understood: ${problem.message}`;
  return new Underivable({ operation: '', code: UnknownCode.notUnderstood, message });
};
