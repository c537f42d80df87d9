import type { PolicyDocument, Statement } from './document.ts';
import { compileGlob, type Glob, matchGlob } from './pattern.ts';
import { parseTemplate, standsInResourcePart } from './variables.ts';

/**
 * A character that no policy has: what stands for it in a text is anything. A pattern that matches a text made of it matches
 * whatever stands there, but for a pattern that asks for an exact length.
 */
export const ANY = '\u{E000}';
/** For a text that must not be short: patterns ask for lengths with `?`. */
export const ANYTHING = ANY.repeat(40);

/** A statement of an identity-based policy, ready for questions about its actions and resources. */
export interface IdentityStatement {
  readonly statement: Statement;
  /** Whether it speaks of the action, given in lower case. */
  readonly hasAction: (action: string) => boolean;
  /** Whether it speaks of the resource. */
  readonly hasResource: (resource: string) => boolean;
  /** The patterns of Action or NotAction, in lower case and in the order of the document. */
  readonly actions: readonly Glob[];
}

/** The statements of a document by effect. */
export interface IdentityStatements {
  readonly allows: readonly IdentityStatement[];
  /** Only those without conditions: a Deny that depends on the request takes nothing away for good. */
  readonly denies: readonly IdentityStatement[];
  /** Whether a statement that could not be understood may be an Allow, or may be a Deny. */
  readonly unclear: { readonly allow: boolean; readonly deny: boolean };
}

/**
 * Sorts the statements of an identity-based policy. In an Allow a variable (`${aws:username}`) counts as nothing, the most it can
 * let in; in a Deny and in NotResource as something particular, the least it can take away.
 */
export function identityStatements(document: PolicyDocument): IdentityStatements {
  const allows: IdentityStatement[] = [];
  const denies: IdentityStatement[] = [];
  const unclear = { allow: !document.understood, deny: !document.understood };
  for (const statement of document.statements) {
    const compiled = compileIdentityStatement(statement, document.version);
    if (compiled === null) {
      if (statement.effect !== 'Deny') unclear.allow = true;
      if (statement.effect !== 'Allow') unclear.deny = true;
    } else if (statement.effect === 'Allow') {
      allows.push(compiled);
    } else if (statement.conditions.length === 0) {
      denies.push(compiled);
    }
  }
  return { allows, denies, unclear };
}

/** Null where AWS would refuse the statement in an identity-based policy, so that it means nothing certain. */
function compileIdentityStatement(statement: Statement, version: PolicyDocument['version']): IdentityStatement | null {
  const { actions, notActions, resources, notResources } = statement;
  if (!statement.understood || statement.effect === null) return null;
  if (statement.principals !== null || statement.notPrincipals !== null) return null;
  if (resources === null && notResources === null) return null;
  const value = statement.effect === 'Allow' && resources !== null ? '' : NOWHERE;
  const resourceGlobs: Glob[] = [];
  for (const text of resources ?? notResources ?? []) {
    const parsed = parseTemplate(text, version);
    if (parsed === null || (typeof parsed !== 'string' && !standsInResourcePart(parsed))) return null;
    if (typeof parsed === 'string') {
      resourceGlobs.push(compileGlob(parsed));
      continue;
    }
    // A literal piece, `${*}`, is one character of the resource: no text that stands for all of them has it.
    const pieces = parsed.pieces.map((piece) =>
      piece.kind === 'pattern' ? piece.text : piece.kind === 'literal' ? NOWHERE : value,
    );
    resourceGlobs.push(compileGlob(pieces.join('')));
  }
  const actionGlobs = (actions ?? notActions ?? []).map((action) => compileGlob(action.toLowerCase()));
  return {
    statement,
    actions: actionGlobs,
    hasAction: (action) => actionGlobs.some((glob) => matchGlob(glob, action)) === (actions !== null),
    hasResource: (resource) => resourceGlobs.some((glob) => matchGlob(glob, resource)) === (resources !== null),
  };
}

/** A character that stands for something particular: neither policies nor the texts that stand for everything have it. */
const NOWHERE = '\u{E001}';
